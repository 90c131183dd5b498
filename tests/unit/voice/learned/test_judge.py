"""Windows over long entries, and probabilities that are such."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.events import EVENT_KINDS
from voice.learned.judge import OVERLAP, WINDOW, Judgement, judgements, windows
from voice.learned.notes import notes_of
from voice.learned.weights import Weights, weights
from voice.rules.ledger import related_mentions
from voice.rules.parsed import parse


def judged(text: str, by: Weights) -> list[Judgement]:
    parsed = parse(text)
    return judgements(parsed, notes_of(parsed, related_mentions(parsed)), by)


@given(st.integers(0, 3_000))
def test_windows_cover_every_token_and_overlap(tokens: int):
    found = windows(tokens)
    assert {place for start, end in found for place in range(start, end)} == set(range(tokens))
    assert all(0 < end - start <= WINDOW for start, end in found)
    assert all(before[1] - after[0] >= min(OVERLAP, tokens) for before, after in pairwise(found))


@pytest.mark.parametrize("text", ["Two glasses of wine.", "x", "…", "I swam. " * 200])
def test_every_kind_and_day_is_judged_once_with_probabilities_and_a_place_in_the_text(text: str):
    found = judged(text, weights())
    assert sorted((one.kind, one.days_ago) for one in found) == sorted((kind, day) for kind in EVENT_KINDS for day in (0, 1))
    for one in found:
        assert min(one.yes, one.no) >= 0
        assert one.yes + one.no <= 1 + 1e-6
        assert 0 <= one.start < one.end <= len(text)


def test_what_a_long_entry_says_at_its_very_end_is_heard():
    text = "We talked about the garden and the weather and the neighbours. " * 40 + "I drank two glasses of red wine."
    wine = next(one for one in judged(text, weights()) if (one.kind, one.days_ago) == ("alcohol", 0))
    assert wine.yes > 0.9
    assert "wine" in text[wine.start : wine.end]
