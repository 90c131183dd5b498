"""Tomorrow returns to a slow level by as much as deviations usually fade overnight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forecasting.levels import robust_path
from forecasting.prior import TargetPrior
from forecasting.quantiles import Floats
from forecasting.series import Series
from forecasting.spread import path_around


@dataclass(frozen=True)
class ArLevel:
    """AR(1) around an exponentially weighted level; coefficient and level shrunk to the population, wild nights pulled in."""

    name: str = "ar_level"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21) around level + memory · last deviation."""
        return path_around(self.name, series.values, robust_path(series.values, prior).forecasts, prior)
