"""Meals: the CSV file of a food logger as nutrients of meals and days.

Read by what the columns are called, in any order. The layouts of these loggers are known from their own exports: Cronometer's servings
(`Day, Time, Group, Food Name, Energy (kcal), …`) and daily summary (`Date, Energy (kcal), …`), MyFitnessPal's nutrition summary
(`Date, Meal, Time, Calories, Fat (g), …`), Lose It! (`Date, Name, …, Type, Calories, Deleted, Fat (g), …`, dates as month/day/year).
Rows with a time of day become meals; rows without one can only be added up to the day's totals, known when the day is over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path

from core import nutrients as n
from core.errors import BadInput
from core.nights import local_instant
from core.nutrients import MOST, unit_of
from core.records import Measure, RejectedRow
from ingestion import raw_files
from ingestion.alignment import DATED_ONLY_DAY_KNOWN_AT, day_of
from ingestion.cells import CellError, calendar_date, number, time_zone, truth
from ingestion.delimited import Delimited, Record, parse
from ingestion.source import NO_OPTIONS, Item, Option, SourceFile, chosen

_NAMES: dict[str, str] = {
    **dict.fromkeys(("calories", "energy", "kcal", "kilocalories", "energy consumed"), n.ENERGY),
    **dict.fromkeys(("protein", "proteins"), n.PROTEIN),
    **dict.fromkeys(("carbohydrates", "carbohydrate", "carbs", "total carbohydrate", "total carbs"), n.CARBOHYDRATE),
    **dict.fromkeys(("fat", "fats", "total fat"), n.FAT),
    **dict.fromkeys(("fiber", "fibre", "dietary fiber", "dietary fibre"), n.FIBRE),
    **dict.fromkeys(("sugar", "sugars", "total sugars"), n.SUGAR),
    **dict.fromkeys(("sodium",), n.SODIUM),
    **dict.fromkeys(("water",), n.WATER),
    **dict.fromkeys(("alcohol",), n.ALCOHOL),
    **dict.fromkeys(("caffeine",), n.CAFFEINE),
}
"""What a column is called, without its unit → nutrient."""
_FACTORS: dict[str, dict[str, float]] = {
    "kcal": {"kcal": 1.0, "cal": 1.0, "kj": 1 / 4.184},
    "g": {"g": 1.0, "mg": 1e-3},
    "mg": {"mg": 1.0, "g": 1e3, "µg": 1e-3, "ug": 1e-3, "mcg": 1e-3},
    "ml": {"ml": 1.0, "g": 1.0, "l": 1e3, "fl oz": 29.5735},
}
"""Unit of the nutrient → unit of the column → factor."""
_DATES, _TIMES, _DELETED = ("date", "day"), ("time", "meal time"), "deleted"
_HEADER = re.compile(r"(?P<name>[^(\[]*?)\s*(?:[(\[](?P<unit>[^)\]]*)[)\]])?\s*")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap]\.?m\.?)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class _Columns:
    """Which column says what."""

    day: int
    time: int | None
    deleted: int | None
    nutrients: Mapping[int, tuple[str, float]]
    """Place → nutrient and the factor to its unit."""


@dataclass(frozen=True)
class _Bite:
    """One row, read."""

    day: date
    at: datetime | None
    amounts: Mapping[str, float]


class Meals:
    """The source `meals`."""

    name = "meals"
    describe = "Meals: the CSV file of a food logger (Cronometer, MyFitnessPal, Lose It!, or any with a date, energy and nutrients)"
    options = (Option("home_zone", "", "IANA name of the zone whose clock the times are of; without it they are read as UTC"),)

    def recognises(self, path: Path) -> bool:
        """True for one CSV file with a date, the energy, and another nutrient."""
        if not path.name.lower().endswith((".csv", ".csv.gz")):
            return False
        try:
            return path.is_file() and _columns(parse(path.name, raw_files.files_of(path)[0].head())) is not None
        except (BadInput, OSError, ValueError):
            return False

    def read(self, path: Path, *, person_id: str | None = None, options: Mapping[str, str] = NO_OPTIONS) -> Iterator[SourceFile]:
        """The one file."""
        zone = _zone(chosen(self.options, options)["home_zone"])
        table = parse(path.name, raw_files.files_of(path)[0].load())
        columns = _columns(table)
        if columns is None:
            raise BadInput(f"{path.name}: wanted columns for date, energy and a nutrient, found {', '.join(table.header[:12])}")
        yield SourceFile(path.name, _items(table, columns, zone, person_id or "me"))


def measures_of(person_id: str, day: date, at: datetime | None, amounts: Mapping[str, float], *, known_at: datetime) -> Iterator[Measure]:
    """The measures of one meal, or of a day's total where `at` is None.

    Args:
        person_id: who ate.
        day: the waking day it belongs to.
        at: when.
        amounts: nutrient → amount in its own unit.
        known_at: when this was told.
    """
    moment = at.astimezone(UTC).isoformat() if at else day.isoformat()
    for kind, value in amounts.items():
        yield Measure(
            person_id=person_id,
            key=f"{moment}|{kind}",
            source=Meals.name,
            source_epoch="meals/1",
            known_at=known_at,
            day=day,
            kind=kind,
            value=round(value, 3),
            unit=unit_of(kind),
            at=at,
        )


def _items(table: Delimited, columns: _Columns, zone: tzinfo, person_id: str) -> Iterator[Item]:
    """What is wrong, then the meals: all that was eaten at one time is one meal."""
    meals: dict[tuple[date, datetime | None], dict[str, float]] = {}
    for record in table.records():
        read = _row(table.name, record, columns, zone) if isinstance(record, Record) else record
        if isinstance(read, RejectedRow):
            yield read
        elif read is not None:
            meal = meals.setdefault((read.day, read.at), {})
            for kind, amount in read.amounts.items():
                meal[kind] = meal.get(kind, 0.0) + amount
    for (day, at), amounts in meals.items():
        known_at = at or local_instant(day, DATED_ONLY_DAY_KNOWN_AT, zone)
        yield from measures_of(person_id, day, at, amounts, known_at=known_at)


def _row(file: str, record: Record, columns: _Columns, zone: tzinfo) -> _Bite | RejectedRow | None:
    """One row; None for one that its logger marks as deleted, or that says nothing of a nutrient."""
    cells = record.cells
    try:
        if columns.deleted is not None and truth(cells[columns.deleted]):
            return None
        eaten = _date(cells[columns.day])
        clock = _clock(cells[columns.time]) if columns.time is not None else None
        amounts = dict(_amounts(cells, columns))
    except CellError as error:
        return RejectedRow(file, record.line, str(error))
    if not amounts:
        return None
    at = None if clock is None else local_instant(eaten, clock, zone)
    return _Bite(eaten if at is None else day_of(at, zone), at, amounts)


def _amounts(cells: list[str], columns: _Columns) -> Iterator[tuple[str, float]]:
    for place, (kind, factor) in columns.nutrients.items():
        value = number(cells[place])
        if value is None:
            continue
        if not 0 <= value * factor <= MOST[kind]:
            raise CellError(f"{kind}: {value:g} is not within what a day can hold (0 to {MOST[kind] / factor:g})")
        yield kind, value * factor


def _date(text: str) -> date:
    slashed = _SLASHED.fullmatch(text.strip())
    if slashed is None:
        return calendar_date(text)
    month, day, year = (int(part) for part in slashed.groups())
    return calendar_date(f"{year:04d}-{month:02d}-{day:02d}")


def _clock(text: str) -> time | None:
    if not text.strip():
        return None
    match = _CLOCK.fullmatch(text.strip())
    hour, minute = (int(match[1]), int(match[2])) if match else (-1, -1)
    if match and match[3]:
        hour = hour % 12 + (12 if match[3].lower().startswith("p") else 0) if 1 <= hour <= 12 else -1
    if not (0 <= hour < 24 and 0 <= minute < 60):
        raise CellError(f"{text.strip()[:40]!r} is not a time of day (wanted 18:30 or 6:30 PM)")
    return time(hour, minute)


def _columns(table: Delimited) -> _Columns | None:
    """The columns of a file of meals; None for any other file."""
    names = [_named(cell) for cell in table.header]
    places = {name: place for place, (name, _) in reversed(list(enumerate(names)))}
    nutrients: dict[int, tuple[str, float]] = {}
    for place, (name, unit) in enumerate(names):
        kind = _NAMES.get(name)
        factor = _FACTORS[unit_of(kind)].get(unit or unit_of(kind)) if kind else None
        if kind and factor and kind not in {known for known, _ in nutrients.values()}:
            nutrients[place] = (kind, factor)
    day = next((places[name] for name in _DATES if name in places), None)
    if day is None or len(nutrients) < 2 or n.ENERGY not in {kind for kind, _ in nutrients.values()}:
        return None
    return _Columns(day, next((places[name] for name in _TIMES if name in places), None), places.get(_DELETED), nutrients)


def _named(cell: str) -> tuple[str, str]:
    """The name of a column and its unit, which may stand in brackets."""
    match = _HEADER.fullmatch(cell.strip().lower())
    return (match["name"].strip(), (match["unit"] or "").strip()) if match else (cell, "")


def _zone(name: str) -> tzinfo:
    try:
        return time_zone(name) if name else UTC
    except CellError as error:
        raise BadInput(f"option home_zone: {error}") from error
