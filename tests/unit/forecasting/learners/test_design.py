"""What learners learn from: each evening told by the person's own past, each night by how much it missed the rule."""

from __future__ import annotations

import dataclasses
import math
from datetime import date, timedelta

import numpy as np
import pytest

from core.errors import BadInput
from core.targets import target
from forecasting.features.catalog import FEATURES, NAMES
from forecasting.features.table import FeatureTable
from forecasting.learners.design import (
    CLIP,
    INPUTS,
    LAGS,
    LEARNED,
    LONGEST,
    MIN_BEFORE,
    OUTCOME_CLIP,
    OWN_NIGHTS,
    TOLD_TONIGHT,
    UNTRAINED,
    design_of,
    told_by_own_past,
)
from forecasting.levels import robust_path
from forecasting.quantiles import MEDIAN, student_row
from forecasting.rules.lag_regression import LagRegression, lag_features
from forecasting.series import Series

START = date(2024, 1, 1)


def column(told: FeatureTable, name: str) -> list[float]:
    return told.values[:, LEARNED.index(name)].tolist()


# ---------------------------------------------------------------- features


def test_a_feature_is_told_against_the_mean_and_spread_of_the_rows_before(table):
    """Before the sixth row 1, 2, 3, 4, 5: mean 3, SD √2; before the seventh another 5: mean 20/6, SD √(80/6 − (20/6)²)."""
    told = column(told_by_own_past(table(strain_lag_1=[1.0, 2.0, 3.0, 4.0, 5.0, 5.0, 4.0])), "strain_lag_1")
    assert np.isnan(told[:OWN_NIGHTS]).all()
    assert told[5] == pytest.approx(2.0 / math.sqrt(2.0))
    assert told[6] == pytest.approx((4.0 - 20.0 / 6.0) / math.sqrt(80.0 / 6.0 - (20.0 / 6.0) ** 2))


def test_missing_rows_are_missing_and_do_not_count(table):
    told = column(told_by_own_past(table(strain_lag_1=[1.0, math.nan, 2.0, 3.0, 4.0, math.nan, 5.0, 5.0])), "strain_lag_1")
    assert np.isnan(told[:7]).all()  # the fifth known one is only then in the past
    assert told[7] == pytest.approx(2.0 / math.sqrt(2.0))


def test_a_wild_feature_is_clipped(table):
    told = column(told_by_own_past(table(strain_lag_1=[1.0, 2.0, 3.0, 4.0, 5.0, 1e6, -1e6])), "strain_lag_1")
    assert told[5] == CLIP
    assert abs(told[6]) <= CLIP


@pytest.mark.parametrize("always", [0.0, 1.0, 0.1, 7.2, 97.3, 10000.1])
def test_what_never_changed_has_no_usual_spread_whatever_the_rounding(table, always):
    told = column(told_by_own_past(table(spo2_lag_1=[always] * 300 + [always + 1.0] * 2)), "spo2_lag_1")
    assert np.isnan(told[:301]).all()


def test_what_means_the_same_for_everybody_stays_as_it_is(table):
    told = told_by_own_past(table(weekend=[0.0, 1.0, 0.0], days_since_start=[0.0, 1.0, 900.0], journal_alcohol_lag_1=[1.0, 0.0, math.nan]))
    assert column(told, "weekend") == [0.0, 1.0, 0.0]
    assert column(told, "days_since_start") == [0.0, 1.0, LONGEST]  # a line is not carried on for years
    assert column(told, "journal_alcohol_lag_1")[:2] == [1.0, 0.0]
    assert math.isnan(column(told, "journal_alcohol_lag_1")[2])


def test_what_the_journal_tells_of_tonight_is_no_input_since_it_acts_as_evidence():
    assert {"journal_alcohol", "alcohol_x_weekend", "alcohol_x_late_meal"} <= set(TOLD_TONIGHT)
    assert sorted((*LEARNED, *TOLD_TONIGHT, *UNTRAINED)) == sorted(FEATURES)  # each in one of them alone
    assert (*LAGS, "rule", *LEARNED) == INPUTS


def test_a_table_without_a_column_is_refused():
    with pytest.raises(BadInput, match=f"all {len(NAMES)} features, it lacks"):
        told_by_own_past(FeatureTable(START, NAMES[1:], np.zeros((3, len(NAMES) - 1))))


