"""What is usual for a person is told in their own units, and not before a week of nights."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from core.targets import TARGETS
from forecasting.series import Series
from intelligence.normal_range import standing, trend_of, usual_of

NAN = math.nan


def _series(values, name="resting_hr_bpm"):
    return Series(TARGETS[name], date(2026, 1, 1), np.array(values, dtype=float))


def test_usual_level_and_spread_pass_over_missing_nights():
    usual = usual_of(_series([50, NAN, 52, 50, 52, NAN, 50, 52, 50, 52]))
    assert usual.level == pytest.approx(51.0)
    assert usual.z(52.0) == pytest.approx(1.0 / math.sqrt(8 / 7))


def test_the_usual_level_of_hrv_is_the_geometric_mean():
    usual = usual_of(_series([math.log(40), math.log(90)] * 4, "hrv_rmssd_ms"))
    assert usual.level == pytest.approx(60.0)


def test_six_nights_are_not_enough():
    assert usual_of(_series([50, 51, 52, 50, 51, 52, NAN])) is None


def test_the_trend_is_of_seven_calendar_nights_and_needs_three_values():
    assert trend_of(_series([90, 50, NAN, NAN, NAN, 54, NAN, 52])) == pytest.approx(52.0)
    assert trend_of(_series([50, 50, 50, NAN, NAN, NAN, NAN, NAN, 54, 52])) is None


@pytest.mark.parametrize(("value", "words"), [(49.9, "below"), (50.0, "within"), (55.0, "within"), (55.1, "above")])
def test_the_edges_belong_to_the_normal_range(value, words):
    assert standing(value, (50.0, 55.0)) == words
