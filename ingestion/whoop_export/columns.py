"""The words of a WHOOP export: which headers mean which field in which unit, and which of the four files a header belongs to.

Headers are matched by normalised name, never by position, so that snake_case names of people's own scripts and any order do.
Another language is more names in this table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["cycles", "sleeps", "workouts", "journal"]

_NO_UNIT: Mapping[str, float] = {"": 1.0}
_PERCENT: Mapping[str, float] = {"": 1.0, "pct": 1.0, "percent": 1.0, "percentage": 1.0}
_BPM: Mapping[str, float] = {"": 1.0, "bpm": 1.0}
_RATE: Mapping[str, float] = {"": 1.0, "rpm": 1.0, "brpm": 1.0, "bpm": 1.0}
_MS: Mapping[str, float] = {"": 1.0, "ms": 1.0, "milli": 1.0}
_CELSIUS: Mapping[str, float] = {"": 1.0, "celsius": 1.0, "c": 1.0}
_MINUTES: Mapping[str, float] = {"": 1.0, "min": 1.0, "mins": 1.0, "minutes": 1.0, "ms": 1 / 60_000, "milli": 1 / 60_000, "hours": 60.0}
_ENERGY: Mapping[str, float] = {"": 1.0, "cal": 1.0, "kcal": 1.0, "calories": 1.0, "kj": 1 / 4.184, "kilojoule": 1 / 4.184}
"""`(cal)` of the export are kilocalories; the API gives kilojoules."""
_METERS: Mapping[str, float] = {"": 1.0, "meters": 1.0, "metres": 1.0, "meter": 1.0, "m": 1.0, "km": 1000.0}


@dataclass(frozen=True)
class Column:
    """One field of an export."""

    name: str
    """Name of the field here."""
    names: tuple[str, ...]
    """Normalised headers without their unit; the first is WHOOP's own."""
    units: Mapping[str, float] = field(default_factory=lambda: _NO_UNIT)
    """Factor to the field's unit for each unit that may end the header."""


COLUMNS: tuple[Column, ...] = (
    Column("cycle_start", ("cycle start time", "cycle start")),
    Column("cycle_end", ("cycle end time", "cycle end")),
    Column("zone", ("cycle timezone", "cycle time zone", "timezone", "time zone", "timezone offset")),
    Column("recovery", ("recovery score", "recovery"), _PERCENT),
    Column("resting_hr", ("resting heart rate", "resting hr", "rhr"), _BPM),
    Column("hrv", ("heart rate variability", "heart rate variability rmssd", "hrv", "hrv rmssd", "rmssd"), _MS),
    Column("skin_temp", ("skin temp", "skin temperature"), _CELSIUS),
    Column("spo2", ("blood oxygen", "spo2"), _PERCENT),
    Column("day_strain", ("day strain", "strain", "cycle strain")),
    Column("energy", ("energy burned", "energy", "calories burned", "calories", "kilojoule"), _ENERGY),
    Column("max_hr", ("max hr", "max heart rate"), _BPM),
    Column("average_hr", ("average hr", "average heart rate", "avg hr", "avg heart rate"), _BPM),
    Column("sleep_onset", ("sleep onset", "sleep onset time", "sleep start", "sleep start time")),
    Column("wake_onset", ("wake onset", "wake onset time", "wake time", "sleep end", "sleep end time")),
    Column("performance", ("sleep performance",), _PERCENT),
    Column("resp_rate", ("respiratory rate", "resp rate", "breathing rate", "respiration rate"), _RATE),
    Column("asleep", ("asleep duration", "asleep", "sleep duration"), _MINUTES),
    Column("in_bed", ("in bed duration", "in bed", "time in bed"), _MINUTES),
    Column("light", ("light sleep duration", "light duration", "light sleep"), _MINUTES),
    Column("deep", ("deep sws duration", "deep duration", "deep sleep duration", "sws duration", "deep sleep"), _MINUTES),
    Column("rem", ("rem duration", "rem sleep duration", "rem sleep"), _MINUTES),
    Column("awake", ("awake duration", "awake"), _MINUTES),
    Column("need", ("sleep need",), _MINUTES),
    Column("debt", ("sleep debt",), _MINUTES),
    Column("efficiency", ("sleep efficiency",), _PERCENT),
    Column("consistency", ("sleep consistency",), _PERCENT),
    Column("nap", ("nap", "is nap")),
    Column("workout_start", ("workout start time", "workout start")),
    Column("workout_end", ("workout end time", "workout end")),
    Column("duration", ("duration",), _MINUTES),
    Column("activity", ("activity name", "activity", "sport name", "sport")),
    Column("activity_strain", ("activity strain", "workout strain")),
    *(Column(f"zone{n}", (f"hr zone {n}", f"heart rate zone {n}", f"zone {n}"), _PERCENT) for n in range(1, 6)),
    Column("distance", ("distance",), _METERS),
    Column("altitude_gain", ("altitude gain",), _METERS),
    Column("question", ("question text", "question")),
    Column("answered", ("answered yes", "answer", "answered")),
    Column("notes", ("notes", "note")),
)


def normalised(header: str) -> str:
    """The header in lower case, words parted by single spaces, without punctuation."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", header).casefold()).strip()


_MEANINGS: dict[str, tuple[str, float]] = {
    f"{words} {unit}".strip(): (column.name, factor)
    for column in COLUMNS
    for words in column.names
    for unit, factor in column.units.items()
} | {"kilojoule": ("energy", 1 / 4.184)}


@dataclass(frozen=True)
class Place:
    """Where a field stands in a file, and the factor to its unit."""

    index: int
    factor: float
    header: str


def places(header: Iterable[str]) -> dict[str, Place]:
    """The fields of a header with their places; of two columns for one field the first counts, unknown columns are left out."""
    found: dict[str, Place] = {}
    for index, name in enumerate(header):
        meaning = _MEANINGS.get(normalised(name))
        if meaning is not None:
            found.setdefault(meaning[0], Place(index, meaning[1], name))
    return found


def kind_of_file(name: str, fields: Iterable[str]) -> Kind | None:
    """Which of the four files it is, by its header first and its name second; None for any other."""
    found = set(fields)
    if {"question", "answered"} <= found:
        return "journal"
    if found & {"workout_start", "activity"}:
        return "workouts"
    if not found & {"cycle_start", "cycle_end", "sleep_onset", "wake_onset"}:
        return None
    if found & {"hrv", "resting_hr", "recovery", "day_strain"} or "cycle" in name.lower():
        return "cycles"
    return "sleeps" if {"sleep_onset", "wake_onset"} <= found else None
