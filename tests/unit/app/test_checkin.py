"""The questions of a check-in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.bootstrap import World, build_world
from agent.journal import Ticked, tell_checkin
from app.checkin import Asked, answer_of, questions_of
from core.clock import FixedClock
from core.errors import BadInput
from core.settings import load_settings
from ingestion.synthetic import generate

EVENING = datetime(2026, 3, 31, 19, 0, tzinfo=UTC)
ILL, DRANK = Asked("illness", "Do you feel ill?"), Asked("alcohol", "Any alcohol today?")


@pytest.fixture
def world(home: Path) -> World:
    return build_world(load_settings(), FixedClock(EVENING))


def test_of_somebody_unknown_it_asks_what_is_known_to_do_most_to_people(world: World):
    # Prior effects on resting heart rate: illness +0.7 σ, alcohol +0.6 σ; nothing else reaches 0.3 σ (forecasting/effects.py).
    assert questions_of(world, "ann") == (ILL, DRANK)


def test_it_asks_nothing_that_was_answered_this_evening(world: World):
    tell_checkin(world, "ann", {}, [Ticked("illness", "no")])
    asked = questions_of(world, "ann")
    assert asked[0] == DRANK
    assert ILL not in asked


def test_with_nights_it_asks_what_would_move_the_forecast_most(world: World):
    facts = [fact for fact in generate("sam", 11, datetime(2026, 1, 20).date(), EVENING.date()).facts() if fact.known_at <= EVENING]  # noqa: DTZ001
    silent = [fact for fact in facts if type(fact).__name__ != "JournalAnswer"]
    world.store.add(silent, recorded_at=EVENING)
    asked = questions_of(world, "sam")
    assert {one.kind for one in asked} == {"alcohol", "illness"}


@pytest.mark.parametrize(
    ("text", "found"), [("alcohol", ("alcohol", None)), ("alcohol=2", ("alcohol", 2.0)), (" caffeine = 1.5", ("caffeine", 1.5))]
)
def test_an_option_names_a_kind_and_perhaps_an_amount(text: str, found: tuple[str, float | None]):
    assert answer_of(text) == found


def test_an_amount_that_is_no_number_is_refused():
    with pytest.raises(BadInput, match="such as alcohol=2, found 'alcohol=some'"):
        answer_of("alcohol=some")
