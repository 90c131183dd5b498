"""How widths grow with the horizon."""

from __future__ import annotations

import numpy as np
import pytest

from core.targets import target
from forecasting.horizon_spread import MOST_NIGHTS, WIDTHS, beyond_a_gap, gap_growth, horizon_factors, measured_factors

HRV, RHR = target("hrv_rmssd_ms"), target("resting_hr_bpm")


def test_every_measured_width_begins_at_one_and_never_falls():
    for factors in WIDTHS.values():
        assert len(factors) == MOST_NIGHTS
        assert factors[0] == 1.0
        assert (np.diff(factors) >= 0.0).all()


def test_after_a_known_night_the_factors_are_those_measured(prior):
    assert horizon_factors(RHR, "vendor_smoothed", 0, prior).tolist() == list(WIDTHS["resting_hr_bpm/vendor_smoothed"])


def test_what_was_never_measured_widens_as_hrv_does(prior):
    assert horizon_factors(target("recovery_pct"), "default", 0, prior).tolist() == list(WIDTHS["hrv_rmssd_ms/default"])


def test_after_a_gap_the_wider_of_the_two_holds_and_they_are_not_multiplied(prior):
    """One missing night makes 1.1, nine 1.6: of 1.15 a fraction of 1.1 is left, of nine nights' 1.6 nothing."""
    assert horizon_factors(HRV, "default", 1, prior)[-1] == pytest.approx(1.15 / 1.1)
    assert horizon_factors(HRV, "default", 9, prior).tolist() == [1.0] * MOST_NIGHTS
    assert horizon_factors(RHR, "vendor_smoothed", 9, prior)[-1] == pytest.approx(2.39 / 1.6)


@pytest.mark.parametrize("missing", range(12))
def test_factors_never_fall_and_the_coming_night_keeps_its_own_width(missing, prior):
    for key in WIDTHS:
        name, kind = key.split("/")
        factors = horizon_factors(target(name), kind, missing, prior)
        assert factors[0] == 1.0
        assert (np.diff(factors) >= 0.0).all()


def test_gaps_grow_from_the_coming_night_on_as_missing_nights_do(prior):
    assert gap_growth(0, 3, prior) == pytest.approx([1.0, 1.1, 1.1 + 0.5 / 8])
    assert gap_growth(1, 2, prior) == pytest.approx([1.0, (1.1 + 0.5 / 8) / 1.1])


def test_factors_are_how_far_the_same_share_of_errors_reaches():
    """Errors twice as large at every horizon after the first; a missing night is no error."""
    once = np.arange(-50.0, 51.0)
    errors = np.column_stack([once, *([2.0 * once] * 6)])
    errors[3, 1:] = np.nan
    assert measured_factors(errors) == pytest.approx([1.0] + [2.0] * 6, rel=0.02)


def test_a_reach_that_falls_is_levelled_not_followed():
    """1.2 and 1.0 become their mean; what lies below the first horizon becomes 1."""
    once = np.arange(-50.0, 51.0)
    grown = measured_factors(np.column_stack([once * factor for factor in (1.0, 1.2, 1.0, 1.3, 1.3, 1.3, 1.3)]))
    assert grown == pytest.approx([1.0, 1.1, 1.1, 1.3, 1.3, 1.3, 1.3])
    assert measured_factors(np.column_stack([once * factor for factor in (1.0, *([0.9] * 6))])).tolist() == [1.0] * 7


def test_where_nothing_was_missed_or_nothing_came_nothing_is_wider():
    """No error at all; and none of the fourth horizon, which is then as wide as the third."""
    assert measured_factors(np.full((3, 7), np.nan)).tolist() == [1.0] * 7
    assert measured_factors(np.zeros((3, 7))).tolist() == [1.0] * 7
    once = np.arange(-50.0, 51.0)
    errors = np.column_stack([once * factor for factor in (1.0, 1.5, 2.0, 2.0, 2.5, 2.5, 2.5)])
    errors[:, 3] = np.nan
    assert measured_factors(errors) == pytest.approx([1.0, 1.5, 2.0, 2.0, 2.5, 2.5, 2.5])


def test_factors_of_another_measurement_are_cut_by_a_gap_alike(prior):
    assert beyond_a_gap(np.linspace(1.0, 2.2, 7), 1, prior) == pytest.approx(np.maximum(np.linspace(1.0, 2.2, 7) / 1.1, 1.0))
