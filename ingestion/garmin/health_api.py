"""Summaries of Garmin's Health API — sleeps, dailies, HRV, activities — as JSON; not the receiving of them.

Seen in schemas and readers: seconds since 1970 with an offset in seconds, durations in seconds, `restingHeartRateInBeatsPerMinute` of the
day, `lastNightAvg` of the night. The respiratory rate of a sleep is read where its mean is told; its samples are not averaged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, tzinfo

from ingestion.fields import Moment, Row
from ingestion.garmin.records import LAST_NIGHT, ended, slept, workout
from ingestion.wearable_files import Form, Kind
from ingestion.wearable_told import DayTold, Sense, SleepTold, Told, added, night_value, read

_SLEEP = {
    "light_minutes": Sense("lightSleepDurationInSeconds", 60),
    "deep_minutes": Sense("deepSleepDurationInSeconds", 60),
    "rem_minutes": Sense("remSleepInSeconds", 60),
    "awake_minutes": Sense("awakeDurationInSeconds", 60),
    "resp_rate_brpm": Sense("respirationAvg", positive=True),
}
_DAY = {
    "steps": Sense("steps", positive=True),
    "average_hr_bpm": Sense("averageHeartRateInBeatsPerMinute", positive=True),
    "max_hr_bpm": Sense("maxHeartRateInBeatsPerMinute", positive=True),
}
_RESTING = {"resting_hr_bpm": Sense("restingHeartRateInBeatsPerMinute", positive=True)}
_ACTIVITY = {
    "energy_kcal": Sense("activeKilocalories", positive=True),
    "average_hr_bpm": Sense("averageHeartRateInBeatsPerMinute", positive=True),
    "max_hr_bpm": Sense("maxHeartRateInBeatsPerMinute", positive=True),
    "distance_m": Sense("distanceInMeters"),
}
_MOST_OFFSET_SECONDS = 14 * 3600


def _sleep(row: Row, home: tzinfo) -> Iterable[Told]:
    start = _start(row)
    end = Moment(ended(start, row.measure("durationInSeconds")), start.offset_minutes)
    return (SleepTold(row, row.day("calendarDate") or end.local_date(home), start, end, reading=slept(read(row, _SLEEP))),)


def _day(row: Row, home: tzinfo) -> Iterator[Told]:
    start = _start(row)
    day = row.day("calendarDate") or start.local_date(home)
    energy = added([row.measure("activeKilocalories"), row.measure("bmrKilocalories")])
    reading = read(row, _DAY).joined({"energy_kcal": energy or None})
    yield DayTold(row, day, reading, start.at, ended(start, row.measure("durationInSeconds")))
    yield from night_value(row, day, _RESTING)


def _hrv(row: Row, _home: tzinfo) -> Iterable[Told]:
    return night_value(row, row.day_needed("calendarDate"), LAST_NIGHT)


def _activity(row: Row, home: tzinfo) -> Iterable[Told]:
    return (workout(row, _start(row), row.measure("durationInSeconds"), _ACTIVITY, home),)


def _start(row: Row) -> Moment:
    offset = row.measure("startTimeOffsetInSeconds")
    known = offset is not None and abs(offset) <= _MOST_OFFSET_SECONDS
    return Moment(row.moment_needed("startTimeInSeconds", UTC).at, int(offset / 60) if known and offset is not None else None)


HEALTH_API = Form(
    "summaries of the Health API",
    "health_api",
    (
        Kind("sleeps", _sleep, frozenset({"summaryId", "deepSleepDurationInSeconds"}), paths=(("sleeps",), ())),
        Kind("dailies", _day, frozenset({"summaryId", "bmrKilocalories"}), paths=(("dailies",), ())),
        Kind("HRV", _hrv, frozenset({"summaryId", "lastNightAvg"}), paths=(("hrv",), ())),
        Kind("activities", _activity, frozenset({"activityId", "startTimeInSeconds"}), paths=(("activities",), ())),
    ),
)
