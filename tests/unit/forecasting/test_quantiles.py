"""Rows of quantiles: levels, distributions, units, JSON."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.errors import BadInput
from core.targets import target
from forecasting.quantiles import (
    KEYS,
    LEVELS,
    MEDIAN,
    from_keyed,
    index_of,
    interval,
    keyed,
    open_ended,
    spread_of,
    student,
    student_row,
    to_unit,
)


def test_there_are_21_levels_and_json_names_them_shortly():
    assert len(LEVELS) == 21
    assert LEVELS[MEDIAN] == 0.5
    assert (KEYS[0], KEYS[1], KEYS[2], KEYS[10], KEYS[19], KEYS[20]) == ("0.025", "0.05", "0.1", "0.5", "0.95", "0.975")


def test_the_normal_row_has_the_quantiles_of_tables():
    row = student_row(math.inf)
    assert row[index_of(0.975)] == pytest.approx(1.959964, abs=1e-6)
    assert row[index_of(0.9)] == pytest.approx(1.281552, abs=1e-6)
    assert row[MEDIAN] == pytest.approx(0.0, abs=1e-15)


def test_the_t_row_has_the_quantiles_of_tables_and_an_exact_median():
    row = student_row(6.0)
    assert row[index_of(0.975)] == pytest.approx(2.4469, abs=1e-4)
    assert row[index_of(0.95)] == pytest.approx(1.9432, abs=1e-4)
    assert row[MEDIAN] == 0.0
    assert np.array_equal(row, -row[::-1])


def test_a_path_is_location_plus_scale_times_row():
    path = student(np.array([1.0, 2.0]), np.array([0.5, 3.0]), 6.0)
    assert path.shape == (2, 21)
    assert path[1, index_of(0.975)] == pytest.approx(2.0 + 3.0 * 2.4469, abs=1e-3)


def test_the_spread_of_a_normal_is_its_standard_deviation():
    assert spread_of(4.0 + 2.5 * student_row(math.inf)[None, :]) == pytest.approx([2.5])


def test_an_interval_takes_mirrored_levels():
    assert interval(list(range(21)), 0.8) == (2, 18)
    assert interval(list(range(21)), 0.95) == (0, 20)
    assert interval(list(range(21)), 0.9) == (1, 19)


def test_an_unknown_level_is_refused_by_name():
    with pytest.raises(BadInput, match=r"0\.33"):
        index_of(0.33)


def test_units_come_back_from_the_log_scale_sorted_and_plausible():
    crossed = np.linspace(math.log(400.0), math.log(40.0), 21)
    row = to_unit(target("hrv_rmssd_ms"), crossed)
    assert row[0] == pytest.approx(40.0)
    assert row[-1] == 300.0
    assert (np.diff(row) >= 0).all()


def test_units_survive_absurd_quantiles():
    row = to_unit(target("hrv_rmssd_ms"), np.full(21, 1e6))
    assert (row == 300.0).all()


def test_json_keeps_the_row():
    row = tuple(float(place) for place in range(21))
    assert from_keyed(keyed(row)) == row


def test_a_missing_level_is_named():
    told = keyed(tuple(range(21)))
    del told["0.35"]
    with pytest.raises(BadInput, match=r"0\.35"):
        from_keyed(told)


def test_ends_that_the_plausible_range_cut_off_are_carried_on():
    recovery = target("recovery_pct")
    normal = 60.0 + 30.0 * student_row(math.inf)  # 0.95 is 109.3, 0.025 is 1.2
    cut = to_unit(recovery, normal)
    assert cut[-1] == 100.0
    assert open_ended(recovery, cut) == pytest.approx(normal)
    assert to_unit(recovery, open_ended(recovery, cut)) == pytest.approx(cut)


def test_a_row_that_nothing_cut_off_stays_as_it_is():
    row = 60.0 + 8.0 * student_row(6.0)
    assert open_ended(target("recovery_pct"), row) == pytest.approx(row)
    assert open_ended(target("hrv_rmssd_ms"), np.exp(4.0 + 0.1 * student_row(6.0))) == pytest.approx(4.0 + 0.1 * student_row(6.0))


@pytest.mark.parametrize("value", [0.0, 100.0])
def test_a_row_of_which_nothing_is_left_stays_as_it_is(value: float):
    assert open_ended(target("recovery_pct"), [value] * len(LEVELS)) == pytest.approx([value] * len(LEVELS))
