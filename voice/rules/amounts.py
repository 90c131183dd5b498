"""How many: the number that belongs to a thing, before it ("two glasses of red wine") or behind it ("wine, two glasses")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voice.rules.closed import ADJECTIVES, MEASURES, UNITS_OF_TIME, word_set
from voice.rules.numbers import Number, number_at
from voice.rules.tokens import Token

_FURTHEST = 8
_MILLIGRAMS = frozenset(["mg", "milligrams", "milligram", "milligramm"])
_VOLUMES = word_set("ml cl dl liter litre liters litres")


@dataclass(frozen=True)
class Amount:
    """How much of a thing, and in which unit."""

    value: float
    start: int
    """Token at which the number begins."""
    milligrams: bool = False
    more: bool = False
    """True for "another": it comes on top."""
    big: bool = False
    """True for whole bottles that stand before the thing."""


def before(tokens: Sequence[Token], place: int, floor: int) -> Amount | None:
    """The amount before a thing that begins at a token; nothing before `floor` is looked at."""
    milligrams, more, bottle = False, False, False
    for here in range(place - 1, max(floor, place - _FURTHEST) - 1, -1):
        word = tokens[here].norm
        number = _ending_at(tokens, here + 1, floor)
        if number is not None and not (milligrams and not number.counts):
            more = more or _is_more(tokens, number.start, floor)
            return Amount(number.value, number.start, milligrams, more, bottle)
        if word in {"another", "extra"} or (word == "more" and here > floor and tokens[here - 1].norm == "one"):
            return Amount(1.0, here, more=True)
        if word in _VOLUMES or word in UNITS_OF_TIME:
            return None
        milligrams = milligrams or word in _MILLIGRAMS
        more = more or word == "more"
        bottle = bottle or word in {"bottle", "bottles"}
        if word not in ADJECTIVES and word not in MEASURES:
            return None
    return None


def behind(tokens: Sequence[Token], place: int, ceiling: int) -> Amount | None:
    """The amount behind a thing that ends at a token: "coffee: three", "wine, two glasses", "beer x 2"."""
    here = place
    if here < ceiling and not tokens[here].mark:
        further = _further(tokens, place, ceiling)
        if further is not None:
            return further
    while here < ceiling and (
        tokens[here].mark or tokens[here].norm in {"x", "times", "about", "maybe", "just", "only", "today", "exactly"}
    ):
        if tokens[here].norm in {".", "!", "?", "\n"}:
            return None
        here += 1
    number = number_at(tokens, here) if here < ceiling else None
    if number is None or not (number.counts or (number.end < ceiling and tokens[number.end].norm in MEASURES)):
        return None
    following = tokens[number.end].norm if number.end < ceiling else ""
    if following in MEASURES:
        after = tokens[number.end + 1].norm if number.end + 1 < ceiling else ""
        return Amount(number.value, number.start, following in _MILLIGRAMS) if after != "of" else None
    alone = (
        number.end >= ceiling
        or tokens[number.end].mark
        or following in {"in", "today", "tonight", "of", "at", "total", "and", "but", "with"}
    )
    return Amount(number.value, number.start) if alone and (here > place or number.end >= ceiling) else None


_EMPHATIC = frozenset(["just", "only", "about", "maybe", "exactly", "say", "had", "drank", "said", "but", ","])
_CLOSING = word_set(
    """
    each of in total though then today tonight altogether and that with . , ! ; ) i all but
    """
)


def _further(tokens: Sequence[Token], place: int, ceiling: int) -> Amount | None:
    """A number further behind that cannot but belong to the thing: "kir at the opening, just one", "four each", "two cups of it"."""
    for here in range(place, ceiling):
        number = number_at(tokens, here)
        if number is None or not number.counts:
            continue
        following = tokens[number.end].norm if number.end < len(tokens) else ""
        beyond = tokens[number.end + 1].norm if number.end + 1 < len(tokens) else ""
        if following == "each" or (
            following in MEASURES and beyond in {"of", "today", "each", ".", "", ",", "and", "then", "but"} and _of_it(tokens, number.end)
        ):
            return Amount(number.value, number.start)
        if tokens[here - 1].norm in {"just", "only"} and (not following or following in _CLOSING):
            return Amount(number.value, number.start)
        return None
    return None


def _of_it(tokens: Sequence[Token], place: int) -> bool:
    """True for "of it", "of them", or nothing more."""
    after = [token.norm for token in tokens[place + 1 : place + 3]]
    return after[:1] != ["of"] or after[1:] in (["it"], ["them"], ["that"], ["those"], ["which"])


def _ending_at(tokens: Sequence[Token], end: int, floor: int) -> Number | None:
    """The longest number whose last token stands just before `end`."""
    best: Number | None = None
    for start in range(end - 1, max(floor, end - 6) - 1, -1):
        number = number_at(tokens, start)
        if number is not None and number.end == end:
            best = number
    return best


def _is_more(tokens: Sequence[Token], start: int, floor: int) -> bool:
    """True for "another two"."""
    return start > floor and tokens[start - 1].norm == "another"
