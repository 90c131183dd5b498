"""A Google Takeout of Fitbit: profile, sleep, resting heart rate, daily HRV and respiratory rate, steps and exercises.

Seen in readers and samples: dates as `MM/DD/YY HH:MM:SS`; sleep in local time without an offset, exercises and the minutes of steps in
UTC, resting heart rate by local date and padded with 0; daily HRV (`rmssd`, `nremhr`) and respiratory rate as tables by the date of
waking; home in `Your Profile/Profile.csv`. The folder above has been `Takeout/Fitbit` and `Takeout/Google Health`. Without a profile and
without the option, times are taken as UTC: dates stay right, instants are off by the offset. The folders `…_GoogleData` are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

from ingestion.cells import CellError, instant
from ingestion.fields import Moment, Row
from ingestion.fitbit.records import exercise, profile, sleep_log
from ingestion.wearable_files import Form, Kind
from ingestion.wearable_told import TELLS_NOTHING, Sense, StepsTold, Told, night_value

_RESTING = {"resting_hr_bpm": Sense("value.value", positive=True)}
_HRV = {"hrv_rmssd_ms": Sense("rmssd", positive=True), "nightly_hr_bpm": Sense("nremhr", positive=True)}
_BREATHING = {"resp_rate_brpm": Sense("daily_respiratory_rate", positive=True)}
_TIME = re.compile(r"(\d{2})/(\d{2})/(\d{2}) (\d{2}:\d{2}:\d{2})", re.ASCII)
_MOST_STEPS_A_MINUTE = 1000.0


def _resting(row: Row, _home: tzinfo) -> Iterable[Told]:
    return night_value(row, _instant(row, "dateTime").date(), _RESTING)


def _hrv(row: Row, _home: tzinfo) -> Iterable[Told]:
    return night_value(row, row.day_needed("timestamp"), _HRV)


def _breathing(row: Row, _home: tzinfo) -> Iterable[Told]:
    return night_value(row, row.day_needed("timestamp"), _BREATHING)


def _steps(row: Row, _home: tzinfo) -> Iterable[Told]:
    steps = row.measure("value")
    if not steps:
        return TELLS_NOTHING
    if not 0 < steps <= _MOST_STEPS_A_MINUTE:
        raise CellError(f"value: wanted the steps of a minute, found {steps:g}")
    return (StepsTold(_instant(row, "dateTime"), steps),)


def _exercise(row: Row, home: tzinfo) -> Iterable[Told]:
    return (exercise(row, Moment(_instant(row, "startTime"), None), home),)


def _instant(row: Row, name: str) -> datetime:
    """`MM/DD/YY HH:MM:SS`, of this century, as if in UTC."""
    text = row.text(name) or ""
    match = _TIME.fullmatch(text)
    found = instant(f"20{match[3]}-{match[1]}-{match[2]}T{match[4]}", UTC) if match else None
    if found is None:
        raise CellError(f"{name}: {text[:40]!r} is not a time (wanted MM/DD/YY HH:MM:SS)")
    return found


def _dated(name: str) -> re.Pattern[str]:
    return re.compile(rf"(^|/){name}-\d{{4}}-\d{{2}}-\d{{2}}\.json$")


TAKEOUT = Form(
    "Takeout",
    "takeout",
    (
        Kind("profile", lambda row, _home: profile(row), frozenset({"timezone"}), re.compile(r"(^|/)Your Profile/Profile\.csv$")),
        Kind("sleep", sleep_log, frozenset({"dateOfSleep"}), _dated("sleep")),
        Kind("resting heart rate", _resting, frozenset({"dateTime", "error"}), _dated("resting_heart_rate")),
        Kind("HRV", _hrv, frozenset({"timestamp", "rmssd"}), re.compile(r"(^|/)Daily Heart Rate Variability Summary[^/]*\.csv$")),
        Kind(
            "respiratory rate",
            _breathing,
            frozenset({"timestamp", "daily_respiratory_rate"}),
            re.compile(r"(^|/)Daily Respiratory Rate Summary[^/]*\.csv$"),
        ),
        Kind("steps", _steps, frozenset({"dateTime", "value"}), _dated("steps")),
        Kind("exercises", _exercise, frozenset({"activityName"}), re.compile(r"(^|/)exercise-\d{1,9}\.json$")),
    ),
)
