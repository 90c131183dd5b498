"""What WHOOP pushes: whether it is WHOOP that says so, and the events that wait until a sync looks at what they are about.

An event says that something changed, never what is true now: it is kept once by its trace id, and the sync asks WHOOP.

Source: WHOOP, "Webhooks" (developer pages): base64 of HMAC-SHA256 over timestamp and raw body, with the app's client secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from core.errors import BadInput
from core.snapshot import naive
from core.store import Store
from ingestion.whoop_api.api import SOURCE
from ingestion.whoop_api.wire import WebhookEvent

SIGNATURE, TIMESTAMP = "X-WHOOP-Signature", "X-WHOOP-Signature-Timestamp"
"""Headers; the timestamp is in milliseconds since 1970."""
FRESH = timedelta(minutes=5)
"""How far the timestamp may lie from now, to either side: WHOOP's own advice."""
MAX_BODY_BYTES = 4096
"""An event has some 200 bytes."""
_MAX_DIGITS = 14


@dataclass(frozen=True)
class WaitingEvent:
    """One event that no sync has looked at."""

    trace_id: str
    account_id: str
    kind: str
    """`sleep.updated`, `workout.deleted`, …"""
    object_id: str
    """Of a recovery, that of its sleep."""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature that WHOOP sends with a body."""
    return base64.b64encode(hmac.new(secret.encode(), timestamp.encode("latin-1") + body, hashlib.sha256).digest()).decode()


def is_authentic(secret: str, *, signature: str, timestamp: str, body: bytes, now: datetime) -> bool:
    """True for what WHOOP signed within the last minutes. How much of a wrong signature is right does not show in the time it takes.

    Args:
        secret: the app's client secret.
        signature: header `SIGNATURE`, as it came.
        timestamp: header `TIMESTAMP`, as it came.
        body: the raw body.
        now: the instant of judging.
    """
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _MAX_DIGITS):
        return False
    signed = hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode("latin-1", "replace"))
    return signed and abs(now - datetime.fromtimestamp(int(timestamp) / 1000, UTC)) <= FRESH


def read_event(body: bytes) -> WebhookEvent:
    """The event in a body.

    Raises:
        BadInput: when it is none of version 2.
    """
    try:
        return WebhookEvent.model_validate_json(body, strict=True)
    except ValidationError as error:
        places = ", ".join(sorted({".".join(map(str, fault["loc"])) or "body" for fault in error.errors()}))
        raise BadInput(f"wanted an event of WHOOP's webhooks, version 2; cannot use: {places}") from error


def keep_event(store: Store, event: WebhookEvent, *, received_at: datetime) -> bool:
    """True when the event is new and of an account that is connected here; in any other case nothing changes."""
    with store.transaction() as database:
        row = database.execute(
            """INSERT INTO webhook_events
               SELECT $source, $trace, $account, $kind, $object, $at, NULL
               WHERE EXISTS (FROM connections WHERE source = $source AND account_id = $account AND ended_at IS NULL)
                 AND NOT EXISTS (FROM webhook_events WHERE source = $source AND trace_id = $trace)""",
            {
                "source": SOURCE,
                "trace": event.trace_id,
                "account": str(event.user_id),
                "kind": event.type,
                "object": str(event.id),
                "at": naive(received_at),
            },
        ).fetchone()
    return bool(row and row[0])


def waiting_events(store: Store, account_id: str | None = None) -> list[WaitingEvent]:
    """The events that no sync has looked at, in the order in which they came; of one account where it is named."""
    query = """SELECT trace_id, account_id, kind, object_id FROM webhook_events
               WHERE source = $source AND handled_at IS NULL AND ($account IS NULL OR account_id = $account)
               ORDER BY received_at, trace_id"""
    with store.reading() as database:
        rows = database.execute(query, {"source": SOURCE, "account": account_id}).fetchall()
    return [WaitingEvent(*row) for row in rows]


def mark_handled(store: Store, events: Sequence[WaitingEvent], *, at: datetime) -> None:
    """Writes down that a sync has looked at what these events are about."""
    if events:
        with store.transaction() as database:
            database.executemany(
                "UPDATE webhook_events SET handled_at = ? WHERE source = ? AND trace_id = ?",
                [[naive(at), SOURCE, event.trace_id] for event in events],
            )
