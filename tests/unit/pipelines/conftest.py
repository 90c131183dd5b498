"""Helpers of the pipelines' unit tests: a world at an instant, people who live and people who are simulated, a Dagster instance."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from agent.bootstrap import World
from core.records import Person
from ingestion.synthetic import generate
from pipelines.instance import open_instance
from pipelines.resources import Installation

AddPerson = Callable[..., None]


@pytest.fixture
def installation_at(home: Path) -> Callable[[datetime], Installation]:
    """The installation of this test, at an instant."""
    assert home.is_dir()
    return lambda now: Installation(now=now.isoformat())


@pytest.fixture
def add_person() -> AddPerson:
    """Adds nights of a person up to the clock's date: simulated, or as if alive."""

    def add(world: World, person_id: str, *, simulated: bool, zone: str = "Europe/Berlin", nights: int = 10) -> None:
        last = world.clock.now().date()
        facts = generate(person_id, 3, last - timedelta(days=nights - 1), last, home=zone).facts()
        told = [dataclasses.replace(fact, simulated=simulated) if isinstance(fact, Person) else fact for fact in facts]
        known = [fact for fact in told if fact.known_at <= world.clock.now()]
        world.store.add(known, recorded_at=world.clock.now())

    return add


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.DagsterInstance]:
    """A Dagster instance as installations have it; making its databases takes seconds, so all tests share it."""
    with open_instance(tmp_path_factory.mktemp("dagster")) as opened:
        yield opened


@pytest.fixture(scope="session")
def run_of(instance: dg.DagsterInstance) -> Callable[..., dg.DagsterRun]:
    """(status, tags) → a run in that instance that counts as such; nothing was carried out."""

    @dg.op
    def nothing() -> None:
        """Does nothing."""

    @dg.job
    def empty() -> None:
        """Does nothing."""
        nothing()

    return lambda status, tags: instance.create_run_for_job(empty, status=status, tags=tags)
