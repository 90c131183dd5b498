"""Numbers as people say them: digits, words, halves, ranges, a couple and a few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voice.rules.closed import MEASURES
from voice.rules.tokens import Token

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS = {
    **{word: float(value) for value, word in enumerate(_ONES.split())},
    **{word: 20.0 + 10 * place for place, word in enumerate(_TENS.split())},
    "dos": 2.0,
    "tres": 3.0,
    "deux": 2.0,
    "trois": 3.0,
    "tre": 3.0,
    "cuatro": 4.0,
    "cinco": 5.0,
    "ocho": 8.0,
    "nueve": 9.0,
    "diez": 10.0,
    "doce": 12.0,
    "quatre": 4.0,
    "cinq": 5.0,
    "huit": 8.0,
    "neuf": 9.0,
    "dix": 10.0,
    "onze": 11.0,
    "quattro": 4.0,
    "cinque": 5.0,
    "nove": 9.0,
    "dieci": 10.0,
    "vier": 4.0,
    "funf": 5.0,
    "sechs": 6.0,
    "sieben": 7.0,
    "acht": 8.0,
    "neun": 9.0,
    "zehn": 10.0,
    "zwei": 2.0,
    "drei": 3.0,
    "una": 1.0,
    "uno": 1.0,
    "une": 1.0,
    "ein": 1.0,
    "eine": 1.0,
    "einen": 1.0,
    "dois": 2.0,
    "duas": 2.0,
    "um_": 1.0,
    "fourty": 40.0,
}
_LOOSE = {"couple": 2.0, "few": 3.0, "dozen": 12.0, "pair": 2.0}
_ITALIAN = frozenset(
    ["caffe", "birre", "bicchieri", "calici", "vini", "vino", "spritz", "bicchierini", "espressi", "negroni", "cappuccini"]
)
"""What "due" counts, where it is two."""
MOST = 5000.0


@dataclass(frozen=True)
class Number:
    """A number in a text: tokens `start` … `end` (exclusive)."""

    start: int
    end: int
    value: float
    counts: bool = True
    """False for "a", which is an article before it is a number."""


def number_at(tokens: Sequence[Token], place: int) -> Number | None:
    """The number that begins at a token, with ranges and halves taken in."""
    first = _phrase(tokens, place)
    return first and _joined(tokens, first)


def value_of(word: str) -> float | None:
    """The value of one word."""
    if word in WORDS:
        return WORDS[word]
    if word and word[0].isascii() and word[0].isdigit():
        try:
            value = float(word)
        except ValueError:
            return None
        return value if value <= MOST else None
    return None


def _norm(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].norm if 0 <= place < len(tokens) else ""


def _phrase(tokens: Sequence[Token], place: int) -> Number | None:
    """A number without range."""
    word, after, third = (_norm(tokens, place + offset) for offset in range(3))
    if word in {"a", "the", "another"} and after in {"couple", "few", "dozen", "pair"}:
        return Number(place, place + (3 if third == "of" else 2), _LOOSE[after])
    if word in _LOOSE and word != "pair":
        return Number(place, place + (2 if after == "of" else 1), _LOOSE[word])
    if word == "half":
        return _half(tokens, place)
    if word == "quarter" and after in {"of", "a", "bottle"}:
        return Number(place, place + 1, 0.25)
    if word in {"a", "an"}:
        return _half(tokens, place + 1, start=place) if after == "half" else Number(place, place + 1, 1.0, counts=False)
    return _plain(tokens, place, word, after)


def _plain(tokens: Sequence[Token], place: int, word: str, after: str) -> Number | None:
    """A number of digits or of one word, with what belongs to it behind."""
    if word == "due" and after in _ITALIAN:
        return Number(place, place + 1, 2.0)
    if word == "un" and after not in {"", "till", "til"}:
        return Number(place, place + 1, 1.0, counts=False)
    value = value_of(word)
    return None if value is None else _compound(tokens, place, value)


def _half(tokens: Sequence[Token], place: int, start: int | None = None) -> Number | None:
    """Half a thing; "half past" and "half an hour" are times."""
    following = _norm(tokens, place + 1)
    if following in {"past", "nine", "eight", "ten", "seven", "six", "five", "eleven", "twelve", "four", "three", "two", "one", "hour"}:
        return None
    if following in {"a", "an", "of", "the"}:
        return None if _norm(tokens, place + 2) in {"hour", "day"} else Number(place if start is None else start, place + 2, 0.5)
    return Number(place if start is None else start, place + 1, 0.5)


def _compound(tokens: Sequence[Token], place: int, value: float) -> Number:
    """Twenty five, two hundred, two and a half, one and half."""
    end = place + 1
    one = value_of(_norm(tokens, end))
    if 20 <= value <= 90 and value % 10 == 0 and one is not None and 1 <= one <= 9 and not tokens[place].norm[0].isdigit():
        value, end = value + one, end + 1
    if _norm(tokens, end) == "hundred":
        value, end = value * 100, end + 1
        tail = value_of(_norm(tokens, end + (_norm(tokens, end) == "and")))
        if tail is not None and tail < 100 and not tokens[place].norm[0].isdigit():
            end += (_norm(tokens, end) == "and") + 1
            value += tail
    for words in (["and", "a", "half"], ["and", "half"], ["and", "one", "half"]):
        if [_norm(tokens, end + offset) for offset in range(len(words))] == words:
            return Number(place, end + len(words), value + 0.5)
    return Number(place, end, value)


def _joined(tokens: Sequence[Token], first: Number) -> Number:
    """Two or three, two to three, one maybe two: their mean."""
    place = first.end
    between = {"and"} if _norm(tokens, first.start - 1) == "between" else set()
    while _norm(tokens, place) in {"or", "to", "maybe", "perhaps", "possibly"} | between and place - first.end < 3:
        place += 1
    if place == first.end or not first.counts:
        return first
    second = _phrase(tokens, place)
    if second is None or not second.counts or not first.value < second.value <= first.value + 5:
        return first
    return Number(first.start, second.end, (first.value + second.value) / 2)


def is_measure(word: str) -> bool:
    """True for glass, cup, pint and the like."""
    return word in MEASURES
