"""What one reading got right and wrong of one text, and counts of hits with their F1 and its bootstrap interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

import numpy as np

from core.records import Answer
from evals.extraction_corpus import TENSES, LabelledEvent, LabelledText
from voice.reading import HeardEvent, HeardRating, Reading

RESAMPLES = 2000
"""Bootstrap samples of texts behind an interval."""
NEAR_AMOUNT = 0.01
"""How far off an amount may be, as a part of the labelled one."""
NEAR_MINUTES = 30
NEAR_RATING = 1.5
NEAR_INTENSITY = 0.25

Key = tuple[str, Answer, int]


@dataclass(frozen=True)
class Counts:
    """Events found, events that are none, events missed."""

    hits: int = 0
    extra: int = 0
    missing: int = 0

    @property
    def precision(self) -> float:
        """Part of what was read that is labelled; 1 where nothing was read."""
        return _share(self.hits, self.hits + self.extra)

    @property
    def recall(self) -> float:
        """Part of what is labelled that was read; 1 where nothing is labelled."""
        return _share(self.hits, self.hits + self.missing)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, micro: 2·hits / (2·hits + extra + missing)."""
        return _share(2 * self.hits, 2 * self.hits + self.extra + self.missing)


@dataclass(frozen=True)
class Verdict:
    """One text beside its reading."""

    text: LabelledText
    reading: Reading

    @property
    def _read(self) -> tuple[Key, ...]:
        return tuple(key_of(event) for event in self.reading.events)

    @property
    def labelled(self) -> frozenset[Key]:
        """The events of the label."""
        return frozenset(event.key for event in self.text.events)

    @property
    def extra(self) -> tuple[Key, ...]:
        """Events read that the label does not hold; the second of two alike is one of them."""
        return tuple(key for place, key in enumerate(self._read) if key not in self.labelled or key in self._read[:place])

    @property
    def missing(self) -> tuple[Key, ...]:
        """Events of the label that were not read."""
        return tuple(sorted(self.labelled - set(self._read)))

    @property
    def flipped(self) -> tuple[Key, ...]:
        """Errors of negation: read with yes where that day's label says no, or the other way round."""
        return tuple(key for key in self.extra if (key[0], _OPPOSITE[key[1]], key[2]) in self.labelled and key not in self.labelled)

    @property
    def mistimed(self) -> tuple[Key, ...]:
        """Errors of tense: read of what is to come, long ago, usual or not real, or put on another day than the label's."""
        unreal = {decoy.kind for decoy in self.text.decoys if decoy.why in TENSES}
        return tuple(key for key in self._new if key[0] in unreal or any(key[:2] == other[:2] for other in self.labelled))

    @property
    def of_others(self) -> tuple[Key, ...]:
        """Errors of person: read of what somebody else did or has."""
        theirs = {decoy.kind for decoy in self.text.decoys if decoy.why == "person"}
        return tuple(key for key in self._new if key[0] in theirs)

    @property
    def _new(self) -> tuple[Key, ...]:
        return tuple(key for key in self.extra if key not in self.labelled)

    @property
    def pairs(self) -> tuple[tuple[LabelledEvent, HeardEvent], ...]:
        """Each labelled event that was read, beside what was read."""
        read = {key_of(event): event for event in reversed(self.reading.events)}
        return tuple((event, read[event.key]) for event in self.text.events if event.key in read)

    @property
    def foreign_quotes(self) -> tuple[str, ...]:
        """Quotes that are empty or do not stand in the text, letter for letter."""
        quotes = [*(event.quote for event in self.reading.events), *(rating.quote for rating in self.reading.ratings)]
        return tuple(quote for quote in quotes if not quote or quote not in self.text.text)


_OPPOSITE: dict[Answer, Answer] = {"yes": "no", "no": "yes"}


def key_of(event: HeardEvent) -> Key:
    """What is compared of an event."""
    return event.kind, event.answer, event.days_ago


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def counted(verdicts: Iterable[Verdict], *, kind: str | None = None, answer: Answer | None = None) -> Counts:
    """Counts over those texts, of one kind or one answer if asked for."""

    def of(keys: Iterable[Key]) -> int:
        return sum(kind in {None, key[0]} and answer in {None, key[1]} for key in keys)

    hits = extra = missing = 0
    for verdict in verdicts:
        left = of(verdict.missing)
        hits, extra, missing = hits + of(verdict.labelled) - left, extra + of(verdict.extra), missing + left
    return Counts(hits, extra, missing)


def f1_interval(verdicts: Sequence[Verdict], *, seed: int) -> tuple[float, float]:
    """The middle 95% of F1 over texts drawn anew with replacement."""
    per_text = np.array([(one.hits, one.extra, one.missing) for one in (counted([verdict]) for verdict in verdicts)]).reshape(-1, 3)
    drawn = np.random.default_rng(seed).integers(0, len(per_text), size=(RESAMPLES, len(per_text)))
    hits, extra, missing = per_text[drawn].sum(axis=1).T
    whole = 2 * hits + extra + missing
    f1 = np.where(whole > 0, 2 * hits / np.maximum(whole, 1), 1.0)
    low, high = np.quantile(f1, (0.025, 0.975))
    return float(low), float(high)


def is_near_amount(label: LabelledEvent, read: HeardEvent) -> bool:
    """True when amount and unit are the label's."""
    if label.amount is None or read.amount is None or read.unit != label.unit:
        return False
    return abs(read.amount - label.amount) <= NEAR_AMOUNT * label.amount


def is_near_time(label: time, read: time | None) -> bool:
    """True when both lie close on the clock's face, midnight or not."""
    if read is None:
        return False
    apart = abs((label.hour - read.hour) * 60 + label.minute - read.minute)
    return min(apart, 24 * 60 - apart) <= NEAR_MINUTES


def is_near_rating(label: float, scale: str, ratings: Iterable[HeardRating]) -> bool:
    """True when that scale was read, close to the label; the first counts where it was read twice."""
    read = next((rating.value for rating in ratings if rating.scale == scale), None)
    return read is not None and abs(read - label) <= NEAR_RATING
