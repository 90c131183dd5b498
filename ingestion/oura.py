"""Oura: documents of API version 2 as JSON, and the tables of the account export (`App Data`), which have the same fields.

A night is a sleep of the type `long_sleep`. HRV is `average_hrv`, the mean RMSSD of the whole sleep; the resting heart rate is
`lowest_heart_rate`, the lowest of the night, beside `average_heart_rate`; the respiratory rate is `average_breath`. What readiness says
of HRV and heart rate are scores from 0 to 100 and never enter a target. `sleep_algorithm_version` stands in the source epoch.

Source: field names as in several independent readers of the API and of the export's tables (`sleepmodel.csv`, `dailyactivity.csv`,
`dailyreadiness.csv`, `dailyspo2.csv`, `workout.csv`, `enhancedtag.csv`, separated by semicolons), and in their samples. Assumed: an
activity day lasts from 04:00 to 04:00 (its `timestamp`); 0 says that nothing was measured; a tag whose time is not told was of that day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta, tzinfo
from typing import Literal

from core.events import OTHER, kind_of
from core.nights import LATEST_DEADLINE, local_instant
from core.records import Answer
from ingestion.alignment import day_of
from ingestion.cells import CellError
from ingestion.fields import Moment, Row
from ingestion.wearable_files import Form, Kind, Wearable
from ingestion.wearable_told import (
    TELLS_NOTHING,
    AnswerTold,
    DayTold,
    ProfileTold,
    ScoreTold,
    Sense,
    SleepTold,
    Told,
    WorkoutTold,
    night_value,
    read,
)

_NIGHT = {
    "hrv_rmssd_ms": Sense("average_hrv", positive=True),
    "resting_hr_bpm": Sense("lowest_heart_rate", positive=True),
    "nightly_hr_bpm": Sense("average_heart_rate", positive=True),
    "resp_rate_brpm": Sense("average_breath", positive=True),
    "sleep_minutes": Sense("total_sleep_duration", 60),
    "in_bed_minutes": Sense("time_in_bed", 60),
    "awake_minutes": Sense("awake_time", 60),
    "light_minutes": Sense("light_sleep_duration", 60),
    "deep_minutes": Sense("deep_sleep_duration", 60),
    "rem_minutes": Sense("rem_sleep_duration", 60),
    "sleep_efficiency_pct": Sense("efficiency"),
}
_SHORT = {"sleep_minutes": _NIGHT["sleep_minutes"], "resp_rate_brpm": _NIGHT["resp_rate_brpm"]}
_DAY = {"steps": Sense("steps", positive=True), "energy_kcal": Sense("total_calories", positive=True)}
_WORKOUT = {"energy_kcal": Sense("calories"), "distance_m": Sense("distance")}
_MAIN, _SHORTER, _NO_SLEEP = {"long_sleep"}, {"sleep", "late_nap"}, {"rest", "deleted"}
_ACTIVITY_DAY = timedelta(hours=24)
_TAG_PREFIX = re.compile(r"^tag_(generic_|sleep_)?")
_NOT = re.compile(r"no[tn]?[ _-]?(.+)", re.IGNORECASE)
_SEX: dict[str, Literal["female", "male"]] = {"female": "female", "male": "male"}


def _sleep(row: Row, zone: tzinfo) -> Iterable[Told]:
    kind = row.text("type")
    if kind in _NO_SLEEP:
        return TELLS_NOTHING
    if kind not in _MAIN | _SHORTER:
        raise CellError(f"type: wanted one of {', '.join(sorted(_MAIN | _SHORTER | _NO_SLEEP))}, found {kind!r}")
    start, end = row.moment("bedtime_start", zone), row.moment("bedtime_end", zone)
    label = row.day("day")
    day = end.local_date(zone) if end else label
    if day is None:
        raise CellError("a sleep needs its end or its day")
    nap = kind not in _MAIN
    epoch = f"sleep={version}" if (version := row.text("sleep_algorithm_version")) else ""
    return (SleepTold(row, day, start, end, nap, read(row, _SHORT if nap else _NIGHT), label, "" if nap else epoch),)


def _readiness(row: Row, _zone: tzinfo) -> Iterator[Told]:
    """The score and the temperature as figures of the night; contributors are scores of scores."""
    day = row.day_needed("day")
    for field, kind, unit in (("score", "readiness_score", "points"), ("temperature_deviation", "skin_temp_deviation", "°C")):
        value = row.measure(field)
        if value is not None:
            yield ScoreTold(row, day, kind, value, unit)


def _spo2(row: Row, _zone: tzinfo) -> Iterable[Told]:
    return night_value(row, row.day_needed("day"), {"spo2_pct": Sense("spo2_percentage.average", positive=True)})


def _activity(row: Row, zone: tzinfo) -> Iterable[Told]:
    day, begun = row.day_needed("day"), row.moment("timestamp", zone)
    ended = begun.at + _ACTIVITY_DAY if begun else local_instant(day + timedelta(days=1), LATEST_DEADLINE, zone)
    return (DayTold(row, day, read(row, _DAY), begun.at if begun else None, ended),)


def _workout(row: Row, zone: tzinfo) -> Iterable[Told]:
    start, end = row.moment_needed("start_datetime", zone), row.moment_needed("end_datetime", zone)
    return (WorkoutTold(row, start, end.at, row.text("activity") or "activity", read(row, _WORKOUT), start.zone(zone)),)


def _tags(row: Row, zone: tzinfo) -> Iterator[Told]:
    """The older documents: a note with any number of tags."""
    at = row.moment("timestamp", zone)
    for tag in row.texts("tags"):
        yield _answer(row, _words(tag), row.text("text"), at, row.day("day"), zone)


def _tag(row: Row, zone: tzinfo) -> Iterable[Told]:
    code = row.text("tag_type_code")
    named = row.text("custom_name") or row.text("custom_tag_name")
    words = named or _words(code or "")
    if not words:
        return TELLS_NOTHING
    day = row.day("start_day") or row.day("day")
    return (_answer(row, words, row.text("comment"), row.moment("start_time", zone), day, zone),)


def _words(code: str) -> str:
    """`tag_generic_late_meal` in words."""
    return _TAG_PREFIX.sub("", code).replace("_", " ").strip()


def _answer(row: Row, words: str, quote: str | None, at: Moment | None, day: date | None, zone: tzinfo) -> AnswerTold:
    there = at.zone(zone) if at else zone
    evening = day_of(at.at, there) if at else day
    if evening is None:
        raise CellError("a tag needs its time or its day")
    kind, answer = _meaning(words)
    return AnswerTold(row, evening, words, kind, answer, quote, at.at if at else None, there)


def _meaning(words: str) -> tuple[str, Answer]:
    """The kind of event, and no where the tag says that there was none (`nocaffeine`)."""
    denied = _NOT.fullmatch(words)
    kind = kind_of(denied[1]) if denied else OTHER
    return (kind, "no") if kind != OTHER else (kind_of(words), "yes")


def _profile(row: Row, _zone: tzinfo) -> Iterable[Told]:
    """The sex; an age without a date tells no year of birth."""
    return (ProfileTold(row, sex=_SEX.get((row.text("biological_sex") or "").lower())),)


def _kind(name: str, tell: Callable[[Row, tzinfo], Iterable[Told]], *keys: str) -> Kind:
    return Kind(name, tell, frozenset(keys), paths=(("data",), ()))


class Oura(Wearable):
    """The source `oura`."""

    name = "oura"
    describe = "Oura: the zip or folder of the account export, or JSON documents of its API (sleep, daily_activity, workout, …)"
    forms = (
        Form(
            "API and account export",
            "",
            (
                _kind("personal info", _profile, "biological_sex"),
                _kind("sleep", _sleep, "bedtime_start", "bedtime_end", "total_sleep_duration"),
                _kind("daily readiness", _readiness, "temperature_deviation", "contributors"),
                _kind("daily SpO2", _spo2, "spo2_percentage"),
                _kind("daily activity", _activity, "total_calories", "steps"),
                _kind("workout", _workout, "activity", "start_datetime", "end_datetime"),
                _kind("enhanced tag", _tag, "tag_type_code"),
                _kind("tag", _tags, "tags", "text"),
            ),
        ),
    )
    hrv_window = "whole_night"
    rhr_method = "nightly_min"
