"""Tomorrow is as the last night was."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from forecasting.prior import TargetPrior
from forecasting.quantiles import Floats
from forecasting.series import Series
from forecasting.spread import path_around


@dataclass(frozen=True)
class Persistence:
    """The last usable value; the rule to beat for a heart rate that the vendor smooths (EVALUATION §2)."""

    name: str = "persistence"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21) around the last usable value; before any, around the population's level."""
        locations = np.empty(len(series.values) + 1)
        last = prior.level_mean
        for row, value in enumerate([*series.values.tolist(), math.nan]):
            locations[row] = last
            last = last if math.isnan(value) else value
        return path_around(self.name, series.values, locations, prior)
