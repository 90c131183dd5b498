"""Meals told over HTTP: with a key that may write, known from then on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from agent.bootstrap import World, build_world
from app.api import create_app
from app.keys import add_key
from core.clock import FixedClock
from core.settings import load_settings
from ingestion.synthetic import generate

NOW = datetime(2026, 3, 20, 19, 30, tzinfo=UTC)
DINNER = {"at": "2026-03-20T19:10:00+01:00", "energy_kcal": 700, "alcohol_g": 14.5}


@pytest.fixture
def world(home: Path) -> World:
    world = build_world(load_settings(), FixedClock(NOW))
    facts = generate("sam", 11, date(2026, 3, 10), date(2026, 3, 20)).facts()
    world.store.add([fact for fact in facts if fact.known_at <= NOW], recorded_at=NOW)
    return world


@pytest.fixture
def tell(world: World) -> Iterator[Callable[..., httpx.Response]]:
    """(meals, what the key may) → the answer."""
    with TestClient(create_app(world), base_url="http://127.0.0.1:8181", raise_server_exceptions=False) as client:

        def post(*meals: object, may: str = "write") -> httpx.Response:
            key = add_key(world.store, world.clock, ["sam"], [may])
            return client.post("/v1/people/sam/meals", json={"meals": list(meals)}, headers={"Authorization": f"Bearer {key}"})

        yield post


def test_a_meal_is_known_from_when_it_was_told_and_told_again_it_is_corrected(tell, world: World) -> None:
    assert tell(DINNER).json() == {"added": 2, "revised": 0, "unchanged": 0}
    assert tell({**DINNER, "energy_kcal": 800}).json() == {"added": 0, "revised": 1, "unchanged": 1}
    told = {measure.kind: measure for measure in world.store.snapshot("sam", NOW).measures}
    assert (told["energy_kcal"].value, told["alcohol_g"].value, told["alcohol_g"].unit) == (800.0, 14.5, "g")
    assert {(one.known_at, one.day) for one in told.values()} == {(NOW, date(2026, 3, 20))}


@pytest.mark.parametrize(
    ("meal", "status"),
    [
        ({"at": "2026-03-20T19:10:00"}, 422),  # no offset
        ({"at": "2026-03-20T23:10:00Z", "energy_kcal": 5}, 422),  # not eaten yet
        ({"at": "2026-03-20T19:10:00Z"}, 422),  # says nothing
        ({**DINNER, "energy_kcal": -1}, 422),
        ({**DINNER, "energy_kcal": 1e9}, 422),
        ({**DINNER, "steak": 1}, 422),
    ],
)
def test_what_is_no_meal_is_refused_and_nothing_is_kept(tell, world: World, meal, status) -> None:
    answer = tell(DINNER, meal)
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"detail"}
    assert world.store.snapshot("sam", NOW).measures == ()


def test_a_key_that_only_reads_may_not_tell(tell) -> None:
    assert tell(DINNER, may="read").status_code == 403
