"""The deterministic reader: a text's events and ratings by lexicon and grammar, the same for the same text, without model or network."""

from __future__ import annotations

from collections.abc import Sequence

from core.events import EVENT_KINDS
from voice.reading import MOST_AMOUNTS, HeardEvent, Reading
from voice.rules.ledger import related_mentions, weighed
from voice.rules.mention import Mention
from voice.rules.parsed import Parsed, parse
from voice.rules.ratings import quote, ratings_of
from voice.rules.turning import frames_of

MOST_LETTERS = 40_000
"""A quarter of an hour of fast speech is half of it; what a longer text says behind is not read."""
_LONGEST_QUOTE = 16
"""Tokens; a longer clause is quoted around the words that matter."""


class RuleReader:
    """Reads by rules; the reader that needs nothing."""

    name = "rules"

    def read(self, text: str) -> Reading:
        """What the text tells of; every quote stands in it, letter for letter."""
        return reading_of(parse(text[:MOST_LETTERS]))


def reading_of(parsed: Parsed, told: Sequence[Mention] | None = None) -> Reading:
    """What the rules find in a text that has been taken apart.

    Args:
        parsed: the text.
        told: its mentions (`ledger.related_mentions`), where they are known already.
    """
    if not parsed.clauses:
        return Reading()
    events = tuple(_event(parsed, mention) for mention in weighed(related_mentions(parsed) if told is None else told))
    return Reading(events, tuple(ratings_of(parsed, frames_of(parsed))))


def _event(parsed: Parsed, mention: Mention) -> HeardEvent:
    """The event that a mention tells of."""
    unit = _unit(mention)
    amount = mention.amount if mention.yes and mention.amount is not None and mention.amount <= MOST_AMOUNTS.get(unit or "", 0) else None
    return HeardEvent(
        kind=mention.kind,
        answer="yes" if mention.yes else "no",
        quote=_quote(parsed, mention),
        confidence=round(min(0.97, max(0.05, mention.confidence)), 2),
        amount=amount,
        unit=unit if amount is not None else None,
        at=mention.at if mention.yes else None,
        intensity=mention.intensity if mention.yes else None,
        days_ago=mention.days_ago,
    )


def _unit(mention: Mention) -> str | None:
    """The unit that an amount is told in."""
    if mention.kind == "caffeine":
        return "mg" if mention.milligrams else "cups"
    return EVENT_KINDS[mention.kind].unit


def _quote(parsed: Parsed, mention: Mention) -> str:
    """The clause, or what of it lies around the phrase; from the word on that denies it or that it echoes."""
    clause = parsed.clauses[mention.clause]
    start, end = clause.start, clause.end
    if end - start > _LONGEST_QUOTE:
        start = max(start, min(mention.start, end) - _LONGEST_QUOTE // 2)
        end = min(end, max(mention.end, start + 1) + _LONGEST_QUOTE // 2)
    if 0 <= mention.quote_from < start and mention.end - mention.quote_from <= 2 * _LONGEST_QUOTE:
        start = mention.quote_from
    return quote(parsed, min(start, mention.start), max(end, mention.end))
