"""Skill and how sure it is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from forecasting.bootstrap import skill


def people(rng: np.random.Generator, count: int, mean: float) -> dict[str, np.ndarray]:
    return {f"p{number}": mean * rng.gamma(4.0, 0.25, size=30) for number in range(count)}


def test_the_skill_by_hand_averages_within_a_person_and_then_over_people():
    ours = {"a": np.array([1.0, 1.0, 1.0, 1.0]), "b": np.array([3.0])}  # means 1 and 3 → 2
    base = {"a": np.array([2.0, 2.0, 2.0, 2.0]), "b": np.array([6.0])}  # means 2 and 6 → 4
    assert skill(ours, base).estimate == pytest.approx(0.5)


def test_equal_ratios_leave_no_doubt():
    base = people(np.random.default_rng(0), 10, 1.0)
    found = skill({person: 0.9 * losses for person, losses in base.items()}, base)
    assert (found.estimate, found.low, found.high) == pytest.approx((0.1, 0.1, 0.1))


def test_the_interval_holds_the_estimate_and_narrows_with_people():
    rng = np.random.default_rng(4)
    few = skill(people(rng, 5, 0.95), people(rng, 5, 1.0))
    many = skill(people(rng, 80, 0.95), people(rng, 80, 1.0))
    assert few.low <= few.estimate <= few.high
    assert many.high - many.low < few.high - few.low


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    hits = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        found = skill(people(rng, 20, 0.9), people(rng, 20, 1.0), seed)
        hits += found.low <= 0.1 <= found.high
    assert 51 <= hits <= 60  # 57 expected; the percentile interval is a little short with 20 people


def test_one_seed_gives_one_interval():
    rng = np.random.default_rng(2)
    ours, base = people(rng, 8, 0.9), people(rng, 8, 1.0)
    assert skill(ours, base, 7) == skill(ours, base, 7)
    assert skill(ours, base, 7) != skill(ours, base, 8)


def test_one_person_is_resampled_by_blocks_of_nights():
    rng = np.random.default_rng(3)
    found = skill(people(rng, 1, 0.9), people(rng, 1, 1.0))
    assert found.low < found.estimate < found.high


def test_nothing_scored_is_nan():
    assert math.isnan(skill({}, {}).estimate)


def test_a_baseline_without_loss_has_no_skill_to_tell():
    zero = {"a": np.zeros(5), "b": np.zeros(5)}
    found = skill(zero, zero)
    assert math.isnan(found.estimate)
    assert math.isnan(found.low)
