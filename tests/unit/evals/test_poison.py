"""A home whose future was cut away or filled with lies knows, at the instant of the cut, what it knew before: to the byte."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.bootstrap import World, build_world
from core.ledger import Content
from core.memories import MemoryRow
from evals import poison

CUT = datetime(2026, 6, 5, 19, 0, tzinfo=UTC)


@pytest.fixture
def copy(world: World, tmp_path: Path) -> World:
    """A copy of the installation, to be spoilt."""
    return build_world(poison.copied(world.settings, tmp_path / "copy"))


def test_a_copy_is_another_installation(world: World, copy: World) -> None:
    poison.truncate(copy, CUT)
    assert len(world.store.snapshot("synthetic", world.clock.now()).nights) > len(
        copy.store.snapshot("synthetic", world.clock.now()).nights
    )


@pytest.mark.parametrize("spoil", [poison.truncate, poison.poison])
def test_what_was_known_at_the_cut_stays_as_it_was(world: World, copy: World, spoil) -> None:
    spoil(copy, CUT)
    assert copy.store.snapshot("synthetic", CUT) == world.store.snapshot("synthetic", CUT)


def test_nothing_that_became_known_after_the_cut_survives_truncation(copy: World) -> None:
    poison.truncate(copy, CUT)
    assert copy.store.snapshot("synthetic", CUT) == _at(copy.store.snapshot("synthetic", CUT + timedelta(days=30)), CUT)


def test_every_later_night_answer_and_workout_is_a_lie(copy: World) -> None:
    poison.poison(copy, CUT)
    later = copy.store.snapshot("synthetic", CUT + timedelta(days=30))
    nights = [night for night in later.nights if night.known_at > CUT]
    assert len(nights) > 5
    assert {night.hrv_rmssd_ms for night in nights} == {poison.NUMBER}
    assert {answer.question for answer in later.journal if answer.known_at > CUT} == {poison.WORD}
    assert {workout.strain for workout in later.workouts if workout.known_at > CUT} == {poison.NUMBER}


def test_earlier_rows_are_revised_or_withdrawn_later(world: World, copy: World) -> None:
    poison.poison(copy, CUT)
    before = world.store.snapshot("synthetic", CUT).nights
    later = {night.night: night for night in copy.store.snapshot("synthetic", CUT + timedelta(days=30)).nights}
    assert all(later[night.night].hrv_rmssd_ms == poison.NUMBER for night in before if night.night in later)
    assert 0 < sum(night.night not in later for night in before) < len(before)


def test_tonights_events_are_told_tomorrow(copy: World) -> None:
    poison.poison(copy, CUT)
    tomorrow = copy.store.snapshot("synthetic", CUT + poison.LATER).journal
    assert {"alcohol", "illness"} <= {answer.kind for answer in tomorrow if answer.day == CUT.date() and answer.quote}


def test_memories_outcomes_and_scores_of_tomorrow_are_planted_into_a_replay(world: World, tmp_path: Path) -> None:
    at = CUT - timedelta(hours=10)
    note = MemoryRow(memory_id="n", kind="note", person_id="synthetic", track="replay", run_id="r", night=None, known_at=at, text="honest")
    world.store.remember([note], recorded_at=at)
    payload = {"targets": {"hrv_rmssd_ms": {"crps": {"final": 3.5}, "outcome": 61.0}}}
    score = Content("score", "synthetic", at.date(), 1, 1, at, "digest", payload)
    world.ledger("replay", "r").append([score], at=at)
    copy = build_world(poison.copied(world.settings, tmp_path / "copy"))

    poison.poison(copy, CUT, run_id="r")

    then = copy.store.snapshot("synthetic", CUT, track="replay", run_id="r")
    assert ([row.text for row in then.memories], [entry.payload for entry in then.scores]) == (["honest"], [payload])
    later = copy.store.snapshot("synthetic", CUT + poison.LATER, track="replay", run_id="r")
    assert [row.memory_id for row in later.memories if poison.WORD in row.text] == ["planted-n", "planted-note"]
    lies = {"hrv_rmssd_ms": {"crps": {"final": 999.0}, "outcome": 999.0}}
    assert [(entry.night.day, entry.revision, entry.payload["targets"]) for entry in later.scores[1:]] == [(5, 1001, lies), (6, 1, lies)]
    assert copy.ledger("replay", "r").verify().ok


def _at(snapshot, as_of):
    from dataclasses import replace

    return replace(snapshot, as_of=as_of)
