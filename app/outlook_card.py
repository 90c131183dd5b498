"""An outlook for people and as JSON: one row per night with its ranges, beside those of a plan where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.card_targets import label_of, number
from app.paragraphs import bullet, section
from app.plain import plain
from app.words import day_words, instant_words
from core.targets import PRIMARY, TARGETS
from forecasting.horizons import NightAhead, Outlook, TargetOutlook
from forecasting.models import Abstained
from forecasting.quantiles import interval, keyed

NOT_SEALED = "outlook: not sealed, not scored"
"""What it is, in card and JSON."""


@dataclass(frozen=True)
class Asked:
    """Whose outlook it is, and from when."""

    person_id: str
    as_of: datetime
    zone: tzinfo = UTC
    simulated: bool = False


def outlook_card(found: Outlook, asked: Asked) -> Iterator[RenderableType]:
    """The parts of the card, in order."""
    who = plain(asked.person_id, 60) + (", a simulated person" if asked.simulated else "")
    count = f"{found.nights_ahead} nights" if found.nights_ahead > 1 else "1 night"
    said = {name: one for name in PRIMARY if isinstance(one := found.targets.get(name), TargetOutlook)}
    yield Text()
    yield Padding(Text(f"Morrow · {count} ahead, the first to {day_words(found.night)}", style="bold"), (0, 1))
    yield Padding(Text(f"{who} · as of {instant_words(asked.as_of, asked.zone)}", style="dim"), (0, 1))
    yield Padding(Text(NOT_SEALED, style="yellow"), (0, 1))
    if found.strain:
        for name, one in said.items():
            yield from section(f"{label_of(name)}, {TARGETS[name].unit}", [_beside(name, one, found)])
    else:
        yield from section("Median and 80% range", [_nights(said)])
    yield from section("What the plan does", _answers(found, said))
    yield from section("No outlook", (bullet(plain(f"{label_of(name)}: {reason}")) for name, reason in _abstained(found)))
    yield Text()


def outlook_json(found: Outlook, asked: Asked) -> dict[str, object]:
    """The outlook for scripts; `planned` stands beside each night only with a plan."""
    return {
        "person_id": asked.person_id,
        "as_of": asked.as_of.isoformat(),
        "status": NOT_SEALED,
        "sealed": False,
        "first_night": found.night.isoformat(),
        "nights_ahead": found.nights_ahead,
        "planned_strain": {day.isoformat(): strain for day, strain in found.strain.items()},
        "targets": {
            name: {"abstained": one.reason} if isinstance(one, Abstained) else _target_json(one) for name, one in found.targets.items()
        },
        "refused": list(found.tomorrow.refused),
    }


def _target_json(one: TargetOutlook) -> dict[str, object]:
    rows = [_night_json(night) for night in one.nights]
    if not one.planned:
        return {"nights": rows}
    planned = [{**row, "planned": _range_json(night)} for row, night in zip(rows, one.planned, strict=True)]
    return {"nights": planned, "plan_moves": list(one.answering)}


def _night_json(one: NightAhead) -> dict[str, object]:
    return {"night": one.night.isoformat(), "weekday": f"{one.night:%A}", "horizon": one.horizon, **_range_json(one)}


def _range_json(one: NightAhead) -> dict[str, object]:
    return {
        "median": one.median,
        "interval_80": list(interval(one.quantiles, 0.8)),
        "interval_95": list(interval(one.quantiles, 0.95)),
        "quantiles": keyed(one.quantiles),
    }


def _nights(said: dict[str, TargetOutlook]) -> RenderableType:
    """One row per night, one column per target."""
    if not said:
        return Text("none")
    table = _table("the night to", *(f"{label_of(name)}, {TARGETS[name].unit}" for name in said))
    for row in zip(*(one.nights for one in said.values()), strict=True):
        table.add_row(_day(row[0].night), *(Text(_range(name, night)) for name, night in zip(said, row, strict=True)))
    return table


def _beside(name: str, one: TargetOutlook, found: Outlook) -> RenderableType:
    """One row per night: the strain planned for the day before it, the range without the plan and with it."""
    table = _table("the night to", "strain", "without plan", "with plan", "moves by")
    for usual, planned in zip(one.nights, one.planned, strict=True):
        strain = found.strain.get(usual.night - timedelta(days=1))
        moved = f"{planned.median - usual.median:+.{TARGETS[name].decimals + 1}f}".replace("-", "−")
        cells = ("–" if strain is None else f"{strain:g}", _range(name, usual), _range(name, planned), moved)
        table.add_row(_day(usual.night), *(Text(cell) for cell in cells))
    return table


def _answers(found: Outlook, said: dict[str, TargetOutlook]) -> Iterator[RenderableType]:
    """Which forecasters the plan moves, and of what it moves nothing."""
    if not found.strain:
        return
    for name, one in said.items():
        if one.answering:
            yield bullet(f"{label_of(name)}: it moves {', '.join(plain(each, 40) for each in one.answering)}, and these what all say.")
    still = [label_of(name) for name, one in said.items() if not one.answering]
    if still:
        yield bullet(
            f"{', '.join(still)}: it moves nothing. No model here has learned anything of strain, or too few of your days tell theirs."
        )
    if len(still) < len(said):
        yield bullet("What moves is what went with strain in the nights that were learned from; that strain caused it is not shown.")


def _abstained(found: Outlook) -> Iterator[tuple[str, str]]:
    for name in PRIMARY:
        if isinstance(one := found.targets.get(name), Abstained):
            yield name, one.reason


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right", no_wrap="," not in name)
    return table


def _day(night: date) -> Text:
    return Text(f"{night:%a} {night.day} {night:%b}", style="bold")


def _range(name: str, night: NightAhead) -> str:
    low, high = interval(night.quantiles, 0.8)
    return f"{number(name, night.median)} ({number(name, low)} – {number(name, high)})"
