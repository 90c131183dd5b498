"""Erasing from the store: its file written anew without what leaves, and put in the old one's place.

What DuckDB deletes stays readable in its file, through checkpoint and vacuum alike; only rows that never entered a file are not in it.
So everything that stays is copied into a fresh file under the store's lock, and one rename makes it the store: before the rename
nothing was erased, after it everything, and a killed process leaves one or the other. Contents that leave a ledger are named there
by an entry of kind `erasure`, within the same rename.

A table without a `person_id` must be told about here or by the caller; one that nobody tells about ends the erasure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core import database
from core.anchor import Head, append_heads
from core.crash import crash_point
from core.errors import StoreBroken
from core.ledger import record_erasures
from core.records import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

Row = dict[str, object]
Identity = tuple[str | int, ...]
Replace = Callable[[list[Row]], Sequence[Row]]
"""What is written in place of a table's rows."""
IDENTITY: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(TABLES, ("source", "key")),
    "memories": ("track", "run_id", "memory_id"),
    "ledger_contents": ("ledger_id", "sequence"),
}
"""The columns that name a single entry within a person, all its revisions together."""
_OF_NOBODY = frozenset({"schema_version", "installation", "ledgers", "ledger_links"})
"""Tables that hold nothing of a person, and are copied whole."""
_BY_ACCOUNT = {"webhook_events": "(t.source, t.account_id) IN (SELECT (source, account_id) FROM connections WHERE person_id = $person)"}
"""Tables that name a person by something else than the id."""
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Leaving:
    """What leaves the store."""

    person_id: str
    only: Mapping[str, frozenset[Identity]] | None = None
    """Of single entries: table → rows, named by the columns of `IDENTITY`. None: everything of the person."""


@dataclass(frozen=True)
class Rewritten:
    """What the fresh file lacks."""

    left: Mapping[str, int]
    """Table → rows that are not in it any more."""
    heads: tuple[Head, ...]
    """One of each ledger that contents have left."""


def leaving_rows(connection: Connection, leaving: Leaving) -> dict[str, int]:
    """Table → how many rows would leave it; tables that none leaves are not named."""
    found = {}
    for table, columns in _tables(connection).items():
        condition, parameters = _condition(table, columns, leaving)
        row = connection.execute(f"SELECT count(*) FROM {table} t WHERE {condition}", parameters).fetchone()
        if row and row[0]:
            found[table] = int(row[0])
    return found


@contextmanager
def rewriting(
    path: Path, leaving: Leaving, replaced: Mapping[str, Replace], *, anchor: Path, at: datetime, wait_seconds: float
) -> Iterator[Rewritten]:
    """The fresh file, complete and checked; it becomes the store when the block ends, and is thrown away when the block raises.

    The store's lock is held throughout. So the block is where to erase what was made from the rows that leave: nobody makes it anew
    meanwhile, and killed inside it, the rows still stand and say what is left to do.

    Args:
        path: of the store, which must be of this version's shape.
        leaving: what the fresh file lacks.
        replaced: table → what becomes of its rows; for tables without a `person_id`.
        anchor: the file of ledger heads.
        at: the wall clock's now.
        wait_seconds: how long to wait for the lock.

    Raises:
        StoreBusy: when another process holds the store for too long.
        StoreBroken: when a table is of a kind nobody tells about, or the fresh file is not what it should be; the store stands as it was.
        ClockFault: when the clock stands before the last live entry.
    """
    fresh = path.with_name(f".{path.name}.fresh")
    with database.locked(path, wait_seconds):
        try:
            _remove(fresh)
            with database.connected(path) as connection:
                rewritten = _write_fresh(connection, fresh, leaving, replaced, at)
            _refuse_pending(path)
            _force(fresh)
            crash_point("erasure.written")
            yield rewritten
            crash_point("erasure.before_rename")
            fresh.replace(path)
            _force(path.parent)
            shutil.rmtree(path.with_name(path.name + ".tmp"), ignore_errors=True)  # what a killed DuckDB may have spilled there
            crash_point("erasure.after_rename")
            append_heads(anchor, list(rewritten.heads))
            crash_point("erasure.after_anchor")
        finally:
            _remove(fresh)


