"""The combination gives weight as it is earned, and does little harm before it knows."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from core.errors import BadInput
from forecasting.combination import LEAST, SHARE, combine
from forecasting.quantiles import student
from forecasting.scores import crps


def experts(values: np.ndarray, errors: dict[str, float], width: float = 0.2) -> dict[str, np.ndarray]:
    """Experts that are off by a constant."""
    level = np.full(len(values) + 1, 4.0)
    return {name: student(level + error, np.full(len(level), width), math.inf) for name, error in errors.items()}


@pytest.fixture
def noise() -> np.ndarray:
    return 4.0 + 0.2 * np.random.default_rng(5).normal(size=300)


def test_the_first_weights_are_the_priors(prior, noise):
    known = dataclasses.replace(prior, weights={"good": 0.7, "bad": 0.3})
    combined = combine(noise, experts(noise, {"good": 0.0, "bad": 0.4}), known)
    assert combined.weights[0].tolist() == pytest.approx([0.7, 0.3])


def test_weights_are_positive_and_add_up_to_one(prior, noise):
    weights = combine(noise, experts(noise, {"good": 0.0, "bad": 0.4, "worse": -0.8}), prior).weights
    assert (weights > 0).all()
    assert weights.sum(axis=1) == pytest.approx(np.ones(301))


def test_a_good_expert_leads_and_a_bad_one_fades_to_its_share(prior, noise):
    even = dataclasses.replace(prior, weights={"good": 0.5, "bad": 0.5})
    weights = combine(noise, experts(noise, {"good": 0.0, "bad": 0.8}), even).weights
    assert weights[-1, 0] > 0.9
    assert weights[-1, 1] >= SHARE * 0.5


def test_two_experts_that_err_on_either_side_are_mixed(prior, noise):
    even = dataclasses.replace(prior, weights={"high": 0.5, "low": 0.5})
    path = experts(noise, {"high": 0.2, "low": -0.2})
    combined = combine(noise, path, even)
    loss = {name: crps(noise, quantiles[:-1]).mean() for name, quantiles in path.items()}
    assert crps(noise, combined.quantiles[:-1]).mean() < 0.9 * min(loss.values())


@pytest.mark.parametrize("wrong", [0.05, 0.1, 0.3, 1.0])
def test_the_regret_against_the_best_expert_stays_small(prior, noise, wrong):
    """BOA's own regret fades; what the fixed share gives to experts that are off by up to twenty spreads remains."""
    errors = {"best": 0.0, **{f"bad{number}": wrong * (1 + number) for number in range(4)}}
    combined = combine(noise, experts(noise, errors), dataclasses.replace(prior, weights={}))
    best = crps(noise, experts(noise, errors)["best"][:-1])
    ours = crps(noise, combined.quantiles[:-1])
    assert ours[100:].mean() <= 1.05 * best[100:].mean()


def test_an_expert_that_comes_back_gets_its_weight_back(prior):
    values = np.concatenate([np.full(80, 4.0), np.full(120, 5.0)]) + 0.05 * np.random.default_rng(1).normal(size=200)
    even = dataclasses.replace(prior, weights={"at4": 0.5, "at5": 0.5})
    weights = combine(values, experts(values, {"at4": 0.0, "at5": 1.0}, width=0.05), even).weights
    assert weights[80, 0] > 0.8
    assert weights[-1, 1] > 0.5


def test_missing_nights_teach_nothing(prior, noise):
    missing = np.full(50, math.nan)
    weights = combine(missing, experts(missing, {"good": 0.0, "bad": 0.8}), prior).weights
    assert (weights == weights[0]).all()


def test_a_worthless_expert_keeps_a_least_weight_to_start_from(prior, noise):
    known = dataclasses.replace(prior, weights={"good": 1.0, "bad": 0.0})
    weights = combine(noise, experts(noise, {"good": 0.0, "bad": 0.4}), known).weights
    assert weights[0, 1] == pytest.approx(LEAST / (1.0 + LEAST))


def test_crossing_experts_come_out_sorted(prior, noise):
    path = experts(noise, {"a": 0.0})
    path["crossed"] = path["a"][:, ::-1].copy()
    assert (np.diff(combine(noise, path, dataclasses.replace(prior, weights={})).quantiles, axis=1) >= 0).all()


