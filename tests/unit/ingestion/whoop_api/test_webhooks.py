"""Events that WHOOP pushes: who may, what is kept of them, and that only what WHOOP tells counts in the end."""

from __future__ import annotations

import base64
import copy
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st

from core.connections import end_connection
from core.errors import BadInput, SourceUnavailable
from core.records import Workout
from ingestion.live_source import identity
from ingestion.whoop_api.webhooks import (
    WaitingEvent,
    is_authentic,
    keep_event,
    mark_handled,
    read_event,
    sign,
    waiting_events,
)

SECRET = "not-so-secret"
SENT = datetime(2026, 3, 9, 12, tzinfo=UTC)
STAMP = "1773057600000"
BODY = (
    b'{"user_id":4711,"id":"550e8400-e29b-41d4-a716-446655440000","type":"sleep.updated","trace_id":"d3709ee7-104e-4f70-a928-2932964b017b"}'
)
SIGNATURE = "0RQC1YIN2+yXGewenBu8RxCKI98oelzrzup23RDy7eE="
"""By `(printf 1773057600000; cat body) | openssl dgst -sha256 -hmac not-so-secret -binary | base64`."""


def judged(signature: str = SIGNATURE, timestamp: str = STAMP, body: bytes = BODY, now: datetime = SENT, secret: str = SECRET) -> bool:
    return is_authentic(secret, signature=signature, timestamp=timestamp, body=body, now=now)


def test_the_signature_is_over_timestamp_and_body_with_nothing_between():
    assert sign(SECRET, STAMP, BODY) == SIGNATURE
    assert judged()


@pytest.mark.parametrize("minutes", [-5, -4.99, 0, 4.99, 5])
def test_within_five_minutes_to_either_side_an_event_is_fresh(minutes):
    assert judged(now=SENT + timedelta(minutes=minutes))


@pytest.mark.parametrize("minutes", [-6, -5.01, 5.01, 6, 60 * 24 * 365])
def test_beyond_five_minutes_it_is_not(minutes):
    assert not judged(now=SENT + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "forged",
    [
        {"body": BODY.replace(b"updated", b"deleted")},
        {"body": BODY + b" "},
        {"body": b""},
        {"timestamp": "1773057600001"},
        {"timestamp": STAMP + " "},
        {"timestamp": "+" + STAMP},
        {"timestamp": ""},
        {"timestamp": "1773057600.0"},
        {"timestamp": "９" * 13},
        {"timestamp": "9" * 14},
        {"timestamp": "9" * 400},
        {"timestamp": "-1"},
        {"signature": ""},
        {"signature": SIGNATURE[:-1]},
        {"signature": SIGNATURE + "\n"},
        {"signature": SIGNATURE.swapcase()},
        {"signature": "é" * 44},
        {"signature": "\u4e00"},
        {"signature": base64.b64decode(SIGNATURE).hex()},
        {"signature": sign(SECRET, STAMP + ".", BODY)},
        {"signature": sign(SECRET, "", BODY)},
        {"signature": sign("another-secret", STAMP, BODY)},
        {"secret": "another-secret"},
    ],
    ids=str,
)
def test_what_whoop_did_not_sign_is_not_authentic(forged):
    assert not judged(**forged)


