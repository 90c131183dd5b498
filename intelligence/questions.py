"""The one or two questions whose answers would move tonight's forecast most.

What a question is worth: how often the person's answer is yes, times the shift (in standard deviations of the forecast) that a
yes would cause. A kind that is answered already, or cannot concern the person, is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.events import EVENT_KINDS
from core.records import JournalAnswer
from core.snapshot import Snapshot
from core.targets import PRIMARY
from forecasting.effects import Effect, night_cap
from forecasting.models import ModelsForecast, TargetForecast

PRIOR_YES, PRIOR_ASKED = 1.0, 10.0
"""Before anything was asked a kind counts as asked ten times and answered once with yes."""
LEAST_SHIFT = 0.05
"""Standard deviations; a target that moves less is not named."""
LEAST_VALUE = 0.005
"""Below this an answer would change no digit that is shown."""


@dataclass(frozen=True)
class Question:
    """One question for this evening."""

    kind: str
    question: str
    value: float
    """Expected size of the shift, in standard deviations of the forecast that it would move most."""
    targets: tuple[str, ...]
    """Targets that a yes would move, the most moved first."""


def best_questions(
    snapshot: Snapshot, models: ModelsForecast, effects: Mapping[tuple[str, str], Effect], night: date, limit: int = 2
) -> tuple[Question, ...]:
    """The questions worth asking this evening, the best first; none when no answer would matter.

    Args:
        snapshot: its journal tells base rates and what is answered already.
        models: only targets that are forecast count.
        effects: of each kind on each target, in standard deviations.
        night: the night that is forecast; its evening is asked about.
        limit: how many at most.
    """
    evening = night - timedelta(days=1)
    answered = {answer.kind for answer in snapshot.journal if answer.day == evening}
    asked = [_question(kind, snapshot.journal, models, effects, evening) for kind in _open_kinds(snapshot, answered)]
    worth = [question for question in asked if question.value >= LEAST_VALUE]
    return tuple(sorted(worth, key=lambda question: (-question.value, question.kind))[:limit])


def base_rate(kind: str, journal: Sequence[JournalAnswer], until: date) -> float:
    """How often the answer was yes among the days before `until` on which the kind was answered, shrunk towards one in ten."""
    answers: dict[date, bool] = {}
    for answer in journal:
        if answer.kind == kind and answer.day < until:
            answers[answer.day] = answers.get(answer.day, False) or answer.answer == "yes"
    return (sum(answers.values()) + PRIOR_YES) / (len(answers) + PRIOR_ASKED)


def _open_kinds(snapshot: Snapshot, answered: set[str]) -> list[str]:
    male = snapshot.person is not None and snapshot.person.sex == "male"
    return [kind for kind in EVENT_KINDS if kind not in answered and not (male and kind == "menstrual_phase")]


def _asked_about(models: ModelsForecast) -> list[str]:
    """The targets that are forecast: the primary ones, or, if there are none, the others."""
    forecast = [name for name, one in models.targets.items() if isinstance(one, TargetForecast)]
    return [name for name in forecast if name in PRIMARY] or forecast


def _question(
    kind: str, journal: Sequence[JournalAnswer], models: ModelsForecast, effects: Mapping[tuple[str, str], Effect], evening: date
) -> Question:
    shifts = {
        name: min(abs(effects[kind, name].mean), night_cap([kind], name, effects))
        for name in _asked_about(models)
        if (kind, name) in effects
    }
    moved = tuple(sorted((name for name in shifts if shifts[name] >= LEAST_SHIFT), key=lambda name: (-shifts[name], name)))
    value = base_rate(kind, journal, evening) * max(shifts.values(), default=0.0)
    return Question(kind, EVENT_KINDS[kind].question, round(value, 3), moved)
