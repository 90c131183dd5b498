"""Main sleeps and what other documents say of their dates, joined into nights; sleeps; and the values that say nothing.

A main sleep is a night, known on waking. A date of which a sleep measurement is told but no sleep is a night known at 08:00; a resting
heart rate alone makes no night, for without a sleep the device takes it from waking hours.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Literal, TypeVar

from core.nights import local_instant
from core.records import Night, RejectedRow, Sleep
from ingestion.alignment import DATED_ONLY_NIGHT_KNOWN_AT, dated_key
from ingestion.fields import Row
from ingestion.source import DroppedValue, Item
from ingestion.wearable_told import DateTold, DayTold, Reading, SleepTold, Value, WorkoutTold
from ingestion.whoop_export.facts import Origin

T = TypeVar("T", SleepTold, WorkoutTold)
MEASURED_ASLEEP = ("hrv_rmssd_ms", "resp_rate_brpm")
"""Values that only a night gives: with one of them a date is a night, even where no sleep is told."""


@dataclass(frozen=True)
class Device:
    """Whose facts these are, and what the device means by its values."""

    origin: Origin
    zone: tzinfo
    """Home, for what has no offset of its own; UTC where nobody told it."""
    hrv_window: Literal["whole_night", "four_hour"]
    rhr_method: Literal["vendor", "vendor_smoothed", "nightly_min"] | None
    """Where a reading names none."""

    def at(self, day: date, told: datetime | None) -> datetime:
        """When a night of that date was known, if `told` is when its sleep ended: else at 08:00."""
        return told or local_instant(day, DATED_ONLY_NIGHT_KNOWN_AT, self.zone)


@dataclass
class Joined:
    """What several records say of one date."""

    values: dict[str, Value] = field(default_factory=dict)
    unmeasured: list[tuple[Row, str, str]] = field(default_factory=list)

    def take(self, row: Row, reading: Reading) -> RejectedRow | None:
        """Adds a record's values; one that contradicts what stands adds nothing and comes back as rejected."""
        fresh = {name: value for name, value in reading.values.items() if value is not None}
        clash = next((name for name, value in fresh.items() if self.values.get(name, value) != value), None)
        if clash is not None:
            return row.rejected(f"{clash} contradicts an earlier record of the same date, which counts")
        self.values |= fresh
        self.unmeasured += [(row, name, why) for name, why in reading.unmeasured]
        return None


def joined_by_date(told: Iterable[DateTold | DayTold]) -> tuple[dict[date, Joined], list[RejectedRow]]:
    """Date → what all records say of it; and the records that contradict an earlier one."""
    found: defaultdict[date, Joined] = defaultdict(Joined)
    refused = [found[one.day].take(one.row, one.reading) for one in told]
    return dict(found), [row for row in refused if row]


def distinct(told: Iterable[T], identity: Callable[[T], object], content: Callable[[T], object]) -> tuple[list[T], list[RejectedRow]]:
    """Each thing once; of records with one identity and other content the first counts, and the others are rejected."""
    first: dict[object, T] = {}
    bad: list[RejectedRow] = []
    for one in told:
        standing = first.setdefault(identity(one), one)
        if content(standing) != content(one):
            words = f"contradicts record {standing.row.number} of {standing.row.file}, which tells of the same and counts"
            bad.append(one.row.rejected(words))
    return list(first.values()), bad


@dataclass(frozen=True)
class Nights:
    """The nights and sleeps of one import."""

    nights: Sequence[Night]
    sleeps: Sequence[Sleep]
    rejected: Sequence[RejectedRow]
    dropped: Sequence[DroppedValue]

    def items(self) -> Iterator[Item]:
        """All of it."""
        yield from self.rejected
        yield from self.nights
        yield from self.sleeps
        yield from self.dropped


def nights_of(sleeps: Iterable[SleepTold], dated: Iterable[DateTold], device: Device) -> Nights:
    """Nights in the order of waking."""
    by_date, refused = joined_by_date(dated)
    unique, contradictions = distinct(sleeps, lambda one: one.start.at if one.start else (one.day, one.nap), _content)
    ordered = sorted(unique, key=lambda one: (_known_at(one, device), one.row.file, one.row.number))
    main = [one for one in ordered if not one.nap]
    slept = [_night(one, place, by_date, device) for one, place in _standing(main)]
    nights = [*slept, *_dated_only(main, by_date, device)]
    dropped = list(_dropped(main, by_date, nights, device))
    return Nights(nights, list(_sleeps(ordered, device)), [*refused, *contradictions], dropped)


