"""Questions are asked where an answer would move the forecast, and never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intelligence.questions import base_rate, best_questions


@pytest.fixture
def ask(snapshot_of, models_of, night):
    def make(effects, journal=(), person=None, limit=2, **medians):
        models = models_of(**(medians or {"hrv_rmssd_ms": 60.0, "resting_hr_bpm": 52.0}))
        return best_questions(snapshot_of(journal=journal, person=person), models, effects, night, limit)

    return make


def test_the_base_rate_is_shrunk_towards_one_in_ten(told, night):
    assert base_rate("alcohol", [], night) == pytest.approx(0.1)
    journal = [told(night - timedelta(days=i), "alcohol", "yes" if i % 2 else "no") for i in range(2, 12)]
    assert base_rate("alcohol", journal, night) == pytest.approx(6 / 20)


def test_two_answers_on_one_day_count_once(told, night):
    day = night - timedelta(days=5)
    assert base_rate("alcohol", [told(day, "alcohol"), told(day, "alcohol", "no")], night) == pytest.approx(2 / 11)


def test_the_value_is_base_rate_times_effect(ask, effect_of):
    effects = effect_of("alcohol", "hrv_rmssd_ms", -0.2) | effect_of("alcohol", "resting_hr_bpm", 0.3)
    (question,) = ask(effects)
    assert (question.kind, question.value, question.targets) == ("alcohol", 0.03, ("resting_hr_bpm", "hrv_rmssd_ms"))
    assert question.question == "Any alcohol today?"


def test_the_two_best_are_asked_best_first(ask, effect_of):
    effects = effect_of("stress", "hrv_rmssd_ms", -0.2) | effect_of("alcohol", "hrv_rmssd_ms", -0.3) | effect_of("nap", "hrv_rmssd_ms", 0.1)
    assert [question.kind for question in ask(effects)] == ["alcohol", "stress"]


def test_a_frequent_small_event_beats_a_rare_large_one(ask, effect_of, told, night):
    journal = [told(night - timedelta(days=i), "stress") for i in range(2, 32)]
    effects = effect_of("stress", "hrv_rmssd_ms", -0.2) | effect_of("illness", "hrv_rmssd_ms", -0.9)
    assert [question.kind for question in ask(effects, journal)] == ["stress", "illness"]


def test_what_was_answered_this_evening_is_not_asked_again(ask, effect_of, told, night):
    journal = [told(night - timedelta(days=1), "alcohol", "no")]
    assert ask(effect_of("alcohol", "hrv_rmssd_ms", -0.6), journal) == ()


def test_an_effect_on_a_target_without_a_forecast_is_worth_nothing(ask, effect_of):
    assert ask(effect_of("alcohol", "hrv_rmssd_ms", -0.6), hrv_rmssd_ms=None) == ()


def test_an_answer_that_would_move_nothing_is_not_asked_for(ask, effect_of):
    assert ask(effect_of("alcohol", "hrv_rmssd_ms", -0.01)) == ()


@pytest.mark.parametrize(("count", "value"), [(7, 0.035), (8, 0.1)])
def test_no_effect_counts_for_more_than_evidence_may_move(ask, effect_of, count, value):
    assert ask(effect_of("illness", "hrv_rmssd_ms", -5.0, count))[0].value == pytest.approx(value)


def test_a_man_is_not_asked_about_his_period(ask, effect_of, person_of):
    effects = effect_of("menstrual_phase", "hrv_rmssd_ms", -0.6)
    assert ask(effects, person=person_of(sex="male")) == ()
    assert len(ask(effects, person=person_of(sex="female"))) == 1


def test_secondary_targets_count_only_where_no_primary_one_is_forecast(ask, effect_of):
    effects = effect_of("alcohol", "recovery_pct", -0.3)
    assert ask(effects, hrv_rmssd_ms=60.0, recovery_pct=50.0) == ()
    assert [question.targets for question in ask(effects, hrv_rmssd_ms=None, recovery_pct=50.0)] == [("recovery_pct",)]
