"""Facts in revisions, as rows of the store: what is new, changed, the same or taken back. Use `core.store.Store`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from core.errors import BadInput
from core.records import TABLES, Fact
from core.seal import canonical, sha256
from core.snapshot import naive, records_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

F = TypeVar("F", bound=Fact)
META = tuple(field.name for field in dataclasses.fields(Fact))
_ADDED_LATER = {
    record: frozenset(field.name for field in dataclasses.fields(record) if "added_later" in field.metadata) for record in TABLES.values()
}
"""Fields that stand outside the digest where they say nothing (`records.ADDED_LATER`)."""
_SQL_TYPES = {"datetime": "TIMESTAMP", "date": "DATE", "bool": "BOOLEAN", "float": "DOUBLE", "int": "INTEGER"}


@dataclass(frozen=True)
class Counts:
    """What an import changed."""

    added: int = 0
    revised: int = 0
    unchanged: int = 0
    withdrawn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(ours + theirs for ours, theirs in zip(dataclasses.astuple(self), dataclasses.astuple(other), strict=True)))


@dataclass(frozen=True)
class Bookmark:
    """How far a source was read for one person."""

    person_id: str
    source: str
    name: str
    value: object
    """JSON value."""


def table_of(fact: Fact) -> str:
    """The table that holds facts of that class."""
    return next(table for table, record in TABLES.items() if type(fact) is record)


def put(group: dict[tuple[str, str, str], Fact], fact: Fact) -> None:
    """Adds a fact to those of its table.

    Raises:
        BadInput: when another one with its key stands there and differs.
    """
    identity = (fact.person_id, fact.source, fact.key)
    if identity in group and group[identity] != fact:
        raise BadInput(f"two different {type(fact).__name__} facts share the key {fact.key!r}; the source must yield one")
    group[identity] = fact


def json_value(value: object) -> object:
    """A value of a record as JSON holds it."""
    if isinstance(value, datetime):
        return naive(value).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _row(fact: Fact) -> dict[str, object]:
    row = {field.name: json_value(getattr(fact, field.name)) for field in dataclasses.fields(fact)}
    later = _ADDED_LATER[type(fact)]
    values = {name: value for name, value in row.items() if name != "known_at" and not (value is None and name in later)}
    return {**row, "digest": sha256(canonical(values))}


def sql_types(record: type[Fact]) -> dict[str, str]:
    """The DuckDB type of each field of a record class, in the order of its fields."""
    return {
        field.name: next((sql for word, sql in _SQL_TYPES.items() if str(field.type).startswith(word)), "VARCHAR")
        for field in dataclasses.fields(record)
    }


def write(connection: Connection, table: str, facts: list[Fact], recorded_at: datetime) -> Counts:
    """What changed: each fact is new, a further revision, or the same as its newest one."""
    types = {**sql_types(TABLES[table]), "digest": "VARCHAR"}
    shape = json.dumps([types])
    text = json.dumps([_row(fact) for fact in facts])
    connection.execute("CREATE OR REPLACE TEMP TABLE incoming AS SELECT unnest(from_json(?::JSON, ?), recursive := true)", [text, shape])
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE judged AS
            SELECT i.*, n.revision AS last_revision, n.digest IS NOT DISTINCT FROM i.digest AND NOT n.deleted AS same
            FROM incoming i LEFT JOIN
                (SELECT DISTINCT ON (person_id, source, key) person_id, source, key, revision, digest, deleted
                 FROM {table} ORDER BY person_id, source, key, revision DESC) n
            USING (person_id, source, key)"""
    )
    names = [name for name in types if name not in (*META, "digest")]
    columns = ", ".join(f'"{name}"' for name in ("person_id", "source", "key", "source_epoch", *names))
    connection.execute(
        f"""INSERT INTO {table} ({columns}, revision, known_at, recorded_at, digest, deleted)
            SELECT {columns}, coalesce(last_revision, 0) + 1,
                   CASE WHEN last_revision IS NULL THEN known_at ELSE greatest(known_at, $at::TIMESTAMP) END, $at::TIMESTAMP, digest, false
            FROM judged WHERE last_revision IS NULL OR NOT same""",
        {"at": naive(recorded_at)},
    )
    rows = connection.execute("SELECT last_revision IS NULL, same, count(*) FROM judged GROUP BY ALL").fetchall()
    numbers = {(bool(new), bool(same)): int(number) for new, same, number in rows}
    return Counts(added=numbers.get((True, False), 0), revised=numbers.get((False, False), 0), unchanged=numbers.get((False, True), 0))


def standing(connection: Connection, table: str, record: type[F], person_id: str, source: str) -> list[F]:
    """The newest revision of every fact of a source, those taken back left out."""
    cursor = connection.execute(
        f"""SELECT * EXCLUDE (deleted) FROM
                (SELECT DISTINCT ON (key) * FROM {table} WHERE person_id = ? AND source = ? ORDER BY key, revision DESC)
            WHERE NOT deleted ORDER BY key""",
        [person_id, source],
    )
    return records_of(record, cursor)


def withdraw(connection: Connection, fact: Fact, recorded_at: datetime) -> int:
    """1 for a fact that stood and is now taken back; its last revision repeats the values of the one before it."""
    row = connection.execute(
        f"""INSERT INTO {table_of(fact)}
            SELECT * REPLACE (revision + 1 AS revision, greatest(known_at, $at::TIMESTAMP) AS known_at, $at::TIMESTAMP AS recorded_at,
                              true AS deleted)
            FROM (SELECT * FROM {table_of(fact)} WHERE person_id = $person AND source = $source AND key = $key
                  ORDER BY revision DESC LIMIT 1) WHERE NOT deleted""",
        {"at": naive(recorded_at), "person": fact.person_id, "source": fact.source, "key": fact.key},
    ).fetchone()
    return int(row[0]) if row else 0


def mark(connection: Connection, bookmarks: Iterable[Bookmark], written_at: datetime) -> None:
    """Puts bookmarks in the place of those that stood."""
    for one in bookmarks:
        place = [one.person_id, one.source, one.name]
        connection.execute("DELETE FROM bookmarks WHERE person_id = ? AND source = ? AND name = ?", place)
        connection.execute("INSERT INTO bookmarks VALUES (?, ?, ?, ?, ?)", [*place, canonical(one.value), naive(written_at)])
