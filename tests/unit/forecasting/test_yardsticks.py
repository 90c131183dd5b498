"""Accuracy by hand; what chance alone does to the worst-covered people, to pooled coverage and to a PIT."""

from __future__ import annotations

import math

import numpy as np
import pytest

from forecasting.quantiles import LEVELS, student_row
from forecasting.yardsticks import accuracy, calibrated_worst_tenth, coverage_band, pit_report

NORMAL = student_row(math.inf)


def points(*medians: float) -> np.ndarray:
    """Forecasts that are sure of one value."""
    return np.array([[median] * 21 for median in medians])


# ---------------------------------------------------------------- accuracy


def test_accuracy_by_hand_is_meant_within_a_person_and_then_over_people():
    observed = {"ann": np.array([10.0, 20.0]), "bob": np.array([100.0, 100.0, 100.0, 104.0])}
    found = accuracy(observed, {"ann": points(12.0, 16.0), "bob": points(100.0, 100.0, 100.0, 100.0)})
    assert found.mae == pytest.approx((3.0 + 1.0) / 2)
    assert found.rmse == pytest.approx((math.sqrt(10.0) + 2.0) / 2)
    assert found.mape_pct == pytest.approx((20.0 + 100.0 * 4.0 / 104.0 / 4.0) / 2)
    # within: errors 10 and 4 against variances 25 (around 15) and 3 (around 101)
    assert found.r2_within == pytest.approx(1.0 - 14.0 / 28.0)
    # pooled over six nights: mean 434/6, squares 10 · 2 + 4 · 4 = 36 in all
    everything = np.array([10.0, 20.0, 100.0, 100.0, 100.0, 104.0])
    assert found.r2_pooled == pytest.approx(1.0 - 36.0 / float(((everything - 434.0 / 6.0) ** 2).sum()))


def test_knowing_only_how_people_differ_is_all_of_the_pooled_and_none_of_the_inner_share():
    rng = np.random.default_rng(1)
    observed = {str(level): level + rng.normal(0.0, 1.0, 400) for level in (40.0, 50.0, 60.0, 70.0)}
    found = accuracy(observed, {person: points(*[float(person)] * 400) for person in observed})
    assert found.r2_pooled > 0.98
    assert found.r2_within == pytest.approx(0.0, abs=0.01)


def test_a_person_who_never_varies_has_no_share_to_foresee():
    assert math.isnan(accuracy({"ann": np.array([5.0, 5.0])}, {"ann": points(5.0, 5.0)}).r2_within)


def test_one_night_alone_says_nothing_of_variation_within_a_person():
    observed = {"ann": np.array([1.0, 3.0]), "bob": np.array([7.0])}
    found = accuracy(observed, {"ann": points(1.0, 3.0), "bob": points(0.0)})
    assert found.r2_within == 1.0
    assert found.mae == pytest.approx(3.5)


def test_a_value_of_zero_has_no_percentage():
    assert accuracy({"ann": np.array([0.0, 10.0])}, {"ann": points(5.0, 9.0)}).mape_pct == pytest.approx(10.0)


def test_interval_scores_by_hand():
    """Width, plus 2/α times what the outcome lies outside: α is 0.2 and 0.05."""
    row = np.array([LEVELS])  # a uniform on 0 … 1: 80% from 0.1 to 0.9, 95% from 0.025 to 0.975
    found = accuracy({"ann": np.array([1.9])}, {"ann": row})
    assert found.interval_score_80 == pytest.approx(0.8 + 2 / 0.2 * 1.0)
    assert found.interval_score_95 == pytest.approx(0.95 + 2 / 0.05 * 0.925)


# ---------------------------------------------------------------- the worst tenth


def test_one_person_is_their_own_worst_tenth_so_the_floor_is_the_binomials():
    floor = calibrated_worst_tenth([100], draws=20_000)
    assert floor.median == 0.80
    assert floor.low == 0.73  # 5% quantile of Binomial(100, 0.8), from its table


