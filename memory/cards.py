"""Hypothesis cards: what a reflection claims, in a form that later nights can test.

A card names a condition, and what it expects of a target beyond the forecast when the condition holds. It is scored in the
shadow: on later nights with the condition the forecast is compared with and without the expected effect. A card changes no
forecast; it is *promoted* only on evidence, and what it may then do is for the readers of memory to say. "We were too high
last week, so go lower" is not a condition, and cannot be written as a card: that correction was measured to hurt.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from core.events import EVENT_KINDS
from core.memories import MemoryRow
from core.targets import PRIMARY, TARGETS
from memory.state_vector import FEATURES

PredicateKind = Literal["event", "state", "weekday", "ordinary"]
Status = Literal["shadow", "promoted", "refuted"]

STATE_BOUND = 1.5
"""From this z-score on a feature is out of the ordinary for the person."""
EFFECT_LIMIT = 0.35
"""Standard deviations; one night can suggest no more, the same bound as for evidence (DESIGN §5)."""
ONE_NIGHT_SHARE = 0.25
"""Share of one night's surprise that a card dares to expect again: most of a surprise is chance."""
LEAST_EFFECT = 0.1
MIN_TESTS = 8
"""Nights with the condition before a card can be promoted or refuted."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SIDES = ("unusually low", "unusually high")
_STATE_WORDS: dict[str, tuple[str, str]] = {
    "sleep_minutes.last": ("after an unusually short night", "after an unusually long night"),
    "strain.last": ("after an unusually easy day", "after an unusually hard day"),
    **{f"{name}.last": (f"when {TARGETS[name].label} was {_SIDES[0]}", f"when {TARGETS[name].label} was {_SIDES[1]}") for name in PRIMARY},
    **{
        f"{name}.mean_7": (f"after a week of {_SIDES[0]} {TARGETS[name].label}", f"after a week of {_SIDES[1]} {TARGETS[name].label}")
        for name in PRIMARY
    },
}


@dataclass(frozen=True)
class Predicate:
    """A condition that can be looked up for any evening."""

    kind: PredicateKind
    name: str = ""
    """An event kind, a feature of the state, or a weekday of the night; empty for ordinary evenings."""
    side: Literal["low", "high"] | None = None
    """For features: at or below −1.5, or at or above 1.5."""

    def holds(self, night: date, events: Sequence[str], state: Sequence[float] | None) -> bool:
        """True when the evening before that night fulfils it.

        Args:
            night: the night that followed.
            events: kinds answered with yes.
            state: the flat state of that evening, or None.
        """
        if self.kind == "event":
            return self.name in events
        if self.kind == "weekday":
            return WEEKDAYS[night.weekday()] == self.name
        if self.kind == "ordinary":
            return not events and not outstanding(state)
        return (self.name, self.side) in outstanding(state)

    @property
    def words(self) -> str:
        """The condition in plain words."""
        if self.kind == "event":
            return f"after an evening with {EVENT_KINDS[self.name].label}"
        if self.kind == "weekday":
            return f"on nights that end on a {self.name}"
        if self.kind == "ordinary":
            return "after an evening with nothing out of the ordinary"
        return _STATE_WORDS[self.name][self.side == "high"]


@dataclass(frozen=True)
class Card:
    """One hypothesis."""

    predicate: Predicate
    effects: dict[str, float]
    """Expected outcome minus forecast per target, in standard deviations of the forecast; none: the forecast needs no change."""
    scope: str

    def to_json(self) -> dict[str, object]:
        """The card as it stands in a memory row."""
        predicate = {"kind": self.predicate.kind, "name": self.predicate.name, "side": self.predicate.side}
        return {"predicate": predicate, "effects": dict(self.effects), "scope": self.scope}


@dataclass(frozen=True)
class Standing:
    """How a hypothesis about one target has fared since it was written."""

    tests: int
    """Later nights with the condition and an outcome."""
    held: int
    """Of these, nights on which the expected effect would have brought the forecast nearer."""
    gain: float
    """Mean squared surprise saved by the effect; negative where it would have hurt."""
    status: Status


def outstanding(state: Sequence[float] | None) -> list[tuple[str, str]]:
    """Features of a flat state that are out of the ordinary, with their side, the furthest out first."""
    if state is None or len(state) != 2 * len(FEATURES):
        return []
    found = [(abs(state[i]), name, "high" if state[i] > 0 else "low") for i, name in enumerate(FEATURES) if name in _STATE_WORDS]
    return [(name, side) for size, name, side in sorted(found, key=lambda one: (-one[0], one[1])) if size >= STATE_BOUND]


def predicate_for(night: date, events: Sequence[str], state: Sequence[float] | None, surprise: Mapping[str, float]) -> Predicate:
    """The condition most worth testing: an event, else what stood out in the state, else the weekday of a surprise, else none."""
    named = [kind for kind in EVENT_KINDS if kind in events]
    if named:
        return Predicate("event", named[0])
    for name, side in outstanding(state):
        return Predicate("state", name, cast("Literal['low', 'high']", side))
    if max((abs(z) for z in surprise.values()), default=0.0) >= STATE_BOUND:
        return Predicate("weekday", WEEKDAYS[night.weekday()])
    return Predicate("ordinary")


def expected_effects(predicate: Predicate, surprise: Mapping[str, float]) -> dict[str, float]:
    """What one night's surprise lets expect next time, bounded; nothing after an ordinary evening, whose surprises are chance."""
    if predicate.kind == "ordinary":
        return {}
    expected = {name: max(-EFFECT_LIMIT, min(EFFECT_LIMIT, ONE_NIGHT_SHARE * z)) for name, z in surprise.items()}
    return {name: round(effect, 2) for name, effect in expected.items() if abs(effect) >= LEAST_EFFECT}


