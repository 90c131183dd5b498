"""The account export: sleeps, daily summaries (UDS), health status and summarised activities; not how they are joined.

It has two resting heart rates: `currentDayRestingHeartRate` of the day alone, and `restingHeartRate`, the mean of seven days (as in the
profile of FIT files), which is taken, as smoothed by the vendor, only from days that lack the other field.

Seen in readers and fixtures: times of sleeps in UTC without saying so; stages missing where the watch was off the wrist; distances and
climbs in centimetres, durations and times in heart rate zones in milliseconds; 0 in the health status for what was not measured. Left out,
because its meaning was not found: the heart rate of the health status, and the calories of activities (kilocalories or kilojoules).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, tzinfo

from ingestion.fields import Row
from ingestion.garmin.records import DAY, NO_HRV, STAGES, offset_minutes, placed, slept, workout
from ingestion.wearable_files import Form, Kind
from ingestion.wearable_told import DayTold, Sense, SleepTold, Told, night_value, read

_SLEEP = {
    **STAGES,
    "resp_rate_brpm": Sense("averageRespiration", positive=True),
    "spo2_pct": Sense("spo2SleepSummary.averageSPO2", positive=True),
}
_OWN, _WEEK = "currentDayRestingHeartRate", "restingHeartRate"
_METRICS = {"HRV": "hrv_rmssd_ms", "RESPIRATION": "resp_rate_brpm", "SPO2": "spo2_pct"}
_ACTIVITY = {
    "average_hr_bpm": Sense("avgHr", positive=True),
    "max_hr_bpm": Sense("maxHr", positive=True),
    "distance_m": Sense("distance", 100),
    "altitude_gain_m": Sense("elevationGain", 100),
    **{f"zone{n}_minutes": Sense(f"hrTimeInZone_{n}", 60_000) for n in range(6)},
}


def _sleep(row: Row, _home: tzinfo) -> Iterable[Told]:
    start, end = row.moment_needed("sleepStartTimestampGMT", UTC), row.moment_needed("sleepEndTimestampGMT", UTC)
    return (SleepTold(row, row.day_needed("calendarDate"), start, end, reading=slept(read(row, _SLEEP))),)


def _day(row: Row, _home: tzinfo) -> Iterator[Told]:
    """The day's totals, and for its night the resting heart rate and where it was spent."""
    day = row.day_needed("calendarDate")
    start, end = row.moment("wellnessStartTimeGmt", UTC), row.moment("wellnessEndTimeGmt", UTC)
    yield DayTold(row, day, read(row, DAY), start.at if start else None, end.at if end else None)
    field, method = (_OWN, "vendor") if _OWN in row.fields else (_WEEK, "vendor_smoothed")
    offset = offset_minutes(start, row.moment("wellnessStartTimeLocal", UTC))
    senses = {"resting_hr_bpm": Sense(field, positive=True)}
    yield from night_value(row, day, senses, utc_offset_minutes=offset, rhr_method=method if row.has(field) else None)


def _health_status(row: Row, _home: tzinfo) -> Iterator[Told]:
    day = row.day_needed("calendarDate")
    for metric in row.inners("metrics"):
        field = _METRICS.get(metric.text("type") or "")
        if field:
            yield from night_value(metric, day, {field: Sense("value", positive=True, marks=NO_HRV)})


def _activity(row: Row, home: tzinfo) -> Iterable[Told]:
    start = placed(row, "startTimeGmt" if row.has("startTimeGmt") else "beginTimestamp", "startTimeLocal")
    length = row.measure("duration")
    return (workout(row, start, None if length is None else length / 1000, _ACTIVITY, home),)


EXPORT = Form(
    "account export",
    "export",
    (
        Kind("sleeps", _sleep, frozenset({"sleepStartTimestampGMT", "calendarDate"}), re.compile(r"_sleepData\.json$")),
        Kind("daily summaries", _day, frozenset({"calendarDate"}), re.compile(r"(^|/)UDSFile_[^/]*\.json$")),
        Kind("health status", _health_status, frozenset({"metrics"}), re.compile(r"_healthStatusData\.json$")),
        Kind(
            "activities",
            _activity,
            frozenset({"summarizedActivitiesExport"}),
            re.compile(r"_summarizedActivities\.json$"),
            (("summarizedActivitiesExport",),),
        ),
    ),
)
