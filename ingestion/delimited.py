"""A delimited text file as a header and records with line numbers, whatever its bytes: rows that are no rows become `RejectedRow`s.

The standard reader alone would let one unclosed quote swallow all lines after it. Here a record may span lines only if it then
has as many cells as the header; otherwise its first line is rejected and reading goes on with the next.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from core.records import RejectedRow

MAX_CELL_CHARACTERS = 10_000
MAX_RECORD_LINES = 50
_DELIMITERS = ",;\t"
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True)
class Record:
    """One row of cells, as long as the header."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Delimited:
    """A file's header and what stands below it."""

    name: str
    header: tuple[str, ...]
    delimiter: str
    lines: list[str]
    first_line: int
    """1-based number of the first line after the header."""

    def records(self) -> Iterator[Record | RejectedRow]:
        """Every row below the header, in the order of the file; blank lines are none."""
        index = 0
        while index < len(self.lines):
            if not self.lines[index].strip():
                index += 1
                continue
            item, used = self._record(index)
            yield item
            index += used

    def _record(self, index: int) -> tuple[Record | RejectedRow, int]:
        """The record that starts there, and how many lines it takes."""
        number, text = self.first_line + index, self.lines[index]
        used = 1
        if '"' in text:
            used = self._lines_of_record(index)
            text = "\n".join(self.lines[index : index + used])
        cells = _cells(text, self.delimiter)
        reason = self._fault(text, cells)
        return (Record(number, cells[: len(self.header)]), used) if reason is None else (RejectedRow(self.name, number, reason), 1)

    def _lines_of_record(self, index: int) -> int:
        quotes = 0
        for used, line in enumerate(islice(self.lines, index, index + MAX_RECORD_LINES), start=1):
            quotes += line.count('"')
            if quotes % 2 == 0:
                return used
        return 1

    def _fault(self, text: str, cells: list[str]) -> str | None:
        if "\0" in text:
            return "holds a NUL character"
        if not cells:
            return "has a quote out of place or never closed"
        width = len(self.header)
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            return f"has {len(cells)} cells where the header has {width}"
        if len(text) > MAX_CELL_CHARACTERS and max(map(len, cells)) > MAX_CELL_CHARACTERS:
            return f"has a cell of more than {MAX_CELL_CHARACTERS} characters"
        return None


def parse(name: str, data: bytes) -> Delimited:
    """The file's header, in the encoding of its byte order mark (else UTF-8, bad bytes as U+FFFD), and its lines."""
    lines = _decoded(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip() and not line.lower().startswith("sep=")), len(lines))
    header = lines[start] if start < len(lines) else ""
    delimiter = max(_DELIMITERS, key=header.count)
    names = tuple(cell.strip() for cell in _cells(header, delimiter))
    return Delimited(name, names, delimiter, lines[start + 1 :], start + 2)


def _decoded(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    return data.decode("utf-8", errors="replace")


def _cells(text: str, delimiter: str) -> list[str]:
    """The cells of one record; none where its quotes make no sense."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
