"""What a reader finds in a transcript, and the protocol that all of them follow.

Answers are three-valued: a kind that the words do not settle has no event. Neither has what others did, or what is yet to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Protocol

from core.records import Answer

SCALES = ("mood", "energy", "exertion")
"""What is rated, each from 1 (lowest) to 10."""
MOST_AMOUNTS = {"drinks": 30.0, "cups": 20.0, "mg": 2_000.0}
"""More than anybody drinks in a day: a slip of a recogniser, of a model, or of a number that counts something else."""


@dataclass(frozen=True)
class HeardEvent:
    """One kind of event that the words settle with yes or no."""

    kind: str
    """Of `core.events.EVENT_KINDS`."""
    answer: Answer
    quote: str
    """The words that say so, exactly as they stand in the text."""
    confidence: float
    """Probability that the answer is read rightly, 0 … 1."""
    amount: float | None = None
    """In the kind's unit."""
    unit: str | None = None
    at: time | None = None
    """Local time, where the words tell one."""
    intensity: float | None = None
    """0 … 1, where the words tell one: "a little" to "extremely"."""
    days_ago: int = 0
    """0: of the day whose evening this is; 1: of the day before."""


@dataclass(frozen=True)
class HeardRating:
    """How the person feels, as the words say."""

    scale: str
    """Of `SCALES`."""
    value: float
    """1 … 10."""
    quote: str


@dataclass(frozen=True)
class Reading:
    """Everything found in one text; one event per kind and day."""

    events: tuple[HeardEvent, ...] = ()
    ratings: tuple[HeardRating, ...] = ()
    reader: str = "rules"
    """Who read it: a reader may have left it to another one."""


class Reader(Protocol):
    """Something that reads events out of a text."""

    @property
    def name(self) -> str:
        """As entries carry it: "rules", or the model's name."""
        ...

    def read(self, text: str) -> Reading:
        """What the text tells of; every quote stands in it, letter for letter."""
        ...
