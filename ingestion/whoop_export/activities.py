"""sleeps.csv and workouts.csv → sleeps (naps included) and workouts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from core.records import Fact, RejectedRow, Workout
from ingestion.alignment import day_of
from ingestion.cells import CellError
from ingestion.whoop_export.facts import Origin, SleepSpan
from ingestion.whoop_export.joins import CycleDates
from ingestion.whoop_export.rows import Row, distinct, parsed

_WORKOUT_NUMBERS = {
    "strain": "activity_strain",
    "energy_kcal": "energy",
    "average_hr_bpm": "average_hr",
    "max_hr_bpm": "max_hr",
    "distance_m": "distance",
    "altitude_gain_m": "altitude_gain",
}
_ZONES = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class ReadSleep:
    """One row of sleeps.csv, read."""

    row: Row
    cycle_start: datetime | None
    span: SleepSpan


def read_sleeps(rows: Iterable[Row | RejectedRow]) -> tuple[list[ReadSleep], list[RejectedRow]]:
    """The sleeps of the file, each once; and the rows that cannot be used."""
    good, bad = parsed(rows, _sleep)
    told = [sleep for sleep in good if sleep is not None]
    unique, contradictions = distinct(told, lambda sleep: sleep.span.start, lambda sleep: sleep.span, lambda sleep: sleep.row)
    return unique, [*bad, *contradictions]


def facts_of_workouts(rows: Iterable[Row | RejectedRow], dates: CycleDates, origin: Origin) -> Iterator[Fact | RejectedRow]:
    """The workouts of the file, each once, with the rows that cannot be used."""
    good, bad = parsed(rows, lambda row: (row, _workout(row, dates, origin)))
    unique, contradictions = distinct(good, lambda item: item[1].key, lambda item: item[1], lambda item: item[0])
    yield from bad
    yield from contradictions
    for _, workout in unique:
        yield workout


def _sleep(row: Row) -> ReadSleep | None:
    """The sleep of a row, None for a cycle without one."""
    zone = row.zone()
    cycle_start = row.instant("cycle_start", zone)
    start = row.instant("sleep_onset", zone, cycle_start)
    end = row.instant("wake_onset", zone, start)
    asleep, resp_rate = row.number("asleep"), row.number("resp_rate")
    if start is None and end is None and asleep is None and resp_rate is None:
        return None
    if start is None or end is None:
        raise CellError("a sleep needs both its onset and its waking time")
    said = row.truth("nap")
    # Without the column: a main sleep opens its cycle, a nap falls into it.
    nap = said if said is not None else cycle_start is not None and start != cycle_start
    return ReadSleep(row, cycle_start, SleepSpan(start, end, zone, nap, asleep, resp_rate))


def _workout(row: Row, dates: CycleDates, origin: Origin) -> Workout:
    zone = row.zone()
    start = row.instant("workout_start", zone)
    end = row.instant("workout_end", zone, start)
    minutes = row.number("duration")
    if start is not None and end is None and minutes is not None and 0 <= minutes <= 24 * 60:
        end = start + timedelta(minutes=minutes)
    if start is None or end is None:
        raise CellError("a workout needs its start and its end or duration")
    sport = row.text("activity") or "activity"
    values = {name: row.number(field) for name, field in _WORKOUT_NUMBERS.items()}
    values["strain"] = values["strain"] if values["strain"] is not None else row.number("day_strain")
    return origin.make(
        Workout,
        f"{start.isoformat()}|{sport.casefold()}",
        max(start, end),
        day=_day(row, start, zone, dates),
        start=start,
        end=end,
        sport=sport,
        **values,
        **_zone_minutes(row, minutes if minutes is not None else (end - start) / timedelta(minutes=1)),
    )


def _day(row: Row, start: datetime, zone: tzinfo, dates: CycleDates) -> date:
    """The waking day of a workout: that of its cycle, else of its own start."""
    return dates.of(row.instant("cycle_start", zone)) or day_of(start, zone)


def _zone_minutes(row: Row, minutes: float) -> dict[str, float | None]:
    """Minutes in heart rate zones 1 to 5; the export has whole percents of the duration."""
    shares = {zone: row.number(f"zone{zone}") for zone in _ZONES}
    return {f"zone{zone}_minutes": None if share is None else minutes * share / 100 for zone, share in shares.items()}
