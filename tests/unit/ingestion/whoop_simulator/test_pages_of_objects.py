"""Windows, order and tokens of collections, and what a hand may change in an account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import BadInput
from core.records import Night
from ingestion.synthetic import generate
from ingestion.whoop_simulator.account import Account
from ingestion.whoop_simulator.habits import PLAIN
from ingestion.whoop_simulator.items import Event
from ingestion.whoop_simulator.paging import Query, query_of

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def instants(bodies, name="start"):
    return [datetime.fromisoformat(body[name]) for body in bodies]


@pytest.mark.parametrize("kind", ["cycle", "sleep", "workout"])
def test_pages_descend_by_start_and_leave_nothing_out_and_nothing_twice(plain, everything, kind):
    starts = instants(everything(plain, kind, NOW))
    items = plain._upto(NOW).shelves[kind].items
    assert starts == [item.start for item in reversed(items) if item.at(NOW)]
    assert len(starts) > 25


def test_recoveries_come_in_the_order_of_their_sleeps(plain, everything):
    nights = [body["id"] for body in everything(plain, "sleep", NOW) if not body["nap"]]
    assert [body["sleep_id"] for body in everything(plain, "recovery", NOW)] == nights


def test_ten_are_told_unless_another_number_is_asked_for_and_the_last_page_has_no_token(plain):
    assert len(plain.page("cycle", query_of({}, plain.user_id, NOW), NOW).records) == 10
    few = plain.page("cycle", query_of({"limit": "3"}, plain.user_id, NOW), NOW)
    assert len(few.records) == 3
    assert few.next_token
    start = (NOW - timedelta(days=3)).isoformat()
    last = plain.page("cycle", query_of({"start": start}, plain.user_id, NOW), NOW)
    assert "next_token" not in last.body()


def test_a_page_that_ends_exactly_with_the_collection_has_no_token(plain):
    cycles = plain.page("cycle", Query(NOW, NOW - timedelta(days=3), limit=25), NOW).records
    assert plain.page("cycle", Query(NOW, NOW - timedelta(days=3), limit=len(cycles)), NOW).next_token is None


def test_start_is_inclusive_and_end_is_not(plain, facts):
    night = [fact for fact in facts if isinstance(fact, Night)][60]
    second = timedelta(seconds=1)

    def seen(kind, start, end):
        return night.sleep_start in instants(plain.page(kind, Query(end, start, limit=25), NOW).records)

    far = timedelta(days=2)
    for kind in ("sleep", "cycle"):
        assert not seen(kind, night.sleep_start - far, night.sleep_start)
        assert seen(kind, night.sleep_start - far, night.sleep_start + second)  # it only begins within
    assert seen("sleep", night.sleep_end, night.sleep_end + far)  # it only ends within
    assert not seen("sleep", night.sleep_end + second, night.sleep_end + far)
    assert seen("cycle", night.sleep_end + second, night.sleep_end + far)  # the cycle goes on


def test_a_recovery_is_found_by_the_time_of_its_sleep(plain, facts):
    """So a range that ends on an evening also brings the recovery of the next morning."""
    night = [fact for fact in facts if isinstance(fact, Night)][60]
    evening = night.sleep_start + timedelta(minutes=1)
    records = plain.page("recovery", Query(evening, evening - timedelta(hours=1)), NOW).records
    assert [record["sleep_id"] for record in records] == [plain.activity("sleep", night.night)]
    assert records[0]["created_at"] > evening.isoformat()


def test_the_running_cycle_is_found_by_any_time_since_it_began(usual):
    (record,) = usual.page("cycle", Query(NOW, NOW - timedelta(seconds=1)), NOW).records
    assert "end" not in record


def test_nothing_is_seen_before_the_life_began(plain):
    long_ago = datetime(2025, 12, 1, tzinfo=UTC)
    assert plain.page("sleep", Query(long_ago), long_ago).records == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"limit": "26"}, "limit from 1 to 25"),
        ({"limit": "0"}, "limit from 1 to 25"),
        ({"limit": "-1"}, "limit from 1 to 25"),
        ({"limit": "ten"}, "limit from 1 to 25"),
        ({"start": "yesterday"}, "wanted start as an instant"),
        ({"end": "2026-05-01T00:00:00"}, "wanted end with its offset"),
        ({"nextToken": "nonsense"}, "nextToken is none"),
        ({"nextToken": "////"}, "nextToken is none"),
        ({"nextToken": "MTIzOjEyMzEyMw"}, "another user's"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(plain, given, words):
    with pytest.raises(BadInput, match=words):
        query_of(given, plain.user_id, NOW)


def test_the_sleep_and_the_recovery_of_a_cycle(plain, facts):
    night = [fact for fact in facts if isinstance(fact, Night)][60]
    cycle, identity = int(plain.cycle(night.night)), plain.activity("sleep", night.night)
    assert plain.of_cycle("sleep", cycle, NOW)["id"] == identity
    assert plain.of_cycle("recovery", cycle, NOW)["sleep_id"] == identity
    assert plain.of_cycle("sleep", cycle, night.sleep_start) is None
    assert plain.of_cycle("sleep", cycle + 10**6, NOW) is None


def test_events_tell_of_sleeps_recoveries_and_workouts_but_not_of_cycles(plain):
    day = NOW - timedelta(days=40)
    told = plain.events(day, NOW)
    assert {event.type for event in told} == {"sleep.updated", "recovery.updated", "workout.updated"}
    assert [event.at for event in told] == sorted(event.at for event in told)
    assert plain.next_event(day, NOW) == told[0].at
    assert told[0] in plain.events(told[0].at - timedelta(microseconds=1), told[0].at)
    assert told[0] not in plain.events(told[0].at, NOW)
    sleep, recovery = (next(event for event in told if event.type == f"{kind}.updated") for kind in ("sleep", "recovery"))
    assert (recovery.id, recovery.at) == (sleep.id, sleep.at)


def test_a_hand_may_change_an_object_and_delete_it():
    account = Account(generate("person-a", 5, NOW.date() - timedelta(days=9), NOW.date()), PLAIN)
    (newest,) = account.page("recovery", Query(NOW, limit=1), NOW).records
    identity = newest["sleep_id"]
    later, last = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    event = account.change("recovery", identity, later, lambda body: {**body, "score_state": "UNSCORABLE"})
    assert event == Event(later, "recovery.updated", identity)
    assert account.find("recovery", identity, NOW) == newest
    changed = account.find("recovery", identity, later)
    assert changed["score_state"] == "UNSCORABLE"
    assert changed["updated_at"] > newest["updated_at"]
    assert account.change("recovery", identity, last, None) == Event(last, "recovery.deleted", identity)
    assert account.find("recovery", identity, last) is None
    assert event in account.events(NOW, last)
    far = NOW + timedelta(days=100)  # the life is made anew, and what was changed stays
    assert account.find("recovery", identity, far) is None
    with pytest.raises(BadInput, match="has no recovery"):
        account.change("recovery", identity, far, None)
