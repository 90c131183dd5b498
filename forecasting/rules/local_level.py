"""Tomorrow is as a level that wanders under noisy nights: the local level model, by a Kalman filter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from forecasting.prior import TargetPrior
from forecasting.quantiles import Floats
from forecasting.series import Series
from forecasting.spread import path_around

CLIP = 3.0
"""Predictive spreads beyond which an innovation is cut; the more the level wanders, the later (1 + 3·drift)."""


@dataclass(frozen=True)
class LocalLevel:
    """Random walk plus noise; the ratio of their variances is the population's, the spread the person's own.

    Source: Durbin & Koopman, Time Series Analysis by State Space Methods (2012), ch. 2.
    """

    name: str = "local_level"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21) around the filtered level; in a gap the level stays and its variance grows."""
        return path_around(self.name, series.values, filtered_levels(series.values, prior, prior.drift_ratio), prior)


def filtered_levels(values: Floats, prior: TargetPrior, drift_ratio: float) -> Floats:
    """One-step forecasts (n+1,) of the level, starting at the population's."""
    noise = prior.within_sd**2 / (1.0 + drift_ratio)
    reach = CLIP * (1.0 + 3.0 * drift_ratio)
    level, variance = prior.level_mean, prior.level_sd**2
    levels = np.empty(len(values) + 1)
    for row, value in enumerate([*values.tolist(), math.nan]):
        levels[row] = level
        if not math.isnan(value):
            gain = variance / (variance + noise)
            bound = reach * math.sqrt(variance + noise)
            level += gain * min(bound, max(-bound, value - level))
            variance *= 1.0 - gain
        variance += drift_ratio * noise
    return levels
