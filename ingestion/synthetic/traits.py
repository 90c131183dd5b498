"""What a synthetic person is like: levels, spreads, habits, and how each event of an evening moves their next night.

Means over people follow EVALUATION §1 and §7 of the design: within-person spread 22% (HRV), about 3.5 bpm (resting heart rate) and
0.45 breaths/min, day-to-day correlation 0.35–0.45, correlations of the three of −0.57, −0.32 and +0.32. Effects of alcohol,
hard training and illness follow its event priors; those of the other kinds are set small, so that a forecaster has to find out.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass

TRIO = ("hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm")
Effects = Mapping[tuple[str, str], float]
"""(kind of event, target) → shift of the next night on the target's modelling scale: log for HRV, else its unit."""


@dataclass(frozen=True)
class Habit:
    """How often an evening has an event, what it does to the next night on average over people, and how WHOOP words the question."""

    rate: float
    hrv: float
    """Relative change, e.g. −0.12."""
    resting_hr: float
    """Relative change."""
    resp_rate: float
    """Breaths per minute."""
    question: str


HABITS: dict[str, Habit] = {
    "alcohol": Habit(0.16, -0.12, 0.05, 0.27, "Have any alcoholic drinks?"),
    "illness": Habit(0.0, -0.10, 0.06, 0.45, "Feeling sick or ill?"),
    "hard_training": Habit(0.0, -0.046, 0.02, 0.05, "Have an intense exercise session?"),
    "late_meal": Habit(0.12, -0.03, 0.015, 0.05, "Eat food close to bedtime?"),
    "caffeine": Habit(0.25, 0.0, 0.0, 0.0, "Consume caffeine late in the day?"),
    "stress": Habit(0.15, -0.04, 0.015, 0.05, "Experience stress?"),
    "travel": Habit(0.0, -0.05, 0.02, 0.05, "Travel on a plane?"),
    "meditation": Habit(0.20, 0.02, -0.01, 0.0, "Spend time meditating?"),
    "sauna": Habit(0.05, 0.0, 0.0, 0.0, "Spend time in a sauna?"),
}
"""By kind of `core.events`. A rate of 0 means the event comes out of episodes or training, not by habit."""
ALWAYS_ASKED = frozenset({"alcohol", "illness"})

_UNMOVED, _OPPOSITE = 0.2, 0.1
"""Shares of people whom a kind does not move, and moves the other way, by half."""
_USUAL_MEAN, _USUAL_SD = 1.5, 0.4
"""Of the rest, in multiples of the population's mean effect: 0.2 × 0 − 0.1 × 0.5 + 0.7 × 1.5 = 1."""


@dataclass(frozen=True)
class Traits:
    """One person, drawn."""

    home: str
    """IANA name of the home zone."""
    levels: Mapping[str, float]
    """Long-run mean per target of the trio, on the modelling scale."""
    spreads: Mapping[str, float]
    """Within-person standard deviation of what is not explained by events and rhythm, on the modelling scale."""
    carry: Mapping[str, float]
    """Day-to-day correlation of that part."""
    effects: Effects
    asked: frozenset[str]
    """Kinds in the person's journal."""
    diligence: float
    """Probability that an evening's journal is filled in."""
    drinks: float
    """Factor on the rate of alcohol."""
    training_days: frozenset[int]
    """Weekdays, Monday = 0."""
    bedtime_minutes: float
    """Mean local bedtime, in minutes after midnight (negative: before)."""
    sleep_need_minutes: float
    drift_phase: float
    """Where in the year the slow swing of the level stands."""
    dosed: bool = False
    """True where an evening's alcohol does as much as its drinks say."""


def draw_traits(seed: str, home: str, effects: Effects | None = None) -> Traits:
    """The person of that seed; given effects replace drawn ones."""
    rng = random.Random(f"{seed}|traits")  # noqa: S311  # a simulated person, not a secret
    fitness = rng.gauss(0.0, 1.0)
    levels = {
        "hrv_rmssd_ms": math.log(55.0) + 0.35 * (0.7 * fitness + 0.7 * rng.gauss(0.0, 1.0)),
        "resting_hr_bpm": 58.0 - 6.0 * (0.7 * fitness + 0.7 * rng.gauss(0.0, 1.0)),
        "resp_rate_brpm": 14.8 + 1.2 * rng.gauss(0.0, 1.0),
    }
    levels["resting_hr_bpm"] = min(max(levels["resting_hr_bpm"], 42.0), 78.0)
    spreads = {"hrv_rmssd_ms": 0.19, "resting_hr_bpm": 3.1, "resp_rate_brpm": 0.40}
    carry = {"hrv_rmssd_ms": 0.40, "resting_hr_bpm": 0.45, "resp_rate_brpm": 0.35}
    drawn = _draw_effects(rng, levels["resting_hr_bpm"])
    return Traits(
        home=home,
        levels=levels,
        spreads={name: value * math.exp(rng.gauss(0.0, 0.15)) for name, value in spreads.items()},
        carry={name: min(max(value + rng.gauss(0.0, 0.07), 0.1), 0.6) for name, value in carry.items()},
        effects={**drawn, **(effects or {})},
        asked=ALWAYS_ASKED | {kind for kind in HABITS if rng.random() < 0.75},
        diligence=rng.uniform(0.75, 0.97),
        drinks=rng.uniform(0.5, 1.6),
        training_days=frozenset(rng.sample(range(7), rng.choice((2, 3, 4)))),
        bedtime_minutes=rng.gauss(-45.0, 30.0),
        sleep_need_minutes=float(round(rng.gauss(470.0, 20.0))),
        drift_phase=rng.uniform(0.0, 2 * math.pi),
    )


def _draw_effects(rng: random.Random, resting_hr: float) -> dict[tuple[str, str], float]:
    drawn: dict[tuple[str, str], float] = {}
    for kind, habit in HABITS.items():
        factor = _draw_factor(rng)
        drawn[kind, "hrv_rmssd_ms"] = math.log1p(habit.hrv) * factor
        drawn[kind, "resting_hr_bpm"] = habit.resting_hr * resting_hr * factor
        drawn[kind, "resp_rate_brpm"] = habit.resp_rate * factor
    return drawn


def _draw_factor(rng: random.Random) -> float:
    share, size = rng.random(), rng.gauss(_USUAL_MEAN, _USUAL_SD)
    if share < _UNMOVED:
        return 0.0
    return -0.5 if share < _UNMOVED + _OPPOSITE else max(size, 0.3)
