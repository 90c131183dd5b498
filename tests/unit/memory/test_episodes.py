"""A scored night becomes one episode and one reflection, known no earlier than its outcome."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest

from core.errors import BadInput
from memory.cards import card_of
from memory.episodes import note, remembered, surprise_of
from memory.state_vector import FEATURES

SAID = {
    "hrv_rmssd_ms": {"median": 60.0, "interval_80": [50.0, 72.0]},
    "resting_hr_bpm": {"median": 52.0, "interval_80": [50.0, 54.0]},
    "resp_rate_brpm": {"abstained": "too few nights"},
}


@pytest.fixture
def scored(first, night_of, told, snapshot_of, entry_of):
    """A snapshot of the morning after, and the score of the night."""

    def make(came, *, journal=(), nights=None, written_at=None):
        night = first + timedelta(days=10)
        targets = {name: {"outcome": value, "normalised": {"models": 0.5, "evidence": 0.4, "agent": 0.6}} for name, value in came.items()}
        forecast = entry_of("forecast", night, SAID)
        known_at = datetime(2026, 1, 15, 7, tzinfo=UTC)
        score = entry_of("score", night, targets, written_at=written_at or known_at, known_at=known_at)
        lived = nights or [night_of(first + timedelta(days=i), rhr=50 + i % 2) for i in range(11)]
        snapshot = snapshot_of(known_at, nights=lived, journal=journal, forecasts=[forecast], scores=[score])
        return snapshot, score

    return make


def test_surprise_is_measured_in_the_forecasts_own_spread():
    # 54 − 52 over (54 − 50) / 2.5631
    assert surprise_of("resting_hr_bpm", 54.0, SAID["resting_hr_bpm"]) == pytest.approx(2.5631 / 2, abs=0.01)


def test_surprise_of_hrv_is_measured_on_the_log_scale():
    expected = math.log(45 / 60) / (math.log(72 / 50) / 2.5631)
    assert surprise_of("hrv_rmssd_ms", 45.0, SAID["hrv_rmssd_ms"]) == pytest.approx(expected, abs=0.01)


def test_an_episode_holds_what_was_said_and_what_came(scored, first, told):
    evening = first + timedelta(days=9)
    journal = [told(evening, "alcohol", quote="two glasses of wine", amount=2.0, unit="drinks"), told(evening, "illness", "no")]
    episode, _ = remembered(*scored({"hrv_rmssd_ms": 45.0, "resting_hr_bpm": 53.0, "resp_rate_brpm": 15.2}, journal=journal))
    assert episode.memory_id == "episode:2026-01-15"
    assert episode.data["values"] == {"hrv_rmssd_ms": 45.0, "resting_hr_bpm": 53.0, "resp_rate_brpm": 15.2}
    assert episode.data["forecast"] == {"hrv_rmssd_ms": 60.0, "resting_hr_bpm": 52.0}
    assert episode.data["events"] == ["alcohol"]
    assert 'alcohol: yes, 2 drinks ("two glasses of wine")' in episode.text
    assert "heart rate variability 45 ms, forecast 60, below the 80% range 50 to 72" in episode.text
    assert "Thursday" in episode.text
    assert len(episode.state) == 2 * len(FEATURES)


def test_memories_are_known_from_the_outcome_or_the_scoring_whichever_is_later(scored):
    snapshot, score = scored({"resting_hr_bpm": 53.0})
    assert {row.known_at for row in remembered(snapshot, score)} == {score.known_at}
    late = score.known_at + timedelta(hours=5)
    assert {row.known_at for row in remembered(*scored({"resting_hr_bpm": 53.0}, written_at=late))} == {late}


def test_the_state_is_that_of_the_evening_not_of_the_morning_after(scored, first, told):
    evening = first + timedelta(days=9)
    morning_after = told(evening, "alcohol", known_at=datetime(2026, 1, 15, 7, tzinfo=UTC))
    episode, reflection = remembered(*scored({"resting_hr_bpm": 53.0}, journal=[morning_after]))
    assert episode.state[FEATURES.index("event.alcohol") + len(FEATURES)] == 0.0
    assert episode.data["events"] == []
    assert "alcohol" not in reflection.text


def test_the_reflection_is_a_card_with_plain_words(scored, first, told):
    journal = [told(first + timedelta(days=9), "alcohol")]
    _, reflection = remembered(*scored({"hrv_rmssd_ms": 45.0, "resting_hr_bpm": 52.5}, journal=journal))
    card = card_of(reflection)
    assert (card.predicate.kind, card.predicate.name) == ("event", "alcohol")
    assert card.effects == {"hrv_rmssd_ms": -0.35}
    assert "To be tested: after an evening with alcohol, expect heart rate variability 0.35 σ lower than forecast." in reflection.text
    assert "Nearest was the models with the evidence." in reflection.text


def test_a_quiet_night_teaches_that_nothing_needs_changing(scored):
    _, reflection = remembered(*scored({"resting_hr_bpm": 52.0}))
    assert card_of(reflection).effects == {}
    assert "the forecast held for every target" in reflection.text


def test_remembering_a_night_twice_gives_the_same_rows(scored):
    assert remembered(*scored({"resting_hr_bpm": 53.0})) == remembered(*scored({"resting_hr_bpm": 53.0}))


def test_a_score_without_its_forecast_is_refused(scored, snapshot_of):
    snapshot, score = scored({"resting_hr_bpm": 53.0})
    with pytest.raises(BadInput, match="wanted the forecast of 2026-01-15"):
        remembered(snapshot_of(snapshot.as_of, nights=snapshot.nights), score)


def test_a_note_keeps_the_words_and_the_moment():
    at = datetime(2026, 1, 15, 20, tzinfo=UTC)
    row = note("  I take\n beta blockers ", person_id="ada", at=at)
    assert (row.text, row.kind, row.known_at, row.night) == ("I take beta blockers", "note", at, None)
    assert row == note("I take beta blockers", person_id="ada", at=at)


@pytest.mark.parametrize("text", ["", "   \n", "x" * 2001])
def test_an_empty_or_endless_note_is_refused(text):
    with pytest.raises(BadInput, match="1 to 2000 characters"):
        note(text, person_id="ada", at=datetime(2026, 1, 15, 20, tzinfo=UTC))
