"""What the encoder makes of an entry: for each kind and day the probabilities of yes and no, and the words that it looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.records import Answer
from voice.learned.encoder import encoded, gelu, linear, softmax
from voice.learned.notes import Note, marked
from voice.learned.weights import Weights, tokenizer
from voice.rules.parsed import Parsed

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Encoding

WINDOW, OVERLAP = 160, 32
"""Tokens that are read at once, and those of them that the next window sees again; what was taught on is no longer."""
FIRST, LAST = 101, 102
"""The encoder's tokens at both ends of what it reads."""
DAYS = 2
"""Today and yesterday."""
_NEAR = 0.25
"""A token counts as looked at with at least this part of the most looked-at one's attention."""
_GAP = 3
"""Tokens between two that were looked at and are quoted with them."""


@dataclass(frozen=True)
class Judgement:
    """One kind on one day, as one stretch of the entry has it."""

    kind: str
    days_ago: int
    yes: float
    """Probability that the entry tells it with yes."""
    no: float
    start: int
    """Letters `start` … `end` (exclusive) of the entry that it rests on."""
    end: int

    @property
    def answer(self) -> Answer:
        """The likelier of the two."""
        return "yes" if self.yes >= self.no else "no"

    @property
    def probability(self) -> float:
        """Of that answer."""
        return max(self.yes, self.no)


def judgements(parsed: Parsed, notes: Sequence[Note], by: Weights) -> list[Judgement]:
    """One per kind and day, as the stretch of the text that is surest has it; the later of two that are equally sure."""
    found: dict[tuple[str, int], Judgement] = {}
    encoding = tokenizer().encode(parsed.text, add_special_tokens=False)
    marks = marked(notes, encoding.offsets, by.kinds)
    for start, end in windows(len(encoding.ids)):
        for one in _judged(encoding, marks[start:end], start, by):
            known = found.get((one.kind, one.days_ago))
            if known is None or one.probability >= known.probability:
                found[one.kind, one.days_ago] = one
    return list(found.values())


def windows(tokens: int) -> list[tuple[int, int]]:
    """Stretches of at most `WINDOW` tokens that cover a text, each overlapping the one before."""
    step = WINDOW - OVERLAP
    return [(start, min(start + WINDOW, tokens)) for start in range(0, max(tokens - OVERLAP, 1), step)] if tokens else []


def _judged(encoding: Encoding, marks: NDArray[np.float32], start: int, by: Weights) -> list[Judgement]:
    """All kinds and days, as the tokens from `start` on have them that have marks."""
    end = start + len(marks)
    hints = np.pad(marks @ by.tensors["judge.notes"], ((1, 1), (0, 0)))
    state = encoded(by.tensors, [FIRST, *encoding.ids[start:end], LAST], hints)
    looks = softmax(by.tensors["judge.look"] @ state.T)
    inner = gelu(linear(by.tensors, "judge.inner", looks @ state))
    scores = np.einsum("ki,koi->ko", inner, by.tensors["judge.out"]) + by.tensors["judge.bias"]
    odds = softmax(scores.reshape(len(by.kinds), DAYS, -1) / np.float32(by.temperature))
    return [
        Judgement(kind, day, float(odds[row, day, 1]), float(odds[row, day, 2]), *_looked_at(looks[row, 1:-1], encoding.offsets[start:end]))
        for row, kind in enumerate(by.kinds)
        for day in range(DAYS)
    ]


def _looked_at(attention: NDArray[np.float32], offsets: list[tuple[int, int]]) -> tuple[int, int]:
    """The stretch of letters around the token that was looked at most."""
    bright = np.flatnonzero(attention >= _NEAR * attention.max())
    peak = int(np.searchsorted(bright, attention.argmax()))
    low = high = peak
    while low > 0 and bright[low] - bright[low - 1] <= _GAP:
        low -= 1
    while high + 1 < len(bright) and bright[high + 1] - bright[high] <= _GAP:
        high += 1
    return offsets[bright[low]][0], offsets[bright[high]][1]
