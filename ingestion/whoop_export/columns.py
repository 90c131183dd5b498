"""The words of a WHOOP export: which headers mean which field in which unit, and which of the four files a header belongs to.

A header is matched by the set of its words: never by its place, and without case, accents, punctuation, articles or word order, so
that snake_case names of people's own scripts and small changes of WHOOP's wording do. The unit is what stands at its end. The words
of other languages stand in `tongues.py`; another language is an entry there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from core.errors import BadInput
from ingestion.whoop_export.tongues import FILLERS, SAME, TONGUES

Kind = Literal["cycles", "sleeps", "workouts", "journal"]

_NO_UNIT: Mapping[str, float] = {"": 1.0}
_PERCENT: Mapping[str, float] = dict.fromkeys(("", "pct", "percent", "percentage"), 1.0)
_BPM: Mapping[str, float] = dict.fromkeys(("", "bpm", "lpm", "ppm", "schlage pro minute"), 1.0)
_RATE: Mapping[str, float] = dict.fromkeys(("", "rpm", "brpm", "bpm", "tr min", "atemzuge min", "atemzuge pro minute"), 1.0)
_MS: Mapping[str, float] = dict.fromkeys(("", "ms", "milli"), 1.0)
_CELSIUS: Mapping[str, float] = dict.fromkeys(
    ("", "celsius", "c", "grados centigrados", "grados celsius", "grad celsius", "degres celsius", "graus celsius", "oc"), 1.0
)
_MINUTES: Mapping[str, float] = {
    **dict.fromkeys(("", "min", "mins", "minutes", "minuten", "minutos"), 1.0),
    **dict.fromkeys(("ms", "milli"), 1 / 60_000),
    **dict.fromkeys(("hours", "h", "std", "stunden", "horas", "heures"), 60.0),
}
_ENERGY: Mapping[str, float] = {
    **dict.fromkeys(("", "cal", "kcal", "calories", "kalorien", "calorias"), 1.0),
    **dict.fromkeys(("kj", "kilojoule"), 1 / 4.184),
}
"""`(cal)` of the export are kilocalories; the API gives kilojoules."""
_METERS: Mapping[str, float] = {**dict.fromkeys(("", "meters", "metres", "meter", "metros", "m"), 1.0), "km": 1000.0}


@dataclass(frozen=True)
class Column:
    """One field of an export."""

    name: str
    """Name of the field here."""
    names: tuple[str, ...]
    """English headers without their unit; the first is WHOOP's own."""
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
    Column("energy", ("energy burned", "energy", "calories burned", "calories"), _ENERGY),
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
    Column("altitude_change", ("altitude change",), _METERS),
    Column("gps", ("gps enabled", "gps")),
    Column("question", ("question text", "question")),
    Column("answered", ("answered yes", "answer", "answered")),
    Column("notes", ("notes", "note")),
)


"""All fields. Of altitude change and GPS nothing is made: they stand here so that their columns are not reported as unknown."""


@dataclass(frozen=True)
class Place:
    """Where a field stands in a file, and the factor to its unit."""

    index: int
    factor: float
    header: str


@dataclass(frozen=True)
class _Meaning:
    """What a set of words means."""

    column: Column
    english: bool
    """True where English headers use these words."""


Words = frozenset[str]


def normalised(header: str) -> str:
    """The header in lower case, words parted by single spaces, without accents and punctuation."""
    letters = unicodedata.normalize("NFKD", header.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", plain).strip()


def _umlauts(text: str) -> str:
    """The text with `ae` as `a`: for umlauts that somebody spelled out."""
    return re.sub(r"([aou])e", r"\1", text)


def _words(tokens: Iterable[str]) -> Words:
    """The words that carry meaning."""
    return frozenset(_umlauts(SAME.get(token, token)) for token in tokens if token not in FILLERS)


_UNITS = frozenset(unit for column in COLUMNS for unit in column.units if unit)
_ENERGY_ITSELF = _Meaning(Column("energy", (), {"": 1 / 4.184}), english=True)
"""A column that is called by its unit: `kilojoule`."""


def _splits(header: str) -> list[tuple[Words, str]]:
    """(words, unit) for every way to read the end of a header as its unit, the longest words first."""
    tokens = normalised(header).split()
    ends = [(tokens[:cut], _umlauts(" ".join(tokens[cut:]))) for cut in range(len(tokens), 0, -1)]
    return [(_words(front), unit) for front, unit in ends if not unit or unit in _UNITS]


def _meanings() -> dict[Words, _Meaning]:
    found = {_words(name.split()): _Meaning(column, english=True) for column in COLUMNS for name in column.names}
    for column in COLUMNS:
        for tongue in TONGUES.values():
            words = next(words for words, unit in reversed(_splits(tongue.headers[column.name])) if unit in column.units)
            found.setdefault(words, _Meaning(column, english=False))
    return found | {frozenset({"kilojoule"}): _ENERGY_ITSELF}


_MEANINGS = _meanings()


def _meaning(header: str) -> tuple[_Meaning, float] | None:
    """What a header means, with the factor of its unit; None for one that means nothing known."""
    for words, unit in _splits(header):
        meaning = _MEANINGS.get(words)
        if meaning is not None and unit in meaning.column.units:
            return meaning, meaning.column.units[unit]
    return None


def places(header: Iterable[str]) -> dict[str, Place]:
    """The fields of a header with their places; of two columns for one field the first counts, unknown columns are left out."""
    found: dict[str, Place] = {}
    for index, name in enumerate(header):
        read = _meaning(name)
        if read is not None:
            found.setdefault(read[0].column.name, Place(index, read[1], name))
    return found


def unknown(header: Iterable[str]) -> list[str]:
    """The columns that mean nothing known."""
    return [name for name in header if name and _meaning(name) is None]


def is_foreign(header: Iterable[str]) -> bool:
    """True for a header in another tongue than English: there a date with slashes has the day first."""
    return any(read is not None and not read[0].english for read in map(_meaning, header))


def refuse_ambiguous(file: str, header: Sequence[str]) -> None:
    """Nothing, where every field has one column.

    Raises:
        BadInput: when two columns mean the same field: which of them counts is not for a reader to guess.
    """
    first: dict[str, str] = {}
    for name in header:
        read = _meaning(name)
        other = first.setdefault(read[0].column.name, name) if read else name
        if other is not name:
            raise BadInput(
                f"{file}: wanted one column for each value, found {other!r} and {name!r}, which mean the same; delete one of them"
            )


def kind_of_file(name: str, fields: Iterable[str]) -> Kind | None:
    """Which of the four files it is, by its header first and its name second; None for any other."""
    found = set(fields)
    if {"question", "answered"} <= found:
        return "journal"
    if found & {"workout_start", "activity"}:
        return "workouts"
    if not found & {"cycle_start", "cycle_end", "sleep_onset", "wake_onset"}:
        return None
    if found & {"hrv", "resting_hr", "recovery", "day_strain"} or re.search("cycl|zykl|cicl", normalised(name)):
        return "cycles"
    return "sleeps" if {"sleep_onset", "wake_onset"} <= found else None
