"""The three opinions: weight is earned, and the agent stays within the night's cap."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.targets import target
from forecasting.opinion import OPINIONS, START, aggregate, opinion_weights
from forecasting.quantiles import student_row

HRV = target("hrv_rmssd_ms")


def row(median: float, sigma: float = 0.2) -> tuple[float, ...]:
    return tuple(np.exp(math.log(median) + sigma * student_row(math.inf)).tolist())


def nights(count: int, **losses: float) -> list[dict[str, float]]:
    return [losses] * count


def test_before_anything_is_scored_models_and_evidence_lead():
    weights = opinion_weights([])
    assert weights == pytest.approx(START)
    assert weights["agent"] <= 0.05


def test_an_agent_that_is_as_good_gains_nothing():
    assert opinion_weights(nights(100, models=0.56, evidence=0.56, agent=0.56)) == pytest.approx(START)


def test_a_good_agent_leads_after_it_has_earned_it():
    better = nights(15, models=0.56, evidence=0.56, agent=0.45)
    assert START["agent"] < opinion_weights(better)["agent"] < 0.7
    assert opinion_weights(better * 5)["agent"] > 0.7


def test_a_bad_agent_fades_but_can_come_back():
    bad = opinion_weights(nights(60, models=0.56, evidence=0.56, agent=0.8))
    assert 0.0 < bad["agent"] < 0.005
    after = nights(60, models=0.56, evidence=0.56, agent=0.8) + nights(120, models=0.56, evidence=0.56, agent=0.4)
    assert opinion_weights(after)["agent"] > 0.3


def test_one_wild_night_does_not_settle_it():
    wild = opinion_weights(nights(1, models=0.5, evidence=0.5, agent=500.0) + nights(60, models=0.56, evidence=0.56, agent=0.46))
    assert wild["agent"] > START["agent"]


def test_an_opinion_that_was_not_scored_neither_gains_nor_loses():
    assert opinion_weights(nights(50, models=0.56, evidence=0.56)) == pytest.approx(START)
    assert opinion_weights(nights(50, models=0.56, evidence=0.56, agent=math.nan)) == pytest.approx(START)
    assert opinion_weights(nights(50, agent=0.1)) == pytest.approx(START)


@given(st.lists(st.fixed_dictionaries({}, optional={name: st.floats(allow_nan=True) for name in OPINIONS}), max_size=30))
def test_weights_are_always_weights(past):
    weights = opinion_weights(past)
    assert set(weights) == set(OPINIONS)
    assert sum(weights.values()) == pytest.approx(1.0)
    assert all(weight >= 0 for weight in weights.values())


def test_the_mean_is_taken_on_the_modelling_scale():
    final = aggregate({"models": row(40.0), "agent": row(90.0)}, {"models": 0.5, "agent": 0.5}, target=HRV, sigma=0.2, cap=100.0)
    assert final[10] == pytest.approx(60.0)


def test_opinions_that_agree_are_the_forecast():
    rows = {name: row(50.0) for name in OPINIONS}
    assert aggregate(rows, START, target=HRV, sigma=0.2, cap=0.35) == pytest.approx(row(50.0))


@given(st.floats(10.0, 250.0), st.floats(10.0, 250.0), st.floats(0.0, 1.0), st.sampled_from([0.35, 1.0]))
def test_whatever_leads_the_median_stays_within_the_cap(evidence, agent, share, cap):
    rows = {"models": row(50.0), "evidence": row(evidence), "agent": row(agent)}
    weights = {"models": 0.0, "evidence": 1.0 - share, "agent": share}
    final = aggregate(rows, weights, target=HRV, sigma=0.2, cap=cap)
    assert abs(math.log(final[10] / 50.0)) <= cap * 0.2 + 1e-9
    assert (np.diff(final) >= 0).all()


def test_a_missing_opinion_leaves_its_weight_to_the_others():
    assert aggregate({"models": row(50.0)}, START, target=HRV, sigma=0.2, cap=0.35) == pytest.approx(row(50.0))


def test_weights_that_are_all_zero_leave_the_models():
    assert aggregate({"models": row(50.0), "agent": row(60.0)}, {}, target=HRV, sigma=0.2, cap=1.0) == row(50.0)


def test_without_the_models_there_is_no_forecast():
    with pytest.raises(BadInput, match="must be among the opinions"):
        aggregate({"agent": row(50.0)}, START, target=HRV, sigma=0.2, cap=0.35)