def _write_fresh(connection: Connection, fresh: Path, leaving: Leaving, replaced: Mapping[str, Replace], at: datetime) -> Rewritten:
    tables = _tables(connection)
    _refuse_unknown(tables, replaced)
    row = connection.execute("SELECT current_database()").fetchone()
    old = f'"{row[0] if row else ""}"'
    connection.execute("ATTACH '{}' AS fresh".format(str(fresh).replace("'", "''")))
    fresh.chmod(0o600)
    connection.execute(f"COPY FROM DATABASE {old} TO fresh (SCHEMA)")
    with database.transaction(connection):
        gone = _contents_leaving(connection, leaving)
        left = {table: _carry_over(connection, old, table, columns, leaving, replaced.get(table)) for table, columns in tables.items()}
        connection.execute("USE fresh")
        heads = record_erasures(connection, gone, at)
    for statement in ("CHECKPOINT fresh", f"USE {old}", "DETACH fresh", "CHECKPOINT"):
        connection.execute(statement)
    return Rewritten({table: count for table, count in left.items() if count}, tuple(heads))


def _carry_over(connection: Connection, old: str, table: str, columns: Sequence[str], leaving: Leaving, replace: Replace | None) -> int:
    """How many rows of a table the fresh file lacks, after what stays was written there and read back."""
    condition, parameters = _condition(table, columns, leaving)
    before = _sum_of(connection, f"SELECT * FROM {old}.{table}")
    if replace is None:
        staying = f"SELECT * FROM {old}.{table} t WHERE NOT ({condition})"
        connection.execute(f"INSERT INTO fresh.{table} {staying}", parameters)
        expected = _sum_of(connection, staying, parameters)
        if _sum_of(connection, f"SELECT * FROM fresh.{table}") != expected:
            raise StoreBroken(f"the copy of {table} is not what it was copied from; nothing was erased, look at the disk and try again")
        return before[0] - expected[0]
    cursor = connection.execute(f"SELECT * FROM {old}.{table}")
    rows = replace([dict(zip(columns, row, strict=True)) for row in cursor.fetchall()])
    places = ", ".join("?" * len(columns))
    for row in rows:
        connection.execute(f"INSERT INTO fresh.{table} VALUES ({places})", [row[column] for column in columns])
    return before[0] - len(rows)


def _sum_of(connection: Connection, query: str, parameters: Mapping[str, object] | None = None) -> tuple[int, int]:
    """How many rows a query has, and the sum of their hashes."""
    row = connection.execute(f"SELECT count(*), coalesce(sum(hash(q)), 0) FROM ({query}) q", parameters or {}).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _tables(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Table → its columns, in their order."""
    rows = connection.execute(
        """SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()
           WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal GROUP BY table_name ORDER BY table_name"""
    ).fetchall()
    return {str(table): tuple(columns) for table, columns in rows}


def _refuse_unknown(tables: Mapping[str, Sequence[str]], replaced: Mapping[str, Replace]) -> None:
    unknown = [
        table for table, columns in tables.items() if "person_id" not in columns and table not in {*_OF_NOBODY, *_BY_ACCOUNT, *replaced}
    ]
    if unknown:
        raise StoreBroken(
            f"nobody says what of a person stands in {', '.join(unknown)}; nothing was erased (core/erasure.py must learn it)"
        )


def _condition(table: str, columns: Sequence[str], leaving: Leaving) -> tuple[str, dict[str, object]]:
    """Which rows of a table `t` leave it."""
    if leaving.only is not None:
        chosen = [_SEPARATOR.join(map(str, identity)) for identity in leaving.only.get(table, ())]
        if not chosen:
            return "false", {}
        name = ", ".join(f"t.{column}" for column in IDENTITY[table])
        condition = f"t.person_id = $person AND concat_ws('{_SEPARATOR}', {name}) IN (SELECT unnest($chosen))"
        return condition, {"person": leaving.person_id, "chosen": chosen}
    if "person_id" in columns:
        return "t.person_id = $person", {"person": leaving.person_id}
    return (_BY_ACCOUNT[table], {"person": leaving.person_id}) if table in _BY_ACCOUNT else ("false", {})


def _contents_leaving(connection: Connection, leaving: Leaving) -> dict[str, list[int]]:
    """Ledger id → the sequences whose contents leave it."""
    condition, parameters = _condition("ledger_contents", ("person_id",), leaving)
    rows = connection.execute(
        f"SELECT ledger_id, list(sequence) FROM ledger_contents t WHERE {condition} GROUP BY ledger_id ORDER BY ledger_id", parameters
    ).fetchall()
    return {str(ledger_id): [int(one) for one in sequences] for ledger_id, sequences in rows}


def _refuse_pending(path: Path) -> None:
    """A log of the old file would be read into the fresh one."""
    if path.with_name(path.name + ".wal").exists():
        raise StoreBroken(f"{path.name}.wal could not be taken into the store; nothing was erased, restore the store from a backup")


def _remove(fresh: Path) -> None:
    for file in (fresh, fresh.with_name(fresh.name + ".wal")):
        file.unlink(missing_ok=True)


def _force(path: Path) -> None:
    """Forces a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
