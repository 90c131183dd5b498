"""Fake data beside its source: a person's facts written as a WHOOP export, for tests and demonstrations.

What an export cannot hold is left out: answers about an evening whose night has no cycle, and everything of days without one.
Other tongues have their own names of files and headers; names of sports and journal questions stay as the facts have them.
"""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from core.records import Day, Fact, JournalAnswer, Night, Person, Sleep, Workout
from ingestion.whoop_export.columns import places
from ingestion.whoop_export.tongues import TONGUES, Tongue

F = TypeVar("F", bound=Fact)
Cell = str | float | None
_NIGHT = {
    "Recovery score %": "recovery_pct",
    "Resting heart rate (bpm)": "resting_hr_bpm",
    "Heart rate variability (ms)": "hrv_rmssd_ms",
    "Skin temp (celsius)": "skin_temp_c",
    "Blood oxygen %": "spo2_pct",
    "Sleep performance %": "sleep_performance_pct",
    "Respiratory rate (rpm)": "resp_rate_brpm",
    "Asleep duration (min)": "sleep_minutes",
    "In bed duration (min)": "in_bed_minutes",
    "Light sleep duration (min)": "light_minutes",
    "Deep (SWS) duration (min)": "deep_minutes",
    "REM duration (min)": "rem_minutes",
    "Awake duration (min)": "awake_minutes",
    "Sleep need (min)": "sleep_need_minutes",
    "Sleep debt (min)": "sleep_debt_minutes",
    "Sleep efficiency %": "sleep_efficiency_pct",
    "Sleep consistency %": "sleep_consistency_pct",
}
_DAY = {"Day Strain": "strain", "Energy burned (cal)": "energy_kcal", "Max HR (bpm)": "max_hr_bpm", "Average HR (bpm)": "average_hr_bpm"}
_WORKOUT = {
    "Activity Strain": "strain",
    "Energy burned (cal)": "energy_kcal",
    "Max HR (bpm)": "max_hr_bpm",
    "Average HR (bpm)": "average_hr_bpm",
    "Distance (meters)": "distance_m",
    "Altitude gain (meters)": "altitude_gain_m",
}


@dataclass(frozen=True)
class Style:
    """How the export is spelled: WHOOP's own way unless told otherwise."""

    headers: Literal["whoop", "snake"] = "whoop"
    column_seed: int | None = None
    """Shuffles the columns of every file."""
    bom: bool = False
    zones: Literal["utc", "gmt", "plain", "iana"] = "utc"
    """`UTC+01:00`, `GMT+1`, `+01:00`, or the person's zone by name where its offset fits the night's."""
    newest_first: bool = True
    delimiter: str = ","
    tongue: Literal["en", "de", "es", "fr", "pt"] = "en"
    spreadsheet: bool = False
    """As a spreadsheet of that tongue (not English) saves the file again: semicolons, decimal commas, its own dates, yes and no."""
    encoding: str = "utf-8"

    @property
    def spelling(self) -> Tongue | None:
        """The tongue, None for English."""
        return TONGUES.get(self.tongue)


WHOOP_STYLE = Style()
_FILES = ("physiological_cycles.csv", "sleeps.csv", "workouts.csv", "journal_entries.csv")
_TRUTHS = ("false", "true")
_TIME = "%Y-%m-%d %H:%M:%S"


@dataclass
class _Cycle:
    """What one row of the export tells of."""

    night: Night | None = None
    day: Day | None = None

    @property
    def start(self) -> datetime:
        begun = (self.night and self.night.sleep_start) or (self.day and self.day.cycle_start)
        return begun or datetime.min.replace(tzinfo=UTC)


