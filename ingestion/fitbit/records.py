"""What records of a Takeout and of the Web API have in common: sleep logs, exercises, the person; nothing of one form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta, tzinfo
from typing import Literal

from ingestion.cells import CellError, time_zone
from ingestion.fields import Moment, Row
from ingestion.wearable_told import ProfileTold, Sense, SleepTold, Told, WorkoutTold, read, workout_end

_SLEEP = {
    "sleep_minutes": Sense("minutesAsleep", positive=True),
    "awake_minutes": Sense("minutesAwake"),
    "in_bed_minutes": Sense("timeInBed", positive=True),
    "sleep_efficiency_pct": Sense("efficiency", positive=True),
    "light_minutes": Sense("levels.summary.light.minutes"),
    "deep_minutes": Sense("levels.summary.deep.minutes"),
    "rem_minutes": Sense("levels.summary.rem.minutes"),
}
_NAP = {"sleep_minutes": _SLEEP["sleep_minutes"]}
_EXERCISE = {"energy_kcal": Sense("calories", positive=True), "average_hr_bpm": Sense("averageHeartRate", positive=True)}
_METRES = {"kilometer": 1000.0, "kilometre": 1000.0, "mile": 1609.344}
_LONGEST_MILLIS = 4 * 86_400_000.0
_SEX: dict[str, Literal["female", "male"]] = {"female": "female", "male": "male"}


def sleep_log(row: Row, home: tzinfo) -> Iterable[Told]:
    """A sleep log: local times without an offset, dated by its end; a log that does not say is a main sleep."""
    start, end = row.moment_needed("startTime", home), row.moment_needed("endTime", home)
    flags = [row.truth(name) for name in ("mainSleep", "isMainSleep")]
    nap = False in flags and True not in flags
    return (SleepTold(row, row.day_needed("dateOfSleep"), start, end, nap, read(row, _NAP if nap else _SLEEP)),)


def exercise(row: Row, start: Moment, home: tzinfo) -> WorkoutTold:
    """The workout of an exercise log; `duration` is milliseconds of wall time."""
    length = row.measure("duration")
    usable = length is not None and 0 <= length <= _LONGEST_MILLIS
    end = workout_end(start, timedelta(milliseconds=length) if usable and length is not None else None)
    reading = read(row, _EXERCISE).joined({"distance_m": _metres(row)})
    return WorkoutTold(row, start, end, row.text("activityName") or "activity", reading, start.zone(home))


def _metres(row: Row) -> float | None:
    """The distance, where its unit is told: an account may have miles."""
    distance, per = row.measure("distance"), _METRES.get((row.text("distanceUnit") or "").lower())
    return distance * per if distance is not None and per is not None and abs(distance) < _MOST else None


_MOST = 1e6
"""Kilometres above which no exercise is believed to be one."""


def profile(row: Row) -> Iterable[Told]:
    """Home and sex of the person.

    Raises:
        CellError: for a time zone without a name.
    """
    named = row.text("timezone")
    if named and not getattr(time_zone(named), "key", None):
        raise CellError(f"timezone: {named!r} is not the name of a time zone")
    return (ProfileTold(row, named, _SEX.get((row.text("gender") or "").lower())),)
