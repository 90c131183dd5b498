"""A person's usual level and spread of a target, and plain words for where a value stands towards them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.targets import Target
from forecasting.series import Series

Standing = Literal["below", "within", "above"]
MIN_NIGHTS = 7
"""Usable nights before a usual level is spoken of."""
WEEK = 7
MIN_IN_WEEK = 3


@dataclass(frozen=True)
class Usual:
    """Level and spread of one target over all nights of its series, on the modelling scale."""

    target: Target
    mean: float
    spread: float
    """Standard deviation between nights."""

    @property
    def level(self) -> float:
        """The usual value in the target's unit."""
        return self.target.from_scale(self.mean)

    def z(self, value: float, level: float | None = None) -> float:
        """How many of the person's standard deviations a value stands above a level (the usual one by default), in the target's unit."""
        mean = self.mean if level is None else self.target.to_scale(level)
        return (self.target.to_scale(value) - mean) / self.spread


def usual_of(series: Series) -> Usual | None:
    """The usual level of a series; None with fewer than seven usable nights."""
    known = series.values[np.isfinite(series.values)]
    if len(known) < MIN_NIGHTS:
        return None
    return Usual(series.target, float(known.mean()), max(float(known.std(ddof=1)), 1e-6))


def trend_of(series: Series) -> float | None:
    """The level of the last seven calendar nights in the target's unit; None with fewer than three values among them."""
    week = series.values[-WEEK:]
    known = week[np.isfinite(week)]
    return series.target.from_scale(float(known.mean())) if len(known) >= MIN_IN_WEEK else None


def standing(value: float, normal_range: tuple[float, float]) -> Standing:
    """Where a value stands towards the personal normal range; its edges belong to it."""
    low, high = normal_range
    return "below" if value < low else "above" if value > high else "within"
