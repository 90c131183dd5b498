"""A WHOOP export: the zip, its folder, or one of its four files, as facts; in English, German, Spanish, French or Portuguese.

Names of sports and journal questions are kept in the tongue of the export: they are part of the keys of workouts and answers, so the
same history in two tongues would count each of them twice. Nights, days and sleeps are the same facts in every tongue.

Source: header names, quirks and time zone spellings as seen in independent exports and in issues of other importers. HRV is the
RMSSD of the last slow-wave sleep, in whole milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from pathlib import Path

from core.errors import BadInput
from core.records import Fact, Person, RejectedRow, Sleep
from ingestion import cells, raw_files
from ingestion.delimited import Delimited, parse
from ingestion.raw_files import RawFile
from ingestion.source import NO_OPTIONS, Option, SourceFile, chosen
from ingestion.whoop_export.activities import facts_of_workouts, read_sleeps
from ingestion.whoop_export.columns import Kind, kind_of_file, places, refuse_ambiguous
from ingestion.whoop_export.cycles import Cycle, facts_of_cycles, read_cycles
from ingestion.whoop_export.decoding import as_utf8
from ingestion.whoop_export.facts import Origin
from ingestion.whoop_export.joins import CycleDates
from ingestion.whoop_export.journal import facts_of_journal
from ingestion.whoop_export.rows import Row, rows_of

_ORDER: tuple[Kind, ...] = ("cycles", "sleeps", "workouts", "journal")
"""Cycles first: the others find their dates through them."""


class WhoopExport:
    """The source `whoop_export`."""

    name = "whoop_export"
    describe = "WHOOP export: the zip of 'my_whoop_data', its folder, or one of its CSV files, in any of five languages"
    options = (Option("time_zone", "", "IANA name of the person's home, for files that have no column of time zones"),)

    def recognises(self, path: Path) -> bool:
        """True when one of the four files is there, by header."""
        try:
            return bool(_export_files(path))
        except (BadInput, OSError, ValueError):
            return False

    def read(self, path: Path, *, person_id: str | None = None, options: Mapping[str, str] = NO_OPTIONS) -> Iterator[SourceFile]:
        """Cycles, sleeps, workouts and journal, those of them that are there."""
        home = chosen(self.options, options)["time_zone"]
        reading = _Reading(Origin(person_id or "me", self.name, f"{self.name}/1"), home)
        found = _export_files(path)
        for kind in _ORDER:
            for place, file in enumerate(found.get(kind, ())):
                yield reading.file(kind, file) if place == 0 else _surplus(file, found[kind][0])


class _Reading:
    """One pass over an export: what its files know of each other."""

    def __init__(self, origin: Origin, home: str) -> None:
        self._origin = origin
        self._home = home
        self._zone: tzinfo = _home_zone(home)
        self._dates = CycleDates()
        self._sleeps_told: set[str] = set()

    def file(self, kind: Kind, file: RawFile) -> SourceFile:
        table = _table(file.name, file.load())
        refuse_ambiguous(file.name, table.header)
        rows = rows_of(table, self._zone)
        readers = {"cycles": self._cycles, "sleeps": self._sleeps, "workouts": self._workouts, "journal": self._journal}
        return SourceFile(file.name, list(readers[kind](rows)))

    def _cycles(self, rows: Iterator[Row | RejectedRow]) -> Iterator[Fact | RejectedRow]:
        cycles, bad = read_cycles(rows)
        for cycle in cycles:
            self._dates.learn(cycle.start, cycle.day)
        yield from bad
        yield from self._person(cycles)
        for item in facts_of_cycles(cycles, self._origin):
            if isinstance(item, Sleep):
                self._sleeps_told.add(item.key)
            yield item

    def _person(self, cycles: list[Cycle]) -> Iterator[Person]:
        """The time zone, where it is known by name: as given, else of the first night, so that later rows never change it."""
        named = [(cycle.known_at, str(cycle.zone)) for cycle in cycles if getattr(cycle.zone, "key", None)]
        if self._home and cycles:
            yield self._origin.make(Person, "person", cycles[0].known_at, time_zone=self._home)
        elif named:
            yield self._origin.make(Person, "person", named[0][0], time_zone=named[0][1])

    def _sleeps(self, rows: Iterator[Row | RejectedRow]) -> Iterator[Fact | RejectedRow]:
        sleeps, bad = read_sleeps(rows)
        yield from bad
        for sleep in sleeps:
            fact = sleep.span.fact(self._origin)
            if not sleep.span.nap:
                self._dates.learn(sleep.cycle_start, fact.day)
            if fact.key not in self._sleeps_told:
                yield fact

    def _workouts(self, rows: Iterator[Row | RejectedRow]) -> Iterator[Fact | RejectedRow]:
        return facts_of_workouts(rows, self._dates, self._origin)

    def _journal(self, rows: Iterator[Row | RejectedRow]) -> Iterator[Fact | RejectedRow]:
        return facts_of_journal(rows, self._dates, self._origin)


def _table(name: str, data: bytes) -> Delimited:
    return parse(name, as_utf8(data))


def _home_zone(home: str) -> tzinfo:
    """The zone for files that have no column of it; UTC where none was given: dates stay right, instants are off by the offset."""
    if not home:
        return UTC
    try:
        return cells.time_zone(home)
    except cells.CellError as error:
        raise BadInput(f"option time_zone: {error}") from error


def _export_files(path: Path) -> dict[Kind, list[RawFile]]:
    """The files of an export by kind, shallow ones first; all other files are passed over."""
    found: dict[Kind, list[RawFile]] = {}
    if not path.exists():
        return found
    for file in sorted(raw_files.files_of(path), key=lambda file: (file.name.count("/"), file.name)):
        if file.name.lower().endswith(".csv"):
            kind = kind_of_file(file.name, places(_table(file.name, file.head()).header))
            if kind:
                found.setdefault(kind, []).append(file)
    return found


def _surplus(file: RawFile, first: RawFile) -> SourceFile:
    return SourceFile(file.name, [RejectedRow(file.name, 1, f"the whole file is not used: {first.name} holds the same kind of rows")])
