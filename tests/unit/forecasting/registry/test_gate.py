"""The gate decides by skill and coverage, refuses what is too good, and says why."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pytest

from forecasting.bootstrap import Skill
from forecasting.quantiles import Floats
from forecasting.registry.gate import Metrics, PointMetrics, coverage_band, judge, measured, point_metrics


@pytest.fixture
def metrics() -> Callable[..., Metrics]:
    """Honest metrics of an HRV forecaster over 60 people (EVALUATION §7), with what is changed."""

    def make(estimate: float = 0.046, low: float = 0.024, high: float = 0.072, **fields: object) -> Metrics:
        plain: dict[str, object] = {
            "target": "hrv_rmssd_ms",
            "kind": "default",
            "forecaster": "ridge",
            "nights": 2400,
            "people": 60,
            "crps": 5.25,
            "skill": {"personal_mean": Skill(estimate, low, high), "persistence": Skill(0.21, 0.15, 0.25)},
            "coverage_80": 0.79,
            "point": PointMetrics(0.14, 7.35, 10.0, 15.0),
        }
        return Metrics(**(plain | fields))

    return make


def test_an_honest_model_passes_and_its_reasons_tell_skill_and_coverage(metrics: Callable[..., Metrics]):
    verdict = judge(metrics())
    assert verdict.passed
    assert verdict.reasons == (
        "CRPS skill over personal_mean +4.6% (95%: +2.4% … +7.2%); wanted above 0, and surely above -5%",
        # 0.05 + 1.96·√(0.16/2400 + 0.0025/60) = 0.05 + 1.96·0.010408 = 0.0704
        "80% intervals cover 79.0% of 2400 nights; wanted 73.0% … 87.0%",
    )


@pytest.mark.parametrize(
    ("estimate", "low", "high", "passed"),
    [(0.0, -0.01, 0.01, False), (0.001, -0.049, 0.05, True), (0.03, -0.051, 0.11, False), (-0.02, -0.04, -0.001, False)],
)
def test_skill_must_be_above_nothing_and_surely_no_great_loss(metrics: Callable[..., Metrics], estimate, low, high, passed: bool):
    assert judge(metrics(estimate, low, high)).passed is passed


def test_the_hardest_rule_counts(metrics: Callable[..., Metrics]):
    found = metrics(
        skill={"persistence": Skill(0.2, 0.1, 0.3), "ewma": Skill(-0.01, -0.03, 0.01), "mean_7": Skill(math.nan, math.nan, math.nan)}
    )
    assert found.best_rule == "ewma"
    assert not judge(found).passed
    assert "over ewma -1.0%" in judge(found).reasons[0]


@pytest.mark.parametrize("skill", [{}, {"ewma": Skill(math.nan, math.nan, math.nan)}, {"ewma": Skill(0.1, math.nan, math.nan)}])
def test_a_skill_that_cannot_be_told_does_not_pass(metrics: Callable[..., Metrics], skill: dict[str, Skill]):
    verdict = judge(metrics(skill=skill))
    assert not verdict.passed
    assert "cannot be told" in verdict.reasons[0]


@pytest.mark.parametrize(("coverage", "passed"), [(0.729, False), (0.731, True), (0.869, True), (0.871, False), (math.nan, False)])
def test_coverage_must_lie_in_its_band(metrics: Callable[..., Metrics], coverage: float, passed: bool):
    assert judge(metrics(coverage_80=coverage)).passed is passed


def test_the_band_is_wider_for_few_nights_and_for_few_people():
    # 0.05 + 1.96·√(0.16/100 + 0.0025/1) = 0.05 + 1.96·0.064031 = 0.1755
    assert coverage_band(100, 1) == pytest.approx((0.6245, 0.9755), abs=1e-4)
    # 0.05 + 1.96·√(0.16/100 + 0.0025/25) = 0.05 + 1.96·0.041231 = 0.1308
    assert coverage_band(100, 25) == pytest.approx((0.6692, 0.9308), abs=1e-4)


@pytest.mark.parametrize("changed", [{"point": PointMetrics(0.31, 7.0, 9.0, 12.0)}, {"estimate": 0.16, "low": 0.12, "high": 0.2}])
def test_what_is_too_good_without_a_journal_is_refused_as_a_leak(metrics: Callable[..., Metrics], changed: dict[str, object]):
    verdict = judge(metrics(**changed))
    assert not verdict.passed
    assert verdict.reasons[0].startswith("too good to be honest, look for a leak: ")
    assert judge(metrics(**changed, journal=True)).passed


@pytest.mark.parametrize("point", [PointMetrics(-5.0, 99.0, 99.0, 99.0), PointMetrics(math.nan, math.nan, math.nan, math.nan)])
def test_r2_and_mape_never_refuse(metrics: Callable[..., Metrics], point: PointMetrics):
    assert judge(metrics(point=point)) == judge(metrics())


def test_too_few_nights_tell_nothing(metrics: Callable[..., Metrics]):
    assert judge(metrics(nights=27)).reasons == ("needs 28 scored nights, has 27",)
    assert not judge(metrics(nights=27)).passed


def test_point_metrics_by_hand():
    found = point_metrics({"a": np.array([10.0, 14.0])}, {"a": np.array([11.0, 14.0])})
    # errors −1 and 0; variance around the mean 12 is 4: R² = 1 − 0.5/4
    assert (found.mae, found.rmse, found.r2) == (0.5, pytest.approx(math.sqrt(0.5)), 0.875)
    assert found.mape_pct == pytest.approx(5.0)  # (10% + 0%)/2


def test_metrics_of_rolling_forecasts_by_hand(standard: Floats):
    sharp, wide = 50.0 + standard, 50.0 + 2.0 * standard
    observed = {"a": np.full(40, 50.0), "b": np.array([50.0, 60.0])}
    ours = {"a": np.tile(sharp, (40, 1)), "b": np.tile(sharp, (2, 1))}
    rule = {"a": np.tile(wide, (40, 1)), "b": np.tile(wide, (2, 1))}
    found = measured("hrv_rmssd_ms/default", "ridge", observed, ours, {"ewma": rule})
    assert (found.target, found.kind, found.forecaster) == ("hrv_rmssd_ms", "default", "ridge")
    assert (found.nights, found.people, found.best_rule) == (42, 2, "ewma")
    assert found.coverage_80 == 41 / 42  # 60 lies outside
    assert found.point.mae == 2.5  # (0 + 5)/2: within people first
    # 60 lies 10 above: CRPS there is 2·mean τ(10 − q_τ) = 10 − 2·mean(τ q_τ); at 50 it is −2·mean(τ q_τ)·… of the same row
    centre = 2.0 * np.mean([max(t * -q, (t - 1) * -q) for t, q in zip(np.arange(0.05, 0.96, 0.05), standard[1:20], strict=True)])
    far = 2.0 * np.mean([t * (10.0 - q) for t, q in zip(np.arange(0.05, 0.96, 0.05), standard[1:20], strict=True)])
    assert found.crps == pytest.approx((centre + (centre + far) / 2.0) / 2.0)
    assert found.numbers()["skill"] == found.skill["ewma"].estimate > 0.0


def test_metrics_of_no_nights_are_not_numbers_and_do_not_pass():
    found = measured("hrv_rmssd_ms/default", "ridge", {}, {}, {"ewma": {}})
    assert math.isnan(found.crps)
    assert math.isnan(found.coverage_80)
    assert judge(found).reasons == ("needs 28 scored nights, has 0",)


def test_all_that_is_measured_is_told(metrics: Callable[..., Metrics]):
    told = metrics().numbers()
    assert {"crps", "skill", "skill_low", "skill_high", "coverage_80", "r2", "mae", "rmse", "mape_pct", "nights", "people"} <= set(told)
    assert told["skill_over_persistence"] == 0.21
    assert dataclasses.replace(metrics(), skill={}).numbers()["nights"] == 2400.0
