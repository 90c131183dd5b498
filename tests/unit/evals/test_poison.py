"""A home whose future was cut away or filled with lies knows, at the instant of the cut, what it knew before: to the byte."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.bootstrap import World, build_world
from core.ledger import Content
from core.memories import MemoryRow
from core.nutrients import NUTRIENTS
from evals import poison
from forecasting.prior import digest_of
from forecasting.registry.versions import Draft, Verdict, Versions

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


def test_whatever_features_are_made_of_is_a_lie_afterwards(copy: World) -> None:
    """Every number of every later fact that a feature could read, whole numbers too; and of each kind there is one about today."""
    poison.poison(copy, CUT)
    (history,) = copy.store.panel(None, CUT + timedelta(days=30)).histories
    for facts in (history.nights, history.days, history.workouts, history.sleeps, history.measures):
        later = [fact for fact in facts if fact.known_at > CUT]
        numbers = {
            value for fact in later for value in vars(fact).values() if isinstance(value, int | float) and not isinstance(value, bool)
        }
        assert numbers == {poison.NUMBER}
    tonight = CUT.date() + timedelta(days=1)
    planted = {
        type(fact).__name__: fact
        for facts in vars(history).values()
        if isinstance(facts, tuple)
        for fact in facts
        if fact.source == "planted"
    }
    assert set(planted) == {"Night", "Day", "Workout", "Sleep", "JournalAnswer", "Measure"}
    night = planted["Night"]
    assert (night.night, night.nightly_hr_bpm, night.sleep_minutes) == (tonight, poison.NUMBER, poison.NUMBER)
    assert planted["Day"].strain == planted["Sleep"].sleep_minutes == planted["Workout"].zone5_minutes == poison.NUMBER
    assert {fact.kind for fact in history.measures if fact.source == "planted"} == {poison.WORD, *NUTRIENTS}


@pytest.fixture
def trained(copy: World) -> Versions:
    """A champion and a version of before the cut, and one that was trained after it."""
    versions = Versions(copy.store)
    gate = Verdict(passed=True, reasons=())
    for number, days in enumerate((-10, -3, 2), start=1):
        at = CUT + timedelta(days=days)
        metrics = {"crps": 5.0 + number, "skill": -0.02, "mape_pct": math.nan}
        draft = Draft("ridge", "hrv_rmssd_ms", "default", at, at.date(), frozenset({digest_of("synthetic")}), gate, metrics, {}, "1")
        added = versions.add(draft, {"ridge.json": b"{}"})
        if number < 3:
            versions.set_alias(added, "champion")
    return versions


def test_models_that_were_trained_after_the_cut_are_cut_away(copy: World, trained: Versions) -> None:
    before = trained.registered()
    poison.truncate(copy, CUT)
    assert trained.registered() == before[:2]


def test_a_model_that_is_trained_tomorrow_takes_every_name(copy: World, trained: Versions) -> None:
    """What was trained by the cut stays what it was, but for its name; later ones lie about how good they are."""
    before = trained.registered()
    poison.poison(copy, CUT)
    found = {row.version: row for row in trained.registered()}
    assert set(found) == {-2, 1, 2, 3}
    assert [found[number] for number in (1, 2)] == [replace(before[0], alias=None), replace(before[1], alias=None)]
    lie = found[-2]
    assert (lie.alias, lie.trained_at, lie.trained_through) == ("champion", CUT + poison.LATER, CUT.date() + timedelta(days=1))
    assert (lie.digest, lie.people) == (found[2].digest, frozenset())
    assert set(lie.metrics.values()) == set(found[3].metrics.values()) == {poison.NUMBER}
    assert trained.add(Draft(**{name: getattr(before[0], name) for name in Draft.__dataclass_fields__}), {"ridge.json": b"{}"}).version == 4


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
    return replace(snapshot, as_of=as_of)
