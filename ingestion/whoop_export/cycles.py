"""physiological_cycles.csv → nights, days, and second sleeps.

A row carries the night at the START of its cycle and the strain of the day AFTER that night. The night is known on waking,
the day's totals only when the cycle ends; the running cycle (no end) has no totals yet, whatever its cells say.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from core.nights import local_instant
from core.records import Day, Fact, Night, RejectedRow
from ingestion.alignment import dated_key, wake_date
from ingestion.cells import CellError
from ingestion.whoop_export.facts import Origin, SleepSpan
from ingestion.whoop_export.rows import Row, distinct, parsed

_NIGHT_NUMBERS = {
    "hrv_rmssd_ms": "hrv",
    "resting_hr_bpm": "resting_hr",
    "resp_rate_brpm": "resp_rate",
    "recovery_pct": "recovery",
    "spo2_pct": "spo2",
    "skin_temp_c": "skin_temp",
    "sleep_minutes": "asleep",
    "in_bed_minutes": "in_bed",
    "awake_minutes": "awake",
    "light_minutes": "light",
    "deep_minutes": "deep",
    "rem_minutes": "rem",
    "sleep_efficiency_pct": "efficiency",
    "sleep_performance_pct": "performance",
    "sleep_consistency_pct": "consistency",
    "sleep_need_minutes": "need",
    "sleep_debt_minutes": "debt",
}
"""Field of `Night` → field of the export."""
_DAY_NUMBERS = {"strain": "day_strain", "energy_kcal": "energy", "average_hr_bpm": "average_hr", "max_hr_bpm": "max_hr"}
_NOON = time(12, 0)


@dataclass(frozen=True)
class Cycle:
    """One row, read."""

    row: Row
    day: date
    """The wake date, which keys the night, the day and every join."""
    zone: tzinfo
    start: datetime | None
    end: datetime | None
    onset: datetime | None
    wake: datetime | None
    night_values: dict[str, float | None]
    day_values: dict[str, float | None]

    @property
    def has_sleep(self) -> bool:
        """False for a row that has strain only."""
        return bool(self.onset or self.wake) or any(value is not None for value in self.night_values.values())

    @property
    def asleep_minutes(self) -> float:
        """How long the sleep was, by the best column there is."""
        said = self.night_values["sleep_minutes"] or self.night_values["in_bed_minutes"]
        if said is not None:
            return said
        return (self.wake - self.onset) / timedelta(minutes=1) if self.wake and self.onset else 0.0

    @property
    def awake_minutes(self) -> float:
        """How long the cycle lasted after waking."""
        began = self.wake or self.start
        return (self.end - began) / timedelta(minutes=1) if self.end and began else 0.0

    @property
    def known_at(self) -> datetime:
        """When the night was known: on waking; without a wake time after the time in bed, else at noon. Never before its own instants."""
        begun = self.onset or self.start
        in_bed = self.night_values["in_bed_minutes"]
        instants = [instant for instant in (begun, self.wake) if instant]
        if self.wake is None and begun and in_bed is not None and 0 <= in_bed <= 24 * 60:
            instants.append(begun + timedelta(minutes=in_bed))
        elif self.wake is None:
            instants.append(local_instant(self.day, _NOON, self.zone))
        return max(instants)

    @property
    def identity(self) -> tuple[datetime | None, ...]:
        """What tells it from other cycles."""
        spans = (self.start, self.onset, self.wake)
        return spans if any(spans) else (self.end,)

    @property
    def content(self) -> tuple[object, ...]:
        """All that it says, for comparing."""
        return self.start, self.end, self.onset, self.wake, tuple(self.night_values.values()), tuple(self.day_values.values())


def read_cycles(rows: Iterable[Row | RejectedRow]) -> tuple[list[Cycle], list[RejectedRow]]:
    """The cycles in the order of waking, each once; and the rows that cannot be used."""
    good, bad = parsed(rows, _cycle)
    unique, contradictions = distinct(good, lambda cycle: cycle.identity, lambda cycle: cycle.content, lambda cycle: cycle.row)
    return sorted(unique, key=_order), [*bad, *contradictions]


def facts_of_cycles(cycles: list[Cycle], origin: Origin) -> Iterator[Fact | RejectedRow]:
    """Nights, days, and the sleeps that are shorter than one that stood for their date already."""
    for cycle, place in _standing([cycle for cycle in cycles if cycle.has_sleep], lambda cycle: cycle.asleep_minutes):
        yield _night(cycle, place, origin) if place else _second_sleep(cycle, origin)
    ended = [cycle for cycle in cycles if cycle.end and any(value is not None for value in cycle.day_values.values())]
    for cycle, place in _standing(ended, lambda cycle: cycle.awake_minutes):
        yield _day(cycle, place, origin) if place else cycle.row.rejected(f"has unused day totals: a longer cycle of {cycle.day} stands")


def _cycle(row: Row) -> Cycle:
    zone = row.zone()
    start = row.instant("cycle_start", zone)
    end = row.instant("cycle_end", zone, start)
    onset = row.instant("sleep_onset", zone, start)
    wake = row.instant("wake_onset", zone, onset or start)
    day = wake_date(zone, wake=wake, cycle_end=end, cycle_start=start or onset)
    if day is None:
        raise CellError("has neither a start, an end nor a waking time")
    night_values = {name: row.number(field) for name, field in _NIGHT_NUMBERS.items()}
    day_values = {name: row.number(field) for name, field in _DAY_NUMBERS.items()}
    return Cycle(row, day, zone, start, end, onset, wake, night_values, day_values)


def _order(cycle: Cycle) -> tuple[datetime, int]:
    """By waking; rows that wake at once keep the order of the file."""
    return cycle.known_at, cycle.row.line


def _standing(cycles: list[Cycle], length: Callable[[Cycle], float]) -> Iterator[tuple[Cycle, int]]:
    """Each cycle with its place among those of its date that count, 0 for one that does not.

    The longest counts. A cycle is judged only against those that ended before it, never against later rows: of a short first and
    a long second sleep both become facts, the second under a key of its own, and readers take the longest that was known.
    """
    longest: dict[date, float] = {}
    places: Counter[date] = Counter()
    for cycle in cycles:
        if length(cycle) <= longest.get(cycle.day, -math.inf):
            yield cycle, 0
            continue
        longest[cycle.day] = length(cycle)
        places[cycle.day] += 1
        yield cycle, places[cycle.day]


def _night(cycle: Cycle, place: int, origin: Origin) -> Night:
    offset = (cycle.wake or cycle.known_at).astimezone(cycle.zone).utcoffset() if "zone" in cycle.row.places else None
    return origin.make(
        Night,
        dated_key(cycle.day, place),
        cycle.known_at,
        night=cycle.day,
        sleep_start=cycle.onset or cycle.start,
        sleep_end=cycle.wake,
        utc_offset_minutes=None if offset is None else offset // timedelta(minutes=1),
        hrv_method="rmssd",
        hrv_window="last_sws",
        rhr_method="vendor",
        **cycle.night_values,
    )


def _second_sleep(cycle: Cycle, origin: Origin) -> Fact | RejectedRow:
    if not (cycle.onset and cycle.wake):
        return cycle.row.rejected(f"is a second, shorter sleep of {cycle.day} without its times")
    asleep, resp_rate = cycle.night_values["sleep_minutes"], cycle.night_values["resp_rate_brpm"]
    return SleepSpan(cycle.onset, cycle.wake, cycle.zone, False, asleep, resp_rate).fact(origin)


def _day(cycle: Cycle, place: int, origin: Origin) -> Day:
    instants = [instant for instant in (cycle.start, cycle.wake, cycle.end) if instant]
    return origin.make(
        Day,
        dated_key(cycle.day, place),
        max(instants),
        day=cycle.day,
        cycle_start=cycle.start,
        cycle_end=cycle.end,
        **cycle.day_values,
    )
