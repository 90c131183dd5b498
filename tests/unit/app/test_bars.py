"""Ranges drawn in one line of text."""

from __future__ import annotations

from app.bars import Scale, forecast_bar, scale_over, shares_bar, usual_bar


def test_a_bar_shows_both_ranges_and_the_median_in_place():
    # eleven cells over 0 … 10: one cell per unit
    assert forecast_bar(Scale(0, 10, 11), (1, 9), (3, 7), 5) == " ──━━●━━── "


def test_the_usual_range_is_a_bracket_on_the_same_scale():
    assert usual_bar(Scale(0, 10, 11), (2, 8)) == "  └─────┘  "


def test_values_beyond_the_scale_stay_in_the_line():
    assert Scale(0, 10, 11).cell(-5) == 0
    assert Scale(0, 10, 11).cell(50) == 10


def test_a_scale_without_width_puts_everything_in_its_middle():
    assert scale_over([4.0, 4.0], 11).cell(4.0) == 5


def test_shares_fill_the_line_exactly():
    assert shares_bar([0.14, 0.52, 0.34], 10) == [1, 5, 4]  # 1.4, 5.2, 3.4: the largest remainder gets the last cell
    assert sum(shares_bar([1 / 3, 1 / 3, 1 / 3], 10)) == 10


def test_no_shares_leave_the_line_empty():
    assert shares_bar([0.0, 0.0], 10) == [0, 0]
