"""Recall ranks by relevance, recency and surprise, breaks ties the same way always, and sees nothing later than the night."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from memory.recall import search, similar_days
from memory.state_vector import state_of

AS_OF = datetime(2026, 3, 1, 20, tzinfo=UTC)
NIGHT = AS_OF.date() + timedelta(days=1)


def _ids(found):
    return [one.row.memory_id for one in found]


def test_the_nearest_text_comes_first(snapshot_of, memory_of):
    rows = [memory_of("note:1", "a long run in the hills"), memory_of("note:2", "wine with dinner"), memory_of("note:3", "meditated")]
    assert _ids(search(snapshot_of(AS_OF, memories=rows), None, "alcohol", 3, night=NIGHT)) == ["note:2"]


def test_of_equally_relevant_memories_the_newer_one_comes_first(snapshot_of, memory_of):
    old, new = (memory_of(f"episode:{ago}", "wine", kind="episode", night=NIGHT - timedelta(days=ago)) for ago in (200, 20))
    assert _ids(search(snapshot_of(AS_OF, memories=[old, new]), None, "wine", 2, night=NIGHT)) == ["episode:20", "episode:200"]


def test_of_equally_relevant_memories_the_surprising_one_comes_first(snapshot_of, memory_of):
    night = NIGHT - timedelta(days=30)
    calm = memory_of("reflection:1", "wine", kind="reflection", night=night, surprise={"hrv_rmssd_ms": 0.1})
    wild = memory_of("reflection:2", "wine", kind="reflection", night=night, surprise={"hrv_rmssd_ms": -2.9})
    assert _ids(search(snapshot_of(AS_OF, memories=[calm, wild]), None, "wine", 2, night=NIGHT)) == ["reflection:2", "reflection:1"]


def test_recency_is_measured_from_the_night_in_question(snapshot_of, memory_of):
    row = memory_of("episode:1", "wine", kind="episode", night=NIGHT - timedelta(days=90))
    found = search(snapshot_of(AS_OF, memories=[row]), None, "wine", 1, night=NIGHT)[0]
    assert found.relevance == pytest.approx(1.0, abs=1e-6)
    assert found.score == pytest.approx(1.0 + 0.25 * 0.5, abs=1e-5)  # one half-life ago, no surprise


def test_ties_break_by_id_whatever_the_order_of_the_rows(snapshot_of, memory_of):
    rows = [memory_of(f"note:{i}", "wine") for i in range(5)]
    expected = [f"note:{i}" for i in range(5)]
    assert _ids(search(snapshot_of(AS_OF, memories=rows), None, "wine", 5, night=NIGHT)) == expected
    assert _ids(search(snapshot_of(AS_OF, memories=rows[::-1]), None, "wine", 5, night=NIGHT)) == expected


def test_a_memory_of_the_night_itself_is_passed_over(snapshot_of, memory_of):
    row = memory_of("episode:1", "wine", kind="episode", night=NIGHT, known_at=AS_OF)
    assert search(snapshot_of(AS_OF, memories=[row]), None, "wine", 1, night=NIGHT) == []


def test_a_row_that_was_known_later_is_passed_over_even_if_a_snapshot_held_it(snapshot_of, memory_of):
    row = memory_of("note:1", "wine", known_at=AS_OF + timedelta(seconds=1))
    assert search(snapshot_of(AS_OF, memories=[row]), None, "wine", 1, night=NIGHT) == []


def test_no_memories_give_no_answers(snapshot_of):
    assert search(snapshot_of(AS_OF), None, "wine", 5, night=NIGHT) == []
    assert similar_days(snapshot_of(AS_OF), (), 5, night=NIGHT) == []


@pytest.fixture
def lived(first, night_of, told):
    """Eight weeks; every Saturday evening alcohol."""
    nights, journal, noise = [], [], random.Random(1)
    for i in range((NIGHT - first).days):
        night = first + timedelta(days=i)
        drank = (night - timedelta(days=1)).weekday() == 5
        nights.append(night_of(night, hrv=noise.gauss(60, 6), rhr=noise.gauss(50, 2), rr=noise.gauss(14, 0.4)))
        if drank:
            journal.append(told(night - timedelta(days=1), "alcohol"))
    return nights, journal


def test_evenings_with_the_same_event_are_the_most_alike(lived, snapshot_of, told):
    nights, journal = lived
    snapshot = snapshot_of(AS_OF, nights=nights, journal=[*journal, told(AS_OF.date(), "alcohol")])
    found = similar_days(snapshot, state_of(snapshot, NIGHT), 5, night=NIGHT)
    assert [(one.night - timedelta(days=1)).weekday() for one in found].count(5) >= 3  # by chance one in seven
    assert all(one.row is None for one in found)


def test_a_remembered_night_comes_with_its_episode(lived, snapshot_of, memory_of):
    nights, journal = lived
    night = nights[30].night
    row = memory_of("episode:1", "…", kind="episode", night=night, surprise={"hrv_rmssd_ms": 2.0})
    snapshot = snapshot_of(AS_OF, nights=nights, journal=journal, memories=[row])
    found = similar_days(snapshot, state_of(snapshot, NIGHT), 1_000, night=NIGHT)
    assert len(found) == len(nights)
    assert [one.row for one in found if one.night == night] == [row]


def test_the_night_itself_and_later_ones_are_no_similar_days(lived, snapshot_of, night_of):
    nights, journal = lived
    before = snapshot_of(AS_OF, nights=nights, journal=journal)
    future = [night_of(NIGHT + timedelta(days=i), hrv=299, rhr=119, rr=39) for i in range(5)]
    after = snapshot_of(AS_OF, nights=[*nights, *future], journal=journal)
    state = state_of(before, NIGHT)
    assert state_of(after, NIGHT) == state
    assert similar_days(after, state, 9, night=NIGHT) == similar_days(before, state, 9, night=NIGHT)
