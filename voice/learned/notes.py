"""What the rules make of each phrase that they know, as marks on the encoder's tokens: kind, answer, and why it may tell of nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voice.rules.mention import Mention
from voice.rules.parsed import Parsed

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOODS = ("fact", "yesterday", "other", "unreal", "future", "question", "habit", "ago", "denied")
"""As `Mention.mood` tells them; a fact of the day before is "yesterday"."""
ANSWERS = ("yes", "no")


@dataclass(frozen=True)
class Note:
    """One phrase that the rules know."""

    start: int
    """Letters `start` … `end` (exclusive) of the text."""
    end: int
    kind: str
    answer: str
    mood: str


def notes_of(parsed: Parsed, told: Sequence[Mention]) -> list[Note]:
    """A note per mention, in the order of the text, those too that tell of nothing that was."""
    return [_note(parsed, mention) for mention in told]


def names_of_notes(kinds: Sequence[str]) -> tuple[str, ...]:
    """What the columns of `marked` stand for."""
    return (*kinds, *ANSWERS, *MOODS)


def marked(notes: Sequence[Note], offsets: Sequence[tuple[int, int]], kinds: Sequence[str]) -> NDArray[np.float32]:
    """Ones where a token, by its letters, lies in a phrase; shape (tokens, columns of `names_of_notes`)."""
    columns = {name: place for place, name in enumerate(names_of_notes(kinds))}
    table = np.zeros((len(offsets), len(columns)), np.float32)
    for note in notes:
        features = [columns[name] for name in (note.kind, note.answer, note.mood) if name in columns]
        for place, (start, end) in enumerate(offsets):
            if start < end and end > note.start and start < note.end:
                table[place, features] = 1.0
    return table


def _note(parsed: Parsed, mention: Mention) -> Note:
    last = len(parsed.tokens) - 1
    start, end = parsed.tokens[min(mention.start, last)].start, parsed.tokens[min(mention.end - 1, last)].end
    mood = "yesterday" if mention.mood == "fact" and mention.days_ago else mention.mood
    return Note(start, end, mention.kind, "yes" if mention.yes else "no", mood)
