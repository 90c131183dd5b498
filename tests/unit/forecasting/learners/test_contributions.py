"""Whatever was trained says what each input adds, and the parts add up to the whole correction."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from forecasting.catalog import FORECASTERS, LEARNERS
from forecasting.learners.correction import CONSTANT
from forecasting.learners.design import INPUTS
from forecasting.learners.learner import Trained
from forecasting.learners.ridge import RidgeLearner
from forecasting.member_terms import terms_of
from forecasting.prior import TargetPrior
from forecasting.quantiles import MEDIAN

HRV = "hrv_rmssd_ms/default"
QUICK = {"lstm": {"width": 8, "lookback": 7, "epochs": 2}}
NIGHTS = 5


@pytest.fixture
def trained(training) -> Callable[[str], tuple[Trained, TargetPrior]]:
    """Name of a learner → what it makes of twelve people whose strain matters, and the prior that it starts from."""

    def make(name: str) -> tuple[Trained, TargetPrior]:
        data = training(people=12, nights=50, effect=0.6)
        learner = LEARNERS[name].configured(QUICK.get(name, {}))
        return learner.train(data)[HRV], data.priors[HRV]

    return make


@pytest.mark.parametrize("name", LEARNERS)
def test_the_parts_of_each_input_add_up_to_what_is_added_to_the_rule(trained, person, name):
    forecaster, prior = trained(name)
    series = person(77, 40)
    correction = forecaster.correction(series, prior)
    parts = forecaster.contributions(series, prior, NIGHTS)
    assert isinstance(forecaster, Trained)
    assert set(parts) <= {*INPUTS, CONSTANT}
    assert {len(values) for values in parts.values()} == {NIGHTS}
    assert sum(parts.values()) == pytest.approx((correction.medians - correction.design.base)[-NIGHTS:], abs=1e-6)


@pytest.mark.parametrize("name", LEARNERS)
def test_with_the_rules_own_parts_they_add_up_to_its_median_minus_the_personal_mean(trained, person, name):
    forecaster, prior = trained(name)
    series = person(78, 40)
    terms = terms_of({name: forecaster, "personal_mean": FORECASTERS["personal_mean"]}, series, prior, NIGHTS)
    means = FORECASTERS["personal_mean"].path(series, prior)[-NIGHTS:, MEDIAN]
    assert sum(terms[name].values()) == pytest.approx(forecaster.path(series, prior)[-NIGHTS:, MEDIAN] - means, abs=1e-6)


@pytest.mark.parametrize("name", LEARNERS)
def test_parts_of_earlier_nights_do_not_depend_on_later_ones(trained, person, name):
    forecaster, prior = trained(name)
    series = person(79, 40)
    features = series.features
    changed = np.where(np.arange(len(features.values))[:, None] >= 38, features.values * 3.0 + 1.0, features.values)
    later = dataclasses.replace(
        series,
        values=np.where(np.arange(40) >= 37, 5.0, series.values),
        features=dataclasses.replace(features, values=changed),
    )
    before, after = (forecaster.contributions(one, prior, 6) for one in (series, later))
    for part, values in before.items():
        assert after[part][:3] == pytest.approx(values[:3], abs=1e-7), part


def test_a_ridges_part_is_its_coefficient_times_the_input(training, person):
    data = training(people=12, nights=50, effect=0.6)
    ridge, prior = RidgeLearner().train(data)[HRV], data.priors[HRV]
    series = person(80, 40)
    design = ridge.correction(series, prior).design
    place = INPUTS.index("strain_lag_1")
    expected = design.scale[-1] * design.inputs[-1, place] * ridge.coefficients[place]
    assert ridge.contributions(series, prior)["strain_lag_1"] == pytest.approx(np.array([expected]))
