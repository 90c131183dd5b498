"""Many people's forecasts at a glance: one row each."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from agent.day import Evening
from app.card_targets import label_of, number
from app.plain import plain
from app.schema import Forecast, TargetForecast
from core.targets import PRIMARY


def evenings_table(evenings: Sequence[Evening]) -> Table:
    """One row per person: the night, what became of the forecast, medians with 80% ranges of the primary targets."""
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("person", "night", "status", *(label_of(target) for target in PRIMARY)):
        table.add_column(name)
    for evening in evenings:
        forecast = Forecast.model_validate(evening.forecast)
        cells = (Text(_cell(forecast, target)) for target in PRIMARY)
        table.add_row(Text(plain(forecast.person_id, 40)), f"{forecast.night}", evening.status, *cells)
    return table


def _cell(forecast: Forecast, target: str) -> str:
    said = forecast.targets.get(target)
    if not isinstance(said, TargetForecast):
        return "–"
    low, high = said.interval_80
    return f"{number(target, said.median)} ({number(target, low)} – {number(target, high)})"