@dataclass
class _Export:
    """The facts of one person, by the cycle they belong to."""

    style: Style
    home: ZoneInfo | None
    cycles: dict[date, _Cycle] = field(default_factory=dict)

    def zone(self, day: date) -> tzinfo:
        """The zone of a cycle: its night's, else that of the nearest night before."""
        cycle = self.cycles.get(day)
        if cycle and cycle.night and cycle.night.utc_offset_minutes is not None:
            return self._zone_of_night(cycle.night, timezone(timedelta(minutes=cycle.night.utc_offset_minutes)))
        earlier = max((other for other in self.cycles if other < day), default=None)
        return UTC if earlier is None else self.zone(earlier)

    def _zone_of_night(self, night: Night, offset: timezone) -> tzinfo:
        if self.style.zones != "iana" or self.home is None or night.sleep_end is None:
            return offset
        return self.home if night.sleep_end.astimezone(self.home).utcoffset() == offset.utcoffset(None) else offset

    def lead(self, day: date) -> dict[str, Cell]:
        """The three columns that every file begins with."""
        cycle, zone = self.cycles[day], self.zone(day)
        end = cycle.day.cycle_end if cycle.day else None
        return {
            "Cycle start time": _local(cycle.start, zone),
            "Cycle end time": _local(end, zone),
            "Cycle timezone": self._spelled(zone),
        }

    def _spelled(self, zone: tzinfo) -> str:
        if isinstance(zone, ZoneInfo):
            return zone.key
        minutes = (zone.utcoffset(None) or timedelta(0)) // timedelta(minutes=1)
        sign, hours, rest = "-" if minutes < 0 else "+", abs(minutes) // 60, abs(minutes) % 60
        if self.style.zones == "gmt":
            return f"GMT{sign}{hours}" + (f":{rest:02d}" if rest else "")
        return ("" if self.style.zones == "plain" else "UTC") + f"{sign}{hours:02d}:{rest:02d}" if minutes else "UTCZ"


def write_export(facts: Iterable[Fact], path: Path, style: Style = WHOOP_STYLE) -> Path:
    """The path, at which the four files now lie: inside a zip if its name ends so, else in a folder."""
    files = export_files(facts, style)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
    else:
        path.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (path / name).write_bytes(data)
    return path


def export_files(facts: Iterable[Fact], style: Style = WHOOP_STYLE) -> dict[str, bytes]:
    """The bytes of the four files by name."""
    told = list(facts)
    export = _export(told, style)
    rows: list[list[dict[str, Cell]]] = [
        [_cycle_row(export, day) for day in export.cycles],
        [_sleep_row(export, sleep) for sleep in _of(told, Sleep) if sleep.day in export.cycles],
        [_workout_row(export, workout) for workout in _of(told, Workout) if workout.day in export.cycles],
        [_answer_row(export, answer) for answer in _of(told, JournalAnswer) if _next(answer.day) in export.cycles],
    ]
    names = style.spelling.files if style.spelling else _FILES
    ordered = [sorted(lines, key=_row_order, reverse=style.newest_first) for lines in rows]
    return {name: _csv(name, lines, style) for name, lines in zip(names, ordered, strict=True)}


def _export(told: Sequence[Fact], style: Style) -> _Export:
    names = [person.time_zone for person in _of(told, Person) if person.time_zone]
    export = _Export(style, ZoneInfo(names[-1]) if names else None)
    for night in _of(told, Night):
        export.cycles.setdefault(night.night, _Cycle()).night = night
    for day in _of(told, Day):
        export.cycles.setdefault(day.day, _Cycle()).day = day
    return export


def _of(told: Iterable[Fact], record: type[F]) -> list[F]:
    return [fact for fact in told if isinstance(fact, record)]


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _cycle_row(export: _Export, day: date) -> dict[str, Cell]:
    cycle, zone = export.cycles[day], export.zone(day)
    spans = {"Sleep onset": "sleep_start", "Wake onset": "sleep_end"}
    return {
        **export.lead(day),
        **_values(cycle.night, _NIGHT),
        **_values(cycle.day, _DAY),
        **{header: _local(getattr(cycle.night, name, None), zone) for header, name in spans.items()},
    }


