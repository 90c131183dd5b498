"""Polar: documents of AccessLink version 3 as JSON, and the account export (`sleep_result_…`, `nightly_recovery_…`, …).

HRV is the mean RMSSD of Nightly Recharge: about four hours from half an hour after falling asleep, hence the window `four_hour`.
`heart_rate_avg` is the mean heart rate of these four hours. That is no resting heart rate: it is kept as the nightly heart rate of this
source epoch, and there is none to forecast. The export tells intervals between beats and between breaths where AccessLink tells rates.
A breath of so many milliseconds is turned into breaths per minute, and the export is a source epoch of its own, because nothing says
that the mean of the rates is the rate of the mean interval; its interval between beats is left out for the same reason.

Source: schemas and samples of AccessLink in several independent readers; a structural description of one export and two readers of it.
Assumed: the date of a sleep and of a recharge is the same; a night of Nightly Recharge without a value has 0 or no field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta, timezone, tzinfo

from ingestion.cells import CellError
from ingestion.fields import Moment, Row
from ingestion.wearable_files import TIME_ZONE, Form, Kind, Wearable
from ingestion.wearable_told import DayTold, Reading, Sense, SleepTold, Told, WorkoutTold, added, night_value, read, workout_end

_RECHARGE = {
    "hrv_rmssd_ms": Sense("heart_rate_variability_avg", positive=True),
    "nightly_hr_bpm": Sense("heart_rate_avg", positive=True),
    "resp_rate_brpm": Sense("breathing_rate_avg", positive=True),
}
_STAGES = {
    "light_minutes": Sense("light_sleep", 60),
    "deep_minutes": Sense("deep_sleep", 60),
    "rem_minutes": Sense("rem_sleep", 60),
    "awake_minutes": Sense("total_interruption_duration", 60),
}
_UNRECOGNISED = {"sleep_minutes": Sense("unrecognized_sleep_stage", 60)}
_EXERCISE = {
    "energy_kcal": Sense("calories", positive=True),
    "distance_m": Sense("distance"),
    "average_hr_bpm": Sense("heart_rate.average", positive=True),
    "max_hr_bpm": Sense("heart_rate.maximum", positive=True),
}
_ACTIVITY = {"energy_kcal": Sense("calories", positive=True)}
_RECOVERY = {"hrv_rmssd_ms": Sense("meanNightlyRecoveryRmssd", positive=True)}
_BREATH = "meanNightlyRecoveryRespirationInterval"
_SESSION = {
    "energy_kcal": Sense("calories", positive=True),
    "distance_m": Sense("distanceMeters"),
    "average_hr_bpm": Sense("hrAvg", positive=True),
    "max_hr_bpm": Sense("hrMax", positive=True),
}
_SUMMARY = {"steps": Sense("summary.stepCount", positive=True), "energy_kcal": Sense("summary.calories", positive=True)}
_PHASES = {"light_minutes": "light", "deep_minutes": "deep", "rem_minutes": "rem"}
_MINUTE = 60_000.0


def _sleep(row: Row, zone: tzinfo) -> Iterable[Told]:
    start, end = row.moment_needed("sleep_start_time", zone), row.moment_needed("sleep_end_time", zone)
    reading = read(row, _STAGES)
    staged = [reading.values[name] for name in _PHASES]
    minutes = added([*staged, read(row, _UNRECOGNISED).values["sleep_minutes"]]) if any(staged) else None
    return (SleepTold(row, end.local_date(zone), start, end, reading=reading.joined({"sleep_minutes": minutes}), label=row.day("date")),)


def _recharge(row: Row, _zone: tzinfo) -> Iterable[Told]:
    return night_value(row, row.day_needed("date"), _RECHARGE)


def _exercise(row: Row, zone: tzinfo) -> Iterable[Told]:
    """AccessLink writes its exercises with hyphens in some versions and with underscores in others; start times are local."""
    plain = _underscored(row)
    start = _at_offset(plain, "start_time", "start_time_utc_offset", zone)
    minutes = plain.minutes("duration")
    end = workout_end(start, None if minutes is None else timedelta(minutes=minutes))
    sport = plain.text("detailed_sport_info") or plain.text("sport") or "activity"
    return (WorkoutTold(row, start, end, sport, read(plain, _EXERCISE), start.zone(zone)),)


def _activity(row: Row, zone: tzinfo) -> Iterable[Told]:
    """A day's totals; the newer documents have local times and `steps`, the older a date and `active-steps`."""
    plain = _underscored(row)
    begun, ended = plain.moment("start_time", zone), plain.moment("end_time", zone)
    day = begun.local_date(zone) if begun else plain.day_needed("date")
    steps = Sense("steps" if plain.has("steps") else "active_steps", positive=True)
    reading = read(plain, {**_ACTIVITY, "steps": steps})
    return (DayTold(row, day, reading, begun.at if begun else None, ended.at if ended else None),)


