"""What ties the targets together."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.dependence import PRIOR_NIGHTS, dependence, nearest_correlation
from forecasting.prior import load_prior

TRIO = ("hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm")


def errors(values: np.ndarray) -> dict[date, float]:
    return {date(2024, 1, 1) + timedelta(days=place): float(value) for place, value in enumerate(values)}


def test_without_nights_it_is_the_populations():
    found = dependence(TRIO, {name: {} for name in TRIO}, load_prior())
    np.testing.assert_allclose(found.correlation, [[1, -0.57, -0.32], [-0.57, 1, 0.32], [-0.32, 0.32, 1]])
    assert found.nights == 0


def test_it_is_shrunk_by_the_common_nights():
    shared = np.random.default_rng(0).normal(size=60)
    found = dependence(TRIO[:2], {TRIO[0]: errors(shared), TRIO[1]: errors(shared)}, load_prior())
    weight = 60 / (60 + PRIOR_NIGHTS)
    assert found.correlation[0][1] == pytest.approx(weight * 1.0 + (1 - weight) * -0.57)
    assert found.nights == 60


def test_many_nights_tell_their_own_correlation():
    rng = np.random.default_rng(1)
    common = rng.normal(size=3000)
    one, other = common + rng.normal(size=3000), common + rng.normal(size=3000)
    found = dependence(TRIO[:2], {TRIO[0]: errors(one), TRIO[1]: errors(other)}, load_prior())
    assert found.correlation[0][1] == pytest.approx(0.5, abs=0.06)


def test_errors_that_never_change_tell_nothing():
    found = dependence(TRIO[:2], {TRIO[0]: errors(np.zeros(50)), TRIO[1]: errors(np.arange(50.0))}, load_prior())
    assert found.correlation[0][1] == pytest.approx(-0.57)


def test_an_impossible_matrix_becomes_a_possible_one():
    impossible = np.array([[1.0, 0.9, 0.9], [0.9, 1.0, -0.9], [0.9, -0.9, 1.0]])
    valid = nearest_correlation(impossible)
    assert np.linalg.eigvalsh(valid).min() >= -1e-12
    np.testing.assert_allclose(np.diag(valid), 1.0)


def test_no_target_is_no_tie():
    assert dependence((), {}, load_prior()).as_json() == {"targets": [], "correlation": [], "n": 0}
