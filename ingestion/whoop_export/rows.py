"""One row of an export as typed cells, and the faults of its cells as `RejectedRow`s.

A spreadsheet that saved the file again writes yes and no in its own tongue and dates with the day first; both are read where nothing
else can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TypeVar

from core.records import RejectedRow
from ingestion import cells
from ingestion.cells import CellError
from ingestion.delimited import Delimited, Record
from ingestion.whoop_export.columns import Place, is_foreign, normalised, places, unknown
from ingestion.whoop_export.tongues import NO, YES

T = TypeVar("T")
_LOCAL = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_SHOWN = 8
"""Columns of unknown meaning that are named; files of other programs can have hundreds."""


@dataclass(frozen=True)
class Row:
    """The cells of one row by field; a field the file lacks reads as missing."""

    file: str
    line: int
    cells: list[str]
    places: Mapping[str, Place]
    fallback_zone: tzinfo
    """For a file without a column of time zones."""
    day_first: bool = False
    """True in files whose tongue writes a date with slashes with the day first."""

    def text(self, field: str) -> str:
        """The words of a cell, empty when missing."""
        place = self.places.get(field)
        return self.cells[place.index].strip() if place else ""

    def number(self, field: str) -> float | None:
        """The number of a cell in the field's unit."""
        place = self.places.get(field)
        if place is None:
            return None
        value = self._read(place, cells.number)
        return value if value is None or place.factor == 1.0 else value * place.factor

    def truth(self, field: str) -> bool | None:
        """Yes, no or not said."""
        place = self.places.get(field)
        return self._read(place, _truth) if place else None

    def zone(self) -> tzinfo:
        """The zone that this row's times are local to."""
        place = self.places.get("zone")
        return self._read(place, cells.time_zone) if place else self.fallback_zone

    def instant(self, field: str, zone: tzinfo, not_before: datetime | None = None) -> datetime | None:
        """The UTC instant of a cell."""
        place = self.places.get(field)
        return self._read(place, lambda text: cells.instant(self._dated(text), zone, not_before=not_before)) if place else None

    def rejected(self, reason: str) -> RejectedRow:
        """The row as one that could not be used."""
        return RejectedRow(self.file, self.line, reason)

    def _dated(self, text: str) -> str:
        """The cell with its date as year, month, day."""
        local = _LOCAL.fullmatch(text.strip())
        if local is None:
            return text
        if local[2] == "/" and not self.day_first:
            raise CellError(
                f"{text.strip()!r} may have the day or the month first; give the file as it was exported, not saved by a spreadsheet"
            )
        day, _, month, year, hour, minute, second = local.groups("00")
        return f"{year}-{month:0>2}-{day:0>2} {hour:0>2}:{minute}:{second}"

    def _read(self, place: Place, reader: Callable[[str], T]) -> T:
        try:
            return reader(self.cells[place.index])
        except CellError as error:
            raise CellError(f"{place.header}: {error}") from error


def _truth(text: str) -> bool | None:
    """Yes, no or not said, in English or another tongue."""
    word = normalised(text)
    return True if word in YES else False if word in NO else cells.truth(text)


def rows_of(table: Delimited, fallback_zone: tzinfo = UTC) -> Iterator[Row | RejectedRow]:
    """The rows of a file, with those that are no rows as rejected, and columns of unknown meaning named at the header's line."""
    found, day_first, strange = places(table.header), is_foreign(table.header), unknown(table.header)
    if strange:
        names = ", ".join(repr(name[:40]) for name in strange[:_SHOWN]) + (" …" if len(strange) > _SHOWN else "")
        yield RejectedRow(table.name, table.first_line - 1, f"columns of unknown meaning, which are not read: {names}")
    for record in table.records():
        yield Row(table.name, record.line, record.cells, found, fallback_zone, day_first) if isinstance(record, Record) else record


def parsed(rows: Iterable[Row | RejectedRow], parse: Callable[[Row], T]) -> tuple[list[T], list[RejectedRow]]:
    """What each row means, and the rows that mean nothing with the reason."""
    good: list[T] = []
    bad: list[RejectedRow] = []
    for row in rows:
        if isinstance(row, RejectedRow):
            bad.append(row)
            continue
        try:
            good.append(parse(row))
        except CellError as error:
            bad.append(row.rejected(str(error)))
    return good, bad


def distinct(
    good: list[T], identity: Callable[[T], object], content: Callable[[T], object], where: Callable[[T], Row]
) -> tuple[list[T], list[RejectedRow]]:
    """Rows of which exact repetitions count once; of rows with one identity and other content the first in the file counts."""
    first: dict[object, T] = {}
    bad: list[RejectedRow] = []
    for item in good:
        standing = first.setdefault(identity(item), item)
        if content(standing) != content(item):
            bad.append(where(item).rejected(f"contradicts line {where(standing).line}, which tells of the same and counts"))
    return list(first.values()), bad
