"""The card of the morning: said, came, why, learned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from agent.day import Morning
from app.bars import POINT, THICK, forecast_bar, scale_over
from app.card_targets import catalog_order, label_of, number
from app.paragraphs import bullet, section, sentences
from app.plain import plain
from app.schema import Forecast, TargetForecast
from app.words import day_words

CAME = "▲"
LABEL_CELLS, COLUMN_CELLS = 26, 34
OPINIONS = {"models": "the models alone", "evidence": "the models with evidence", "agent": "the agent’s own call"}
SAME = 1e-6
"""Scores that differ by less are equal."""


def morning_json(found: Morning) -> dict[str, object]:
    """As `morrow morning --json` prints it."""
    return {
        "night": found.night.isoformat(),
        "said": found.forecast,
        "came": {name: target["outcome"] for name, target in _targets(found).items()},
        "later_values": found.later_values,
        "score": found.score,
        "learned": found.learned,
    }


def morning_card(found: Morning, width: int) -> Iterator[RenderableType]:
    """The parts of the card, in the order in which they are printed."""
    forecast = Forecast.model_validate(found.forecast)
    scored = _targets(found)
    inside = sum(bool(target["covered_80"]) for target in scored.values())
    yield Text()
    yield Padding(Text(f"Morrow · the night to {day_words(found.night)}", style="bold"), (0, 1))
    yield Padding(Text(f"{inside} of {len(scored)} targets came within their 80% range, where about 8 of 10 should", style="dim"), (0, 1))
    yield Text()
    yield Padding(_table(forecast, scored, width), (0, 1))
    yield from section("Why it was said", (bullet(line) for line in sentences(plain(forecast.rationale))))
    yield from section("Whose opinion was closest", (bullet(line) for line in _closest(scored)))
    yield from section("Learned", (bullet(line) for line in sentences(plain(found.learned or ""))))
    if found.later_values:
        later = ", ".join(f"{label_of(name)} {number(name, value)}" for name, value in found.later_values.items())
        yield from section("Revised since", [f"{later}. The score keeps the values that came first."])
    yield Text()


def _targets(found: Morning) -> dict[str, dict[str, Any]]:
    scored = cast("dict[str, dict[str, Any]]", found.score["targets"])
    return {name: scored[name] for name in catalog_order(scored)}


def _table(forecast: Forecast, scored: Mapping[str, dict[str, Any]], width: int) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column("", no_wrap=True)
    table.add_column("said", justify="right", no_wrap=True)
    table.add_column("80% range", justify="center", no_wrap=True)
    table.add_column("came", justify="right", no_wrap=True)
    table.add_column(f"{THICK * 2}{POINT} said  {CAME} came", no_wrap=True)
    cells = max(12, width - LABEL_CELLS - COLUMN_CELLS - 2)
    for name, target in scored.items():
        said = forecast.targets.get(name)
        if isinstance(said, TargetForecast):
            table.add_row(*_row(name, said, target, cells))
    return table


def _row(name: str, said: TargetForecast, target: Mapping[str, Any], cells: int) -> tuple[Text, ...]:
    outcome, low, high = float(target["outcome"]), *said.interval_80
    scale = scale_over([*said.interval_95, outcome], cells)
    bar = Text(forecast_bar(scale, said.interval_95, said.interval_80, said.median), style="cyan")
    bar.append("\n" + " " * scale.cell(outcome) + CAME, style="green" if target["covered_80"] else "bold yellow")
    came = Text(number(name, outcome), style="bold green" if target["covered_80"] else "bold yellow")
    return Text(label_of(name)), Text(number(name, said.median)), Text(f"{number(name, low)} – {number(name, high)}"), came, bar


def _closest(scored: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """Each opinion with the targets for which its CRPS was smallest; nothing where all agree."""
    best: dict[str, list[str]] = {}
    for name, target in scored.items():
        crps = {opinion: target["crps"][opinion] for opinion in OPINIONS if opinion in target["crps"]}
        if crps and max(crps.values()) - min(crps.values()) > SAME:
            best.setdefault(min(crps, key=lambda opinion: crps[opinion]), []).append(label_of(name))
    yield from (f"{OPINIONS[opinion]}: {', '.join(names)}" for opinion, names in best.items())
