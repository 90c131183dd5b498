"""What one clause says of one kind, before the whole text is weighed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from voice.rules.sense import Role

Mood = str
""" "fact", or why the clause tells of nothing that was: "future", "unreal", "habit", "ago", "other", "question"."""


@dataclass(frozen=True)
class Mention:
    """One phrase of the lexicon in its clause."""

    kind: str
    yes: bool
    confidence: float
    start: int
    """Tokens `start` … `end` (exclusive) of the phrase."""
    end: int
    clause: int
    mood: Mood = "fact"
    days_ago: int = 0
    amount: float | None = None
    milligrams: bool = False
    more: bool = False
    at: time | None = None
    intensity: float | None = None
    role: Role = ""
    thing: str = ""
    """The phrase itself, so that the same drink told twice counts once."""
    quote_from: int = -1
    """First token of the quote, where it begins before the clause."""
    asked: bool = False
    """True where the text asks for it and then answers."""
    corrected: bool = False
    """True where it takes the place of what was said before."""

    @property
    def counts(self) -> bool:
        """True where it tells something of the speaker that was so or was not."""
        return self.mood == "fact"
