"""What events of an evening do to the night: population priors in σ units, learned per person.

An effect is the mean shift of the standardised one-step error of the models on nights after the event, so it is what
the numbers alone did not foresee. Learning is conjugate: normal prior, unit noise. Graded evidence becomes a bounded
shift and widening here; arithmetic is never the language model's (DESIGN §5).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.events import EVENT_KINDS
from core.records import JournalAnswer
from forecasting.models import TargetForecast
from forecasting.quantiles import MEDIAN, open_ended, to_unit

NOISE_SD = 1.0
"""σ units: the residuals are standardised."""
KNOWN_SD, GUESSED_SD = 0.45, 0.2
"""Prior standard deviations: of effects that were measured (about 0.10 on the log scale over σ 0.22, EVALUATION §2), and
of directions that are only commonly reported, which must neither move nor widen a forecast much before they are learned."""
MIN_CONFIDENCE = 0.5
"""Answers read with less certainty teach nothing."""
CLIP = 4.0
"""Residuals beyond teach as if they were this large: a night of fever is not twenty of wine."""
CAP_UNCONFIRMED, CAP_CONFIRMED = 0.35, 1.0
"""Largest |shift| in σ: of kinds with fewer confirmed events than `CONFIRMED`, and of all together."""
CONFIRMED = 8
WIDENING_RANGE = (0.85, 2.0)

_MEASURED: dict[str, dict[str, float]] = {
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
_LIKE = {"recovery_pct": "hrv_rmssd_ms", "hrv_sdnn_ms": "hrv_rmssd_ms", "nightly_hr_bpm": "resting_hr_bpm"}
"""Secondary targets that follow a primary one: recovery % is computed mostly from HRV, the nightly heart rate measures what the
resting one does."""


@dataclass(frozen=True)
class Effect:
    """What an event of one kind does to one target of one person, in σ units."""

    kind: str
    target: str
    mean: float
    sd: float
    """Of the mean: how surely it is known."""
    count: int
    """Confirmed events whose night was scored."""


def prior_effect(kind: str, target: str) -> Effect:
    """The population's effect; 0 for kinds and targets of which nothing is known."""
    like = _LIKE.get(target, target)
    measured = _MEASURED.get(kind, {})
    if like in measured:
        return Effect(kind, target, measured[like], KNOWN_SD, 0)
    return Effect(kind, target, _GUESSED.get(kind, {}).get(like, 0.0), GUESSED_SD, 0)


def learned_effects(journal: Sequence[JournalAnswer], residuals: Mapping[str, Mapping[date, float]]) -> dict[tuple[str, str], Effect]:
    """The effects of every kind of the catalog on every target, by (kind, target).

    Posterior of a normal mean: precision 1/sd² + n/noise², mean the precision-weighted one.

    Args:
        journal: answers as known; one on day D bears on the night of D + 1. A day with both answers teaches nothing.
        residuals: target → night → standardised one-step error of the models before evidence.
    """
    days = {kind: _confirmed_days(journal, kind) for kind in EVENT_KINDS}
    return {
        (kind, target): _posterior(prior_effect(kind, target), (errors.get(day + timedelta(days=1)) for day in days[kind]))
        for kind in EVENT_KINDS
        for target, errors in residuals.items()
    }


def _confirmed_days(journal: Sequence[JournalAnswer], kind: str) -> list[date]:
    answers = [answer for answer in journal if answer.kind == kind and answer.confidence >= MIN_CONFIDENCE]
    denied = {answer.day for answer in answers if answer.answer == "no"}
    return sorted({answer.day for answer in answers if answer.answer == "yes"} - denied)


def _posterior(prior: Effect, errors: Iterable[float | None]) -> Effect:
    known = [min(CLIP, max(-CLIP, error)) for error in errors if error is not None]
    precision = 1.0 / prior.sd**2 + len(known) / NOISE_SD**2
    mean = (prior.mean / prior.sd**2 + sum(known) / NOISE_SD**2) / precision
    return Effect(prior.kind, prior.target, mean, precision**-0.5, len(known))


@dataclass(frozen=True)
class GradedEvidence:
    """One event that may bear on the night, as the agent grades it."""

    kind: str
    answer: Literal["yes", "no"]
    probability: float
    """0 … 1: that the event happened."""
    quote: str
    source: str


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

    An event of probability p with effect N(m, s²) shifts by p·m and adds p(s² + m²) − p²m² to the variance, in σ units.
    "No", unknown kinds and probabilities that are not above 0 give nothing; of several gradings of a kind the surest counts.
    """
    graded = _by_kind(evidence)
    known = {kind: _effect(kind, forecast.target.name, effects) for kind in graded}
    raw = {kind: graded[kind] * effect.mean for kind, effect in known.items()}
    shifts = _capped(raw, {kind for kind, effect in known.items() if effect.count >= CONFIRMED})
    variances = {kind: _added_variance(graded[kind], effect) for kind, effect in known.items()}
    shift, widening = sum(shifts.values()), _widening(sum(variances.values()))
    items = tuple(EvidenceTerm(kind, shifts[kind], _widening(variances[kind])) for kind in graded)
    if not items:
        return Adjusted(forecast.quantiles, 0.0, 1.0, ())
    return Adjusted(_moved(forecast, shift, widening), shift, widening, items)


def _by_kind(evidence: Sequence[GradedEvidence]) -> dict[str, float]:
    """Kind → probability, of what counts."""
    graded: dict[str, float] = {}
    for item in evidence:
        if item.answer == "yes" and item.kind in EVENT_KINDS and item.probability > 0.0:
            graded[item.kind] = max(graded.get(item.kind, 0.0), min(item.probability, 1.0))
    return graded


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


def _added_variance(probability: float, effect: Effect) -> float:
    return probability * (effect.sd**2 + effect.mean**2) - (probability * effect.mean) ** 2


def _widening(variance: float) -> float:
    low, high = WIDENING_RANGE
    return min(high, max(low, math.sqrt(1.0 + variance)))


def _moved(forecast: TargetForecast, shift: float, widening: float) -> tuple[float, ...]:
    """The quantiles moved by shift·σ and stretched around their median, on the modelling scale."""
    target = forecast.target
    row = open_ended(target, forecast.quantiles)
    median = row[MEDIAN]
    return tuple(to_unit(target, median + shift * forecast.sigma + widening * (row - median)).tolist())
