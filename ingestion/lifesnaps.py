"""LifeSnaps: the daily file of the research data set, one row per person and calendar day, many people in one file.

The nightly columns of a date belong to the night that ends on it. The file knows no clock times and no time zone: a night counts
as known at 08:00, a day's totals at 23:59, both taken as UTC. Which column is the resting heart rate is an option, because the
vendor smooths `resting_hr` over days (lag-1 correlation 0.87) while `nremhr` is the honest mean of one night (of its non-REM sleep).
The nightly heart rate is always `nremhr`.

Source: Yfantidou et al., "LifeSnaps", Scientific Data 9, 663 (2022), doi 10.5281/zenodo.6826682; Fitbit Sense.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, time
from pathlib import Path
from typing import Literal, TypeVar

from core.errors import BadInput
from core.nights import local_instant
from core.records import Day, Fact, Measure, Night, Person, RejectedRow
from ingestion import raw_files
from ingestion.alignment import DATED_ONLY_DAY_KNOWN_AT, DATED_ONLY_NIGHT_KNOWN_AT, dated_key
from ingestion.cells import CellError, calendar_date, number
from ingestion.delimited import Delimited, Record, parse
from ingestion.source import NO_OPTIONS, DroppedValue, Item, Option, SourceFile, chosen

F = TypeVar("F", bound=Fact)
_REQUIRED = frozenset({"id", "date", "rmssd", "full_sleep_breathing_rate", "resting_hr", "nremhr"})
_PERSON_ID = re.compile(r"[A-Za-z0-9_.\-]{1,64}", re.ASCII)
_RHR: dict[str, tuple[str, Literal["vendor_smoothed", "nightly_mean"]]] = {
    "vendor_smoothed": ("resting_hr", "vendor_smoothed"),
    "nightly": ("nremhr", "nightly_mean"),
}
"""Option → column and `rhr_method`."""
_ZERO_IS_INVALID = frozenset({"rmssd", "nremhr", "full_sleep_breathing_rate"})
"""Fitbit writes 0 into these where it could not measure."""
_NIGHT_COLUMNS: dict[str, tuple[str, float]] = {
    "hrv_rmssd_ms": ("rmssd", 1.0),
    "nightly_hr_bpm": ("nremhr", 1.0),
    "resp_rate_brpm": ("full_sleep_breathing_rate", 1.0),
    "spo2_pct": ("spo2", 1.0),
    "skin_temp_c": ("nightly_temperature", 1.0),
    "sleep_minutes": ("minutesAsleep", 1.0),
    "awake_minutes": ("minutesAwake", 1.0),
    "in_bed_minutes": ("sleep_duration", 60_000.0),
    "sleep_efficiency_pct": ("sleep_efficiency", 1.0),
}
"""Field of `Night` → column and divisor to the field's unit."""
_DAY_COLUMNS = {"steps": "steps", "energy_kcal": "calories", "average_hr_bpm": "bpm"}
_NIGHT_MEASURES = {"stress_score": ("stress_score", "points")}
"""Same-night scores: kind → column and unit, known with the night. Moods and places (SEMA) are left out: known at 23:59 they could
serve no evening, and they were measured to tell nothing of the next night (EVALUATION §7)."""
_SEX: dict[str, Literal["female", "male"]] = {"FEMALE": "female", "MALE": "male"}


@dataclass(frozen=True)
class PersonDay:
    """One row, read."""

    line: int
    person_id: str
    day: date
    numbers: dict[str, float | None]
    sex: Literal["female", "male"] | None


class LifeSnaps:
    """The source `lifesnaps`."""

    name = "lifesnaps"
    describe = "LifeSnaps: the daily CSV file (also .gz) of the research data set, many people at once"
    options = (
        Option(
            "rhr",
            "vendor_smoothed",
            "which column is the resting heart rate: the one smoothed by the vendor, or the mean of the night",
            tuple(_RHR),
        ),
    )

    def recognises(self, path: Path) -> bool:
        """True for one CSV file with the columns of the data set."""
        if not path.name.lower().endswith((".csv", ".csv.gz")):
            return False
        try:
            return path.is_file() and set(parse(path.name, raw_files.files_of(path)[0].head()).header) >= _REQUIRED
        except (BadInput, OSError, ValueError):
            return False

    def read(self, path: Path, *, person_id: str | None = None, options: Mapping[str, str] = NO_OPTIONS) -> Iterator[SourceFile]:
        """The one file; of all its people, or only of the one asked for."""
        rhr = chosen(self.options, options)["rhr"]
        table = parse(path.name, raw_files.files_of(path)[0].load())
        rows, bad = _rows(table)
        if person_id is not None and all(row.person_id != person_id for row in rows):
            raise BadInput(
                f"{path.name}: wanted the person {person_id!r}, found {len({row.person_id for row in rows})} others; leave it out"
            )
        wanted = [row for row in rows if person_id is None or row.person_id == person_id]
        yield SourceFile(path.name, _Facts(path.name, rhr).items(wanted, bad))


