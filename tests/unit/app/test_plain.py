"""Text of others made safe to print, and tables made safe to open."""

from __future__ import annotations

import pytest

from app.export import Exported, csv_of
from app.plain import harmless, plain


@pytest.mark.parametrize("text", ["\x1b[2Jgone", "\x9b31m", "bell\x07", "\u202efdp.exe", "zero\u200bwidth", "null\x00"])
def test_nothing_that_a_terminal_obeys_is_left(text):
    assert not any(letter in plain(text) for letter in "\x1b\x9b\x07\u202e\u200b\x00")


def test_ordinary_words_of_any_language_are_left_as_they_are():
    assert plain("Zwei Gläser Wein · 二杯 🍷 ñ") == "Zwei Gläser Wein · 二杯 🍷 ñ"


def test_lines_become_one_paragraph_unless_they_are_wanted():
    assert plain(" two\n lines ") == "two lines"
    assert harmless("two\nlines") == "two\nlines"


def test_a_long_text_is_cut_with_an_ellipsis():
    assert plain("abcdefghij", 5) == "abcd…"
    assert plain("abcde", 5) == "abcde"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_put_behind_an_apostrophe(cell):
    text = csv_of(Exported(("quote",), [(cell,)]))
    assert f"'{cell}" in text


def test_numbers_and_missing_values_are_left_as_they_are():
    assert csv_of(Exported(("a", "b", "c"), [(-3.5, None, 7)])) == "a,b,c\n-3.5,,7\n"


def test_a_table_without_rows_still_tells_its_columns():
    assert csv_of(Exported(("day", "kind"), [])) == "day,kind\n"
