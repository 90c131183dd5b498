"""What the sensors see, and that they ask for one run of it."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from core.connections import Connection, keep_connection
from core.database import file_lock
from core.requests import ask
from pipelines.inbox import lying
from pipelines.rituals import RITUAL, SHARD
from pipelines.sensors import EVERY_SECONDS, connected_sources, drift, files_in_the_inbox, look_once, requests, waiting_webhooks

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
SECRET = "person-a"


@pytest.fixture
def looked(installation_at, instance):
    """Looks once, and gives (keys of what is asked for, cursor, words)."""

    def look(see, cursor: str = "", now: datetime = NOON):
        found = look_once(see, installation_at(now), instance, cursor)
        assert SECRET not in str(found), "whatever a sensor tells is kept by Dagster"
        words = found.skip_reason.skip_message if found.skip_reason else None
        return [request.run_key for request in found.run_requests or ()], found.cursor, words

    return look


@pytest.fixture
def world(installation_at, add_person):
    """Somebody lives here."""
    made = installation_at(NOON).world()
    add_person(made, SECRET, simulated=False)
    return made


@pytest.fixture
def under_way(instance, run_of):
    """Makes a run of that ritual that is running, and ends it afterwards."""
    runs = []

    def make(ritual: str) -> None:
        tags = {RITUAL: ritual, SHARD: "0/1", "dagster/partition": NOON.date().isoformat()}
        runs.append(run_of(dg.DagsterRunStatus.STARTED, tags))

    yield make
    for run in runs:
        instance.delete_run(run.run_id)


def put(world, name: str, *, seconds_ago: float = 60.0) -> None:
    """A file in the inbox that was last written to so long ago."""
    path = world.folder("inbox") / name
    path.write_text("night", encoding="utf-8")
    os.utime(path, (time.time() - seconds_ago,) * 2)


def test_a_file_in_the_inbox_is_seen_once(world, looked) -> None:
    put(world, f"{SECRET}.csv")
    (key,), cursor, _ = looked(files_in_the_inbox)
    assert key.startswith("facts/2026-06-10/0of1/")
    assert looked(files_in_the_inbox, cursor) == ([], cursor, "nothing new lies in the inbox")
    put(world, "another.wav", seconds_ago=30.0)
    keys, later, _ = looked(files_in_the_inbox, cursor)
    assert len(keys) == 1
    assert keys != [key]
    assert later != cursor


def test_a_file_that_is_still_written_is_waited_for(world, looked) -> None:
    put(world, "large.zip", seconds_ago=0.0)
    assert looked(files_in_the_inbox) == ([], "", "a file is still being written")


def test_files_within_folders_count_and_hidden_ones_do_not(world) -> None:
    (world.folder("inbox") / "export").mkdir()
    put(world, "export/sleeps.csv")
    put(world, ".partial")
    assert lying(world).files == 1


def test_an_event_that_waits_is_seen_until_it_is_handled(world, looked) -> None:
    assert looked(waiting_webhooks)[2] == "no event waits"
    row = ["whoop_api", "trace-1", "10129", "sleep.updated", "some-sleep", NOON.replace(tzinfo=None), None]
    with world.store.transaction() as connection:
        connection.execute("INSERT INTO webhook_events VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    first, again = looked(waiting_webhooks), looked(waiting_webhooks)
    assert first == again, "the same key: it is one run"
    assert looked(waiting_webhooks, now=NOON + timedelta(hours=1))[0] != first[0], "an hour later it is tried again"
    with world.store.transaction() as connection:
        connection.execute("UPDATE webhook_events SET handled_at = received_at")
    assert looked(waiting_webhooks)[0] == []


def test_a_request_is_seen_and_asked_for_as_one_run(world, looked) -> None:
    assert looked(requests)[2] == "nobody asked for anything"
    ask(world.store, "refresh_data", SECRET, at=NOON)
    first, again = looked(requests)[0], looked(requests)[0]
    assert len(first) == 1
    assert first == again
    ask(world.store, "refresh_data", "person-b", at=NOON + timedelta(minutes=1))
    assert looked(requests)[0] not in ([], first), "news: another attempt"


def test_connected_sources_are_asked_once_an_hour(world, looked) -> None:
    assert looked(connected_sources)[2] == "nobody is connected to anything"
    keep_connection(world.store, Connection(SECRET, "whoop_api", "10129", "http://127.0.0.1:1", NOON))
    first, cursor, _ = looked(connected_sources)
    assert len(first) == 1
    assert looked(connected_sources, cursor, NOON + timedelta(minutes=59))[0] == []
    assert len(looked(connected_sources, cursor, NOON + timedelta(hours=1))[0]) == 1


def test_a_run_that_is_under_way_is_not_asked_for_again_and_its_news_are_kept(world, looked, under_way) -> None:
    put(world, "export.zip")
    under_way("evening")
    assert len(looked(files_in_the_inbox)[0]) == 1, "another ritual's run is no reason to wait"
    under_way("facts")
    keys, cursor, words = looked(files_in_the_inbox)
    assert (keys, cursor) == ([], None), "no cursor is told, so Dagster keeps the old one"
    assert "under way" in words


def test_drift_that_a_scoring_told_of_is_acted_upon_once(world, looked, instance) -> None:
    def scored(drifted: int) -> None:
        instance.report_runless_asset_event(dg.AssetMaterialization("scores", metadata={"drifted": drifted}))

    assert looked(drift)[2] == "nothing was scored since"
    scored(0)
    keys, cursor, words = looked(drift)
    assert (keys, words) == ([], "no drift was noticed")
    scored(2)
    scored(0)  # of another shard, which does not look for drift
    (key,), later, _ = looked(drift, cursor)
    assert key.startswith("retraining/2026-06-10/0of1/drift ")
    assert looked(drift, later)[0] == []


def test_before_anything_is_stored_there_is_nothing_to_see(looked, installation_at) -> None:
    for see in EVERY_SECONDS:
        assert looked(see)[0] == []
    assert not installation_at(NOON).world().store.path.exists(), "looking makes no store"


def test_a_store_that_is_held_is_looked_at_later(world, installation_at, instance, monkeypatch) -> None:
    monkeypatch.setattr("pipelines.sensors.LOCK_WAIT_SECONDS", 0.05)
    with file_lock(world.store.path.with_name("morrow.duckdb.lock")):
        found = look_once(requests, installation_at(NOON), instance, "")
    assert found.skip_reason.skip_message == "the store is held by another process"


def test_looking_is_cheap(world, installation_at, instance) -> None:
    """Below 0.2 s of computing: the clock on the wall would measure who else is busy."""
    keep_connection(world.store, Connection(SECRET, "whoop_api", "10129", "http://127.0.0.1:1", NOON))
    ask(world.store, "refresh_data", SECRET, at=NOON)
    put(world, "export.zip")
    took = {}
    for see in EVERY_SECONDS:
        times = []
        for _ in range(3):
            started = time.process_time()
            look_once(see, installation_at(NOON), instance, "")
            times.append(time.process_time() - started)
        took[see.__name__] = min(times)
    assert max(took.values()) < 0.2, took