def test_the_bits_that_base64_leaves_unused_do_not_make_a_second_signature():
    last = SIGNATURE[-2]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    twin = SIGNATURE[:-2] + alphabet[alphabet.index(last) ^ 1] + "="
    assert base64.b64decode(twin) == base64.b64decode(SIGNATURE)
    assert not judged(signature=twin)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"type": "cycle.updated"}, "type"),
        ({"type": None}, "type"),
        ({"id": 12345}, "id"),
        ({"id": "../../etc/passwd"}, "id"),
        ({"user_id": "4711"}, "user_id"),
        ({"user_id": 4.5}, "user_id"),
        ({"trace_id": 7}, "trace_id"),
    ],
)
def test_an_event_is_of_version_2_and_nothing_else(change, named):
    with pytest.raises(BadInput, match=rf"version 2; cannot use: {named}$"):
        read_event(json.dumps({**json.loads(BODY), **change}).encode())


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe", BODY[:-1], b"[" * 2000])
def test_a_body_that_is_no_event_is_refused_in_one_sentence(body):
    with pytest.raises(BadInput):
        read_event(body)


def test_an_event_is_kept_once_by_its_trace_id(ann):
    event = read_event(BODY)
    assert keep_event(ann.store, event, received_at=SENT)
    assert not keep_event(ann.store, event, received_at=SENT + timedelta(minutes=4))
    assert waiting_events(ann.store) == [WaitingEvent(event.trace_id, "4711", "sleep.updated", str(event.id))]


def test_an_event_that_was_handled_is_not_kept_again(ann):
    event = read_event(BODY)
    keep_event(ann.store, event, received_at=SENT)
    mark_handled(ann.store, waiting_events(ann.store), at=SENT)
    assert not keep_event(ann.store, event, received_at=SENT)
    assert waiting_events(ann.store) == []


def test_nothing_is_kept_of_accounts_that_are_not_connected(ann):
    event = read_event(BODY)
    assert not keep_event(ann.store, event.model_copy(update={"user_id": 4712}), received_at=SENT)
    end_connection(ann.store, "ann", "whoop_api", at=SENT)
    assert not keep_event(ann.store, event, received_at=SENT)
    assert waiting_events(ann.store) == []


def test_events_of_one_account_leave_those_of_another_waiting(ann):
    keep_event(ann.store, read_event(BODY), received_at=SENT)
    assert waiting_events(ann.store, "4712") == []
    assert len(waiting_events(ann.store, "4711")) == 1


@pytest.fixture(scope="module")
def seventy_nights(tmp_path_factory, connected, memory_home):
    """A store with seventy nights up to 21 March, all read, what WHOOP has, and the keys of the sleeps by the date of their morning."""
    ann = memory_home(tmp_path_factory.mktemp("months") / "morrow.duckdb", connected[0], datetime(2026, 3, 21, 8, tzinfo=UTC))
    start, keys = datetime(2026, 1, 10, 22, 30, tzinfo=UTC), {}
    for number in range(70):
        sleep, wake, until = (f"{start + timedelta(days=number, hours=hours):%Y-%m-%d %H:%M}" for hours in (0, 8, 24))
        keys[wake[5:10]] = ann.whoop.night(number, sleep, wake, until if number < 69 else None)
        if number % 5 == 0:
            ann.whoop.put_workout(f"run {number}", f"{sleep[:10]} 17:00", f"{sleep[:10]} 18:00")
    ann.sync()
    assert len(ann.nights()) == 70
    ann.close()
    return ann.path, ann.whoop.objects, keys


@pytest.fixture
def months(ann, whoop, seventy_nights):
    """Those of the seventy nights, to do with as one likes; the clock stands at 08:00 after the last one."""
    ann.template, objects, keys = seventy_nights
    whoop.objects = copy.deepcopy(objects)
    ann.at("2026-03-21 08:00")
    return keys


def test_an_event_about_what_lies_before_the_look_is_looked_at(ann, whoop, months):
    whoop.put_recovery(months["01-20"], 9, hrv_rmssd_milli=99.0)
    ann.events(("recovery.updated", months["01-20"]))
    asked = whoop.requests
    tally = ann.at("2026-03-21 09:00").sync()
    assert ann.nights()[months["01-20"]].hrv_rmssd_ms == 99.0
    assert tally.by_table["nights"].revised == 1
    assert whoop.requests - asked == 8, "four for the news, four for the window of that night"
    assert waiting_events(ann.store) == []


def test_events_within_the_look_cost_no_request_of_their_own(ann, whoop, months):
    whoop.put_recovery(months["03-20"], 68, hrv_rmssd_milli=99.0)
    ann.events(("sleep.updated", months["03-20"]), ("recovery.updated", months["03-20"]), ("recovery.updated", months["03-20"]))
    asked = whoop.requests
    ann.at("2026-03-21 09:00").sync()
    assert ann.nights()[months["03-20"]].hrv_rmssd_ms == 99.0
    assert whoop.requests - asked == 4


def test_many_events_about_old_nights_share_windows(ann, whoop, months):
    nights = [months[f"01-{day}"] for day in range(12, 32)]
    ann.events(*(("recovery.updated", key) for key in nights))
    asked = whoop.requests
    ann.at("2026-03-21 09:00").sync()
    assert whoop.requests - asked == 8


def test_a_deletion_is_believed_only_when_whoop_knows_the_object_no_more(ann, whoop, months):
    ann.events(("sleep.deleted", months["01-20"]), ("sleep.deleted", months["01-21"]))
    whoop.forget("sleep", months["01-21"])
    ann.at("2026-03-21 09:00").sync()
    assert months["01-20"] in ann.nights()
    assert months["01-21"] not in ann.nights()


def test_an_event_about_an_old_object_that_was_never_seen_brings_it(ann, whoop, months):
    key = whoop.put_workout("late upload", "2026-01-15 17:30", "2026-01-15 18:00")
    ann.events(("workout.updated", key))
    ann.at("2026-03-21 09:00").sync()
    (workout,) = [fact for fact in ann.standing(Workout) if fact.key == key]
    assert workout.known_at == datetime(2026, 3, 21, 9, tzinfo=UTC), "it came to light only now"


def test_an_event_about_nothing_that_whoop_knows_is_done_with(ann, whoop, months):
    ann.events(("workout.deleted", "550e8400-e29b-41d4-a716-446655440000"))
    ann.at("2026-03-21 09:00").sync()
    assert waiting_events(ann.store) == []


def test_events_wait_on_while_whoop_cannot_be_had(ann, whoop, months):
    whoop.put_recovery(months["01-20"], 9, hrv_rmssd_milli=99.0)
    ann.events(("recovery.updated", months["01-20"]))
    for failing in (1, 6):
        asked = whoop.requests
        whoop.fails = lambda number, at=asked + failing: SourceUnavailable("no answer") if number == at else None
        with pytest.raises(SourceUnavailable):
            ann.at("2026-03-21 09:00").sync()
        assert len(waiting_events(ann.store)) == 1
    whoop.fails = lambda _: None
    ann.at("2026-03-21 09:05").sync()
    assert ann.nights()[months["01-20"]].hrv_rmssd_ms == 99.0


CHANGES = {
    "an old night is scored anew": lambda w, k: (w.put_recovery(k["02-20"], 40, hrv_rmssd_milli=81.0), ("recovery.updated", k["02-20"])),
    "and again": lambda w, k: (w.put_recovery(k["02-20"], 40, hrv_rmssd_milli=82.0), ("recovery.updated", k["02-20"])),
    "a night becomes unscorable": lambda w, k: (w.put_recovery(k["03-19"], 67, state="UNSCORABLE"), ("recovery.updated", k["03-19"])),
    "a sleep becomes a nap": lambda w, k: (w.change("sleep", k["02-24"], nap=True), ("sleep.updated", k["02-24"])),
    "a sleep is deleted": lambda w, k: (w.forget("sleep", k["02-25"]), ("sleep.deleted", k["02-25"])),
    "a sleep is made longer": lambda w, k: (w.change("sleep", k["02-26"], end="2026-02-26 09:00"), ("sleep.updated", k["02-26"])),
    "and deleted": lambda w, k: (w.forget("sleep", k["02-26"]), ("sleep.deleted", k["02-26"])),
    "a workout is added": lambda w, k: (None, ("workout.updated", w.put_workout("new", "2026-03-01 17:00", "2026-03-01 17:45"))),
    "a workout is moved": lambda w, k: (None, ("workout.updated", w.put_workout("new", "2026-03-02 18:00", "2026-03-02 18:45"))),
    "tonight's night comes": lambda w, k: (None, ("sleep.updated", w.night(70, "2026-03-21 22:30", "2026-03-22 06:30"))),
}


@st.composite
def deliveries(draw):
    """Which events come when: shuffled, some twice, a fifth dropped; and how far WHOOP is at each of a few syncs between."""
    count = len(CHANGES)
    dropped = draw(st.sets(st.integers(0, count - 1), max_size=count // 5))
    doubled = draw(st.lists(st.integers(0, count - 1), max_size=10))
    order = draw(st.permutations([number for number in range(count) if number not in dropped] + doubled))
    cuts = sorted(draw(st.lists(st.integers(0, len(order)), max_size=3)))
    return order, cuts


@pytest.fixture
def lived(ann, whoop, months):
    """A way to live through the changes from the same beginning: (order of events, places at which a sync runs) → values in the end."""
    objects = copy.deepcopy(whoop.objects)

    def begin():
        ann.close()
        whoop.objects = copy.deepcopy(objects)
        ann.at("2026-03-22 08:00")

    def a_day_later():
        ann.clock.instant += timedelta(hours=24)
        ann.sync()
        return {identity(fact): replace(fact, known_at=SENT) for fact in ann.standing()}

    def live(order, cuts):
        begin()
        events = {}
        for number, change in enumerate(CHANGES.values()):  # WHOOP itself changes in order, and is asked at any moment between
            _, events[number] = change(whoop, months)
            if number in {len(CHANGES) * cut // max(len(order), 1) for cut in cuts}:
                ann.sync()
        for place, number in enumerate(order):
            ann.events(events[number])
            if place in cuts:
                ann.sync()
        return a_day_later()

    def in_order():
        begin()
        for change in CHANGES.values():
            ann.events(change(whoop, months)[1])
            ann.sync()
        return a_day_later()

    live.in_order = in_order
    return live


@given(delivery=deliveries())
@with_settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_duplicated_reordered_and_dropped_events_end_in_what_whoop_tells(ann, lived, delivery):
    ended = lived(*delivery)
    assert ended == {identity(fact): replace(fact, known_at=SENT) for fact in ann.told()}


@pytest.mark.prove
@given(delivery=deliveries())
@with_settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_300_permutations_of_events_end_in_the_same_state_as_the_events_in_order(lived, delivery):
    if not hasattr(lived, "reference"):
        lived.reference = lived.in_order()
    assert lived(*delivery) == lived.reference
