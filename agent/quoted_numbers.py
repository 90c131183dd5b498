"""Numbers and clock times that a quote holds, in digits or in words, as people say amounts: "a couple", "half a bottle", "ten to nine"."""

from __future__ import annotations

import re
from datetime import time

from agent.number_words import numbers_in_words

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_WORDS: dict[str, float] = {word: float(value) for value, word in enumerate(_SMALL.split())}
_WORDS |= {"twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0}
_WORDS |= {"couple": 2.0, "few": 3.0, "half": 0.5, "dozen": 12.0, "double": 2.0, "single": 1.0, "once": 1.0, "twice": 2.0}
_WORDS |= {"to": 2.0, "too": 2.0, "for": 4.0, "won": 1.0}
"""The last line: as recognisers write two, four and one."""
_ARTICLES = {"a": 1.0, "an": 1.0, "another": 1.0, "the": 1.0}
_BOTTLE = 5.0
"""Drinks in a bottle of wine."""
_NAMED_HOURS = {"noon": 12, "midday": 12, "lunchtime": 12, "midnight": 0}
_PARTS = {"half": 30, "quarter": 15}


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, digits among them."""
    return re.findall(r"\d+(?:[.,]\d+)?|[^\W\d_]+", text.lower())


def numbers_in(quote: str, *, articles: bool = True) -> list[float]:
    """Every number in a quote, as an amount may be told.

    Args:
        quote: the person's words.
        articles: whether "a glass" tells one of them.
    """
    known = _WORDS | (_ARTICLES if articles else {})
    words = words_of(quote)
    found = [float(word.replace(",", ".")) if word[0].isdigit() else known[word] for word in words if word[0].isdigit() or word in known]
    found += [value for _, _, value, _ in numbers_in_words(quote) if value is not None]
    if any(word.startswith("bottle") for word in words):
        found += [_BOTTLE * number for number in found or [1.0]]
    return found


def clock_stands(clock: time, quote: str) -> bool:
    """True when the quote names that time of day: its hour, on a dial of twelve, and its minutes where it has some."""
    words = words_of(quote)
    numbers = {int(number) for number in numbers_in(quote, articles=False) if float(number).is_integer()} | _hours_and_minutes(quote)
    parts = {minutes for word, minutes in _PARTS.items() if word in words}
    hours = {number % 12 for number in numbers} | {hour % 12 for word, hour in _NAMED_HOURS.items() if word in words}
    if clock.minute == 0:
        return clock.hour % 12 in hours
    minutes = numbers | parts
    told_after = clock.hour % 12 in hours and clock.minute in minutes
    told_before = (clock.hour + 1) % 12 in hours and 60 - clock.minute in minutes
    return told_after or told_before


def _hours_and_minutes(quote: str) -> set[int]:
    """The parts of times in digits: 21:30, 9.15 pm, 21h30."""
    return {int(part) for match in re.findall(r"\b(\d{1,2})\s?[:.h]\s?(\d{2})\b", quote) for part in match}
