"""Recovery zones as probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.quantiles import LEVELS
from forecasting.recovery import zone_probabilities


def test_a_uniform_forecast_splits_at_the_zones_edges():
    found = zone_probabilities(100.0 * np.array(LEVELS))
    assert found == pytest.approx({"red": 0.335, "yellow": 0.33, "green": 0.335})


def test_a_sure_forecast_is_one_zone():
    assert zone_probabilities(np.linspace(80.0, 90.0, 21))["green"] > 0.97
    assert zone_probabilities(np.linspace(10.0, 20.0, 21))["red"] > 0.97


@given(st.lists(st.floats(0.0, 100.0), min_size=21, max_size=21).map(sorted))
def test_probabilities_are_probabilities(row):
    found = zone_probabilities(row)
    assert sum(found.values()) == pytest.approx(1.0)
    assert all(-1e-12 <= value <= 1.0 + 1e-12 for value in found.values())
