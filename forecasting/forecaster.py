"""The seam of the room: what a forecaster is."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from forecasting.prior import TargetPrior
from forecasting.quantiles import Floats
from forecasting.series import Series


class Forecaster(Protocol):
    """Something that forecasts every night of a series from the nights before it."""

    @property
    def name(self) -> str:
        """Its key in the catalog and in forecast JSON."""
        ...

    @property
    def version(self) -> str:
        """Changes when the same input would give other numbers."""
        ...

    @property
    def trained_through(self) -> date | None:
        """Last night of all people it was trained on; None for a rule, which only starts from the population prior."""
        ...

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21) on the modelling scale, sorted and finite.

        Row t is the forecast of the series' night t and uses values[:t] only; the last row is the coming night's.
        """
        ...
