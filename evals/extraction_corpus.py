"""The 300 journal texts with what they tell, in two parts: one for whoever writes a reader, one held back from them; and further ones.

All are invented for this project; none was ever spoken by a person. The two parts were drawn once: the texts in the order of what they
were written for, shuffled within, every third held back. The further ones were written later, by those who mended the reader by them,
and are harder. A text's decoys name the kinds that it speaks of without telling them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any, Literal, cast, get_args

from core.records import Answer

Part = Literal["dev", "further", "held_back"]
PARTS: tuple[Part, ...] = get_args(Part)
TENSES = frozenset({"future", "past", "habit", "hypothetical"})
"""Reasons of decoys that lie in time or mood: to come, long ago, usual, or not real."""
REASONS = frozenset({*TENSES, "person", "trap"})
"""Why a kind that is spoken of is no event: also the deed of somebody else, or a word that means something different here."""
_FOLDER = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class LabelledEvent:
    """One kind of event as a careful reader understands the text; None where it does not say."""

    kind: str
    answer: Answer
    amount: float | None = None
    unit: str | None = None
    at: time | None = None
    intensity: float | None = None
    days_ago: int = 0

    @property
    def key(self) -> tuple[str, Answer, int]:
        """What makes an event found: its kind, its answer and its day."""
        return self.kind, self.answer, self.days_ago


@dataclass(frozen=True)
class LabelledRating:
    """How the person feels, 1 … 10."""

    scale: str
    value: float


@dataclass(frozen=True)
class Decoy:
    """A kind that the text speaks of though nobody should read an event out of it."""

    kind: str
    why: str
    """Of `REASONS`."""


@dataclass(frozen=True)
class LabelledText:
    """One text with its labels."""

    text_id: str
    text: str
    tags: frozenset[str]
    events: tuple[LabelledEvent, ...] = ()
    decoys: tuple[Decoy, ...] = ()
    ratings: tuple[LabelledRating, ...] = ()


def read_part(part: Part) -> tuple[LabelledText, ...]:
    """The texts of that part, in the order of the file."""
    lines = (_FOLDER / f"journal_{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_text(json.loads(line)) for line in lines)


def _text(row: dict[str, Any]) -> LabelledText:
    return LabelledText(
        row["id"],
        row["text"],
        frozenset(row["tags"]),
        tuple(_event(one) for one in row["events"]),
        tuple(Decoy(one["kind"], one["why"]) for one in row.get("decoys", ())),
        tuple(LabelledRating(one["scale"], float(one["value"])) for one in row.get("ratings", ())),
    )


def _event(row: dict[str, Any]) -> LabelledEvent:
    at = time.fromisoformat(row["time"]) if "time" in row else None
    answer = cast("Answer", row["answer"])
    return LabelledEvent(row["kind"], answer, row.get("amount"), row.get("unit"), at, row.get("intensity"), row.get("days_ago", 0))
