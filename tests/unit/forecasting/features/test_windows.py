"""Means, spreads, slopes and deviations of known days only."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.features import windows

NAN = float("nan")
ROOT_2 = 2**0.5


def of(*row: float) -> np.ndarray:
    return np.array([row])


def test_a_mean_is_that_of_the_known_days():
    assert windows.mean(of(3.0, NAN, 5.0), 2)[0] == 4.0


def test_a_mean_of_too_few_days_is_missing():
    assert np.isnan(windows.mean(of(3.0, NAN, 5.0), 3)[0])


def test_a_spread_is_the_sample_standard_deviation():
    assert windows.spread(of(1.0, NAN, 3.0), 2)[0] == pytest.approx(ROOT_2)
    assert np.isnan(windows.spread(of(1.0, NAN, 3.0), 3)[0])


def test_a_slope_is_positive_when_the_newest_days_are_the_highest():
    assert windows.slope(of(5.0, 3.0, 1.0), 3)[0] == pytest.approx(2.0)
    assert windows.slope(of(7.0, NAN, 3.0), 2)[0] == pytest.approx(2.0)
    assert np.isnan(windows.slope(of(7.0, NAN, 3.0), 3)[0])


def test_a_deviation_is_told_against_the_days_before_alone():
    assert windows.deviation(of(4.0, 1.0, 3.0), 2)[0] == pytest.approx(2.0 / ROOT_2)


def test_a_deviation_has_an_end():
    assert windows.deviation(of(-100.0, 1.0, 3.0), 2)[0] == -5.0


def test_nothing_deviates_from_days_that_were_all_the_same():
    assert np.isnan(windows.deviation(of(4.0, 2.0, 2.0), 2)[0])


def test_without_a_newest_day_there_is_no_deviation():
    assert np.isnan(windows.deviation(of(NAN, 1.0, 3.0), 2)[0])


def test_a_ratio_to_nothing_is_missing():
    assert np.isnan(windows.ratio(np.array([1.0, 1.0]), np.array([0.0, NAN]))).all()


def test_days_since_count_back_from_the_evening():
    happened = np.array([[True, False, True], [False, False, True], [False, False, False]])
    known = np.ones((3, 3), dtype=bool)
    assert windows.days_since(happened, known, 2).tolist() == [0.0, 2.0, 2.0]


def test_that_something_never_was_takes_enough_known_days():
    nothing = np.zeros((1, 3), dtype=bool)
    assert np.isnan(windows.days_since(nothing, np.array([[True, False, False]]), 2)[0])


def test_days_of_an_older_epoch_are_left_out():
    code = of(NAN, 1.0, 0.0, 1.0)
    np.testing.assert_array_equal(windows.of_newest(of(9.0, 2.0, 3.0, 4.0), code), of(NAN, 2.0, NAN, 4.0))


def test_without_an_epoch_there_is_nothing_to_compare():
    assert np.isnan(windows.of_newest(of(9.0, 2.0), of(NAN, NAN))).all()
