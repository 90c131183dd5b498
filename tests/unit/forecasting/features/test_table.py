"""The table as its readers see it."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import BadInput
from forecasting.features.table import FeatureTable


@pytest.fixture
def table(day) -> FeatureTable:
    """Two nights, 2 and 3 January, of two features."""
    return FeatureTable(day(1), ("one", "two"), np.array([[1.0, 2.0], [3.0, np.nan]]))


def test_a_row_is_asked_for_by_its_night(table, day):
    assert table.row(day(1)) == {"one": 1.0, "two": 2.0}


def test_rows_beyond_the_table_are_missing(table, day):
    np.testing.assert_array_equal(table.rows(day(0), 4), [[np.nan] * 2, [1.0, 2.0], [3.0, np.nan], [np.nan] * 2])


def test_other_values_make_a_copy(table, day):
    changed = table.with_values(day(2), {"two": 9.0, "one": float("nan")})
    np.testing.assert_array_equal(changed.values, [[1.0, 2.0], [np.nan, 9.0]])
    np.testing.assert_array_equal(table.values, [[1.0, 2.0], [3.0, np.nan]])


def test_a_value_for_no_column_is_refused(table, day):
    with pytest.raises(BadInput, match=r"no feature 'three' in this table; `morrow features list`"):
        table.with_values(day(1), {"three": 1.0})


@pytest.mark.parametrize("number", [0, 3])
def test_a_night_without_a_row_is_refused(table, day, number):
    with pytest.raises(BadInput, match=r"the table holds 2024-01-02 … 2024-01-03"):
        table.with_values(day(number), {"one": 1.0})
