"""What live sources need of the store: facts taken back, bookmarks, connections, requests, and what several sources tell of a person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.connections import Connection, connections, end_connection, keep_connection
from core.errors import BadInput
from core.records import BY_HAND, HERE, Person, merged
from core.requests import ask, take, waiting_requests
from core.revisions import Bookmark, Counts

NOW = datetime(2026, 2, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=6)


def test_a_fact_taken_back_is_gone_from_then_on_and_stood_before(store, night) -> None:
    store.add([night(1), night(2)], recorded_at=NOW)
    assert store.add([], recorded_at=LATER, withdrawn=[night(1)]) == Counts(withdrawn=1)
    assert [one.night.day for one in store.snapshot("ann", LATER - timedelta(seconds=1)).nights] == [2, 3]
    assert [one.night.day for one in store.snapshot("ann", LATER).nights] == [3]
    assert [one.key for one in store.standing("ann", "test")] == [night(2).key]


def test_training_does_not_learn_from_what_was_taken_back(store, night) -> None:
    store.add([night(1), night(2)], recorded_at=NOW)
    store.add([night(1, hrv_rmssd_ms=77.0)], recorded_at=NOW)
    store.add([], recorded_at=LATER, withdrawn=[night(1)])
    assert [one.hrv_rmssd_ms for one in store.panel(None, LATER).histories[0].nights] == [52.0]
    assert [one.hrv_rmssd_ms for one in store.panel(None, LATER - timedelta(seconds=1)).histories[0].nights] == [51.0, 77.0, 52.0]


def test_taking_back_twice_or_what_never_stood_changes_nothing(store, night) -> None:
    store.add([night(1)], recorded_at=NOW)
    store.add([], recorded_at=LATER, withdrawn=[night(1)])
    assert store.add([], recorded_at=LATER, withdrawn=[night(1), night(4)]) == Counts()


def test_a_fact_that_comes_back_is_a_further_revision(store, night) -> None:
    store.add([night(1)], recorded_at=NOW)
    store.add([], recorded_at=LATER, withdrawn=[night(1)])
    again = LATER + timedelta(hours=1)
    assert store.add([night(1)], recorded_at=again) == Counts(revised=1)
    assert len(store.snapshot("ann", again).nights) == 1
    assert store.snapshot("ann", again - timedelta(seconds=1)).nights == ()


def test_a_bookmark_is_written_with_its_facts_or_not_at_all(store, night) -> None:
    store.add([night(1)], recorded_at=NOW, bookmarks=[Bookmark("ann", "test", "until", "2026-02-01")])
    assert store.bookmarks("ann", "test") == {"until": "2026-02-01"}
    torn = [night(2), night(2, hrv_rmssd_ms=1.0)]
    with pytest.raises(BadInput):
        store.add(torn, recorded_at=LATER, bookmarks=[Bookmark("ann", "test", "until", "2026-02-02")])
    assert store.bookmarks("ann", "test") == {"until": "2026-02-01"}
    store.add([], recorded_at=LATER, bookmarks=[Bookmark("ann", "test", "until", {"next": 3})])
    assert store.bookmarks("ann", "test") == {"until": {"next": 3}}
    assert store.bookmarks("ann", "other") == {}


def connection(account: str, at: datetime = NOW) -> Connection:
    """Of the person ann."""
    return Connection("ann", "whoop_api", account, "https://whoop.example", at)


def test_the_same_account_goes_on_since_when_it_was_and_another_takes_its_place(store) -> None:
    keep_connection(store, connection("7"))
    keep_connection(store, connection("7", LATER))
    assert connections(store) == [connection("7")]
    keep_connection(store, connection("8", LATER))
    assert connections(store, person_id="ann", source="whoop_api") == [connection("8", LATER)]
    end_connection(store, "ann", "whoop_api", at=LATER)
    assert connections(store) == []


def test_an_empty_installation_has_no_connections_and_makes_no_file_for_the_answer(store) -> None:
    assert connections(store) == []
    assert not store.path.exists()


def test_a_request_asked_again_is_the_same_and_is_taken_once(store) -> None:
    first = ask(store, "refresh_data", "ann", at=NOW)
    assert ask(store, "refresh_data", "ann", at=LATER) == first
    assert waiting_requests(store) == [first]
    assert [take(store, first, at=LATER), take(store, first, at=LATER)] == [True, False]
    assert waiting_requests(store) == []
    assert ask(store, "refresh_data", "ann", at=LATER) != first


def told(source: str, at: datetime, **values: object) -> Person:
    """What one source tells of the person."""
    return Person(person_id="ann", key="person", source=source, source_epoch="test", known_at=at, **values)


def test_what_several_sources_tell_of_a_person_is_merged_field_by_field(store) -> None:
    facts = [told("export", NOW, time_zone="Europe/Berlin", sex="female"), told("whoop_api", LATER, simulated=True)]
    store.add(facts, recorded_at=LATER)
    found = store.snapshot("ann", LATER).person
    assert (found.time_zone, found.sex, found.simulated) == ("Europe/Berlin", "female", True)
    assert store.persons()["ann"] == found
    assert merged([]) is None


def test_a_zone_told_after_the_last_night_is_believed_until_the_next_night_says_otherwise(store, night) -> None:
    slept = {"utc_offset_minutes": 60, "sleep_end": NOW}
    store.add([night(1, known_at=NOW, **slept), replace(told(BY_HAND, LATER, time_zone="Asia/Tokyo"), key=f"{HERE}|1")], recorded_at=LATER)
    assert str(store.snapshot("ann", LATER - timedelta(hours=1)).zone) == "UTC+01:00"
    away = store.snapshot("ann", LATER)
    assert (str(away.zone), str(away.home), away.person) == ("Asia/Tokyo", "UTC+01:00", None)
    next_day = LATER + timedelta(days=1)
    store.add([night(2, known_at=next_day, utc_offset_minutes=60, sleep_end=next_day)], recorded_at=next_day)
    assert str(store.snapshot("ann", next_day).zone) == "UTC+01:00"
