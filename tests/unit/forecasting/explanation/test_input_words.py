"""Words for inputs, and what an evening knows of them."""

from __future__ import annotations

import dataclasses
import math
from datetime import timedelta

import numpy as np
import pytest

from core.targets import target
from forecasting.features.catalog import FEATURES, NAMES
from forecasting.features.table import FeatureTable
from forecasting.input_words import CALIBRATION, RECENT, WEEKDAY, Known, heading, known_features, unit_of, words_of
from forecasting.learners.correction import CONSTANT
from forecasting.learners.design import INPUTS

HRV = target("hrv_rmssd_ms")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("strain_lag_1", "yesterday's strain"),
        ("sleep_debt_x_hrv_deviation", "sleep debt × hrv deviation"),
        ("journal_alcohol_lag_1", "alcohol yesterday"),
        ("last", "last night's heart rate variability"),
        ("ewma", "recent nights of heart rate variability, by ewma"),
        (RECENT, "recent nights of heart rate variability"),
        ("days_since_start", "days on record"),
    ],
)
def test_a_part_has_short_words(name, words):
    assert words_of(name, HRV) == words


def test_every_input_of_the_catalog_has_short_words():
    for name in (*INPUTS, *FEATURES, CALIBRATION, CONSTANT, WEEKDAY):
        assert 2 < len(words_of(name, HRV)) < 90, name
        assert "{" not in words_of(name, HRV)


def test_features_have_units_and_lags_have_none():
    assert unit_of("sleep_minutes_lag_1") == "min"
    assert unit_of("last") is None


def test_parts_of_recent_nights_and_of_the_weekday_stand_under_one_heading():
    assert {heading(name) for name in ("last", "level", "rule", "ewma", "population_pull")} == {RECENT}
    assert {heading(name) for name in ("weekday_sin", "weekday_cos", "weekend")} == {WEEKDAY}
    assert [heading(name) for name in ("strain_today", CALIBRATION, CONSTANT)] == ["strain_today", CALIBRATION, CONSTANT]


def test_the_usual_is_the_mean_of_five_evenings_or_more_before(day_table):
    table, night = day_table(strain_lag_1=[8.0, math.nan, 10.0, 12.0, 10.0, 10.0, 19.0], spo2_lag_1=[95.0] * 3 + [math.nan] * 4)
    known = known_features(table, night)
    assert known["strain_lag_1"] == Known(19.0, 10.0)
    assert known["spo2_lag_1"] == Known(None, None)


def test_what_means_the_same_for_everybody_has_no_usual(day_table):
    table, night = day_table(days_since_start=np.arange(9.0))
    assert known_features(table, night)["days_since_start"] == Known(8.0, None)


def test_later_evenings_change_no_usual(day_table):
    table, night = day_table(strain_lag_1=np.arange(9.0))
    longer = dataclasses.replace(table, values=np.vstack([table.values, table.values * 7.0]))
    assert known_features(longer, night) == known_features(table, night)


def test_without_a_table_or_a_past_nothing_is_known(day_table):
    table, night = day_table(strain_lag_1=[1.0])
    assert known_features(None, night) == known_features(table, night) == {}


@pytest.fixture
def day_table(start):
    """Columns → a table that ends with the coming night, and that night."""

    def make(**columns):
        rows = len(next(iter(columns.values())))
        values = np.full((rows, len(NAMES)), np.nan)
        for name, column in columns.items():
            values[:, NAMES.index(name)] = column
        return FeatureTable(start, NAMES, values), start + timedelta(days=rows - 1)

    return make
