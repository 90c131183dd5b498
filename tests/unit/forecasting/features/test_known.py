"""What an evening knew of a day: late facts, revisions, facts that move to another day."""

from __future__ import annotations

import numpy as np
import pytest

from core.records import Day
from forecasting.features.known import Reading, earliest, windows

NAN = float("nan")


@pytest.fixture
def strains(evenings):
    """(days, count of evenings, depth) → window of the sum of their strains, rows as lists."""

    def read(days, count, depth):
        reading = Reading(lambda one: one.day, ("sum",), lambda _, known: [sum(day.strain for day in known)])
        return windows(days, reading, evenings(count), depth)["sum"]

    return read


def same(found, wanted):
    np.testing.assert_array_equal(found, np.array(wanted))


def test_a_total_known_after_its_evening_stands_in_the_window_of_the_next(make, at, strains):
    days = [make(Day, 0, strain=5.0, known_at=at(0, 23)), make(Day, 1, strain=7.0, known_at=at(1, 20))]
    same(strains(days, 3, 2), [[NAN, NAN], [7.0, 5.0], [NAN, 7.0]])


def test_a_late_fact_is_missing_until_the_evening_that_hears_of_it(make, at, strains):
    same(strains([make(Day, 0, strain=5.0, known_at=at(2, 9))], 4, 4), [[NAN] * 4, [NAN] * 4, [NAN, NAN, 5.0, NAN], [NAN, NAN, NAN, 5.0]])


def test_a_fact_known_at_nine_sharp_is_known(make, at, strains):
    same(strains([make(Day, 0, strain=5.0, known_at=at(0, 21))], 1, 1), [[5.0]])


def test_a_revision_counts_from_the_first_evening_that_knew_it(make, at, strains):
    days = [make(Day, 0, strain=5.0, known_at=at(0, 9)), make(Day, 0, strain=6.0, known_at=at(1, 9))]
    same(strains(days, 3, 3), [[5.0, NAN, NAN], [NAN, 6.0, NAN], [NAN, NAN, 6.0]])


def test_a_revision_of_the_same_day_leaves_no_trace_of_the_first(make, at, strains):
    days = [make(Day, 0, strain=5.0, known_at=at(0, 9)), make(Day, 0, strain=6.0, known_at=at(0, 10))]
    same(strains(days, 1, 1), [[6.0]])


def test_a_revision_known_before_what_it_replaces_hides_it(make, at, strains):
    days = [make(Day, 0, strain=5.0, known_at=at(2, 9)), make(Day, 0, strain=6.0, known_at=at(0, 9))]
    same(strains(days, 3, 3)[:, 0:1], [[6.0], [NAN], [NAN]])
    same(strains(days, 3, 3)[2], [NAN, NAN, 6.0])


def test_a_fact_that_moves_to_another_day_leaves_the_first_one_empty(make, at, strains):
    days = [make(Day, 0, key="k", strain=5.0, known_at=at(0, 9)), make(Day, 1, key="k", strain=5.0, known_at=at(2, 9))]
    same(strains(days, 3, 3), [[5.0, NAN, NAN], [NAN, 5.0, NAN], [NAN, 5.0, NAN]])


def test_facts_of_one_day_that_come_one_by_one_add_up(make, at, strains):
    days = [make(Day, 0, key="a", strain=5.0, known_at=at(0, 9)), make(Day, 0, key="b", strain=2.0, known_at=at(1, 9))]
    same(strains(days, 3, 3), [[5.0, NAN, NAN], [NAN, 7.0, NAN], [NAN, NAN, 7.0]])


def test_days_after_the_evening_are_not_read_even_if_they_were_told(make, at, strains):
    same(strains([make(Day, 1, strain=5.0, known_at=at(0, 9))], 2, 2), [[NAN, NAN], [5.0, NAN]])


def test_days_before_the_first_evening_stand_in_its_window(make, at, strains):
    days = [make(Day, -1, strain=5.0, known_at=at(-1, 22)), make(Day, -9, strain=9.0)]
    same(strains(days, 2, 3), [[NAN, 5.0, NAN], [NAN, NAN, 5.0]])


def test_without_facts_windows_are_empty(strains):
    same(strains([], 2, 2), [[NAN, NAN], [NAN, NAN]])


def test_the_first_date_on_record_is_the_earliest_that_an_evening_knew_of(make, at, evenings):
    days = [make(Day, 1, known_at=at(1, 9)), make(Day, -5, known_at=at(2, 9))]
    ordinal = make(Day, 0).day.toordinal()
    same(earliest(days, lambda one: one.day, evenings(4)), [NAN, ordinal + 1, ordinal - 5, ordinal - 5])
