"""Windows: which rows they hold, and that none reaches across people."""

import numpy as np
import pytest

from core.errors import BadInput
from forecasting.learners.neural.windows import evening_windows, padded, told, windows


@pytest.fixture
def rows():
    """Ninety rows of three columns; the first column counts the rows."""
    return np.column_stack([np.arange(90.0), np.zeros(90), np.ones(90)])


def test_ninety_days_and_a_window_of_thirty_give_sixty_sequences(rows):
    assert windows(rows, 30).shape == (60, 30, 3)


def test_sequence_i_holds_rows_i_to_i_plus_29_and_leaves_its_target_row_out(rows):
    found = windows(rows, 30)
    assert found[0, :, 0].tolist() == list(range(30))
    assert found[59, :, 0].tolist() == list(range(59, 89))


@pytest.mark.parametrize("count", [0, 1, 30])
def test_no_more_rows_than_the_lookback_give_no_sequence(rows, count: int):
    assert windows(rows[:count], 30).shape == (0, 30, 3)


def test_an_evening_window_ends_with_its_own_row(rows):
    found = evening_windows(rows, 30)
    assert found.shape == (90, 30, 3)
    assert found[:, -1, 0].tolist() == list(range(90))
    assert found[40, :, 0].tolist() == list(range(11, 41))


def test_the_first_evenings_are_preceded_by_nothing_known(rows):
    found = evening_windows(rows, 4)
    assert np.isnan(found[0, :3]).all()
    assert np.isnan(found[2, 0]).all()
    assert found[2, 1:, 0].tolist() == [0.0, 1.0, 2.0]
    assert not np.isnan(found[3]).any()


def test_no_rows_give_no_evening_window():
    assert evening_windows(np.empty((0, 3)), 30).shape == (0, 30, 3)


def test_a_lookback_of_one_sees_the_evening_alone(rows):
    assert evening_windows(rows, 1)[:, 0, 0].tolist() == list(range(90))


def test_windows_of_the_table_hold_rows_of_one_block_only():
    first, second = np.full((5, 2), 1.0), np.full((3, 2), 2.0)
    table, begins = padded([first, second], 3)
    assert table.shape == (2 + 5 + 2 + 3, 2)
    held = [set(table[begin : begin + 3, 0][~np.isnan(table[begin : begin + 3, 0])]) for begin in begins]
    assert held == [{1.0}] * 5 + [{2.0}] * 3


def test_windows_of_the_table_are_the_evening_windows(rows):
    table, begins = padded([rows[:7], rows[7:12]], 4)
    cut = np.stack([table[begin : begin + 4] for begin in begins])
    np.testing.assert_array_equal(cut, np.concatenate([evening_windows(rows[:7], 4), evening_windows(rows[7:12], 4)]))


def test_a_block_without_rows_takes_no_window():
    assert len(padded([np.empty((0, 2)), np.ones((2, 2))], 3)[1]) == 2


def test_a_row_says_something_when_one_value_is_known():
    assert told(np.array([[np.nan, np.nan], [np.nan, 0.0]])).tolist() == [False, True]


@pytest.mark.parametrize("cut", [windows, evening_windows])
def test_a_lookback_below_one_and_rows_that_are_no_table_are_refused(rows, cut):
    with pytest.raises(BadInput, match="lookback of 1"):
        cut(rows, 0)
    with pytest.raises(BadInput, match="rows"):
        cut(rows[:, 0], 3)
