"""From a path to facts in the store, with a report: what was added, what was rejected and why, how many nights are usable."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from core.errors import BadInput
from core.quality import Finding, Usable, findings, usable_nights
from core.records import Day, Fact, JournalAnswer, Night, RejectedRow, Sleep, Workout
from core.revisions import Counts
from ingestion import raw_files
from ingestion.catalog import SOURCES
from ingestion.source import NO_OPTIONS, DroppedValue, Source, SourceFile

Progress = Callable[[str, int, int | None], None]
"""Called with words for what is being done, how much of it is done, and of how much, if that is known."""
_PERSON_ID = re.compile(r"[A-Za-z0-9_\-][A-Za-z0-9_.\-]{0,63}", re.ASCII)
_TICK = 500


def check_person_id(person_id: str) -> None:
    """Lets an id pass that may name a person, and a folder of theirs.

    Raises:
        BadInput: when it may not.
    """
    if not _PERSON_ID.fullmatch(person_id):
        raise BadInput(f"wanted a person id of up to 64 letters, digits, '_', '-' or, but for the first, '.', found {person_id!r}")


class FactStore(Protocol):
    """The part of the store that an import needs."""

    def add(self, facts: Sequence[Fact], *, recorded_at: datetime) -> Counts:
        """What changed; all facts are written, or none."""
        ...

    def log_import(self, source: str, report: dict[str, object], *, imported_at: datetime) -> None:
        """Keeps the report."""
        ...


@dataclass(frozen=True)
class FileReport:
    """What one file did to the store."""

    name: str
    counts: Counts
    rejected: tuple[RejectedRow, ...]
    dropped: tuple[DroppedValue, ...]


@dataclass(frozen=True)
class ImportReport:
    """What an import did to the store, and what its nights are worth."""

    source: str
    people: tuple[str, ...]
    files: tuple[FileReport, ...]
    usable: Mapping[str, Usable]
    """Per target, over all nights of the import."""
    findings: tuple[tuple[str, Finding], ...]
    """(person, what is wrong with their data)."""

    @property
    def counts(self) -> Counts:
        """What changed in all."""
        return sum((file.counts for file in self.files), Counts())

    @property
    def rejected(self) -> tuple[RejectedRow, ...]:
        """All rows that could not be used."""
        return tuple(row for file in self.files for row in file.rejected)

    def to_json(self) -> dict[str, object]:
        """The report as `morrow import --json` prints it."""
        return {
            "source": self.source,
            "people": list(self.people),
            **asdict(self.counts),
            "rejected": len(self.rejected),
            "files": [
                {
                    "name": file.name,
                    **asdict(file.counts),
                    "rejected": [asdict(row) for row in file.rejected],
                    "dropped_values": dict(Counter(value.reason for value in file.dropped)),
                }
                for file in self.files
            ],
            "usable_nights": {name: {"count": usable.count, "not_usable": dict(usable.reasons)} for name, usable in self.usable.items()},
            "findings": dict(Counter(finding.kind for _, finding in self.findings)),
        }


@dataclass(frozen=True)
class _ReadFile:
    """One file, read to its end."""

    name: str
    facts: list[Fact]
    rejected: tuple[RejectedRow, ...]
    dropped: tuple[DroppedValue, ...]


def import_path(
    store: FactStore,
    path: Path,
    *,
    person_id: str | None,
    now: datetime,
    options: Mapping[str, str] = NO_OPTIONS,
    progress: Progress | None = None,
) -> ImportReport:
    """The report of an import. Nothing is written before every file has been read; then each file is written whole or not at all.

    Args:
        store: where the facts go.
        path: what the person gave: a file, a folder, a zip, or a specification such as `synthetic:seed=7,…`.
        person_id: whose facts they are, see `Source.read`.
        now: when the store receives them.
        options: choices for the source, by name.
        progress: told of what is being done.

    Raises:
        BadInput: when the path does not exist, is empty, broken, locked, too large or of no known source.
    """
    if person_id is not None:
        check_person_id(person_id)
    tell = progress or _silent
    source = recognise(path)
    files = [_read(file, tell) for file in source.read(path, person_id=person_id, options=options)]
    reports = []
    for place, file in enumerate(files):
        tell(f"storing {file.name}", place, len(files))
        reports.append(FileReport(file.name, store.add(file.facts, recorded_at=now), file.rejected, file.dropped))
    tell("stored", len(files), len(files))
    report = _report(source.name, files, reports, now)
    store.log_import(source.name, report.to_json(), imported_at=now)
    return report


def recognise(path: Path) -> Source:
    """The source that a path is of.

    Raises:
        BadInput: when it is of none; the message says what was found and what can be given.
    """
    source = next((source for source in SOURCES if source.recognises(path)), None)
    if source is None:
        raise BadInput(f"{_found(path)}. What can be imported: " + "; ".join(source.describe for source in SOURCES))
    return source


def _found(path: Path) -> str:
    """What is at a path that no source recognises."""
    if not _exists(path):
        return f"{path} does not exist"
    if path.is_file() and path.stat().st_size == 0:
        return f"{path.name} is an empty file"
    if path.suffix.lower() == ".zip" and not raw_files.is_zip(path):
        return f"{path.name} is called a zip but is none; download it again"
    files = raw_files.files_of(path)
    if not files:
        return f"{path.name} holds no files"
    for file in files:
        file.head()
    return f"{path.name} is of no format that is known (looked at {len(files)} file{'s' * (len(files) > 1)})"


def _exists(path: Path) -> bool:
    """False also for names that no file system takes."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _read(file: SourceFile, tell: Progress) -> _ReadFile:
    facts: list[Fact] = []
    rejected: list[RejectedRow] = []
    dropped: list[DroppedValue] = []
    for place, item in enumerate(file.items):
        if place % _TICK == 0:
            tell(f"reading {file.name}", place, None)
        if isinstance(item, RejectedRow):
            rejected.append(item)
        elif isinstance(item, DroppedValue):
            dropped.append(item)
        else:
            facts.append(item)
    return _ReadFile(file.name, facts, tuple(sorted(rejected, key=lambda row: row.line)), tuple(dropped))


def _report(source: str, files: list[_ReadFile], reports: list[FileReport], now: datetime) -> ImportReport:
    people: defaultdict[str, list[Fact]] = defaultdict(list)
    for file in files:
        for fact in file.facts:
            people[fact.person_id].append(fact)
    found = [(person, finding) for person, told in people.items() for finding in _findings(told, now)]
    return ImportReport(source, tuple(sorted(people)), tuple(reports), _usable(files), tuple(found))


def _usable(files: list[_ReadFile]) -> dict[str, Usable]:
    """Usable nights per target; values that the source marked as not measured are counted apart from those that are not there."""
    nights = {(fact.person_id, fact.night): fact for file in files for fact in file.facts if isinstance(fact, Night)}
    marked = Counter(value.field for file in files for value in file.dropped if (value.person_id, value.day) in nights)
    return {
        name: replace(usable, reasons={**usable.reasons, "missing": usable.reasons["missing"] - marked[name], "invalid": marked[name]})
        if marked[name]
        else usable
        for name, usable in usable_nights(nights.values()).items()
    }


def _findings(told: list[Fact], now: datetime) -> tuple[Finding, ...]:
    return findings(
        [fact for fact in told if isinstance(fact, Night)],
        [fact for fact in told if isinstance(fact, Day)],
        [fact for fact in told if isinstance(fact, JournalAnswer)],
        now,
        sleeps=[fact for fact in told if isinstance(fact, Sleep)],
        workouts=[fact for fact in told if isinstance(fact, Workout)],
    )


def _silent(words: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""
