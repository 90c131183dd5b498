"""Tomorrow is as the mean of the past: of all of it, of a window, or of a discounted past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from forecasting.levels import discounted_mean
from forecasting.prior import TargetPrior
from forecasting.quantiles import Floats
from forecasting.series import Series
from forecasting.spread import path_around


@dataclass(frozen=True)
class DiscountedMean:
    """Mean of the past with weights (1 − rate)^age, starting from the population; rate 0 is the personal mean."""

    name: str
    rate: float
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21) around the discounted mean."""
        return path_around(self.name, series.values, discounted_mean(series.values, self.rate, prior), prior)


@dataclass(frozen=True)
class WindowMean:
    """Mean of the usable values among the last so many calendar nights, at first shrunk to the population."""

    name: str
    window: int
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21) around the window's mean; after an empty window, around the mean of all the past."""
        known = np.isfinite(series.values)
        totals = np.concatenate([[0.0], np.cumsum(np.where(known, series.values - prior.level_mean, 0.0))])
        counts = np.concatenate([[0], np.cumsum(known)])
        first = np.maximum(np.arange(len(totals)) - self.window, 0)
        count = counts - counts[first]
        fading = prior.level_nights * np.maximum(1.0 - counts / self.window, 0.0)  # the population's share, until the window is full
        windowed = prior.level_mean + (totals - totals[first]) / np.maximum(count + fading, 1e-12)
        locations = np.where(count > 0, windowed, discounted_mean(series.values, 0.0, prior))
        return path_around(self.name, series.values, locations, prior)
