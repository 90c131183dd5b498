"""Amount and time that stand in a stretch of a text, for an event that was found without the lexicon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from core.events import EVENT_KINDS
from voice.reading import MOST_AMOUNTS
from voice.rules import amounts
from voice.rules.amounts import Amount
from voice.rules.closed import UNITS_OF_TIME
from voice.rules.hours import clock, time_of
from voice.rules.mention import Mention
from voice.rules.numbers import Number, number_at
from voice.rules.parsed import Parsed

_TIMED = frozenset(["alcohol", "caffeine", "late_meal", "hard_training", "nap", "sauna", "meditation", "medication", "sex", "travel"])
"""Kinds whose hour is told."""
_BEFORE, _BEHIND = 2, 6
"""Tokens around a stretch in which its number may stand."""


def amount_in(parsed: Parsed, kind: str, start: int, end: int) -> tuple[float, str] | tuple[None, None]:
    """The amount told in letters `start` … `end` or right behind them, with its unit; nothing for a kind that is not counted."""
    unit = EVENT_KINDS[kind].unit
    if unit is None:
        return None, None
    first, last = _tokens(parsed, start, end)
    told = _numbers(parsed, first, last)
    found = _agreed(parsed, told) if told else amounts.behind(parsed.tokens, last, min(len(parsed.tokens), last + _BEHIND))
    if found is None:
        return None, None
    named = ("mg" if found.milligrams else "cups") if kind == "caffeine" else unit
    return (found.value, named) if 0 < found.value <= MOST_AMOUNTS[named] else (None, None)


def _numbers(parsed: Parsed, first: int, last: int) -> list[Number]:
    """The numbers of a stretch, or right before it, that are no times of day, lengths or articles."""
    clocks = {place for spoken in parsed.times_in(first - _BEFORE, last) for place in range(spoken.start, spoken.end)}
    found = [number_at(parsed.tokens, place) for place in range(max(0, first - _BEFORE), last) if place not in clocks]
    return [one for one in found if one and one.counts and parsed.word(one.end) not in UNITS_OF_TIME]


def _agreed(parsed: Parsed, told: Sequence[Number]) -> Amount | None:
    """The number, where only one is told; which of several is meant stays open."""
    first = told[0]
    alone = all(one.value == first.value for one in told)
    return Amount(first.value, first.start, parsed.word(first.end) in amounts.MILLIGRAMS) if alone else None


def time_in(parsed: Parsed, kind: str, start: int, end: int) -> time | None:
    """The time of day that the clause around letters `start` … `end` tells for that kind."""
    if kind not in _TIMED or not parsed.clauses:
        return None
    first, last = _tokens(parsed, start, end)
    number = parsed.clause_of(first)
    mention = Mention(kind, yes=True, confidence=1.0, start=first, end=last, clause=number)
    spoken = time_of(parsed, number, mention)
    return clock(parsed, parsed.clauses[number], mention, spoken) if spoken else None


def _tokens(parsed: Parsed, start: int, end: int) -> tuple[int, int]:
    """The tokens that lie in a stretch of letters; at least one."""
    inside = [place for place, token in enumerate(parsed.tokens) if token.end > start and token.start < end]
    return (inside[0], inside[-1] + 1) if inside else (0, 1)
