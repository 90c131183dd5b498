"""Helpers of the pipelines' unit tests: a world at an instant, with people who live and people who are simulated."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent.bootstrap import World, build_world
from core.clock import FixedClock
from core.records import Person
from core.settings import load_settings
from ingestion.synthetic import generate

MakeWorld = Callable[[datetime], World]
AddPerson = Callable[..., None]


@pytest.fixture
def make_world(home: Path) -> MakeWorld:
    """The installation of this test, at an instant."""
    return lambda now: build_world(load_settings(), FixedClock(now))


@pytest.fixture
def add_person() -> AddPerson:
    """Adds ten nights of a person up to the clock's date: simulated, or as if alive."""

    def add(world: World, person_id: str, *, simulated: bool, zone: str = "Europe/Berlin") -> None:
        last = world.clock.now().date()
        facts = generate(person_id, 3, last - timedelta(days=9), last, home=zone).facts()
        alive = [dataclasses.replace(fact, simulated=simulated) if isinstance(fact, Person) else fact for fact in facts]
        world.store.add(alive, recorded_at=world.clock.now())

    return add
