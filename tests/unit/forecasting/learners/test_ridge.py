"""The ridge finds an effect that is there, does no harm where there is none, and says what it is made of."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from core.errors import BadInput
from forecasting.learners.design import INPUTS, LAGS, design_of
from forecasting.learners.pool import pooled
from forecasting.learners.ridge import PENALTIES, RidgeLearner
from forecasting.quantiles import MEDIAN
from forecasting.rules.lag_regression import LagRegression
from forecasting.scores import crps

HRV = "hrv_rmssd_ms/default"
STRAIN = INPUTS.index("strain_lag_1")
T_SCALE = 0.869
"""t-scale over standard deviation of normal errors: 1.089 · √(2/π) for six degrees of freedom."""


@pytest.fixture
def against_the_rule(person):
    """(ridge, prior, effect) → its mean CRPS on eight people whom it never saw, as a multiple of the rule's."""

    def score(ridge, prior, effect: float) -> float:
        losses = {"ridge": [], "rule": []}
        for seed in range(1000, 1008):
            series = person(seed, effect=effect)
            for name, forecaster in (("ridge", ridge), ("rule", LagRegression())):
                losses[name].append(np.nanmean(crps(series.values, forecaster.path(series, prior)[:-1])[20:]))
        return float(np.mean(losses["ridge"]) / np.mean(losses["rule"]))

    return score


# ---------------------------------------------------------------- known optima


@pytest.mark.parametrize("effect", [0.6, -0.6])
def test_it_finds_a_true_effect_with_its_sign_and_size(training, against_the_rule, effect):
    """In the rule's scale, which the effect it cannot see has widened by √(1 + 0.36); some is lost in learning what is usual."""
    data = training(effect=effect)
    ridge = RidgeLearner().train(data)[HRV]
    truth = effect / (T_SCALE * np.sqrt(1.36))
    assert ridge.penalty <= 0.3
    assert 0.65 < ridge.coefficients[STRAIN] / truth < 1.1
    assert np.sort(np.abs(ridge.coefficients[len(LAGS) + 1 :]))[-2] < 0.25 * abs(ridge.coefficients[STRAIN])
    # an ideal forecaster's innovations are as wide as 1/√1.36 = 0.86 of the rule's
    assert 0.84 < against_the_rule(ridge, data.priors[HRV], effect) < 0.93


@pytest.mark.parametrize("people", [8, 20])
def test_where_there_is_nothing_to_find_it_does_no_harm(training, against_the_rule, people):
    data = training(people=people)
    ridge = RidgeLearner().train(data)[HRV]
    assert abs(ridge.coefficients[STRAIN]) < 0.02
    assert against_the_rule(ridge, data.priors[HRV], 0.0) < 1.01


def test_a_small_effect_takes_more_people_to_be_found(training):
    penalties = [RidgeLearner().train(training(people=people, effect=0.15))[HRV].penalty for people in (8, 40)]
    assert penalties[0] > penalties[1]
    assert set(penalties) <= set(PENALTIES)


def test_a_given_penalty_is_kept_and_leaves_its_share_of_the_coefficient(training):
    """An input that hangs together with no other keeps 1/(1 + penalty) of its least squares coefficient."""
    full, quarter = (RidgeLearner(penalty=penalty).train(training(effect=0.6))[HRV] for penalty in (1e-4, 3.0))
    assert quarter.penalty == 3.0
    assert quarter.coefficients[STRAIN] == pytest.approx(full.coefficients[STRAIN] / 4.0, rel=0.1)


def test_it_solves_the_weighted_least_squares_with_the_penalty(training):
    """At the minimum the gradient of Σ w (y − Xb)²/Σ w + Σ (penalty · mean square + 10⁻⁶) b² is nought."""
    data = training(effect=0.3)
    pool, ridge = pooled(data, HRV), RidgeLearner(penalty=2.0).train(data)[HRV]
    inputs, weights, b = np.nan_to_num(pool.inputs), pool.weights / pool.weights.sum(), np.array(ridge.coefficients)
    squares = (weights[:, None] * inputs**2).sum(axis=0)
    gradient = inputs.T @ (weights * (pool.outcomes - inputs @ b)) - (2.0 * squares + 1e-6) * b
    assert gradient == pytest.approx(np.zeros(len(b)), abs=1e-4)  # coefficients are kept to six digits


# ---------------------------------------------------------------- what it says of itself


def test_the_correction_is_the_sum_of_its_terms_and_a_missing_input_adds_nothing(training, person):
    data = training(effect=0.6)
    ridge, series = RidgeLearner().train(data)[HRV], person(77, effect=0.6)
    found, design = ridge.correction(series, data.priors[HRV]), design_of(series, data.priors[HRV])
    assert found.terms.shape == (81, len(INPUTS))
    assert found.medians == pytest.approx(design.base + design.scale * found.terms.sum(axis=1))
    assert (found.terms[np.isnan(design.inputs)] == 0.0).all()
    assert found.terms[50, STRAIN] == pytest.approx(design.inputs[50, STRAIN] * ridge.coefficients[STRAIN])
    assert ridge.path(series, data.priors[HRV])[:, MEDIAN] == pytest.approx(found.medians)


def test_without_features_it_is_the_rule_with_its_lags_corrected(training, person):
    data = training(effect=0.6)
    ridge, series = RidgeLearner().train(data)[HRV], dataclasses.replace(person(78), features=None)
    assert np.abs(ridge.correction(series, data.priors[HRV]).terms[:, len(LAGS) + 1 :]).max() == 0.0


def test_it_tells_how_many_nights_and_people_it_saw(training):
    data = training(people=9)
    ridge = RidgeLearner().train(data)[HRV]
    assert ridge.report() == {"nights": len(pooled(data, HRV).outcomes), "people": 9, "penalty": ridge.penalty}


# ---------------------------------------------------------------- settings and files


def test_a_tuned_one_has_another_penalty_and_says_so():
    tuned = RidgeLearner().configured({"penalty": 10.0})
    assert tuned.recipe == {"penalty": 10.0}
    assert tuned.configured({}) == tuned
    for wrong in ({"penalty": -1.0}, {"penalty": "much"}, {"depth": 3}):
        with pytest.raises(BadInput):
            RidgeLearner().configured(wrong)


@pytest.fixture
def kept(training):
    return json.loads(RidgeLearner().train(training(people=8))[HRV].files()["ridge.json"])


def without(name):
    return lambda kept: {**kept, "coefficients": {key: value for key, value in kept["coefficients"].items() if key != name}}


@pytest.mark.parametrize(
    "spoil",
    [
        without("last"),
        lambda kept: {**kept, "coefficients": {**kept["coefficients"], "moon_phase": 0.1}},
        lambda kept: {**kept, "coefficients": {**kept["coefficients"], "last": float("nan")}},
        lambda kept: {**kept, "coefficients": [1.0, 2.0]},
        lambda kept: {**kept, "trained_through": "yesterday"},
        lambda kept: [kept],
    ],
    ids=["an input less", "an input more", "no number", "a list", "no date", "another shape"],
)
def test_a_file_of_other_inputs_is_refused_not_read_in_part(kept, spoil):
    with pytest.raises(BadInput, match="train again"):
        RidgeLearner().load({"ridge.json": json.dumps(spoil(kept)).encode()})


def test_it_bears_the_name_of_who_loads_it(kept):
    assert RidgeLearner("population_ridge").load({"ridge.json": json.dumps(kept).encode()}).name == "population_ridge"
