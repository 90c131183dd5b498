"""The store: one DuckDB file with every fact in its revisions. Writing facts, and taking snapshots and panels.

Nothing reads facts from here directly: readers take a `Snapshot`, which holds what was known at an instant.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from core import database, revisions
from core.crash import crash_point
from core.entries import LIVE, Track
from core.errors import StoreBroken, UnknownPerson
from core.memories import MemoryRow
from core.records import TABLES, Fact, Person, merged
from core.revisions import Bookmark, Counts
from core.seal import canonical
from core.snapshot import Panel, Snapshot, naive, read_panel, read_sayings, read_snapshot, records_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


class Store:
    """The facts, ledger and memory of one installation, in one file."""

    def __init__(self, path: Path, *, wait_seconds: float = database.WAIT_SECONDS) -> None:
        self.path = path
        self._wait_seconds = wait_seconds

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The file, open under the lock, migrated; keep it short."""
        with database.opened(self.path, self._wait_seconds) as connection:
            _migrate(connection)
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """The file, open under the lock, in one transaction that commits when the block ends without an error."""
        with self.reading() as connection, database.transaction(connection):
            yield connection

    def add(
        self, facts: Iterable[Fact], *, recorded_at: datetime, withdrawn: Iterable[Fact] = (), bookmarks: Iterable[Bookmark] = ()
    ) -> Counts:
        """What changed. Everything is written, or nothing.

        A fact seen for the first time keeps its own `known_at`; one whose values differ from its newest revision becomes a new
        revision, known from its arrival; one that is the same changes nothing. A fact that its source took back becomes a last
        revision that says so, known from its arrival; should it come back, that is a further revision.

        Args:
            facts: what the source tells.
            recorded_at: when it arrived here.
            withdrawn: facts that stand here and that their source no longer tells; what does not stand is passed over.
            bookmarks: how far the source was read with this.

        Raises:
            BadInput: when two facts of one call share a key and differ: the source must decide which counts.
        """
        groups: dict[str, dict[tuple[str, str, str], Fact]] = {table: {} for table in TABLES}
        for fact in facts:
            revisions.put(groups[revisions.table_of(fact)], fact)
        total = Counts()
        with self.transaction() as connection:
            for table, group in groups.items():
                if group:
                    total += revisions.write(connection, table, list(group.values()), recorded_at)
                    crash_point(f"store.add.{table}")
            total += Counts(withdrawn=sum(revisions.withdraw(connection, fact, recorded_at) for fact in withdrawn))
            revisions.mark(connection, bookmarks, recorded_at)
        crash_point("store.add.committed")
        return total

    def standing(self, person_id: str, source: str) -> list[Fact]:
        """The newest revision of every fact that a source tells of a person, those taken back left out."""
        with self.reading() as connection:
            return [fact for table, record in TABLES.items() for fact in revisions.standing(connection, table, record, person_id, source)]

    def bookmarks(self, person_id: str, source: str) -> dict[str, object]:
        """How far that source was read for that person: name → JSON value."""
        query = "SELECT name, value FROM bookmarks WHERE person_id = ? AND source = ?"
        with self.reading() as connection:
            return {str(name): json.loads(value) for name, value in connection.execute(query, [person_id, source]).fetchall()}

    def people(self) -> list[str]:
        """The ids of everybody of whom a fact stands here, in order."""
        if not self.path.exists():
            return []
        with self.reading() as connection:
            return _people(connection)

    def persons(self) -> dict[str, Person]:
        """What is known of every person of whom a source tells something, newest revisions merged."""
        newest = "SELECT DISTINCT ON (person_id, source, key) * FROM persons ORDER BY person_id, source, key, revision DESC"
        with self.reading() as connection:
            rows = records_of(Person, connection.execute(f"SELECT * FROM ({newest}) WHERE NOT deleted ORDER BY person_id, known_at"))
        return {person: found for person, told in groupby(rows, key=lambda row: row.person_id) if (found := merged(told))}

    def last_recorded(self, person_id: str) -> datetime | None:
        """When the newest revision of anything about a person was received here; None when nothing was."""
        union = " UNION ALL ".join(f"SELECT recorded_at FROM {table} WHERE person_id = $person" for table in TABLES)
        with self.reading() as connection:
            row = connection.execute(f"SELECT max(recorded_at) FROM ({union})", {"person": person_id}).fetchone()
        return row[0].replace(tzinfo=UTC) if row and row[0] else None

    def snapshot(
        self, person_id: str, as_of: datetime, *, track: Track = "live", run_id: str = LIVE, recorded_by: datetime | None = None
    ) -> Snapshot:
        """What was known of one person at `as_of`, and what that track and run had said by then.

        Args:
            person_id: whose facts.
            as_of: the instant whose knowledge is allowed.
            track: live or replay.
            run_id: the run whose forecasts, scores and memories are seen.
            recorded_by: for auditing a live forecast: only revisions that this store had received by then.

        Raises:
            UnknownPerson: when no fact of that person stands here.
        """
        with self.reading() as connection:
            known = _people(connection)
            if person_id not in known:
                found = ", ".join(known[:10]) or "nobody yet; import something first (morrow import PATH, or morrow demo)"
                raise UnknownPerson(f"wanted facts of {person_id!r}, found: {found}")
            return read_snapshot(connection, person_id, as_of, track, run_id, recorded_by)

    def refreshed(self, snapshot: Snapshot) -> Snapshot:
        """The same facts, with what the snapshot's track and run have said by now."""
        with self.reading() as connection:
            sayings = read_sayings(connection, snapshot.person_id, snapshot.as_of, snapshot.track, snapshot.run_id)
        return dataclasses.replace(snapshot, **sayings)

    def panel(self, persons: Sequence[str] | None, as_of: datetime) -> Panel:
        """Every revision of many people's nights that was known at `as_of`; `persons=None` means everybody."""
        chosen = self.people() if persons is None else list(persons)
        with self.reading() as connection:
            return read_panel(connection, chosen, as_of)

    def remember(self, rows: Sequence[MemoryRow], *, recorded_at: datetime) -> int:
        """How many of the memories were new; one that stands already (same id, track and run) is left as it is."""
        with self.transaction() as connection:
            return _write_memories(connection, rows, recorded_at)

    def log_import(self, source: str, report: dict[str, object], *, imported_at: datetime) -> None:
        """Keeps the report of an import."""
        with self.transaction() as connection:
            connection.execute("INSERT INTO imports VALUES (?, ?, ?)", [naive(imported_at), source, canonical(report)])

    def imports(self) -> list[dict[str, object]]:
        """The reports of all imports, oldest first."""
        with self.reading() as connection:
            return [json.loads(row[0]) for row in connection.execute("SELECT report FROM imports ORDER BY imported_at").fetchall()]


