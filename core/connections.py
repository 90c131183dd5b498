"""Connections of people to accounts at a service: who is connected, to what, since when. Never a token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.snapshot import naive
from core.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Connection:
    """One person's standing connection to one account."""

    person_id: str
    source: str
    """Name of the source module, e.g. whoop_api."""
    account_id: str
    """The person's id at the service."""
    base_url: str
    """The service's own address; another one is a simulator's."""
    connected_at: datetime
    """What happened before this is back-filled history; what comes after it is live, and known when it arrives."""


def connections(store: Store, *, person_id: str | None = None, source: str | None = None) -> list[Connection]:
    """The connections that stand, in order of person and source; of one person or one source where named."""
    query = """SELECT person_id, source, account_id, base_url, connected_at FROM connections WHERE ended_at IS NULL
               AND ($person IS NULL OR person_id = $person) AND ($source IS NULL OR source = $source) ORDER BY person_id, source"""
    if not store.path.exists():
        return []
    with store.reading() as database:
        rows = database.execute(query, {"person": person_id, "source": source}).fetchall()
    return [Connection(person, name, account, url, at.replace(tzinfo=UTC)) for person, name, account, url, at in rows]


def keep_connection(store: Store, connection: Connection) -> None:
    """Writes a connection down: the same account again goes on since when it was; another one of the person takes its place."""
    one = connection
    with store.transaction() as database:
        query = "SELECT account_id, base_url FROM connections WHERE ended_at IS NULL AND person_id = ? AND source = ?"
        held = database.execute(query, [one.person_id, one.source]).fetchone()
        if held == (one.account_id, one.base_url):
            return
        _end(database, one.person_id, one.source, one.connected_at)
        values = [one.person_id, one.source, one.account_id, one.base_url, naive(one.connected_at), None]
        database.execute("INSERT INTO connections VALUES (?, ?, ?, ?, ?, ?)", values)


def end_connection(store: Store, person_id: str, source: str, *, at: datetime) -> None:
    """Ends a connection; its facts stay."""
    with store.transaction() as database:
        _end(database, person_id, source, at)


def _end(database: DuckDBPyConnection, person_id: str, source: str, at: datetime) -> None:
    database.execute(
        "UPDATE connections SET ended_at = ? WHERE ended_at IS NULL AND person_id = ? AND source = ?", [naive(at), person_id, source]
    )
