"""Many people as one table: who is in it, how much each weighs, and when there is too little."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import numpy as np
import pytest

from forecasting.learners.design import INPUTS, design_of
from forecasting.learners.learner import TrainingSet
from forecasting.learners.pool import MIN_NIGHTS, designs_of, pooled, trained_through

HRV = "hrv_rmssd_ms/default"


@pytest.fixture
def of_lengths(make_series, wandering, prior):
    """Nights of each person → training set; no night is missing."""

    def make(*lengths: int) -> TrainingSet:
        people = {f"p{number}": [make_series(wandering(number, nights))] for number, nights in enumerate(lengths)}
        return TrainingSet(people, {HRV: prior})

    return make


def test_all_nights_with_a_past_stand_under_each_other(of_lengths, prior):
    data = of_lengths(40, 50)
    pool = pooled(data, HRV)
    assert pool.people == 2
    assert pool.inputs.shape == (37 + 47, len(INPUTS))
    second = design_of(data.people["p1"][0], prior)
    assert np.array_equal(pool.inputs[37:], second.inputs[3:-1], equal_nan=True)
    assert np.array_equal(pool.outcomes[37:], second.outcomes[3:])


def test_a_person_weighs_by_the_root_of_the_nights(of_lengths):
    """Of 39 and 156 nights to learn from, four times as many: twice the weight in all, half of it per night, one on average."""
    weights = pooled(of_lengths(42, 159), HRV).weights
    assert weights[39:].sum() == pytest.approx(2.0 * weights[:39].sum())
    assert weights[0] == pytest.approx(2.0 * weights[39])
    assert weights.mean() == pytest.approx(1.0)


def test_a_person_of_too_few_nights_is_in_nobodys_way(of_lengths):
    with_it, without = pooled(of_lengths(40, 50, 3), HRV), pooled(of_lengths(40, 50), HRV)
    assert with_it.people == without.people == 2
    assert np.array_equal(with_it.weights, without.weights)


def test_too_few_nights_of_all_together_are_no_pool(of_lengths):
    enough, short = of_lengths(33, 33), of_lengths(33, 32)
    assert len(pooled(enough, HRV).outcomes) == MIN_NIGHTS
    assert pooled(short, HRV) is None


def test_nobodys_target_is_no_pool(of_lengths, prior):
    data = dataclasses.replace(of_lengths(40), priors={HRV: prior, "resp_rate_brpm/default": prior})
    assert pooled(data, "resp_rate_brpm/default") is None
    assert designs_of(data, "resp_rate_brpm/default") == []
    assert trained_through(data, "resp_rate_brpm/default") is None


def test_it_is_trained_through_the_last_night_of_anybody(of_lengths):
    data = of_lengths(40, 50)
    assert trained_through(data, HRV) == data.people["p1"][0].start + timedelta(days=49)


def test_the_order_of_people_is_by_name(of_lengths):
    data = of_lengths(40, 50)
    turned = dataclasses.replace(data, people=dict(reversed(data.people.items())))
    assert np.array_equal(pooled(data, HRV).outcomes, pooled(turned, HRV).outcomes)