def test_columns_are_found_by_name(table):
    plain = table(strain_lag_1=np.arange(20.0), spo2_lag_1=np.arange(20.0) % 3)
    turned = FeatureTable(START, NAMES[::-1], plain.values[:, ::-1])
    assert np.array_equal(told_by_own_past(plain).values, told_by_own_past(turned).values, equal_nan=True)


@pytest.mark.parametrize("cut", [0, 1, 5, 6, 29])
def test_a_row_of_features_moves_no_earlier_one(person, cut):
    plain = person(1, 30).features
    changed = dataclasses.replace(plain, values=np.where(np.arange(31)[:, None] >= cut, plain.values * 7.0 - 3.0, plain.values))
    assert np.array_equal(told_by_own_past(plain).values[:cut], told_by_own_past(changed).values[:cut], equal_nan=True)


# ---------------------------------------------------------------- designs


def test_base_and_scale_are_the_lag_regressions_own_forecast(person, prior):
    series = person(2)
    design, path = design_of(series, prior), LagRegression().path(series, prior)
    assert design.base == pytest.approx(path[:, MEDIAN], abs=1e-12)
    assert design.base + design.scale * student_row(6.0)[18] == pytest.approx(path[:, 18])


def test_outcomes_are_misses_of_the_rule_in_its_scale(person, prior):
    series = person(3)
    design = design_of(series, prior)
    learnt = design.learnable
    misses = (series.values - design.base[:-1]) / design.scale[:-1]
    assert design.outcomes[learnt] == pytest.approx(np.clip(misses[learnt], -OUTCOME_CLIP, OUTCOME_CLIP))


def test_learning_starts_after_three_usable_nights_and_passes_over_missing_ones(make_series, prior):
    design = design_of(make_series([math.nan, 4.0, 4.1, math.nan, 3.9, 4.0, math.nan, 4.2]), prior)
    assert MIN_BEFORE == 3
    assert design.learnable.tolist() == [5, 7]


def test_a_night_of_fever_is_no_more_than_four_usual_ones(make_series, wandering, prior):
    values = wandering(4, 60)
    values[40] = 0.5
    assert design_of(make_series(values), prior).outcomes[40] == -OUTCOME_CLIP


def test_the_lags_come_first_in_the_populations_spread(person, prior):
    series = person(5)
    design, robust = design_of(series, prior), robust_path(series.values, prior)
    assert design.inputs.shape == (81, len(INPUTS))
    assert np.array_equal(design.inputs[:, : len(LAGS)], lag_features(robust, prior) / prior.within_sd)
    assert design.inputs[:, INPUTS.index("rule")] == pytest.approx((design.base - robust.levels) / prior.within_sd)


def test_features_stand_in_the_row_of_their_night(table, prior):
    """The series begins four nights after the table; a row beyond its end is missing."""
    features = table(weekend=np.arange(10.0))
    series = Series(target("hrv_rmssd_ms"), START + timedelta(days=4), np.full(8, 4.0), "default", features)
    found = design_of(series, prior).inputs[:, INPUTS.index("weekend")]
    assert found[:6].tolist() == [4.0, 5.0, 6.0, 7.0, 8.0, 9.0]
    assert np.isnan(found[6:]).all()


@pytest.mark.parametrize("values", [[], [4.0], [math.nan] * 5], ids=["nothing", "one night", "all missing"])
def test_hardly_a_series_gives_hardly_a_design(make_series, prior, values):
    design = design_of(make_series(values), prior)
    assert design.inputs.shape == (len(values) + 1, len(INPUTS))
    assert np.isfinite(design.base).all()
    assert (design.scale > 0.0).all()
    assert len(design.learnable) == 0
    assert np.isnan(design.inputs[:, len(LAGS) + 1 :]).all()  # no table, no features


@pytest.mark.parametrize("cut", [0, 1, 4, 40, 79])
def test_a_night_moves_no_earlier_row(person, prior, cut):
    series = person(6)
    changed = dataclasses.replace(series, values=np.concatenate([series.values[:cut], np.full(80 - cut, 5.5)]))
    one, other = design_of(series, prior), design_of(changed, prior)
    for name in ("inputs", "base", "scale"):
        assert np.array_equal(getattr(one, name)[: cut + 1], getattr(other, name)[: cut + 1], equal_nan=True), name
    assert np.array_equal(one.outcomes[:cut], other.outcomes[:cut], equal_nan=True)
