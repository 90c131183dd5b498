from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

from ingestion.whoop_api.wire import WebhookEvent
from ingestion.whoop_simulator.webhooks import body_of, signed

NOON = datetime(2026, 4, 10, 12, tzinfo=UTC)


def test_the_signature_is_over_the_milliseconds_and_the_body_with_nothing_between():
    headers = signed(b'{"id":1}', "secret", datetime(2026, 4, 10, 12, 0, 0, 123_000, tzinfo=UTC))
    assert headers["X-WHOOP-Signature-Timestamp"] == "1775822400123"
    digest = hmac.digest(b"secret", b'1775822400123{"id":1}', hashlib.sha256)
    assert headers["X-WHOOP-Signature"] == base64.b64encode(digest).decode()


def test_every_event_is_what_a_receiver_reads_and_has_a_trace_of_its_own(usual):
    events = usual.events(NOON - timedelta(days=60), NOON)
    bodies = [body_of(usual, event) for event in events]
    read = [WebhookEvent.model_validate(json.loads(body)) for body in bodies]
    assert {event.user_id for event in read} == {usual.user_id}
    assert len({event.trace_id for event in read}) == len(events) > 100
    assert bodies == [body_of(usual, event) for event in events]