def test_the_worst_of_many_people_lies_well_below_what_all_of_them_were_promised():
    """The least of ten draws of Binomial(50, 0.8) is at most 0.70 with probability 1 − (1 − 0.0607)¹⁰ ≈ 0.47."""
    floor = calibrated_worst_tenth([50] * 10, draws=20_000)
    assert floor.median in (0.70, 0.72)
    assert floor.low < floor.median


def test_few_nights_are_no_reason_to_blame_anybody():
    assert calibrated_worst_tenth([200] * 20).low > calibrated_worst_tenth([30] * 20).low


def test_people_with_few_nights_are_left_out_as_the_backtest_leaves_them_out():
    assert calibrated_worst_tenth([9, 3, 60, 60]) == calibrated_worst_tenth([60, 60])
    assert all(math.isnan(value) for value in vars(calibrated_worst_tenth([9, 3])).values())


def test_the_same_seed_gives_the_same_floor():
    assert calibrated_worst_tenth([30] * 12, seed=4) == calibrated_worst_tenth([30] * 12, seed=4)


# ---------------------------------------------------------------- pooled coverage


def test_the_band_of_coverage_is_the_binomials():
    """The first counts of covered nights at which its cumulative probability reaches 2.5% and 97.5%."""
    band = coverage_band(100)
    below = [sum(math.comb(100, k) * 0.8**k * 0.2 ** (100 - k) for k in range(count + 1)) for count in range(101)]
    wanted = [next(count for count in range(101) if below[count] >= at) / 100 for at in (0.025, 0.975)]
    assert [band.low, band.high] == wanted == [0.72, 0.88]
    assert band.holds(0.80)
    assert not band.holds(0.71)


def test_the_band_narrows_with_nights_and_with_less_confidence():
    assert coverage_band(10_000).low > 0.79
    assert coverage_band(100, confidence=0.8).low > coverage_band(100).low
    assert coverage_band(1000, level=0.95).holds(0.95)


# ---------------------------------------------------------------- PIT


@pytest.fixture
def calibrated() -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Five people of 400 nights from the very distributions that were forecast."""
    rng = np.random.default_rng(8)
    means = {str(person): rng.normal(50.0, 5.0, 400) for person in range(5)}
    observed = {person: mean + 3.0 * rng.normal(size=400) for person, mean in means.items()}
    return observed, {person: mean[:, None] + 3.0 * NORMAL for person, mean in means.items()}


def test_a_calibrated_forecast_is_flat_to_its_ends(calibrated):
    found = pit_report(*calibrated, bins=40)  # the outermost bins are the tails that no quantile divides
    assert sum(found.counts) == 2000
    assert 25 <= min(found.counts[0], found.counts[-1]) <= max(found.counts[0], found.counts[-1]) <= 78  # 50, within four σ
    assert min(found.kolmogorov_p, found.cramer_p) > 0.05


@pytest.mark.parametrize(("factor", "outer_is_fuller"), [(0.7, True), (1.4, False)], ids=["too narrow", "too wide"])
def test_a_wrong_width_is_seen(calibrated, factor, outer_is_fuller):
    observed, quantiles = calibrated
    found = pit_report(observed, {person: rows[:, 10:11] + factor * (rows - rows[:, 10:11]) for person, rows in quantiles.items()})
    assert (found.counts[0] + found.counts[-1] > found.counts[4] + found.counts[5]) == outer_is_fuller
    assert max(found.kolmogorov_p, found.cramer_p) < 0.001


def test_a_shift_is_seen(calibrated):
    observed, quantiles = calibrated
    found = pit_report({person: values + 1.0 for person, values in observed.items()}, quantiles)
    assert found.counts[-1] > 1.5 * found.counts[0]
    assert found.cramer_p < 0.001


def test_without_nights_nothing_is_said():
    found = pit_report({}, {})
    assert found.counts == (0,) * 10
    assert math.isnan(found.kolmogorov_p)
    assert math.isnan(found.cramer_p)
