"""What is known of events before a person told of any: the population's effects in σ units, how people differ, and what a usual dose is.

An effect is the mean shift of the standardised one-step error of the models on nights after the event, so it is what the numbers alone
did not foresee. Of kinds whose effect was measured, people are a mixture: some are not moved, most are moved as usual, a few the other
way. Learning a person is mostly finding out which of these they are (`forecasting.effect_learning`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z80 = 1.2815515655446004
UNMOVED, OPPOSITE = 0.30, 0.10
"""Shares of people whom a measured kind does not move, and moves the other way. The project's own choice, no source tells them. Among
simulated people of whom 30% are not moved and 20% fully the other way, these gain 11.2% on nights after alcohol, one normal prior 10.6%;
a journal shuffled within the person costs 1.0% instead of 1.9% where it tells of alcohol; people with half the usual effect gain 3.7%
instead of 5.2%."""
OPPOSITE_SIZE = 0.75
"""Of the population's mean, with the other sign."""
USUAL_SIZE = (1.0 + OPPOSITE * OPPOSITE_SIZE) / (1.0 - UNMOVED - OPPOSITE)
"""Of the rest, in multiples of the population's mean, so that all together have that mean."""
SMALL_SD, RELATIVE_SD, LEAST_SD = 0.1, 0.55, 0.35
"""Spread of those who are not moved; of the others as a share of the usual size, and at least."""
GUESSED_SD = 0.2
"""Prior standard deviation of effects whose direction is only commonly reported: they must neither move nor widen a forecast much
before they are learned."""

MEASURED: dict[str, dict[str, float]] = {
    # EVALUATION §7: "alcohol shifts the night by about −0.5 SD HRV, +0.6 SD RHR, +0.6 SD RR against a Kalman forecast"
    "alcohol": {"hrv_rmssd_ms": -0.5, "resting_hr_bpm": 0.6, "resp_rate_brpm": 0.6},
    # EVALUATION §2: "hard training −4.6% HRV", at a within-person CV of 22%; no figures for the heart rate: half of it
    "hard_training": {"hrv_rmssd_ms": -0.2, "resting_hr_bpm": 0.1, "resp_rate_brpm": 0.0},
    # EVALUATION §2: "sickness about −10% HRV, +6% RHR"; +6% is more than one σ of any RHR series: halved, since told
    # sickness is milder than found sickness. The respiratory rate rises with fever; the size is the project's choice.
    "illness": {"hrv_rmssd_ms": -0.5, "resting_hr_bpm": 0.7, "resp_rate_brpm": 0.4},
}
_GUESSED: dict[str, dict[str, float]] = {
    # The project's own choice, all within a tenth of a σ but one: the sign is commonly reported, the size is not.
    "late_meal": {"hrv_rmssd_ms": -0.1, "resting_hr_bpm": 0.15},
    "caffeine": {"hrv_rmssd_ms": -0.05, "resting_hr_bpm": 0.05},
    "stress": {"hrv_rmssd_ms": -0.1, "resting_hr_bpm": 0.1},
    "travel": {"hrv_rmssd_ms": -0.1, "resting_hr_bpm": 0.1},
    "poor_sleep_expected": {"hrv_rmssd_ms": -0.1, "resting_hr_bpm": 0.1},
}
LIKE = {"recovery_pct": "hrv_rmssd_ms", "hrv_sdnn_ms": "hrv_rmssd_ms", "nightly_hr_bpm": "resting_hr_bpm"}
"""Secondary targets that follow a primary one: recovery % is computed mostly from HRV, the nightly heart rate measures what the
resting one does."""

USUAL_AMOUNT: dict[tuple[str, str], float] = {("alcohol", "drinks"): 2.0, ("caffeine", "cups"): 2.0, ("caffeine", "mg"): 160.0}
"""By kind and unit: an evening of this much is of dose 1. A cup holds about 80 mg."""
DOSED = frozenset(kind for kind, _ in USUAL_AMOUNT)
LEAST_DOSE, MOST_DOSE = 0.25, 2.0
"""Bounds of a dose: a slip of the tongue must not make a night of forty drinks."""
SLOPES = (0.0, 1.0)
"""What is thought possible of a kind with amounts: that any amount does the same, or that the effect goes with the dose; even odds."""


def relative_dose(kind: str, amount: float | None, unit: str | None) -> float:
    """The dose of an evening, 1 being usual, with the logarithm of the amount: two drinks 1, five 1.6; 1 where nothing is told of it."""
    usual = USUAL_AMOUNT.get((kind, unit or ""))
    if usual is None or amount is None or not math.isfinite(amount) or amount < 0.0:
        return 1.0
    cups = 2.0 * amount / usual  # in the unit in which two are usual
    return min(MOST_DOSE, max(LEAST_DOSE, math.log1p(cups) / math.log1p(2.0)))


@dataclass(frozen=True)
class Effect:
    """What an event of one kind does to one target of one person, in σ units."""

    kind: str
    target: str
    mean: float
    """Of an evening of a usual dose."""
    sd: float
    """Of the mean: how surely it is known."""
    count: int
    """Confirmed events whose night was scored."""
    dose_slope: float = 0.0
    """How far it goes with the dose: 0 not at all, 1 in proportion."""

    @property
    def interval_80(self) -> tuple[float, float]:
        """Where the effect of a usual dose lies with a probability of 80%, as a normal of that mean and spread."""
        return self.mean - _Z80 * self.sd, self.mean + _Z80 * self.sd

    def at(self, dose: float) -> tuple[float, float]:
        """Mean and standard deviation of the effect of that dose."""
        factor = 1.0 + self.dose_slope * (dose - 1.0)
        return self.mean * factor, self.sd * factor


@dataclass(frozen=True)
class Component:
    """One sort of people: their share, and a normal of their effects in σ units."""

    share: float
    mean: float
    sd: float


def components(kind: str, target: str) -> tuple[Component, ...]:
    """The sorts of people: three where the effect was measured (unmoved, usual, opposite), one where it is a guess or unknown."""
    like = LIKE.get(target, target)
    mean = MEASURED.get(kind, {}).get(like)
    if mean is None:
        return (Component(1.0, _GUESSED.get(kind, {}).get(like, 0.0), GUESSED_SD),)
    spread = max(LEAST_SD, RELATIVE_SD * USUAL_SIZE * abs(mean))
    return (
        Component(UNMOVED, 0.0, SMALL_SD),
        Component(1.0 - UNMOVED - OPPOSITE, USUAL_SIZE * mean, spread),
        Component(OPPOSITE, -OPPOSITE_SIZE * mean, spread),
    )


def prior_effect(kind: str, target: str) -> Effect:
    """The population's effect; 0 for kinds and targets of which nothing is known."""
    sorts = components(kind, target)
    mean = math.fsum(one.share * one.mean for one in sorts)
    square = math.fsum(one.share * (one.sd**2 + one.mean**2) for one in sorts)
    slope = math.fsum(SLOPES) / len(SLOPES) if kind in DOSED else 0.0
    return Effect(kind, target, mean, math.sqrt(square - mean * mean), 0, slope)
