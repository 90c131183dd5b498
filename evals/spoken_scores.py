"""How far a transcript is from what was said: words as they sound, however they are written, and the events read out of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evals.extraction_counts import Counts
from evals.spoken_corpus import ToldEvent
from voice.reading import HeardEvent

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SAID = {"mg": "milligrams", "ml": "millilitres", "km": "kilometres", "%": "percent", "°": "degrees", "&": "and"}
"""Signs and short forms as they are said."""
_LONG = {
    "won't": "will not", "can't": "can not", "cannot": "can not", "i'm": "i am", "let's": "let us",
    "n't": " not", "'re": " are", "'ve": " have", "'ll": " will",
}  # fmt: skip
"""Contractions, written out; 's and 'd are left, since they may mean several things."""


def words_of(text: str) -> list[str]:
    """The words of a text as they sound: no case, no punctuation, numbers and contractions in words."""
    plain = text.lower().replace("’", "'")
    plain = re.sub(r"(?:\b([ap])\.\s?|(?<=\d)\s?([ap]))m\b\.?", lambda m: f" {m[1] or m[2]} m", plain)
    plain = re.sub(r"(\d),(\d{3})\b", r"\1\2", plain)
    plain = re.sub(r"\b(\d{1,2}):(\d{2})\b", lambda m: f"{m[1]} {'' if m[2] == '00' else m[2]}", plain)
    plain = re.sub(
        r"\d+\.\d+", lambda m: f" {in_words(int(m[0].split('.')[0]))} point {' '.join(_ONES[int(d)] for d in m[0].split('.')[1])} ", plain
    )
    plain = re.sub(r"\d+", lambda m: f" {in_words(int(m[0]))} ", plain)
    for short, long in _LONG.items():
        plain = re.sub(rf"(?<![a-z]){short}\b" if short[0] not in "n'" else rf"{short}\b", long, plain)
    plain = re.sub(r"[%°&]", lambda m: f" {_SAID[m[0]]} ", plain)
    plain = " ".join(_SAID.get(word, word) for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", plain))
    return plain.split()


def in_words(number: int) -> str:
    """A whole number as it is said, up to a million; digit by digit beyond."""
    if number >= 1_000_000:
        return " ".join(_ONES[int(digit)] for digit in str(number))
    if number >= 1000:
        return f"{in_words(number // 1000)} thousand {in_words(number % 1000) if number % 1000 else ''}".strip()
    if number >= 100:
        return f"{_ONES[number // 100]} hundred {in_words(number % 100) if number % 100 else ''}".strip()
    if number >= 20:
        return f"{_TENS[number // 10]} {_ONES[number % 10] if number % 10 else ''}".strip()
    return _ONES[number]


def word_error_rate(said: Sequence[str], heard: Sequence[str]) -> float:
    """Words wrong, missing and invented over words said, all texts together."""
    import jiwer

    reference = [" ".join(words_of(text)) for text in said]
    return float(jiwer.wer(reference, [" ".join(words_of(text)) for text in heard]))


@dataclass(frozen=True)
class EventScore:
    """How well the events of texts were found; an event is its kind, day and answer."""

    precision: float
    recall: float
    f1: float
    amounts_right: float | None
    """Share of the amounts told whose event was found that are right, too; None where none was."""


def event_score(told: Sequence[Sequence[ToldEvent]], found: Sequence[Sequence[HeardEvent]]) -> EventScore:
    """Over all texts together: (events told, events found) of each, in the same order."""
    counts = Counts()
    amounts: list[bool] = []
    for wanted, heard in zip(told, found, strict=True):
        ours = {(event.kind, event.days_ago, event.answer): event.amount for event in heard}
        theirs = {(event.kind, event.days_ago, event.answer): event.amount for event in wanted}
        hits = len(ours.keys() & theirs.keys())
        counts = Counts(counts.hits + hits, counts.extra + len(ours) - hits, counts.missing + len(theirs) - hits)
        amounts += [ours[event] == amount for event, amount in theirs.items() if amount is not None and event in ours]
    right = round(sum(amounts) / len(amounts), 4) if amounts else None
    return EventScore(round(counts.precision, 4), round(counts.recall, 4), round(counts.f1, 4), right)