def _content(told: SleepTold) -> object:
    return told.day, told.start, told.end, told.nap, told.reading.values, told.epoch


def _known_at(told: SleepTold, device: Device) -> datetime:
    """On waking, never before it began; at 08:00 where the device does not tell when that was."""
    end = device.at(told.day, told.end.at if told.end else None)
    return max(end, told.start.at) if told.start else end


def _standing(sleeps: Iterable[SleepTold]) -> Iterator[tuple[SleepTold, int]]:
    """Of several main sleeps of a date each that is longer than those before it: a later row never unmakes an earlier night."""
    longest: dict[date, float] = {}
    places: defaultdict[date, int] = defaultdict(int)
    for told in sleeps:
        length = _length(told)
        if length > longest.get(told.day, -math.inf):
            longest[told.day] = length
            places[told.day] += 1
            yield told, places[told.day]


def _length(told: SleepTold) -> float:
    said = told.reading.values.get("sleep_minutes")
    if isinstance(said, float):
        return said
    return (told.end.at - told.start.at).total_seconds() / 60 if told.start and told.end else 0.0


def _night(told: SleepTold, place: int, by_date: dict[date, Joined], device: Device) -> Night:
    joined = by_date.get(told.label or told.day, Joined()).values
    own = {name: value for name, value in told.reading.values.items() if value is not None}
    moment = told.end or told.start
    placed = {} if moment is None or moment.offset_minutes is None else {"utc_offset_minutes": float(moment.offset_minutes)}
    origin = replace(device.origin, source_epoch=";".join(filter(None, (device.origin.source_epoch, told.epoch))))
    begun, ended = told.start.at if told.start else None, told.end.at if told.end else None
    values = {**joined, **own, **placed}
    return _made(origin, dated_key(told.day, place), _known_at(told, device), told.day, values, device, begun, ended)


def _dated_only(main: Sequence[SleepTold], by_date: dict[date, Joined], device: Device) -> Iterator[Night]:
    slept = {told.day for told in main} | {told.label for told in main}
    for day, joined in sorted(by_date.items()):
        if day not in slept and any(name in joined.values for name in MEASURED_ASLEEP):
            yield _made(device.origin, dated_key(day, 1), device.at(day, None), day, joined.values, device)


def _made(
    origin: Origin,
    key: str,
    known_at: datetime,
    day: date,
    values: dict[str, Value],
    device: Device,
    begun: datetime | None = None,
    ended: datetime | None = None,
) -> Night:
    offset = values.get("utc_offset_minutes")
    fixed = {"night": day, "sleep_start": begun, "sleep_end": ended, "utc_offset_minutes": None if offset is None else int(offset)}
    methods = {"hrv_method": "rmssd", "hrv_window": device.hrv_window, "rhr_method": device.rhr_method}
    return origin.make(Night, key, known_at, **{**methods, **values, **fixed})


def _sleeps(ordered: Iterable[SleepTold], device: Device) -> Iterator[Sleep]:
    for told in ordered:
        if told.start and told.end:
            begun, ended = told.start.at, told.end.at
            values = {name: told.reading.values.get(name) for name in ("sleep_minutes", "resp_rate_brpm")}
            fixed = {"day": told.day, "start": begun, "end": ended, "nap": told.nap}
            yield device.origin.make(Sleep, begun.isoformat(), max(begun, ended), **fixed, **values)


def _dropped(main: Sequence[SleepTold], by_date: dict[date, Joined], nights: Sequence[Night], device: Device) -> Iterator[DroppedValue]:
    """Values that say nothing, once for a date and field, where no other record of the date told the value."""
    last = {night.night: night for night in nights}
    marks = [(told.day, told.row, name, why) for told in main for name, why in told.reading.unmeasured]
    marks += [(day, row, name, why) for day, joined in by_date.items() for row, name, why in joined.unmeasured]
    first: dict[tuple[date, str], tuple[Row, str]] = {}
    for day, row, name, why in marks:
        first.setdefault((day, name), (row, why))
    for (day, name), (row, why) in first.items():
        if day not in last or getattr(last[day], name) is None:
            yield DroppedValue(row.file, row.number, device.origin.person_id, day, name, why)
