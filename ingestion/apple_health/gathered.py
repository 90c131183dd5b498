"""What one pass over an export gathers: columns of numbers, a few bytes for each record, whatever the export's size.

Nothing is judged before the file has ended, because Apple's export is ordered by type: which values fall into sleep is not known
before the sleep has come, nor which sources are watches.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from core.nights import LATEST_DEADLINE
from core.records import RejectedRow
from ingestion.apple_health.elements import Element
from ingestion.apple_health.readings import (
    KILOCALORIES,
    PER_MINUTE,
    Device,
    Span,
    amount,
    celsius,
    device_of,
    plain_number,
    seconds,
    span_of,
    zone_of,
)
from ingestion.apple_health.workouts import ReadWorkout, read_workout
from ingestion.cells import CellError

_QUANTITY = "HKQuantityTypeIdentifier"
_SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
_SLEEP_VALUE = "HKCategoryValueSleepAnalysis"
RESTING = "resting_hr_bpm"
Stage = Literal["in_bed", "asleep", "core", "deep", "rem", "awake"]
STAGES: tuple[Stage, ...] = ("in_bed", "asleep", "core", "deep", "rem", "awake")
_STAGES: Mapping[str, Stage] = {
    "InBed": "in_bed",
    "Asleep": "asleep",
    "AsleepUnspecified": "asleep",
    "AsleepCore": "core",
    "AsleepDeep": "deep",
    "AsleepREM": "rem",
    "Awake": "awake",
}
_VITALS: Mapping[str, tuple[str, Callable[[str, str], float]]] = {
    f"{_QUANTITY}HeartRateVariabilitySDNN": ("hrv_sdnn_ms", lambda text, unit: amount(text, unit, {"ms": 1.0, "s": 1000.0})),
    f"{_QUANTITY}HeartRate": ("nightly_hr_bpm", lambda text, unit: amount(text, unit, PER_MINUTE)),
    f"{_QUANTITY}RespiratoryRate": ("resp_rate_brpm", lambda text, unit: amount(text, unit, PER_MINUTE)),
    f"{_QUANTITY}OxygenSaturation": ("spo2_pct", lambda text, unit: amount(text, unit, {"%": 100.0})),
    f"{_QUANTITY}AppleSleepingWristTemperature": ("skin_temp_c", celsius),
    f"{_QUANTITY}RestingHeartRate": (RESTING, lambda text, unit: amount(text, unit, PER_MINUTE)),
}
"""Type of record → field of `Night`, and how its value is read. Percents are written as fractions of 1."""
_TOTALS: Mapping[str, tuple[str, Callable[[str, str], float]]] = {
    f"{_QUANTITY}StepCount": ("steps", lambda text, _unit: plain_number(text)),
    f"{_QUANTITY}ActiveEnergyBurned": ("active_kcal", lambda text, unit: amount(text, unit, KILOCALORIES)),
    f"{_QUANTITY}BasalEnergyBurned": ("basal_kcal", lambda text, unit: amount(text, unit, KILOCALORIES)),
}
"""Type of record → what is summed over a day."""
RECORDS = frozenset({_SLEEP, *_VITALS, *_TOTALS})
_MOST_REJECTED = 1000
_MOST_NAMED = 20


@dataclass
class Samples:
    """Values of one quantity from one source, 24 bytes each."""

    starts: array[float] = field(default_factory=lambda: array("d"))
    ends: array[float] = field(default_factory=lambda: array("d"))
    values: array[float] = field(default_factory=lambda: array("d"))

    def add(self, span: Span, value: float) -> None:
        """Keeps one value."""
        self.starts.append(span.start)
        self.ends.append(span.end)
        self.values.append(value)


@dataclass
class Segments:
    """Stretches of sleep or bed from one source, 24 bytes each."""

    starts: array[float] = field(default_factory=lambda: array("d"))
    ends: array[float] = field(default_factory=lambda: array("d"))
    stages: array[int] = field(default_factory=lambda: array("b"))
    zones: array[int] = field(default_factory=lambda: array("i"))

    def add(self, span: Span, stage: Stage, zone: int) -> None:
        """Keeps one stretch."""
        self.starts.append(span.start)
        self.ends.append(span.end)
        self.stages.append(STAGES.index(stage))
        self.zones.append(zone)


Sums = dict[str, defaultdict[date, float]]
"""Quantity → day → sum."""


def _sums() -> Sums:
    return {name: defaultdict(float) for name, _ in _TOTALS.values()}


@dataclass
class Gathered:
    """Everything that facts are made of. Feed it with `take`."""

    file: str
    segments: defaultdict[str, Segments] = field(default_factory=lambda: defaultdict(Segments))
    """By source."""
    samples: defaultdict[tuple[str, str], Samples] = field(default_factory=lambda: defaultdict(Samples))
    """By (quantity, source)."""
    sums: defaultdict[str, Sums] = field(default_factory=lambda: defaultdict(_sums))
    """By source."""
    offsets: dict[date, str] = field(default_factory=dict)
    """Day → offset of the clock that its records are written in."""
    workouts: list[ReadWorkout] = field(default_factory=list)
    me: dict[str, str] = field(default_factory=dict)
    exported: float | None = None
    """When the export was made, POSIX seconds."""
    watches: set[str] = field(default_factory=set)
    """Sources that are a watch of Apple's, by their name or by the device of any of their records."""
    phones: set[str] = field(default_factory=set)
    zones: list[str] = field(default_factory=list)
    """Texts of the zones that segments refer to."""
    _zone_places: dict[str, int] = field(default_factory=dict)
    _rejected: list[RejectedRow] = field(default_factory=list)
    _rejected_more: int = 0
    _first_lines: dict[str, int] = field(default_factory=dict)
    _left_out: Counter[str] = field(default_factory=Counter)

    def take(self, element: Element) -> None:
        """Keeps what one element says; one that says nothing readable becomes a rejected row."""
        try:
            if element.tag == "ExportDate":
                self.exported = seconds(element.attributes.get("value", ""))
            elif element.tag == "Me":
                self.me.update(element.attributes)
            else:
                self._measured(element)
        except CellError as error:
            self._reject(element, str(error))

    @property
    def until(self) -> float:
        """Up to when the export speaks: when it was made, else the last instant of a measurement in it."""
        if self.exported is not None:
            return self.exported
        columns = [*(samples.ends for samples in self.samples.values()), *(segments.ends for segments in self.segments.values())]
        return max((max(ends) for ends in columns if ends), default=0.0)

    def reports(self) -> Iterator[RejectedRow]:
        """The records that could not be read, and how many were left out of each source."""
        yield from self._rejected
        if self._rejected_more:
            yield RejectedRow(self.file, self._rejected[-1].line, f"and {self._rejected_more} more records after this one")
        left_out = self._left_out.copy()
        for (_, source), samples in self.samples.items():
            if source not in self.watches:
                left_out[source] += len(samples.values)
        for source, count in left_out.most_common(_MOST_NAMED):
            reason = (
                f"{count} values of {source[:60]!r} are left out: only what Apple's own devices measured is read; import that source itself"
            )
            yield RejectedRow(self.file, self._first_lines[source], reason)

    def _measured(self, element: Element) -> None:
        device = device_of(element.attributes)
        self._first_lines.setdefault(device.source, element.line)
        if device.owner == "other maker":
            self._left_out[device.source] += 1
            return
        if device.owner == "watch":
            self.watches.add(device.source)
        elif device.owner == "phone":
            self.phones.add(device.source)
        if element.tag == "Workout":
            self.workouts.append(read_workout(element, device))
        else:
            self._record(element, device)

    def _record(self, element: Element, device: Device) -> None:
        attributes = element.attributes
        kind, value, unit = attributes["type"], attributes.get("value", ""), attributes.get("unit", "")
        if kind == _SLEEP:
            self._sleep(element, device, value.removeprefix(_SLEEP_VALUE))
            return
        span = span_of(attributes)
        if kind in _VITALS:
            name, read = _VITALS[kind]
            self.samples[name, device.source].add(span, read(value, unit))
        else:
            name, read = _TOTALS[kind]
            day = _day(attributes["startDate"][:13])
            self.sums[device.source][name][day] += read(value, unit)
            self.offsets[day] = span.offset

    def _sleep(self, element: Element, device: Device, value: str) -> None:
        stage = _STAGES.get(value)
        if stage is None:
            raise CellError(f"{value[:60]!r} is no stage of sleep that is known")
        span = span_of(element.attributes)
        zone = zone_of(element.metadata("HKTimeZone"), span.offset)
        place = self._zone_places.setdefault(zone, len(self.zones))
        if place == len(self.zones):
            self.zones.append(zone)
        self.segments[device.source].add(span, stage, place)

    def _reject(self, element: Element, reason: str) -> None:
        if len(self._rejected) < _MOST_REJECTED:
            kind = element.attributes.get("type", element.tag).removeprefix(_QUANTITY)
            self._rejected.append(RejectedRow(self.file, element.line, f"{kind}: {reason}"))
        else:
            self._rejected_more += 1


@lru_cache(maxsize=1024)
def _day(date_and_hour: str) -> date:
    """The waking day of `2026-03-02 03`: until 04:00 by that clock it is the day before."""
    day, hour = date.fromisoformat(date_and_hour[:10]), int(date_and_hour[11:])
    return day if hour >= LATEST_DEADLINE.hour else day - timedelta(days=1)
