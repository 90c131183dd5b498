"""Every numeral of a text is found, and read as a person reads it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.numerals import EXEMPT, numerals, plain


def values(text: str) -> list[tuple[str, float]]:
    return [(n.sign, n.value) for n in numerals(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("HRV was 54 ms.", [("", 54.0)]),
        ("54ms", [("", 54.0)]),
        ("from 41–66 ms", [("", 41.0), ("", 66.0)]),
        ("from 41-66 ms", [("", 41.0), ("", 66.0)]),
        ("moved by −0.4 sigma", [("-", 0.4)]),
        ("moved by -0.4 sigma", [("-", 0.4)]),
        ("(−0.4)", [("-", 0.4)]),
        ("rose +5%", [("+", 5.0)]),
        ("1,234 steps", [("", 1234.0)]),
        ("12,345.6 steps", [("", 12345.6)]),
        ("61,5 kg", [("", 61.5)]),
        ("1e3 and 2.5e-2", [("", 1000.0), ("", 0.025)]),
        ("in 3 of 4 nights", [("", 3.0), ("", 4.0)]),
        ("1/3", [("", 1.0), ("", 3.0)]),
        ("±3 ~4 ≈5 <6 #7", [("", 3.0), ("", 4.0), ("", 5.0), ("", 6.0), ("", 7.0)]),
        ("it ended at 45.", [("", 45.0)]),
        ("ewma_30 said", [("", 30.0)]),
        ("4\u200b5", [("", 45.0)]),
        ("4**5**", [("", 45.0)]),
        ("٤٥ and ４５ and 𝟒𝟓", [("", 45.0), ("", 45.0), ("", 45.0)]),
        ("SpO2 was 97", [("", 97.0)]),
        ("no numeral at all", []),
        ("fell by forty percent", [("", 40.0)]),
        ("sixty-three ms, then 61", [("", 63.0), ("", 61.0)]),
        ("two beats more", [("", 2.0)]),
        ("a hundred and five nights", [("", 105.0)]),
        ("three dozen of them", [("", 36.0)]),
        ("two thousand three hundred", [("", 2300.0)]),
        ("two of seven nights, one answer, no one", []),
        ("someone often lightens sixteenth notes", []),
    ],
)
def test_numbers_are_read_with_sign_separators_and_decimals(text: str, wanted: list[tuple[str, float]]) -> None:
    assert values(text) == wanted


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on 2026-01-05", (2026, 1, 5)),
        ("on 5 January 2026", (2026, 1, 5)),
        ("on the 5th of January", (0, 1, 5)),
        ("on January 5th, 2026", (2026, 1, 5)),
        ("on Jan. 5", (0, 1, 5)),
        ("on 5 May", (0, 5, 5)),
    ],
)
def test_dates_are_one_numeral(text: str, date: tuple[int, int, int]) -> None:
    (found,) = numerals(text)
    assert (found.kind, found.year, found.month, found.day) == ("date", *date)


def test_the_verb_may_is_no_month() -> None:
    assert [(n.kind, n.value) for n in numerals("between 41 and 52 may be likely")] == [("number", 41.0), ("number", 52.0)]


@pytest.mark.parametrize(("text", "clock"), [("at 22:15", "22:15"), ("at 9 pm", "21:00"), ("at 9:30am", "09:30"), ("at 12 am", "00:00")])
def test_clock_times_are_one_numeral(text: str, clock: str) -> None:
    (found,) = numerals(text)
    assert (found.kind, found.clock) == ("time", clock)


@pytest.mark.parametrize("text", ["7 h 20 min", "7h20", "7 hours and 20 minutes"])
def test_hours_and_minutes_are_one_duration(text: str) -> None:
    (found,) = numerals(text)
    assert (found.kind, found.value) == ("duration", 440.0)


@pytest.mark.parametrize("text", ["1.2.3", "0x2D", "a1b", "25:99", "5.6.2026", "½x", "五十三 ms", "fifty point five ms"])
def test_what_cannot_be_read_is_not_passed_over(text: str) -> None:
    assert any(n.kind == "unreadable" for n in numerals(text)) or values(text)


def test_percents_ordinals_and_percentiles_are_told_apart() -> None:
    percent, ordinal, percentile = numerals("80% on the 3rd at the 23rd percentile")
    assert (percent.percent, ordinal.ordinal, ordinal.percent, percentile.percent) == (True, True, False, True)


def test_exempt_names_count_only_as_whole_words() -> None:
    for name in EXEMPT:
        assert numerals(f"the {name} reading") == []
        assert numerals(f"the {name}7 reading") != []
        assert numerals(f"the {name}.5 reading") != []
    assert numerals("mean_7 leads", ["mean_7"]) == []
    assert numerals("mean_77 leads", ["mean_7"]) != []


@given(st.text(alphabet=st.sampled_from("0123456789.,:-−–+% aehmpxst/T()_*Jany \u200b٣５½"), max_size=30))
def test_no_digit_of_any_text_is_passed_over(text: str) -> None:
    found = "".join(n.text for n in numerals(text))
    for digit in "0123456789":
        assert plain(text).count(digit) <= found.count(digit)


@given(st.integers(0, 10**6), st.integers(0, 3), st.sampled_from(["", "-", "−", "+"]))
def test_a_printed_number_is_read_back(number: int, decimals: int, sign: str) -> None:
    value = number / 10**decimals
    (found,) = numerals(f"about {sign}{value:.{decimals}f} ms")
    assert found.value == pytest.approx(value)
    assert found.decimals == decimals
    assert re.sub("−", "-", sign) == found.sign