def _sleep_result(row: Row, zone: tzinfo) -> Iterable[Told]:
    hypnogram, said = row.inner("sleepResult.hypnogram"), row.inner("evaluation")
    start, end = hypnogram.moment_needed("sleepStart", zone), hypnogram.moment_needed("sleepEnd", zone)
    values = {field: said.minutes(f"phaseDurations.{name}") for field, name in _PHASES.items()}
    values |= {"sleep_minutes": said.minutes("asleepDuration"), "awake_minutes": said.minutes("interruptions.totalDuration")}
    values |= {"sleep_efficiency_pct": said.measure("analysis.efficiencyPercent")}
    return (SleepTold(row, end.local_date(zone), start, end, reading=Reading(values), label=row.day("night")),)


def _recovery(row: Row, _zone: tzinfo) -> Iterable[Told]:
    interval = row.measure(_BREATH)
    rate = _MINUTE / interval if interval is not None and interval >= 1 else None
    return night_value(row, row.day_needed("night"), _RECOVERY, resp_rate_brpm=rate)


def _session(row: Row, zone: tzinfo) -> Iterable[Told]:
    start = _at_offset(row, "startTime", "timezoneOffsetMinutes", zone)
    length = row.measure("durationMillis")
    end = workout_end(start, None if length is None or length > _LONGEST_MILLIS else timedelta(milliseconds=length))
    sport = row.text("name") or "activity"
    return (WorkoutTold(row, start, end, sport, read(row, _SESSION), start.zone(zone)),)


def _summary(row: Row, _zone: tzinfo) -> Iterable[Told]:
    return (DayTold(row, row.day_needed("date"), read(row, _SUMMARY)),)


_LONGEST_MILLIS = 1e10
"""Above of it no timedelta may be asked for; no session comes near."""


def _at_offset(row: Row, name: str, offset: str, zone: tzinfo) -> Moment:
    """A local time whose offset from UTC stands in a field of its own, in minutes."""
    minutes = row.measure(offset)
    if minutes is None:
        return row.moment_needed(name, zone)
    if not abs(minutes) <= _MOST_OFFSET:
        raise CellError(f"{offset}: {minutes:g} is not an offset that any place has")
    there = timezone(timedelta(minutes=int(minutes)))
    return Moment(row.moment_needed(name, there).at, int(minutes))


_MOST_OFFSET = 14 * 60


def _underscored(row: Row) -> Row:
    return Row(row.file, row.number, row.where, {name.replace("-", "_"): value for name, value in row.fields.items()})


class Polar(Wearable):
    """The source `polar`."""

    name = "polar"
    describe = (
        "Polar: the zip or folder of the account export, or JSON of AccessLink (sleep, nightly-recharge, …), all its documents together"
    )
    options = (TIME_ZONE,)
    forms = (
        Form(
            "account export",
            "export",
            (
                Kind("sleep results", _sleep_result, frozenset({"sleepResult", "night"}), re.compile(r"(^|/)sleep_result_[^/]*\.json$")),
                Kind("nightly recovery", _recovery, frozenset({"night"}), re.compile(r"(^|/)nightly_recovery_(?!blob)[^/]*\.json$")),
                Kind("training sessions", _session, frozenset({"startTime"}), re.compile(r"(^|/)training-session_[^/]*\.json$")),
                Kind("daily activity", _summary, frozenset({"date"}), re.compile(r"(^|/)activity-\d[^/]*\.json$")),
            ),
        ),
        Form(
            "AccessLink documents",
            "",
            (
                Kind("sleep", _sleep, frozenset({"sleep_start_time", "sleep_end_time"}), paths=(("nights",), ())),
                Kind("nightly recharge", _recharge, frozenset({"nightly_recharge_status"}), paths=(("recharges",), ())),
                Kind("exercises", _exercise, frozenset({"start-time-utc-offset"})),
                Kind("exercises", _exercise, frozenset({"start_time_utc_offset"})),
                Kind("daily activity", _activity, frozenset({"active-calories", "active-steps"})),
                Kind("daily activity", _activity, frozenset({"active_calories", "steps"})),
            ),
        ),
    )
    hrv_window = "four_hour"
    rhr_method = None