def _sleep_row(export: _Export, sleep: Sleep) -> dict[str, Cell]:
    zone = export.zone(sleep.day)
    return {
        **export.lead(sleep.day),
        "Sleep onset": _local(sleep.start, zone),
        "Wake onset": _local(sleep.end, zone),
        "Respiratory rate (rpm)": sleep.resp_rate_brpm,
        "Asleep duration (min)": sleep.sleep_minutes,
        "Nap": _TRUTHS[sleep.nap],
    }


def _workout_row(export: _Export, workout: Workout) -> dict[str, Cell]:
    zone = export.zone(workout.day)
    minutes = (workout.end - workout.start) / timedelta(minutes=1)
    shares = {f"HR Zone {n} %": getattr(workout, f"zone{n}_minutes") for n in range(1, 6)}
    return {
        **export.lead(workout.day),
        "Workout start time": _local(workout.start, zone),
        "Workout end time": _local(workout.end, zone),
        "Duration (min)": minutes,
        "Activity name": workout.sport,
        **_values(workout, _WORKOUT),
        **{header: None if spent is None else float(round(100 * spent / minutes)) for header, spent in shares.items()},
    }


def _answer_row(export: _Export, answer: JournalAnswer) -> dict[str, Cell]:
    words = {"Question text": answer.question or answer.kind, "Answered yes": _TRUTHS[answer.answer == "yes"]}
    return {**export.lead(_next(answer.day)), **words, "Notes": answer.quote}


def _row_order(row: Mapping[str, Cell]) -> tuple[str, str]:
    """By the start of the cycle, then by whatever began in it."""
    return str(row["Cycle start time"]), str(row.get("Workout start time") or row.get("Sleep onset") or row.get("Question text") or "")


def _values(fact: Fact | None, names: Mapping[str, str]) -> dict[str, Cell]:
    return {header: getattr(fact, name, None) for header, name in names.items()}


def _local(instant: datetime | None, zone: tzinfo) -> str | None:
    return None if instant is None else instant.astimezone(zone).strftime(_TIME)


def _csv(name: str, rows: Sequence[Mapping[str, Cell]], style: Style) -> bytes:
    headers = list(rows[0]) if rows else ["Cycle start time", "Cycle end time", "Cycle timezone"]
    if style.column_seed is not None:
        random.Random(f"{style.column_seed}|{name}").shuffle(headers)  # noqa: S311  # an order of columns, not a secret
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if style.spreadsheet else style.delimiter, lineterminator="\n")
    writer.writerow([_header(header, style) for header in headers])
    writer.writerows([[_localised(_cell(row[header]), style) for header in headers] for row in rows])
    return (b"\xef\xbb\xbf" if style.bom else b"") + text.getvalue().encode(style.encoding)


def _header(header: str, style: Style) -> str:
    if style.spelling:
        (field_,) = places([header])
        return style.spelling.headers[field_]
    return _snake(header) if style.headers == "snake" else header


def _snake(header: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in header.replace("%", " pct ").lower())
    return "_".join(words.split())


def _localised(cell: str, style: Style) -> str:
    """The cell as a spreadsheet of the style's tongue would save it."""
    tongue = style.spelling
    if not (style.spreadsheet and tongue):
        return cell
    if cell in _TRUTHS:
        return tongue.yes if cell == "true" else tongue.no
    if cell.replace(".", "", 1).lstrip("-").isdigit():
        return cell.replace(".", ",")
    try:
        return datetime.strptime(cell, _TIME).strftime(f"{tongue.date} %H:%M:%S")  # noqa: DTZ007  # a wall time
    except ValueError:
        return cell


def _cell(value: Cell) -> str:
    """The cell as text; words that a spreadsheet would run as a formula are put behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}" if value == int(value) and abs(value) < 1e6 else repr(value)
    return f"'{value}" if value[:1] in {"=", "+", "-", "@"} and not value[1:2].isdigit() else value