def test_one_night_by_hand(prior):
    """Point forecasts 3.9 and 4.3, value 4.0: the mixture is 4.1, and the mean gradient over the levels is one half.

    Losses are 3.9 and 4.3, regrets ±0.2; rate 0.6 · min(0.5/0.2, √(ln 2/0.04)) = 1.5; gains 0.2 − 0.06 and −0.2 − 0.06, so the weights
    stand as e^0.6 : 1, of which 3% go back to even.
    """
    even = dataclasses.replace(prior, weights={}, within_sd=1.0)
    paths = {"low": np.full((2, 21), 3.9), "high": np.full((2, 21), 4.3)}
    combined = combine(np.array([4.0]), paths, even)
    low = 0.97 * math.exp(0.6) / (math.exp(0.6) + 1.0) + 0.03 * 0.5
    assert combined.weights[1] == pytest.approx([low, 1.0 - low])
    assert combined.quantiles[1] == pytest.approx(np.full(21, 3.9 * low + 4.3 * (1.0 - low)))


# ---------------------------------------------------------------- experts that sleep


@pytest.fixture
def asleep(noise):
    """Two experts and a third that wakes in row 100: its errors → paths."""

    def make(errors: dict[str, float], wakes: int = 100) -> dict[str, np.ndarray]:
        paths = experts(noise, errors)
        paths["late"][:wakes] = math.nan
        return paths

    return make


def test_who_sleeps_has_no_weight_and_the_others_share_it_all(prior, noise, asleep):
    combined = combine(noise, asleep({"good": 0.0, "bad": 0.4, "late": 0.0}), prior)
    assert (combined.weights[:100, 2] == 0.0).all()
    assert (combined.weights[100:, 2] > 0.0).all()
    assert combined.weights.sum(axis=1) == pytest.approx(np.ones(301))
    assert np.isfinite(combined.quantiles).all()


def test_the_others_learn_as_if_the_sleeper_were_not_there(prior, noise, asleep):
    even = dataclasses.replace(prior, weights={})
    with_it = combine(noise, asleep({"good": 0.0, "bad": 0.3, "late": 0.0}), even)
    without = combine(noise, experts(noise, {"good": 0.0, "bad": 0.3}), even)
    assert with_it.weights[:100, :2] == pytest.approx(without.weights[:100], abs=0.02)
    ours, theirs = (crps(noise[:100], one.quantiles[:100]).mean() for one in (with_it, without))
    assert ours == pytest.approx(theirs, rel=0.005)


def test_a_sleeper_wakes_to_about_the_weight_it_began_with(prior, noise, asleep):
    """Those awake gain a little on their mixture, now one and now the other; so it is somewhat less, and never a multiple."""
    even = dataclasses.replace(prior, weights={})
    weights = combine(noise, asleep({"high": 0.02, "low": -0.02, "late": 0.0}), even).weights
    assert 1 / 6 < weights[100, 2] < 1.1 / 3


@pytest.mark.parametrize("wakes", [1, 20, 250])
def test_a_sleeper_never_wakes_to_most_of_the_weight(prior, noise, asleep, wakes):
    even = dataclasses.replace(prior, weights={})
    weights = combine(noise, asleep({"good": 0.0, "bad": 0.4, "late": 0.4}, wakes), even).weights
    assert weights[wakes, 2] <= 0.4
    assert weights[-1, 2] < weights[-1, 0]


def test_a_sleeper_that_is_the_best_leads_soon_after_it_woke(prior, noise, asleep):
    weights = combine(noise, asleep({"bad": 0.4, "worse": 0.6, "late": 0.0}), dataclasses.replace(prior, weights={})).weights
    assert weights[160, 2] > 0.8


def test_an_expert_that_falls_asleep_for_a_while_comes_back_where_it_stood(prior, noise):
    paths = experts(noise, {"good": 0.0, "bad": 0.3})
    paths["good"][150:160] = math.nan
    weights = combine(noise, paths, dataclasses.replace(prior, weights={})).weights
    assert (weights[150:160, 1] == 1.0).all()
    assert weights[160] == pytest.approx(weights[149], abs=0.02)


def test_what_a_sleeper_will_say_moves_nothing_before(prior, noise, asleep):
    one, other = asleep({"good": 0.0, "bad": 0.4, "late": 0.0}), asleep({"good": 0.0, "bad": 0.4, "late": 3.0})
    assert np.array_equal(combine(noise, one, prior).quantiles[:100], combine(noise, other, prior).quantiles[:100])


def test_a_night_through_which_all_sleep_is_refused_by_name(prior, noise, asleep):
    paths = asleep({"late": 0.0})
    with pytest.raises(BadInput, match="late all sleep"):
        combine(noise, paths, prior)
