"""Nights as consecutive values of one method and epoch."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np

from core.targets import target
from forecasting.series import series_of

HRV, RHR = target("hrv_rmssd_ms"), target("resting_hr_bpm")
START = date(2024, 1, 1)


def test_missing_nights_are_nan_up_to_the_forecast_night(make_night):
    nights = [make_night(0, hrv_rmssd_ms=50.0), make_night(2, hrv_rmssd_ms=60.0)]
    series = series_of(nights, HRV, START + timedelta(days=5))
    assert series.start == START
    assert series.next_night == START + timedelta(days=5)
    np.testing.assert_allclose(series.values, [math.log(50.0), np.nan, math.log(60.0), np.nan, np.nan])
    assert series.usable == 2


def test_the_forecast_night_and_later_ones_are_not_in_the_series(make_night):
    nights = [make_night(0, hrv_rmssd_ms=50.0), make_night(1, hrv_rmssd_ms=999.0), make_night(2, hrv_rmssd_ms=60.0)]
    series = series_of(nights, HRV, START + timedelta(days=1))
    np.testing.assert_allclose(series.values, [math.log(50.0)])


def test_implausible_values_are_missing(make_night):
    nights = [make_night(0, hrv_rmssd_ms=50.0), make_night(1, hrv_rmssd_ms=0.0), make_night(2, hrv_rmssd_ms=999.0)]
    series = series_of(nights, HRV, START + timedelta(days=3))
    assert series.usable == 1


def test_nothing_usable_gives_an_empty_series(make_night):
    series = series_of([make_night(0)], HRV, START + timedelta(days=3))
    assert len(series.values) == 0
    assert series.next_night == START + timedelta(days=3)


def test_methods_and_windows_are_never_mixed(make_night):
    nights = [make_night(number, hrv_rmssd_ms=90.0, hrv_window="whole_night") for number in range(5)]
    nights += [make_night(number, hrv_rmssd_ms=50.0, hrv_window="last_sws") for number in range(5, 9)]
    series = series_of(nights, HRV, START + timedelta(days=9))
    np.testing.assert_allclose(series.values, np.log([50.0] * 4))


def test_source_epochs_are_never_mixed(make_night):
    nights = [make_night(0, resting_hr_bpm=70.0, source_epoch="old"), make_night(1, resting_hr_bpm=50.0, source_epoch="new")]
    assert series_of(nights, RHR, START + timedelta(days=2)).values.tolist() == [50.0]


def test_a_hrv_window_does_not_split_the_resting_heart_rate(make_night):
    nights = [make_night(0, resting_hr_bpm=50.0, hrv_window="whole_night"), make_night(1, resting_hr_bpm=52.0, hrv_window="last_sws")]
    assert series_of(nights, RHR, START + timedelta(days=2)).values.tolist() == [50.0, 52.0]


def test_a_smoothed_resting_heart_rate_is_a_kind_of_its_own(make_night):
    smoothed = series_of([make_night(0, resting_hr_bpm=50.0, rhr_method="vendor_smoothed")], RHR, START + timedelta(days=1))
    nightly = series_of([make_night(0, resting_hr_bpm=50.0, rhr_method="nightly_mean")], RHR, START + timedelta(days=1))
    assert (smoothed.kind, nightly.kind) == ("vendor_smoothed", "unsmoothed")


def test_how_the_resting_heart_rate_is_taken_does_not_split_the_nightly_one(make_night):
    nights = [
        make_night(number, nightly_hr_bpm=58.0 + number, rhr_method=method) for number, method in enumerate(("vendor", "nightly_min"))
    ]
    series = series_of(nights, target("nightly_hr_bpm"), START + timedelta(days=2))
    assert (series.values.tolist(), series.kind) == ([58.0, 59.0], "default")


def test_the_order_of_nights_does_not_matter(make_night):
    nights = [make_night(number, hrv_rmssd_ms=50.0 + number) for number in range(6)]
    until = START + timedelta(days=6)
    assert series_of(nights[::-1], HRV, until).values.tolist() == series_of(nights, HRV, until).values.tolist()


def test_a_series_can_be_cut_before_a_night(make_series):
    series = make_series([1.0, 2.0, 3.0, 4.0]).before(START + timedelta(days=2))
    assert series.values.tolist() == [1.0, 2.0]
    assert series.next_night == START + timedelta(days=2)
