"""The learned reader on sentences of all sorts; what it must never do whatever the text."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ReaderUnavailable
from core.events import EVENT_KINDS
from voice.learned.reader import LearnedReader
from voice.reading import Reading


@pytest.fixture(scope="module")
def reader() -> LearnedReader:
    return LearnedReader()


def told(reading: Reading) -> set[tuple[str, str, int]]:
    return {(event.kind, event.answer, event.days_ago) for event in reading.events}


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("Two glasses of wine with dinner, and no training today. I feel tired.", {("alcohol", "yes", 0), ("hard_training", "no", 0)}),
        ("my wife drank a bottle of red but i stuck to water", {("alcohol", "no", 0)}),
        ("Tomorrow I will have a beer with Tom.", set()),
        ("I never drink coffee in the evening.", set()),
        ("yesterday i had three pints, today nothing at all to drink", {("alcohol", "yes", 1), ("alcohol", "no", 0)}),
        ("The kids are both down with the flu, I'm fine so far.", {("illness", "no", 0)}),
        ("took an ibuprofen at four because my head was killing me", {("medication", "yes", 0), ("illness", "yes", 0)}),
        ("The neighbours offered me a schnapps and I politely declined.", {("alcohol", "no", 0)}),
        pytest.param("I walked past the wine shop.", set(), marks=pytest.mark.xfail(reason="read as not drinking", strict=True)),
        ("alarm at half past four tomorrow for the airport", {("poor_sleep_expected", "yes", 0)}),
    ],
)
def test_it_tells_what_was_so_from_what_was_not(reader: LearnedReader, text: str, events: set[tuple[str, str, int]]):
    assert told(reader.read(text)) == events


def test_amount_time_and_ratings_are_those_of_the_rules(reader: LearnedReader):
    reading = reader.read("Two beers at nine in the evening. Energy is seven out of ten.")
    beer = next(event for event in reading.events if event.kind == "alcohol")
    assert (beer.amount, beer.unit, beer.at) == (2.0, "drinks", time(21))
    assert [(one.scale, one.value) for one in reading.ratings] == [("energy", 7.0)]
    assert reading.reader == "learned"


def test_an_empty_entry_tells_nothing(reader: LearnedReader):
    assert reader.read("  \n ").events == ()


def test_the_same_text_is_read_the_same_twice(reader: LearnedReader):
    text = "No coffee after lunch, a long run in the rain, and the sauna was closed."
    assert reader.read(text) == reader.read(text)


@settings(max_examples=60)
@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["i", "no", "wine", "not", "tomorrow", ",", "gym", "…", "Ünïcode", "💤"])).map(" ".join)
)
def test_whatever_is_said_it_quotes_the_text_and_tells_each_kind_once_a_day(reader: LearnedReader, text: str):
    reading = reader.read(text)
    for event in reading.events:
        assert event.quote
        assert event.quote in text
        assert event.kind in EVENT_KINDS
        assert 0.05 <= event.confidence < 1
        assert event.amount is None or event.answer == "yes"
    assert len({(event.kind, event.days_ago) for event in reading.events}) == len(reading.events)


def test_without_what_was_taught_it_says_so(tmp_path: Path):
    with pytest.raises(ReaderUnavailable, match="is not there"):
        LearnedReader(tmp_path / "taught.safetensors")
