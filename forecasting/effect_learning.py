"""What events do to one person, learned from the nights that came after them.

Each sort of people (`forecasting.effect_priors`) is a normal prior over the effect, and each night one noisy look at it: so every sort has
a conjugate posterior and a marginal likelihood, which says how well that sort, and that way of going with the dose, fits the person. The
sort is the same for all primary targets: each of them is a witness for the others, heard at half its word, since their errors hang
together. An answer that was read with confidence p is a night with the event at odds of p: it shows p of the effect, and weighs p².
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from core.events import EVENT_KINDS
from core.records import JournalAnswer
from core.targets import PRIMARY
from forecasting.effect_priors import DOSED, LIKE, SLOPES, Effect, components, prior_effect, relative_dose
from forecasting.quantiles import Floats

NOISE_SD = 1.0
"""σ units: the residuals are standardised. Learning it from the person's other nights changed no gain by more than 0.2 points."""
MIN_CONFIDENCE = 0.5
"""Answers read with less certainty teach nothing."""
CLIP = 4.0
"""Residuals beyond teach as if they were this large: a night of fever is not twenty of wine."""
WITNESS = 0.5
"""Power of the other targets' likelihoods of a sort: 0.3 to 1 score within 0.2%, without them opposite people gain two points less."""


@dataclass(frozen=True)
class _Happened:
    """An evening that the journal says yes to."""

    confidence: float
    dose: float


@dataclass(frozen=True)
class _Posterior:
    """The posterior of one target; arrays (slopes, sorts)."""

    means: Floats
    sds: Floats
    fits: Floats
    """Log marginal likelihood, up to a constant."""
    count: int


def learned_effects(journal: Sequence[JournalAnswer], residuals: Mapping[str, Mapping[date, float]]) -> dict[tuple[str, str], Effect]:
    """The effects of every kind of the catalog on every target, by (kind, target).

    Args:
        journal: answers as known; one on day D bears on the night of D + 1. A day with both answers teaches nothing.
        residuals: target → night → standardised one-step error of the models before evidence.
    """
    found = {}
    for kind, evenings in _happened(journal).items():
        found.update(_of_kind(kind, evenings, residuals))
    return {(kind, target): found.get((kind, target)) or prior_effect(kind, target) for kind in EVENT_KINDS for target in residuals}


def _happened(journal: Sequence[JournalAnswer]) -> dict[str, dict[date, _Happened]]:
    """Kind → day → what happened; of several answers of a day the surest counts."""
    denied: set[tuple[str, date]] = set()
    found: dict[str, dict[date, _Happened]] = {}
    for answer in journal:
        if answer.kind not in EVENT_KINDS or answer.confidence < MIN_CONFIDENCE:
            continue
        if answer.answer == "no":
            denied.add((answer.kind, answer.day))
            continue
        evenings = found.setdefault(answer.kind, {})
        if answer.day not in evenings or evenings[answer.day].confidence < answer.confidence:
            confidence = min(1.0, answer.confidence)
            evenings[answer.day] = _Happened(confidence, relative_dose(answer.kind, answer.amount, answer.unit))
    return {kind: {day: one for day, one in days.items() if (kind, day) not in denied} for kind, days in found.items()}


def _of_kind(kind: str, evenings: Mapping[date, _Happened], residuals: Mapping[str, Mapping[date, float]]) -> dict[tuple[str, str], Effect]:
    posteriors = {target: _posterior(kind, target, evenings, errors) for target, errors in residuals.items()}
    return {(kind, target): _effect(kind, target, posteriors) for target, one in posteriors.items() if one.count}


def _posterior(kind: str, target: str, evenings: Mapping[date, _Happened], errors: Mapping[date, float]) -> _Posterior:
    """Of each sort and slope: precision 1/sd² + Σ x²/noise², mean the precision-weighted one, x being confidence times dose."""
    sorts, slopes = components(kind, target), np.array(SLOPES if kind in DOSED else (0.0,))
    seen = [(one, min(CLIP, max(-CLIP, errors[night]))) for day, one in evenings.items() if (night := day + timedelta(days=1)) in errors]
    sure, dose, error = (
        np.array(column) for column in ([one.confidence for one, _ in seen], [one.dose for one, _ in seen], [e for _, e in seen])
    )
    looks = sure * (1.0 + slopes[:, None] * (dose - 1.0))  # (slopes, nights)
    prior_mean, prior_sd = np.array([one.mean for one in sorts]), np.array([one.sd for one in sorts])
    precisions = 1.0 / prior_sd**2 + (looks**2).sum(axis=1)[:, None] / NOISE_SD**2
    means = (prior_mean / prior_sd**2 + (looks * error).sum(axis=1)[:, None] / NOISE_SD**2) / precisions
    fits = -0.5 * np.log(prior_sd**2 * precisions) + 0.5 * (means**2 * precisions - prior_mean**2 / prior_sd**2)
    return _Posterior(means, precisions**-0.5, fits, len(seen))


def _effect(kind: str, target: str, posteriors: Mapping[str, _Posterior]) -> Effect:
    """The mixture's mean and spread, each sort and slope weighing by how well it fits."""
    own, slopes = posteriors[target], SLOPES if kind in DOSED else (0.0,)
    logs = own.fits + np.log([one.share for one in components(kind, target)])
    for name, other in posteriors.items():
        if name in PRIMARY and name not in (target, LIKE.get(target)) and other.fits.shape == own.fits.shape:
            logs = logs + WITNESS * other.fits
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    mean = float((weights * own.means).sum())
    variance = float((weights * (own.sds**2 + own.means**2)).sum()) - mean * mean
    return Effect(kind, target, mean, variance**0.5, own.count, float((weights.sum(axis=1) * slopes).sum()))
