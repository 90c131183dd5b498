"""Whose sources are read, and what is told of it. No app is set up here, so every reading needs its person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.connections import Connection, keep_connection
from core.requests import ask, waiting_requests
from pipelines.assets import Whose, facts
from pipelines.news import read_news
from pipelines.resources import Installation
from pipelines.shards import shard_of

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
PEOPLE = ("person-a", "person-b", "person-c")


@pytest.fixture
def installation(home) -> Installation:
    """Three people are connected."""
    made = Installation(now=NOON.isoformat())
    for number, person in enumerate(PEOPLE):
        keep_connection(made.world().store, Connection(person, "whoop_api", f"account-{number}", "http://127.0.0.1:1", NOON))
    assert home.is_dir()
    return made


def read(installation: Installation, **options: bool) -> set[str]:
    """The people whose sources were read."""
    return {report.person_id for report in read_news(installation.world(), installation, **options).reports}


def test_everybody_is_read_unless_only_those_are_wanted_who_wait(installation: Installation) -> None:
    store = installation.world().store
    assert read(installation) == set(PEOPLE)
    assert read(installation, waiting_only=True) == set()
    ask(store, "refresh_data", "person-b", at=NOON)
    row = ["whoop_api", "trace-1", "account-2", "sleep.updated", "some-sleep", NOON.replace(tzinfo=None), None]
    with store.transaction() as connection:
        connection.execute("INSERT INTO webhook_events VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    assert read(installation, waiting_only=True) == {"person-b", "person-c"}


def test_a_request_is_taken_by_the_run_that_reads_its_person_and_by_no_other(installation: Installation) -> None:
    world = installation.world()
    ask(world.store, "refresh_data", "person-b", at=NOON)
    mine = shard_of("person-b", 2)
    others = Installation(now=NOON.isoformat(), shard=1 - mine, shards=2)
    assert read_news(world, others).requests == 0
    assert len(waiting_requests(world.store)) == 1
    assert read_news(world, Installation(now=NOON.isoformat(), shard=mine, shards=2)).requests == 1
    assert waiting_requests(world.store) == []
    assert read_news(world, installation).requests == 0


def test_the_inbox_is_the_first_shards_business(installation: Installation) -> None:
    (installation.world().folder("inbox") / "notes.txt").write_text("not an export", encoding="utf-8")
    assert read_news(installation.world(), installation).taken.refused == 1
    second = Installation(now=NOON.isoformat(), shard=1, shards=2)
    assert read_news(second.world(), second).taken is None


def test_a_source_that_needs_its_person_is_told_as_a_count_beside_the_facts(installation: Installation) -> None:
    result = facts(config=Whose(), installation=installation)
    (check,) = result.check_results
    assert not check.passed
    assert check.metadata["failed"].value == 3
    assert result.metadata["connections"] == {"failed": 3}
    assert not [person for person in (*PEOPLE, "account-") if person in str(result)]
