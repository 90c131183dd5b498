"""What somebody asked the pipelines to do: put down by a person or by the agent, taken once by whoever does it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from core.snapshot import naive
from core.store import Store

RequestKind = Literal["refresh_data"]


@dataclass(frozen=True)
class Request:
    """One thing asked for."""

    request_id: str
    kind: RequestKind
    person_id: str
    asked_at: datetime


def ask(store: Store, kind: RequestKind, person_id: str, *, at: datetime) -> Request:
    """The request as it stands: asked again before it was taken, it is still the one."""
    waiting = [request for request in waiting_requests(store) if (request.kind, request.person_id) == (kind, person_id)]
    if waiting:
        return waiting[0]
    request = Request(str(uuid.uuid4()), kind, person_id, at)
    with store.transaction() as connection:
        connection.execute("INSERT INTO requests VALUES (?, ?, ?, ?, NULL)", [request.request_id, kind, person_id, naive(at)])
    return request


def waiting_requests(store: Store) -> list[Request]:
    """What was asked for and not taken yet, oldest first."""
    query = "SELECT request_id, kind, person_id, asked_at FROM requests WHERE taken_at IS NULL ORDER BY asked_at, request_id"
    with store.reading() as connection:
        rows = connection.execute(query).fetchall()
    return [Request(number, kind, person, at.replace(tzinfo=UTC)) for number, kind, person, at in rows]


def take(store: Store, request: Request, *, at: datetime) -> bool:
    """True for the one caller that takes it."""
    query = "UPDATE requests SET taken_at = ? WHERE request_id = ? AND taken_at IS NULL"
    with store.transaction() as connection:
        row = connection.execute(query, [naive(at), request.request_id]).fetchone()
    return bool(row and row[0])
