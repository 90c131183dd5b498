"""What a phrase of the lexicon means, and how a list of phrases is written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from voice.rules.marks import spelled

Role = Literal["", "plain", "hard", "easy", "meal", "late", "early", "hours", "count", "night", "screen", "measure", "again", "last"]


@dataclass(frozen=True)
class Sense:
    """The kind of event a phrase speaks of."""

    kind: str
    """Of `core.events.EVENT_KINDS`; empty where a phrase only looks like one."""
    yes: bool = True
    """False: the phrase itself says that it was not so."""
    strength: float = 0.9
    """Probability that the phrase, said of oneself and today, means the kind."""
    role: Role = ""
    """What more has to be looked at before it counts."""
    each: float = 1.0
    """Units that one of them counts for."""
    verb: bool = False
    """True where the phrase is what the speaker did, not a thing."""
    also: str = ""
    """A second kind that the same phrase speaks of."""


BLOCK = Sense("", strength=0.0)
"""A phrase that contains a word of the lexicon and means something else."""


def entries(sense: Sense, phrases: str) -> Iterator[tuple[str, Sense]]:
    """The phrases, parted by semicolons, each with the sense; a phrase that begins with `>` is a verb."""
    for phrase in phrases.split(";"):
        words = phrase.strip()
        if words.startswith(">"):
            yield spelled(words[1:].strip()), replace(sense, verb=True)
        elif words:
            yield spelled(words), sense
