"""Words are compared as they sound; events by kind, day and answer."""

from __future__ import annotations

import pytest

from evals.spoken_corpus import ToldEvent
from evals.spoken_scores import event_score, in_words, word_error_rate, words_of
from voice.reading import HeardEvent


@pytest.mark.parametrize(
    ("written", "as_it_sounds"),
    [
        ("Two Beers, no training!", "two beers no training"),
        ("2 beers", "two beers"),
        ("I didn't, I can't and I won't.", "i did not i can not and i will not"),
        ("I’m fine, we've slept", "i am fine we have slept"),
        ("200mg at 16:30", "two hundred milligrams at sixteen thirty"),
        ("at 10:00 p.m., at 7am, at 8 PM, at nine a.m.", "at ten p m at seven a m at eight p m at nine a m"),
        ("1,250 steps, 2.5 glasses, 50%", "one thousand two hundred fifty steps two point five glasses fifty percent"),
        ("a half-marathon at seven o'clock", "a half marathon at seven o'clock"),
        ("", ""),
    ],
)
def test_texts_are_compared_as_they_sound(written: str, as_it_sounds: str):
    assert " ".join(words_of(written)) == as_it_sounds


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (40, "forty"),
        (99, "ninety nine"),
        (100, "one hundred"),
        (999_999, None),
        (1_000_000, "one" + " zero" * 6),
    ],
)
def test_numbers_are_said(number: int, said: str | None):
    assert in_words(number) == (said or "nine hundred ninety nine thousand nine hundred ninety nine")


def test_the_rate_counts_words_over_all_texts():
    """Of 8 words said one was another and one is missing; the second text has no error of its own: 2 / 8."""
    said = ["Two glasses of wine today", "I feel tired"]
    assert word_error_rate(said, ["two classes of wine", "I feel tired!"]) == pytest.approx(2 / 8)
    assert word_error_rate(said, said) == 0.0
    assert word_error_rate(said, ["", ""]) == 1.0


def _heard(kind: str, answer: str, amount: float | None = None, days_ago: int = 0) -> HeardEvent:
    return HeardEvent(kind, answer, "quote", 0.9, amount=amount, days_ago=days_ago)  # type: ignore[arg-type]


def test_events_are_counted_over_all_texts():
    """Right: alcohol, nap. Wrong: stress, training (its answer), coffee of another day. Missed: training, coffee of today.

    Precision 2/5, recall 2/4, F1 = 2·2 / (2·2 + 3 + 2) = 4/9; of one amount found, none is right.
    """
    told = [
        (ToldEvent("alcohol", "yes", amount=2.0), ToldEvent("hard_training", "no")),
        (ToldEvent("nap", "yes"), ToldEvent("caffeine", "yes", amount=1.0)),
    ]
    found = [
        (_heard("alcohol", "yes", 3.0), _heard("hard_training", "yes"), _heard("stress", "no")),
        (_heard("nap", "yes"), _heard("caffeine", "yes", 1.0, days_ago=1)),
    ]
    score = event_score(told, found)
    assert (score.precision, score.recall, score.f1, score.amounts_right) == (0.4, 0.5, 0.4444, 0.0)


def test_nothing_told_and_nothing_found_is_no_failure_of_amounts():
    assert event_score([()], [()]).amounts_right is None