def _rows(table: Delimited) -> tuple[list[PersonDay], list[RejectedRow]]:
    """Every person's days, each once; of two different rows for one day the first in the file counts."""
    places = {name: index for index, name in enumerate(table.header)}
    good: dict[tuple[str, date], PersonDay] = {}
    bad: list[RejectedRow] = []
    for record in table.records():
        read = _row(table.name, record, places) if isinstance(record, Record) else record
        if isinstance(read, RejectedRow):
            bad.append(read)
            continue
        standing = good.setdefault((read.person_id, read.day), read)
        if (standing.numbers, standing.sex) != (read.numbers, read.sex):
            bad.append(RejectedRow(table.name, read.line, f"contradicts line {standing.line}, which tells of the same day and counts"))
    return list(good.values()), bad


_NUMBERS = frozenset(
    {*(column for column, _ in (*_NIGHT_COLUMNS.values(), *_NIGHT_MEASURES.values(), *_RHR.values())), *_DAY_COLUMNS.values()}
)


def _row(file: str, record: Record, places: Mapping[str, int]) -> PersonDay | RejectedRow:
    cells = record.cells
    person_id = cells[places["id"]].strip()
    if not _PERSON_ID.fullmatch(person_id):
        return RejectedRow(file, record.line, "id: wanted letters, digits, '_', '.' or '-'")
    column = "date"
    numbers: dict[str, float | None] = {}
    try:
        day = calendar_date(cells[places["date"]])
        for column in _NUMBERS & places.keys():
            text = cells[places[column]]
            numbers[column] = number(text) if text else None
    except CellError as error:
        return RejectedRow(file, record.line, f"{column}: {error}")
    sex = _SEX.get(cells[places["gender"]].strip().upper()) if "gender" in places else None
    return PersonDay(record.line, person_id, day, numbers, sex)


class _Facts:
    """The facts of rows, under one choice of resting heart rate."""

    def __init__(self, file: str, rhr: str) -> None:
        self._file = file
        self._rhr_column, self._rhr_method = _RHR[rhr]
        self._epoch = f"lifesnaps/1;rhr={rhr}"

    def items(self, rows: Iterable[PersonDay], bad: list[RejectedRow]) -> Iterator[Item]:
        """What the rows say, person by person, in the order of days."""
        yield from bad
        people: defaultdict[str, list[PersonDay]] = defaultdict(list)
        for row in rows:
            people[row.person_id].append(row)
        for days in people.values():
            days.sort(key=lambda row: row.day)
            yield from self._person(days)
            for row in days:
                yield from self._night(row)
                yield from self._day(row)

    def _person(self, days: list[PersonDay]) -> Iterator[Item]:
        """The sex, from the first day that tells it: it repeats in every row, and later rows must not change what was known."""
        first = next((row for row in days if row.sex), None)
        if first:
            yield self._make(Person, first, "person", DATED_ONLY_NIGHT_KNOWN_AT, sex=first.sex)

    def _night(self, row: PersonDay) -> Iterator[Item]:
        columns = {**_NIGHT_COLUMNS, "resting_hr_bpm": (self._rhr_column, 1.0)}
        values: dict[str, float | None] = {}
        for field, (column, divisor) in columns.items():
            value = row.numbers.get(column)
            if value == 0.0 and column in _ZERO_IS_INVALID:
                reason = f"{column} is 0, which says that nothing was measured"
                yield DroppedValue(self._file, row.line, row.person_id, row.day, field, reason)
                value = None
            values[field] = value if value is None or divisor == 1.0 else value / divisor
        if any(value is not None for value in values.values()):
            yield self._make(
                Night,
                row,
                dated_key(row.day, 1),
                DATED_ONLY_NIGHT_KNOWN_AT,
                night=row.day,
                hrv_method="rmssd",
                hrv_window="whole_night",
                rhr_method=self._rhr_method,
                **values,
            )
        yield from self._measures(row)

    def _day(self, row: PersonDay) -> Iterator[Item]:
        values = {field: row.numbers.get(column) for field, column in _DAY_COLUMNS.items()}
        if any(value is not None for value in values.values()):
            yield self._make(Day, row, dated_key(row.day, 1), DATED_ONLY_DAY_KNOWN_AT, day=row.day, **values)

    def _measures(self, row: PersonDay) -> Iterator[Measure]:
        for kind, (column, unit) in _NIGHT_MEASURES.items():
            value = row.numbers.get(column)
            if value is not None:
                key = f"{row.day.isoformat()}|{kind}"
                yield self._make(Measure, row, key, DATED_ONLY_NIGHT_KNOWN_AT, day=row.day, kind=kind, value=value, unit=unit)

    def _make(self, record: Callable[..., F], row: PersonDay, key: str, known: time, **values: object) -> F:
        return record(
            person_id=row.person_id,
            source="lifesnaps",
            source_epoch=self._epoch,
            key=key,
            known_at=local_instant(row.day, known, UTC),
            **values,
        )
