"""How wide a forecast must be: rolling spread of its own errors, shrunk to the population, wider where less is known."""

from __future__ import annotations

import math

import numpy as np

from forecasting.prior import DOF, TargetPrior
from forecasting.quantiles import Floats, student

HALF_LIFE = 40.0
"""Nights after which an error counts half; 20 to 100 score within 0.2% of each other on LifeSnaps."""
AFTER_ONE_MISSING, AFTER_MANY_MISSING, MANY = 1.1, 1.6, 9
"""Spread factors after one and after nine or more missing nights (EVALUATION §2: RMS z 1.12 and 1.65)."""


def widening(values: Floats, prior: TargetPrior) -> Floats:
    """Spread factors (n+1,) for what is missing: nights just before, and nights at all while the level is still guessed.

    The second is the predictive variance of a shrunk mean, 1 + 1/(n + κ), with κ the nights the prior's level weighs.
    """
    factors = np.empty(len(values) + 1)
    missing = seen = 0
    for row, value in enumerate([*values.tolist(), math.nan]):
        factors[row] = _gap_factor(missing) * math.sqrt(1.0 + 1.0 / (seen + prior.level_nights))
        known = not math.isnan(value)
        missing = 0 if known else missing + 1
        seen += known
    return factors


def _gap_factor(missing: int) -> float:
    if missing == 0:
        return 1.0
    return AFTER_ONE_MISSING + (AFTER_MANY_MISSING - AFTER_ONE_MISSING) * min(missing - 1, MANY - 1) / (MANY - 1)


def rolling_spread(
    values: Floats, locations: Floats, factors: Floats, prior_scale: float, prior_nights: float, *, dof: float = DOF
) -> Floats:
    """t-scales (n+1,) of one-step errors: an exponentially weighted mean square, shrunk to the prior's.

    Each squared error is divided by the square of its row's factor and weighted by the t distribution's
    (ν+1)/(ν+z²), so that one wild night does not widen a month.

    Args:
        values: (n,) with NaN for missing nights.
        locations: (n+1,) the forecasts' medians.
        factors: (n+1,) from `widening`; not contained in the result.
        prior_scale: the population's t-scale.
        prior_nights: how many nights it weighs.
        dof: degrees of freedom of that weighting; the fewer, the less a wild night counts.

    Source: score-driven scale of a t distribution, Harvey, Dynamic Models for Volatility and Heavy Tails (2013), ch. 4.
    """
    keep = 0.5 ** (1.0 / HALF_LIFE)
    scales = np.empty(len(values) + 1)
    total = weight = 0.0
    prior_square = prior_nights * prior_scale**2
    medians, widths = locations.tolist(), factors.tolist()
    for row, value in enumerate([*values.tolist(), math.nan]):
        square = (prior_square + total) / (prior_nights + weight)
        scales[row] = math.sqrt(square)
        if not math.isnan(value):
            error = ((value - medians[row]) / widths[row]) ** 2
            total = keep * total + error * (dof + 1.0) / (dof + error / square)
            weight = keep * weight + 1.0
    return scales


def path_around(name: str, values: Floats, locations: Floats, prior: TargetPrior) -> Floats:
    """The quantile path (n+1, 21) of a forecaster that says only where: t-tails of its own shrunk rolling spread."""
    factors = widening(values, prior)
    scales = rolling_spread(values, locations, factors, prior.spread(name), prior.spread_nights)
    return student(locations, scales * factors, DOF)
