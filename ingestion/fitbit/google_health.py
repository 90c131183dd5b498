"""JSON of the Google Health API, version 4: data points of sleeps, exercises, and the HRV, heart and respiratory rate and SpO2 of a date.

Seen in clients and samples: whole numbers as texts, dates as objects, offsets as `39600s`, `averageHeartRateVariabilityMilliseconds` (an
RMSSD, 0 where only deep sleep was measured), `nonRemHeartRateBeatsPerMinute`, and how a resting heart rate was calculated: one without a
sleep is no night's and is left out. Assumed: a sleep that says neither that it is the main one nor that it is a nap may be the main one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import tzinfo

from ingestion.cells import CellError
from ingestion.fields import Moment, Row
from ingestion.wearable_files import Form, Kind
from ingestion.wearable_told import DateTold, Reading, Sense, SleepTold, Told, WorkoutTold, night_value, read

_HRV = {
    "hrv_rmssd_ms": Sense("averageHeartRateVariabilityMilliseconds", positive=True),
    "nightly_hr_bpm": Sense("nonRemHeartRateBeatsPerMinute", positive=True),
}
_BREATHING = {"resp_rate_brpm": Sense("breathsPerMinute", positive=True)}
_SPO2 = {"spo2_pct": Sense("averagePercentage", positive=True)}
_RESTING = {"resting_hr_bpm": Sense("beatsPerMinute", positive=True)}
_METHOD = "dailyRestingHeartRateMetadata.calculationMethod"
_WITH_SLEEP = "WITH_SLEEP"
_SLEEP = {
    "sleep_minutes": Sense("minutesAsleep", positive=True),
    "awake_minutes": Sense("minutesAwake"),
    "in_bed_minutes": Sense("minutesInSleepPeriod", positive=True),
}
_STAGES = {"LIGHT": "light_minutes", "DEEP": "deep_minutes", "REM": "rem_minutes"}
_EXERCISE = {
    "energy_kcal": Sense("caloriesKcal", positive=True),
    "average_hr_bpm": Sense("averageHeartRateBeatsPerMinute", positive=True),
    "distance_m": Sense("distanceMillimeters", 1000),
    "altitude_gain_m": Sense("elevationGainMillimeters", 1000),
}
_OFFSET = re.compile(r"(-?\d{1,5})s", re.ASCII)
_MOST_OFFSET_SECONDS = 14 * 3600
Tell = Callable[[Row, tzinfo], Iterable[Told]]


def _daily(name: str, senses: dict[str, Sense]) -> Tell:
    def tell(row: Row, _home: tzinfo) -> Iterable[Told]:
        point = row.inner(name)
        return night_value(point, point.day_needed("date"), senses)

    return tell


def _resting(row: Row, _home: tzinfo) -> Iterable[Told]:
    point = row.inner("dailyRestingHeartRate")
    day, method = point.day_needed("date"), point.text(_METHOD)
    if method not in {None, _WITH_SLEEP}:
        return (DateTold(point, day, Reading({}, (("resting_hr_bpm", f"calculated {method}, not from a sleep"),))),)
    return night_value(point, day, _RESTING)


def _sleep(row: Row, home: tzinfo) -> Iterable[Told]:
    sleep = row.inner("sleep")
    start, end = _moment(sleep, "start", home), _moment(sleep, "end", home)
    main, nap = sleep.truth("metadata.mainSleep"), sleep.truth("metadata.nap")
    stages = {_STAGES.get(stage.text("type") or ""): stage.measure("minutes") for stage in sleep.inners("summary.stagesSummary")}
    reading = read(sleep.inner("summary"), _SLEEP).joined({name: minutes for name, minutes in stages.items() if name})
    return (SleepTold(sleep, end.local_date(home), start, end, nap is True or main is False, reading),)


def _exercise(row: Row, home: tzinfo) -> Iterable[Told]:
    exercise = row.inner("exercise")
    start, end = _moment(exercise, "start", home), _moment(exercise, "end", home)
    sport = (exercise.text("exerciseType") or "activity").lower()
    return (WorkoutTold(exercise, start, end.at, sport, read(exercise.inner("metricsSummary"), _EXERCISE), start.zone(home)),)


def _moment(row: Row, which: str, home: tzinfo) -> Moment:
    """Start or end of an interval, with the offset that stands beside it."""
    at = row.moment_needed(f"interval.{which}Time", home)
    told = row.text(f"interval.{which}UtcOffset")
    match = _OFFSET.fullmatch(told or "")
    if told and (match is None or abs(int(match[1])) > _MOST_OFFSET_SECONDS):
        raise CellError(f"interval.{which}UtcOffset: {told[:20]!r} is not an offset that any place has")
    return Moment(at.at, int(match[1]) // 60 if match else at.offset_minutes)


def _kind(name: str, tell: Tell, *keys: str) -> Kind:
    return Kind(name, tell, frozenset(keys), paths=(("dataPoints",), ()))


GOOGLE_HEALTH = Form(
    "documents of Google Health",
    "google_health",
    (
        _kind("sleep", _sleep, "dataPoints", "sleep", "interval"),
        _kind("HRV", _daily("dailyHeartRateVariability", _HRV), "dailyHeartRateVariability"),
        _kind("resting heart rate", _resting, "dailyRestingHeartRate"),
        _kind("respiratory rate", _daily("dailyRespiratoryRate", _BREATHING), "dailyRespiratoryRate"),
        _kind("SpO2", _daily("dailyOxygenSaturation", _SPO2), "dailyOxygenSaturation"),
        _kind("exercises", _exercise, "dataPoints", "exercise", "interval"),
    ),
)
