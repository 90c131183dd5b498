"""A forecast that corrects the rule: its median, its quantiles, and the terms that add up to the correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forecasting.learners.design import Design
from forecasting.prior import TargetPrior
from forecasting.quantiles import Floats
from forecasting.rules.lag_regression import LagRegression
from forecasting.series import Series
from forecasting.spread import path_around

RULE = LagRegression().name
CONSTANT = "constant"
"""Name of what a learner adds on an evening like any other: the part of a correction that no input explains."""


@dataclass(frozen=True)
class Correction:
    """What a learner adds to the rule."""

    design: Design
    terms: Floats
    """(n+1, k) parts of the correction, in the rule's scale."""

    @property
    def medians(self) -> Floats:
        """(n+1,) the corrected medians, on the modelling scale."""
        corrected: Floats = self.design.base + self.design.scale * self.terms.sum(axis=1)
        return corrected

    def named(self, names: Sequence[str], nights: int = 1) -> dict[str, Floats]:
        """Name → (nights,) what each term adds to the rule's median in the last nights, on the modelling scale.

        Args:
            names: of the terms, in their order.
            nights: how many rows, the coming night's the last.
        """
        parts = self.design.scale[-nights:, None] * self.terms[-nights:]
        return dict(zip(names, parts.T, strict=True))

    def around(self, name: str, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21): t-tails of the forecaster's own rolling spread around the medians.

        That spread starts from the population's for this forecaster; where none was fitted, from the rule's that it corrects.
        """
        return path_around(name if name in prior.spreads else RULE, series.values, self.medians, prior)