def _people(connection: Connection) -> list[str]:
    union = " UNION ".join(f"SELECT person_id FROM {table}" for table in TABLES)
    return sorted(str(row[0]) for row in connection.execute(union).fetchall())


def _write_memories(connection: Connection, rows: Sequence[MemoryRow], recorded_at: datetime) -> int:
    standing = set(connection.execute("SELECT memory_id, person_id, track, run_id FROM memories").fetchall())
    fresh = {identity: row for row in rows if (identity := (row.memory_id, row.person_id, row.track, row.run_id)) not in standing}
    lines = [_memory_line(row, recorded_at) for row in fresh.values()]
    if lines:
        shape = json.dumps([{**dict.fromkeys(lines[0], "VARCHAR"), "night": "DATE", "known_at": "TIMESTAMP", "recorded_at": "TIMESTAMP"}])
        connection.execute(
            "INSERT INTO memories BY NAME SELECT unnest(from_json(?::JSON, ?), recursive := true)", [json.dumps(lines), shape]
        )
    return len(lines)


def _memory_line(row: MemoryRow, recorded_at: datetime) -> dict[str, object]:
    line = {field.name: revisions.json_value(getattr(row, field.name)) for field in dataclasses.fields(row)}
    state = None if row.state is None else canonical(list(row.state))
    return {**line, "state": state, "data": canonical(row.data), "recorded_at": revisions.json_value(recorded_at)}


def _migrations() -> list[tuple[int, str]]:
    files = sorted(resources.files("core").joinpath("migrations").iterdir(), key=lambda file: file.name)
    return [(int(file.name[:4]), file.read_text(encoding="utf-8")) for file in files if file.name.endswith(".sql")]


def _migrate(connection: Connection, migrations: Callable[[], list[tuple[int, str]]] = _migrations) -> None:
    """Brings the file to this version's shape, each numbered step in a transaction of its own."""
    connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
    row = connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
    standing = int(row[0]) if row else 0
    steps = migrations()
    if standing > steps[-1][0]:
        raise StoreBroken(f"the store is of schema {standing}, this Morrow knows up to {steps[-1][0]}; use the newer Morrow")
    for version, text in steps:
        if version > standing:
            with database.transaction(connection):
                connection.execute(text)
                connection.execute("INSERT INTO schema_version VALUES (?)", [version])
