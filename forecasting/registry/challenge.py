"""Whether a challenger has proved better than its champion on sealed live scores, however often one looks.

The evidence is a mixture of self-normalised exponentials. Take differences d of which each sign is as likely as the other given the
past; two equal versions' are: which of them is called champion is a coin's toss. Then exp(λS − λ²V/2) with S = Σd and V = Σd² is a
supermartingale for every λ, without any bound or variance being known. Mixed over λ > 0, half-normal with variance 1/ρ, it stays one,
and by Ville's inequality it ever exceeds 1/α with probability α at the most: the sequential counterpart of a one-sided paired t-test.

Not covered: a challenger that is better most nights and, rarely, far worse, before the first such night has come.

Source: de la Peña, Annals of Probability 27 (1999), Lemma 6.1 (symmetric differences); Robbins, Annals of Mathematical Statistics 41
(1970), mixtures; Howard, Ramdas, McAuliffe & Sekhon, Annals of Statistics 49 (2021), the one-sided normal mixture;
Choe & Ramdas, Operations Research 72 (2024), on comparing forecasters this way.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import special

from forecasting.quantiles import Floats

ALPHA = 0.05
"""Most that an equal challenger may ever win with, over any number of looks."""
RHO = 0.3
"""Σd² at which the mixture is sharpest, in σ²: some weeks of two close versions, whose scores differ by about 0.1σ a night. Between 0.1
and 3 the nights needed change by a third."""
MIN_NIGHTS = 14
_THRESHOLD = math.log(1.0 / ALPHA)
_GAPS: Floats = np.geomspace(1e-3, 1e3, 100)
"""Distances below the mean, in root mean squares of the gains, at which the lower bound is looked for."""


@dataclass(frozen=True)
class Pair:
    """The sealed scores of both on one night of one person."""

    night: date
    champion: float
    """CRPS in σ of the person's nights."""
    challenger: float
    """The same night's, in the same unit."""


@dataclass(frozen=True)
class Decision:
    """Whether to swap, and on what."""

    swap: bool
    reason: str
    nights: int
    mean_gain: float
    """Share of the champion's mean CRPS by which the challenger's is lower; NaN without nights."""
    confidence_low: float
    """Lower end of that share at 1 − α, at all times together; −inf while there is none."""


def swap(pairs: Sequence[Pair], *, min_nights: int = MIN_NIGHTS) -> Decision:
    """The decision on all paired nights since the challenger began, in order; looking every night costs nothing.

    People who shared a night are averaged: their nights are not independent. Pairs with a missing score are left out.
    """
    champion, gains = _nightly(pairs)
    if not len(gains):
        return Decision(False, "no night has been scored for both yet", 0, math.nan, -math.inf)
    mean = max(float(champion.mean()), 1e-12)
    share, low = float(gains.mean()) / mean, lower_bound(gains) / mean
    told = f"{share:+.1%} CRPS over {len(gains)} nights, surely above {low:+.1%}" if math.isfinite(low) else f"{share:+.1%} CRPS"
    if len(gains) < min_nights:
        return Decision(False, f"needs {min_nights} nights scored for both, has {len(gains)}", len(gains), share, low)
    if log_evidence(gains)[-1] >= _THRESHOLD:
        return Decision(True, f"the challenger is better: {told}", len(gains), share, low)
    return Decision(False, f"the challenger has not proved better: {told}", len(gains), share, low)


def log_evidence(gains: Floats) -> Floats:
    """Logarithm of the evidence (n,) after each night that gains (n,), champion's score minus challenger's in σ, are positive."""
    return _log_mixture(np.cumsum(gains), np.cumsum(gains**2))


def _log_mixture(total: Floats, squares: Floats) -> Floats:
    """2·√(ρ/(V+ρ))·exp(S²/2(V+ρ))·Φ(S/√(V+ρ)), as its logarithm."""
    width = squares + RHO
    log: Floats = math.log(2.0) + 0.5 * np.log(RHO / width) + total**2 / (2.0 * width) + special.log_ndtr(total / np.sqrt(width))
    return log


def lower_bound(gains: Floats) -> float:
    """The gain, in σ a night, that is refuted as too low at 1 − α, at all times together; −inf while none is.

    By inversion: the highest value below the mean that, taken from every gain (n,), leaves evidence beyond the threshold. Looked for
    on a grid first, since far below the mean the evidence fades again, and then halved down to the crossing.
    """
    mean, size = float(gains.mean()), float(np.sqrt((gains**2).mean()))
    refuted = np.flatnonzero(_evidence_beyond(gains, mean - size * _GAPS) >= _THRESHOLD) if size > 0.0 else np.empty(0, dtype=np.int64)
    if not len(refuted):
        return -math.inf
    low, high = mean - size * float(_GAPS[refuted[0]]), mean
    for _ in range(50):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _evidence_beyond(gains, np.array([middle]))[0] >= _THRESHOLD else (low, middle)
    return low


def _evidence_beyond(gains: Floats, values: Floats) -> Floats:
    """Logarithm of the evidence (k,) that gains (n,) are above each of `values` (k,)."""
    total = gains.sum() - len(gains) * values
    squares = (gains**2).sum() - 2.0 * values * gains.sum() + len(gains) * values**2
    return _log_mixture(total, squares)


def _nightly(pairs: Sequence[Pair]) -> tuple[Floats, Floats]:
    """The champion's score and the gain (n,) of each night, in order of nights."""
    nights: dict[date, list[tuple[float, float]]] = {}
    for pair in pairs:
        if math.isfinite(pair.champion) and math.isfinite(pair.challenger):
            nights.setdefault(pair.night, []).append((pair.champion, pair.challenger))
    means = np.array([np.mean(nights[night], axis=0) for night in sorted(nights)]).reshape(-1, 2)
    return means[:, 0], means[:, 0] - means[:, 1]
