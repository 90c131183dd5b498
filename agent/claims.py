"""What a language model claims to have read in a journal entry, sifted: only what the entry's own words say is taken.

A claim without words that stand in the entry is dropped, and so is every number of a claim that its words do not hold. A claim that
this machine's own reader reads the other way settles nothing; one that it does not see is taken with less confidence, and not at all
where its sentence speaks to whoever reads the entry.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from agent.json_in_text import object_in
from agent.quoted_numbers import clock_stands, numbers_in
from core.errors import ToolRetry
from core.events import EVENT_KINDS
from voice.reading import MOST_AMOUNTS, SCALES, HeardEvent, HeardRating, Reading

MOST_CLAIMS = 40
"""Fifteen kinds on two days, and a few by mistake."""
MOST_QUOTE = 300
"""A quote that is longer points at nothing."""
SHORTEST_QUOTE = 3
AGREED, ALONE, UNSAID = 0.95, 0.7, 0.7
"""Most confidence in a claim that the local reader shares, in one that it does not see, and what counts where a model tells none."""
LEAST = 0.3
"""A claim that is less sure settles nothing."""
_GRADES = re.compile(
    r"\b(?:littles?|bit|slight(?:ly)?|mild(?:ly)?|light(?:ly)?|some(?:what)?|kind of|sort of|moderate(?:ly)?|quite|pretty|rather|"
    r"fairly|very|really|so|super|terribl[ey]|awful(?:ly)?|horribl[ey]|bad(?:ly)?|hard|heavy|intense|strong(?:ly)?|extreme(?:ly)?|totally|"
    r"completely|absolutely|massive(?:ly)?|incredibl[ey]|brutal(?:ly)?|huge|killer|exhaust\w+|max\w*|all[- ]out)\b",
    re.IGNORECASE,
)
"""Words that grade something; without one a claimed intensity is a guess."""
_CLOCKS = re.compile(r"\b(?:at|until|till|past)\s+\w+", re.IGNORECASE)
"""Numbers that tell a time, not an amount."""
_OUT_OF = re.compile(r"(?:\b(?:out\s+of|of|von|sur|su|de)\s+(?:10|ten)\b|/\s*10\b)", re.IGNORECASE)
"""The end of a scale, which is no rating."""
_TO_A_READER = re.compile(
    r"\b(?:ignore|disregard|override|instructions?|prompt|json|output|assistant|you (?:must|should|shall|have to|are (?:now|to)))\b|"
    r"\b(?:report|mark|log|record|add|set|write|answer|return|say) (?:an?|it|that|the|this|yes|no|me|my|down)\b|\bsystem ?:",
    re.IGNORECASE,
)
"""Words that speak to whoever reads the entry, not of the day."""
C = TypeVar("C", bound=BaseModel)


def _number(value: object) -> object:
    """A finite number, also where it was sent as text; anything else counts as not told."""
    try:
        found = float(str(value).replace(",", ".")) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except ValueError:
        return None
    return found if found is not None and math.isfinite(found) else None


def _said(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.strip().lower() if isinstance(value, str) else value


def _text(value: object) -> object:
    return value if isinstance(value, str) else None


def _known_kind(kind: str) -> str:
    if kind not in EVENT_KINDS:
        raise ValueError(f"no such kind; known: {', '.join(EVENT_KINDS)}")
    return kind


def _known_scale(scale: str) -> str:
    if scale not in SCALES:
        raise ValueError(f"no such scale; known: {', '.join(SCALES)}")
    return scale


_Number = Annotated[float | None, BeforeValidator(_number)]
_Quote = Annotated[str, Field(min_length=SHORTEST_QUOTE, max_length=MOST_QUOTE)]
_LAX = ConfigDict(extra="ignore", frozen=True)


class EventClaim(BaseModel):
    """One event as a model tells it."""

    model_config = _LAX
    kind: Annotated[str, BeforeValidator(_said), AfterValidator(_known_kind)]
    answer: Annotated[Literal["yes", "no"], BeforeValidator(_said)]
    quote: _Quote
    day: Annotated[Literal["today", "yesterday"], BeforeValidator(lambda value: value or "today")] = "today"
    confidence: _Number = None
    amount: _Number = None
    time: Annotated[str | None, BeforeValidator(_text)] = None
    intensity: _Number = None


class RatingClaim(BaseModel):
    """One rating as a model tells it."""

    model_config = _LAX
    scale: Annotated[str, BeforeValidator(_said), AfterValidator(_known_scale)]
    value: Annotated[float, BeforeValidator(_number), Field(ge=1, le=10)]
    quote: _Quote


@dataclass(frozen=True)
class Sifted:
    """What was left of an answer."""

    reading: Reading
    faults: tuple[str, ...]
    """Why something was dropped, in words for the model."""


def sifted(answer: str, text: str, local: Reading) -> Sifted:
    """What a model's answer holds that the entry bears out.

    Args:
        answer: as the model wrote it.
        text: the entry.
        local: what this machine's own reader reads in it.
    """
    try:
        value = object_in(answer)
    except ToolRetry as fault:
        return Sifted(Reading(), (str(fault),))
    if not isinstance(value.get("events"), list):
        return Sifted(Reading(), ('the key "events" with a list is missing',))
    faults: list[str] = []
    events = _standing(_claims(value, "events", EventClaim, faults), text, faults)
    ratings = _standing(_claims(value, "ratings", RatingClaim, faults), text, faults)
    told = _last_words([_event(claim, quote, local, text) for claim, quote in _in_order(events, text)])
    rated = [_rating(claim, quote) for claim, quote in _in_order(ratings, text)]
    return Sifted(Reading(tuple(told), tuple({one.scale: one for one in rated if one}.values())), tuple(faults))


def _claims(value: Mapping[str, object], key: str, model: type[C], faults: list[str]) -> list[C]:
    rows = value.get(key)
    found = []
    for place, row in enumerate(rows[:MOST_CLAIMS] if isinstance(rows, list) else []):
        if isinstance(row, dict) and row.get("answer") in (None, "not said", "unknown", "") and model is EventClaim:
            continue  # three-valued: that is no event
        try:
            found.append(model.model_validate(row))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            faults.append(f"{key}[{place}]: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}"[:300])
    return found


def _standing(claims: Sequence[C], text: str, faults: list[str]) -> list[tuple[C, str]]:
    """The claims whose words stand in the text, with those words as they stand there."""
    found = []
    for claim in claims:
        wanted = str(getattr(claim, "quote", ""))
        quote = slice_of(text, wanted)
        if quote is None:
            faults.append(f"the quote {wanted[:80]!r} does not stand in the transcript; copy words of it exactly")
        else:
            found.append((claim, quote))
    return found


def slice_of(text: str, quote: str) -> str | None:
    """The place of the text that a quote means, letter for letter as it stands there; case, blanks and outer marks may differ."""
    words = quote.strip(" \t\r\n\"'“”„«»‘’….,;:!").split()
    if sum(letter.isalnum() for word in words for letter in word) < SHORTEST_QUOTE:
        return None
    match = re.search(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)", text, re.IGNORECASE)
    return match[0] if match else None


def _in_order(claims: Sequence[tuple[C, str]], text: str) -> list[tuple[C, str]]:
    return sorted(claims, key=lambda one: text.find(one[1]))


def _last_words(events: Sequence[HeardEvent | None]) -> list[HeardEvent]:
    """Of each kind and day the one that is said last: people correct themselves as they go."""
    return list({(event.kind, event.days_ago): event for event in events if event}.values())


def _event(claim: EventClaim, quote: str, local: Reading, text: str) -> HeardEvent | None:
    """The claim as an event, without what its words do not hold; None where it settles nothing."""
    days_ago = 1 if claim.day == "yesterday" else 0
    read = next((one.answer for one in local.events if (one.kind, one.days_ago) == (claim.kind, days_ago)), None)
    confidence = min(UNSAID if claim.confidence is None else claim.confidence, ALONE if read is None else AGREED)
    if confidence < LEAST or read not in (None, claim.answer) or (read is None and _TO_A_READER.search(_sentence(text, quote))):
        return None
    event = HeardEvent(claim.kind, claim.answer, quote, confidence, at=_time(claim.time, quote), days_ago=days_ago)
    if claim.answer == "no":
        return replace(event, at=None)
    amount, unit = _amount(claim, quote)
    return replace(event, amount=amount, unit=unit, intensity=_intensity(claim.intensity, quote))


def _sentence(text: str, quote: str) -> str:
    """The sentence, or the sentences, in which the quote stands."""
    start = text.find(quote)
    begin = max(text.rfind(mark, 0, start) for mark in ".!?\n")
    ends = [place for mark in ".!?\n" if (place := text.find(mark, start + len(quote))) >= 0]
    return text[begin + 1 : min(ends, default=len(text))]


def _amount(claim: EventClaim, quote: str) -> tuple[float | None, str | None]:
    """An amount that the quote names, or that its numbers add up to."""
    unit = EVENT_KINDS[claim.kind].unit
    if unit is None or claim.amount is None:
        return None, None
    if claim.kind == "caffeine":
        unit = "mg" if re.search(r"\d\s*mg\b|\bmg\b|milligram", quote, re.IGNORECASE) else "cups"
    numbers = numbers_in(_CLOCKS.sub(" ", quote))
    stands = any(math.isclose(claim.amount, number) for number in (*numbers, sum(numbers)))
    return (claim.amount, unit) if stands and 0 < claim.amount <= MOST_AMOUNTS[unit] else (None, None)


def _time(told: str | None, quote: str) -> time | None:
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", told.strip()) if told else None
    if match is None:
        return None
    clock = time(int(match[1]), int(match[2]))
    return clock if clock_stands(clock, quote) else None


def _intensity(value: float | None, quote: str) -> float | None:
    return value if value is not None and 0 <= value <= 1 and _GRADES.search(quote) else None


def _rating(claim: RatingClaim, quote: str) -> HeardRating | None:
    """The claim as a rating; None where its words name another number."""
    named = numbers_in(_OUT_OF.sub(" ", quote), articles=False)
    if named and not any(math.isclose(claim.value, number) for number in named):
        return None
    return HeardRating(claim.scale, claim.value, quote)
