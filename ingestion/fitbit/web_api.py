"""JSON of Fitbit's Web API: sleep, HRV, breathing rate, resting heart rate, steps, calories, activity logs, the profile.

Seen in documentation quoted by readers, and in their samples: `dateTime` is the date on which the sleep ended, `dailyRmssd` is of the main
sleep (`deepRmssd` is not read), sleep has local times without an offset, activity logs have times with one. Day totals stand in lists
named for them (`activities-steps`). The profile tells home; without it and without the option, times are taken as UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import tzinfo

from ingestion.fields import Row
from ingestion.fitbit.records import exercise, profile, sleep_log
from ingestion.wearable_files import Form, Kind
from ingestion.wearable_told import DayTold, Sense, Told, night_value, read

Tell = Callable[[Row, tzinfo], Iterable[Told]]


def _of_night(field: str, path: str) -> Tell:
    return lambda row, _home: night_value(row, row.day_needed("dateTime"), {field: Sense(path, positive=True)})


def _of_day(field: str) -> Tell:
    return lambda row, _home: (DayTold(row, row.day_needed("dateTime"), read(row, {field: Sense("value", positive=True)})),)


def _activity(row: Row, home: tzinfo) -> Iterable[Told]:
    return (exercise(row, row.moment_needed("startTime", home), home),)


def _kind(name: str, tell: Tell, keys: set[str], *path: str) -> Kind:
    return Kind(name, tell, frozenset(keys), paths=(path, ()) if path else ((),))


WEB_API = Form(
    "documents of the Web API",
    "web_api",
    (
        _kind("profile", lambda row, _home: profile(row), {"user", "timezone"}, "user"),
        _kind("sleep", sleep_log, {"dateOfSleep", "startTime"}, "sleep"),
        _kind("HRV", _of_night("hrv_rmssd_ms", "value.dailyRmssd"), {"dailyRmssd"}, "hrv"),
        _kind("breathing rate", _of_night("resp_rate_brpm", "value.breathingRate"), {"breathingRate"}, "br"),
        _kind("resting heart rate", _of_night("resting_hr_bpm", "value.restingHeartRate"), {"activities-heart"}, "activities-heart"),
        _kind("steps", _of_day("steps"), {"activities-steps"}, "activities-steps"),
        _kind("calories", _of_day("energy_kcal"), {"activities-calories"}, "activities-calories"),
        _kind("activity logs", _activity, {"activityName", "logId", "startTime"}, "activities"),
    ),
)
