"""The journal texts with what they tell: those that readers are written, mended and taught by, and those held back from that.

All are invented for this project; none was ever spoken by a person. 300 were drawn apart once: in the order of what they were written
for, shuffled within, every third held back (`dev`, `held_back`). `further` was written by those who mended the rules by it; `taught`,
with the words that bear each event out, to teach the learned reader. `blind` was written last, by authors of no other part, and is
looked at by nobody. A text's decoys name the kinds that it speaks of without telling them; only the 300 and `further` have ratings.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any, Literal, cast, get_args

from core.records import Answer

Part = Literal["dev", "further", "taught", "held_back", "blind"]
PARTS: tuple[Part, ...] = get_args(Part)
UNSEEN: tuple[Part, ...] = ("held_back", "blind")
"""Parts whose mistakes nobody sees who writes, mends or teaches a reader."""
REPORTED: tuple[Part, ...] = ("dev", *UNSEEN)
"""Parts that a reader is measured on."""
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
    quote: str = ""
    """The words that say so, where they are labelled."""

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
    amount, unit = row.get("amount"), row.get("unit")
    return LabelledEvent(row["kind"], answer, amount, unit, at, row.get("intensity"), row.get("days_ago", 0), row.get("quote", ""))
