"""The learned reader: what an entry tells is judged by the encoder; amounts, times, strengths and ratings are told by the rules.

The encoder sees what the rules noted at each phrase. Where the rules tell the same event, theirs is kept, for it has the details.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from voice.learned.judge import Judgement, judgements
from voice.learned.notes import notes_of
from voice.learned.weights import TAUGHT, weights
from voice.reading import HeardEvent, Reading
from voice.rules.details import amount_in, time_in
from voice.rules.ledger import related_mentions
from voice.rules.parsed import Parsed, parse
from voice.rules.reader import MOST_LETTERS, reading_of

AGREED, ALONE = 0.35, 0.65
"""Least probability of an answer that the rules tell as well, and of one that they do not; what is less sure settles nothing.

Measured on 553 hard texts that were no lessons: against one threshold of 0.5 a fifth fewer errors of negation, tense and person, at the
same F1 (0.736, 0.740), and plain sentences are not left out.
"""
MOST_QUOTED = 160
"""Letters of a quote."""


class LearnedReader:
    """Reads by the encoder and the rules together; the same for the same text, without network.

    Args:
        taught: what the encoder was taught.

    Raises:
        ReaderUnavailable: where the encoder's files are missing or other than those it was taught on.
    """

    name = "learned"

    def __init__(self, taught: Path = TAUGHT) -> None:
        self._weights = weights(taught)

    def read(self, text: str) -> Reading:
        """What the text tells of; every quote stands in it, letter for letter."""
        heard = text[:MOST_LETTERS]
        parsed = parse(heard)
        if not parsed.clauses:
            return Reading(reader=self.name)
        mentions = related_mentions(parsed)
        by_rules = reading_of(parsed, mentions)
        told = {(event.kind, event.days_ago): event for event in by_rules.events}
        judged = judgements(parsed, notes_of(parsed, mentions), self._weights)
        found = [_event(parsed, one, told) for one in judged if one.probability >= _least(one, told)]
        untaught = [event for event in by_rules.events if event.kind not in self._weights.kinds]
        return Reading(tuple(sorted([*found, *untaught], key=lambda event: heard.find(event.quote))), by_rules.ratings, self.name)


def _least(judged: Judgement, told: Mapping[tuple[str, int], HeardEvent]) -> float:
    """How probable an answer must be to count."""
    by_rules = told.get((judged.kind, judged.days_ago))
    return AGREED if by_rules is not None and by_rules.answer == judged.answer else ALONE


def _event(parsed: Parsed, judged: Judgement, told: Mapping[tuple[str, int], HeardEvent]) -> HeardEvent:
    """The event as the rules tell it, if they do; else with what can be read in the words it rests on."""
    sure = round(min(judged.probability, 0.99), 2)
    days = (judged.days_ago, *(day for kind, day in told if kind == judged.kind))
    alike = [event for event in (told.get((judged.kind, day)) for day in days) if event is not None and event.answer == judged.answer]
    if alike:
        return _counted(parsed, judged, replace(alike[0], days_ago=judged.days_ago, confidence=sure))
    event = HeardEvent(judged.kind, judged.answer, _quote(parsed.text, judged), sure, days_ago=judged.days_ago)
    if judged.answer == "no":
        return event
    return _counted(parsed, judged, replace(event, at=time_in(parsed, judged.kind, judged.start, judged.end)))


def _counted(parsed: Parsed, judged: Judgement, event: HeardEvent) -> HeardEvent:
    """The event with the amount that its words tell, where the rules found none."""
    if event.answer == "no" or event.amount is not None:
        return event
    amount, unit = amount_in(parsed, judged.kind, judged.start, judged.end)
    return replace(event, amount=amount, unit=unit)


def _quote(text: str, judged: Judgement) -> str:
    """The whole words that a judgement rests on."""
    start, end = judged.start, min(judged.end, judged.start + MOST_QUOTED)
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end].strip()
