"""The check-in of an evening: which questions are worth an answer; not the asking, and not the keeping of answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from agent.bootstrap import World
from app.journal_views import evening_snapshot
from core.errors import BadInput
from core.events import EVENT_KINDS
from core.nights import slot_at
from core.targets import PRIMARY

MOST_QUESTIONS = 2
ASKED_FOR = frozenset({"alcohol"})
"""Kinds of which a yes is asked for its amount: more of them is worse, and everybody knows how many it were."""


@dataclass(frozen=True)
class Asked:
    """One question of a check-in."""

    kind: str
    question: str


def questions_of(world: World, person_id: str) -> tuple[Asked, ...]:
    """The questions whose answers would move this evening's forecast most.

    Where there is no forecast to move yet, those of which a yes is known to do most to people.
    """
    from forecasting.effects import learned_effects
    from forecasting.models import TargetForecast
    from intelligence.questions import best_questions

    snapshot = evening_snapshot(world, person_id)
    if snapshot is None:
        return _most_known(frozenset())
    night = slot_at(snapshot.as_of, snapshot.zone).night
    models = world.models(snapshot, night) if snapshot.nights else None
    if models is None or not any(isinstance(one, TargetForecast) for one in models.targets.values()):
        return _most_known(frozenset(one.kind for one in snapshot.journal if one.day == night - timedelta(days=1)))
    effects = learned_effects(snapshot.journal, models.residuals)
    return tuple(Asked(one.kind, one.question) for one in best_questions(snapshot, models, effects, night, MOST_QUESTIONS))


def answer_of(text: str) -> tuple[str, float | None]:
    """Kind and amount as an option names them: `alcohol`, or `alcohol=2`.

    Raises:
        BadInput: when the amount is no number.
    """
    kind, _, amount = text.partition("=")
    try:
        return kind.strip(), float(amount) if amount.strip() else None
    except ValueError as error:
        raise BadInput(f"wanted a kind with or without its amount, such as alcohol=2, found {text!r}") from error


def _most_known(answered: frozenset[str]) -> tuple[Asked, ...]:
    from forecasting.effects import prior_effect

    sizes = {kind: max(abs(prior_effect(kind, target).mean) for target in PRIMARY) for kind in EVENT_KINDS if kind not in answered}
    most = sorted(sizes, key=lambda kind: -sizes[kind])[:MOST_QUESTIONS]
    return tuple(Asked(kind, EVENT_KINDS[kind].question) for kind in most)
