"""What graded evidence of an evening does to a forecast: a bounded shift and a widening, computed here and by no model (DESIGN §5).

What events do to people in general stands in `forecasting.effect_priors`, what is learned of one person in
`forecasting.effect_learning`; both are reached from here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.events import EVENT_KINDS
from forecasting.effect_learning import MIN_CONFIDENCE, learned_effects
from forecasting.effect_priors import Effect, prior_effect, relative_dose
from forecasting.models import TargetForecast
from forecasting.quantiles import MEDIAN, open_ended, to_unit

__all__ = [
    "MIN_CONFIDENCE",
    "Adjusted",
    "Effect",
    "EvidenceTerm",
    "GradedEvidence",
    "apply_evidence",
    "learned_effects",
    "night_cap",
    "prior_effect",
    "relative_dose",
]

CAP_UNCONFIRMED, CAP_CONFIRMED = 0.35, 1.0
"""Largest |shift| in σ: of kinds with fewer confirmed events than `CONFIRMED`, and of all together."""
CONFIRMED = 8
WIDENING_RANGE = (0.85, 2.0)


@dataclass(frozen=True)
class GradedEvidence:
    """One event that may bear on the night, as the agent grades it."""

    kind: str
    answer: Literal["yes", "no"]
    probability: float
    """0 … 1: that the event happened."""
    quote: str
    source: str
    dose: float = 1.0
    """Relative to a usual evening of the kind (`relative_dose`)."""


@dataclass(frozen=True)
class EvidenceTerm:
    """What one kind did to one target."""

    kind: str
    shift: float
    """σ units, after the caps."""
    widening: float
    """Spread factor that it alone would give."""


@dataclass(frozen=True)
class Adjusted:
    """A forecast after evidence."""

    quantiles: tuple[float, ...]
    """(21,) in the target's unit."""
    shift: float
    """σ units, bounded."""
    widening: float
    """Spread factor, bounded."""
    items: tuple[EvidenceTerm, ...]


def night_cap(kinds: Sequence[str], target: str, effects: Mapping[tuple[str, str], Effect]) -> float:
    """Largest |shift| in σ that these kinds of evidence may cause together: 1 when one is confirmed often enough, else 0.35."""
    confirmed = any(_effect(kind, target, effects).count >= CONFIRMED for kind in kinds if kind in EVENT_KINDS)
    return CAP_CONFIRMED if confirmed else CAP_UNCONFIRMED


def apply_evidence(forecast: TargetForecast, evidence: Sequence[GradedEvidence], effects: Mapping[tuple[str, str], Effect]) -> Adjusted:
    """The forecast shifted and widened by what the events are expected to do.

    An event of probability p with effect N(m, s²) shifts by p·m and adds p(s² + m²) − p²m² to the variance, in σ units; what the caps
    cut off the shift adds its square: the night is then known to lie off the median. "No", unknown kinds and probabilities that are not
    above 0 give nothing; of several gradings of a kind the surest counts.
    """
    graded = _by_kind(evidence)
    if not graded:
        return Adjusted(forecast.quantiles, 0.0, 1.0, ())
    known = {kind: _effect(kind, forecast.target.name, effects) for kind in graded}
    expected = {kind: effect.at(graded[kind].dose) for kind, effect in known.items()}
    raw = {kind: graded[kind].probability * mean for kind, (mean, _) in expected.items()}
    shifts = _capped(raw, {kind for kind, effect in known.items() if effect.count >= CONFIRMED})
    variances = {kind: _added_variance(graded[kind].probability, *expected[kind]) for kind in graded}
    shift = sum(shifts.values())
    widening = _widening(sum(variances.values()) + (sum(raw.values()) - shift) ** 2)
    items = tuple(EvidenceTerm(kind, shifts[kind], _widening(variances[kind] + (raw[kind] - shifts[kind]) ** 2)) for kind in graded)
    return Adjusted(_moved(forecast, shift, widening), shift, widening, items)


def _by_kind(evidence: Sequence[GradedEvidence]) -> dict[str, GradedEvidence]:
    """Kind → its surest grading, of what counts; probabilities at most 1."""
    found: dict[str, GradedEvidence] = {}
    for item in evidence:
        counts = item.answer == "yes" and item.kind in EVENT_KINDS and item.probability > 0.0
        if counts and (item.kind not in found or item.probability > found[item.kind].probability):
            found[item.kind] = replace(item, probability=min(item.probability, 1.0))
    return found


def _effect(kind: str, target: str, effects: Mapping[tuple[str, str], Effect]) -> Effect:
    return effects.get((kind, target)) or prior_effect(kind, target)


def _capped(shifts: Mapping[str, float], confirmed: set[str]) -> dict[str, float]:
    """The shifts, scaled down so that the unconfirmed ones and all of them together keep their caps."""
    unconfirmed = sum(shift for kind, shift in shifts.items() if kind not in confirmed)
    first = _factor(unconfirmed, CAP_UNCONFIRMED)
    partly = {kind: shift if kind in confirmed else shift * first for kind, shift in shifts.items()}
    second = _factor(sum(partly.values()), CAP_CONFIRMED if confirmed else CAP_UNCONFIRMED)
    return {kind: shift * second for kind, shift in partly.items()}


def _factor(total: float, cap: float) -> float:
    return min(1.0, cap / abs(total)) if total else 1.0


def _added_variance(probability: float, mean: float, sd: float) -> float:
    return probability * (sd**2 + mean**2) - (probability * mean) ** 2


def _widening(variance: float) -> float:
    low, high = WIDENING_RANGE
    return min(high, max(low, math.sqrt(1.0 + variance)))


def _moved(forecast: TargetForecast, shift: float, widening: float) -> tuple[float, ...]:
    """The quantiles moved by shift·σ and stretched around their median, on the modelling scale."""
    target = forecast.target
    row = open_ended(target, forecast.quantiles)
    median = row[MEDIAN]
    return tuple(to_unit(target, median + shift * forecast.sigma + widening * (row - median)).tolist())
