"""Means and spreads of training rows, and rows as the network reads them: scaled, with a flag beside every value that is missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import BadInput
from forecasting.quantiles import Floats

Float32s = npt.NDArray[np.float32]

LARGEST = 6.0
"""Scaled inputs are cut here: one absurd reading must not drive the network where it has never been."""
_PARTS = ("mean", "spread", "target_mean", "target_spread")


@dataclass(frozen=True, eq=False)
class Scaler:
    """Means and standard deviations of the rows that trained; no other row may move them."""

    mean: Floats
    """(F,) of what is known; 0 for a column without a value."""
    spread: Floats
    """(F,) standard deviations; 0 for a column without a value or without spread, which is dropped."""
    target_mean: Floats
    """(T,)"""
    target_spread: Floats
    """(T,) standard deviations; 1 where there is none."""

    @classmethod
    def fit(cls, rows: Floats, targets: Floats) -> Scaler:
        """The scaler of training rows (n, F) and targets (n, T) with NaN for missing."""
        mean, spread = _moments(rows)
        target_mean, target_spread = _moments(targets)
        return cls(mean, spread, target_mean, np.where(target_spread > 0.0, target_spread, 1.0))

    def inputs(self, rows: Floats) -> Float32s:
        """Rows (n, 2F) as the network reads them, of rows (n, F).

        The first half holds scaled values with 0, the training mean, where nothing is known; the second half is 1 there and 0 where
        a value is known. A dropped column is 0 in both: the network has never seen it speak.
        """
        kept = self.spread > 0.0
        known = np.isfinite(rows)
        scaled = (np.where(known, rows, self.mean) - self.mean) / np.where(kept, self.spread, 1.0)
        values = np.clip(scaled, -LARGEST, LARGEST) * kept
        return np.concatenate([values, ~known & kept], axis=1).astype(np.float32)

    def scaled_targets(self, targets: Floats) -> Float32s:
        """Targets (n, T) in standard deviations from their mean; NaN stays NaN."""
        return ((targets - self.target_mean) / self.target_spread).astype(np.float32)

    def unscaled(self, values: Float32s) -> Floats:
        """Forecasts (n, T) or (n, T, levels) on the targets' own scale."""
        shape = (1, -1) + (1,) * (values.ndim - 2)
        found: Floats = values.astype(np.float64) * self.target_spread.reshape(shape) + self.target_mean.reshape(shape)
        return found

    def to_json(self) -> dict[str, list[float]]:
        """The four rows of numbers by name."""
        return {name: getattr(self, name).tolist() for name in _PARTS}

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> Scaler:
        """The scaler of that mapping.

        Raises:
            BadInput: if a part is missing, is no list of finite numbers, does not fit the others, or a spread is negative.
        """
        mean, spread, target_mean, target_spread = (_numbers(name, raw.get(name)) for name in _PARTS)
        if len(mean) != len(spread) or len(target_mean) != len(target_spread):
            raise BadInput("a scaler has as many means as spreads, this one has not; train again")
        if (spread < 0.0).any() or (target_spread <= 0.0).any():
            raise BadInput("spreads of columns are 0 or more and those of targets above 0, these are not; train again")
        return cls(mean, spread, target_mean, target_spread)


def _moments(values: Floats) -> tuple[Floats, Floats]:
    """Means and standard deviations (F,) of what is finite in (n, F); a column of one value has no spread."""
    known = np.isfinite(values)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, values, 0.0).sum(axis=0) / count
    spread = np.sqrt((np.where(known, values - mean, 0.0) ** 2).sum(axis=0) / count)
    return mean, np.where(spread > 1e-9 * (1.0 + np.abs(mean)), spread, 0.0)


def _numbers(name: str, found: object) -> Floats:
    plain = isinstance(found, list) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in found)
    if not isinstance(found, list) or not plain or not found or not all(math.isfinite(one) for one in found):
        raise BadInput(f"a scaler needs {name} as a list of finite numbers, and it is not; train again")
    return np.array(found, dtype=np.float64)
