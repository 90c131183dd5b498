"""JSON as Garmin Connect answers it — sleep, HRV, day, respiration, activities — saved by whatever client; not the asking for it.

Seen in clients and fixtures: times of a sleep in milliseconds, once in UTC and once as if the local clock showed UTC; an HRV document with
`hrvSummary`, or a list `hrvSummaries`; activities with texts for times, metres and seconds. Assumed: the fields of a nap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, tzinfo

from ingestion.fields import Row
from ingestion.garmin.records import DAY, LAST_NIGHT, NO_HRV, STAGES, placed, slept, workout
from ingestion.wearable_files import Form, Kind
from ingestion.wearable_told import TELLS_NOTHING, DayTold, Reading, Sense, SleepTold, Told, night_value, read

_SLEEP = {
    **STAGES,
    "resp_rate_brpm": Sense("averageRespirationValue", positive=True),
    "spo2_pct": Sense("averageSpO2Value", positive=True),
    "nightly_hr_bpm": Sense("avgHeartRate", positive=True),
}
_AROUND = {
    "hrv_rmssd_ms": Sense("avgOvernightHrv", positive=True, marks=NO_HRV),
    "resting_hr_bpm": Sense("restingHeartRate", positive=True),
}
_RESTING = {"resting_hr_bpm": Sense("restingHeartRate", positive=True)}
_RESPIRATION = {"resp_rate_brpm": Sense("avgSleepRespirationValue", positive=True)}
_ACTIVITY = {
    "energy_kcal": Sense("calories", positive=True),
    "average_hr_bpm": Sense("averageHR", positive=True),
    "max_hr_bpm": Sense("maxHR", positive=True),
    "distance_m": Sense("distance"),
    "altitude_gain_m": Sense("elevationGain"),
    **{f"zone{n}_minutes": Sense(f"hrTimeInZone_{n}", 60) for n in range(1, 6)},
}


def _sleep(row: Row, _home: tzinfo) -> Iterator[Told]:
    """The sleep of a date with its naps; a document of a date without a sleep has empty times."""
    sleep = row.inner("dailySleepDTO")
    yield from (_nap(nap, sleep) for nap in sleep.inners("dailyNapDTOS"))
    if not sleep.has("sleepStartTimestampGMT"):
        return
    start = placed(sleep, "sleepStartTimestampGMT", "sleepStartTimestampLocal")
    end = placed(sleep, "sleepEndTimestampGMT", "sleepEndTimestampLocal")
    asleep, around = slept(read(sleep, _SLEEP), sleep.measure("sleepTimeSeconds")), read(row, _AROUND)
    reading = Reading({**asleep.values, **around.values}, (*asleep.unmeasured, *around.unmeasured))
    yield SleepTold(row, sleep.day_needed("calendarDate"), start, end, reading=reading)


def _nap(nap: Row, sleep: Row) -> SleepTold:
    start, end = nap.moment_needed("napStartTimestampGMT", UTC), nap.moment_needed("napEndTimestampGMT", UTC)
    minutes = read(nap, {"sleep_minutes": Sense("napTimeSec", 60)})
    return SleepTold(nap, sleep.day_needed("calendarDate"), start, end, nap=True, reading=minutes)


def _hrv(row: Row, _home: tzinfo) -> Iterable[Told]:
    return night_value(row, row.day_needed("calendarDate"), LAST_NIGHT) if row.fields else TELLS_NOTHING


def _day(row: Row, _home: tzinfo) -> Iterator[Told]:
    day = row.day_needed("calendarDate")
    start, end = row.moment("wellnessStartTimeGmt", UTC), row.moment("wellnessEndTimeGmt", UTC)
    yield DayTold(row, day, read(row, DAY), start.at if start else None, end.at if end else None)
    yield from night_value(row, day, _RESTING)


def _respiration(row: Row, _home: tzinfo) -> Iterable[Told]:
    return night_value(row, row.day_needed("calendarDate"), _RESPIRATION)


def _activity(row: Row, home: tzinfo) -> Iterable[Told]:
    start = placed(row, "startTimeGMT", "startTimeLocal")
    return (workout(row, start, row.measure("elapsedDuration") or row.measure("duration"), _ACTIVITY, home),)


CONNECT = Form(
    "documents of Connect",
    "connect",
    (
        Kind("sleep", _sleep, frozenset({"dailySleepDTO"})),
        Kind("HRV", _hrv, frozenset({"hrvSummary"}), paths=(("hrvSummary",),)),
        Kind("HRV", _hrv, frozenset({"hrvSummaries"}), paths=(("hrvSummaries",),)),
        Kind("day", _day, frozenset({"totalSteps", "totalKilocalories", "calendarDate"})),
        Kind("respiration", _respiration, frozenset({"avgSleepRespirationValue", "calendarDate"})),
        Kind("activities", _activity, frozenset({"activityId", "startTimeGMT", "startTimeLocal"})),
    ),
)
