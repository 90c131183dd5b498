"""The combination gives weight as it is earned, and does little harm before it knows."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

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
