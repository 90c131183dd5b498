"""Who belongs to which run."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from core.errors import BadInput
from pipelines.resources import Installation
from pipelines.shards import shard_of, shards_for

PEOPLE = [f"synthetic-{number}" for number in range(1000)]


def test_everybody_belongs_to_exactly_one_shard_of_any_number() -> None:
    for shards in (1, 2, 5):
        runs = [Installation(shard=shard, shards=shards) for shard in range(shards)]
        assert [sum(run.holds(person) for run in runs) for person in PEOPLE] == [1] * len(PEOPLE)


def test_shards_are_about_equally_large() -> None:
    sizes = Counter(shard_of(person, 5) for person in PEOPLE)
    assert min(sizes.values()) > 150


def test_one_shard_for_two_hundred_people_and_never_none() -> None:
    assert [shards_for(people) for people in (0, 1, 200, 201, 1000)] == [1, 1, 1, 2, 5]


def test_a_run_without_shards_sees_to_everybody() -> None:
    everybody = Installation()
    assert all(everybody.holds(person) for person in PEOPLE)


def test_a_run_is_told_its_shard_and_instant_and_nothing_that_is_as_by_default() -> None:
    assert Installation().run_config(0, 1) == {}
    then = Installation(home="/data").at(datetime(2026, 6, 10, 19, tzinfo=UTC))
    assert then.run_config(2, 5) == {
        "resources": {"installation": {"config": {"home": "/data", "now": "2026-06-10T19:00:00+00:00", "shard": 2, "shards": 5}}}
    }


@pytest.mark.parametrize("now", ["noon", "2026-06-10T19:00:00"])
def test_an_instant_without_its_offset_is_refused(home, now: str) -> None:
    assert home.is_dir()
    with pytest.raises(BadInput, match="wanted an instant"):
        Installation(now=now).world()