def card_of(row: MemoryRow) -> Card | None:
    """The card of a reflection; None for other rows and for cards of a shape that this version does not know."""
    data = row.data.get("card")
    if row.kind != "reflection" or not isinstance(data, Mapping):
        return None
    try:
        predicate = Predicate(data["predicate"]["kind"], data["predicate"]["name"], data["predicate"]["side"])
        _ = predicate.words
        return Card(predicate, {str(k): float(v) for k, v in data["effects"].items()}, str(data["scope"]))
    except (KeyError, TypeError, ValueError):
        return None


def standings(memories: Iterable[MemoryRow]) -> dict[tuple[Predicate, str], Standing]:
    """How every hypothesis stands, per condition and target: a fold over the rows known, nothing else.

    The first card that expects an effect of a condition on a target fixes what is tested; only nights after it count.
    """
    rows = sorted((row for row in memories if row.night is not None), key=lambda row: (cast("date", row.night), row.memory_id))
    episodes = [row for row in rows if row.kind == "episode"]
    first: dict[tuple[Predicate, str], tuple[date, float]] = {}
    for row in rows:
        card = card_of(row)
        for name, effect in (card.effects if card else {}).items():
            first.setdefault((cast("Card", card).predicate, name), (cast("date", row.night), effect))
    return {key: _standing(_gains(key, since, effect, episodes)) for key, (since, effect) in first.items()}


def _gains(key: tuple[Predicate, str], since: date, effect: float, episodes: list[MemoryRow]) -> list[float]:
    predicate, name = key
    gains = []
    for row in episodes:
        surprise = cast("Mapping[str, float]", row.data.get("surprise", {}))
        night = cast("date", row.night)
        if night > since and name in surprise and predicate.holds(night, cast("Sequence[str]", row.data.get("events", ())), row.state):
            gains.append(surprise[name] ** 2 - (surprise[name] - effect) ** 2)
    return gains


def _standing(gains: list[float]) -> Standing:
    tests, held = len(gains), sum(gain > 0.0 for gain in gains)
    mean = sum(gains) / tests if tests else 0.0
    if tests < MIN_TESTS:
        return Standing(tests, held, mean, "shadow")
    error = math.sqrt(sum((gain - mean) ** 2 for gain in gains) / (tests - 1) / tests)
    status: Status = "promoted" if mean > 2.0 * error else "refuted" if mean < 0.0 else "shadow"
    return Standing(tests, held, mean, status)
