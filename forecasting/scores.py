"""Scores of quantile forecasts; all are negatively oriented except coverage and PIT: smaller is better.

Every function takes observations (n,) and quantiles (n, 21) in one unit, broadcasts single rows, and gives an array
(n,). A missing observation or forecast gives NaN — never 0 — and `night_scores` says the reason.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.quantiles import LEVELS, MEDIAN, SCORED, Floats, index_of, keyed

_LEVELS: Floats = np.array(LEVELS)


def pinball(observed: npt.ArrayLike, quantiles: npt.ArrayLike) -> Floats:
    """Pinball losses (n, 21), one per level: τ(y − q) where y ≥ q, else (1 − τ)(q − y).

    Source: Koenker & Bassett, Econometrica 46 (1978); Gneiting & Raftery, JASA 102 (2007), eq. 40.
    """
    error = np.asarray(observed, dtype=np.float64)[..., None] - np.asarray(quantiles, dtype=np.float64)
    losses: Floats = np.maximum(_LEVELS * error, (_LEVELS - 1.0) * error)
    return losses


def crps(observed: npt.ArrayLike, quantiles: npt.ArrayLike) -> Floats:
    """Continuous ranked probability scores (n,), as twice the mean pinball loss over the 19 levels 0.05 … 0.95.

    Source: CRPS = 2 ∫ pinball_τ dτ, Gneiting & Ranjan, JBES 29 (2011), eq. 8; the grid is DESIGN §8's. It leaves out
    the outer tails, where losses are small, so the number lies about 5% above the integral: 0.243 for 0.234 at a normal's centre.
    """
    scores: Floats = 2.0 * pinball(observed, quantiles)[..., SCORED].mean(axis=-1)
    return scores


def interval_score(observed: npt.ArrayLike, quantiles: npt.ArrayLike, coverage: float) -> Floats:
    """Interval scores (n,): width + (2/α)·(distance by which the observation lies outside), α = 1 − coverage.

    Source: Winkler, JASA 67 (1972); Gneiting & Raftery, JASA 102 (2007), eq. 43.
    """
    low, high = _bounds(quantiles, coverage)
    y = np.asarray(observed, dtype=np.float64)
    outside = np.maximum(low - y, 0.0) + np.maximum(y - high, 0.0)
    scores: Floats = (high - low) + 2.0 / (1.0 - coverage) * outside
    return scores


def covered(observed: npt.ArrayLike, quantiles: npt.ArrayLike, coverage: float) -> Floats:
    """1.0 where the observation lies in the closed central interval, 0.0 where not, NaN where one is missing; (n,)."""
    low, high = _bounds(quantiles, coverage)
    y = np.asarray(observed, dtype=np.float64)
    inside = ((low <= y) & (y <= high)).astype(np.float64)
    return np.where(np.isnan(y) | np.isnan(low) | np.isnan(high), np.nan, inside)


def pit(observed: npt.ArrayLike, quantiles: npt.ArrayLike) -> Floats:
    """Probability integral transforms (n,): the forecast's cumulative probability at the observation.

    Linear between the levels; beyond the outermost ones the middle of the tail (0.0125 or 0.9875).

    Source: Dawid, JRSS A 147 (1984).
    """
    y, rows = np.broadcast_arrays(np.asarray(observed, dtype=np.float64)[..., None], np.asarray(quantiles, dtype=np.float64))
    flat = [_pit(float(value), row) for value, row in zip(y[..., 0].ravel(), rows.reshape(-1, len(LEVELS)), strict=True)]
    return np.array(flat).reshape(y.shape[:-1])


def absolute_error(observed: npt.ArrayLike, quantiles: npt.ArrayLike) -> Floats:
    """Distances (n,) of the observation from the median; their mean is the MAE."""
    error: Floats = np.abs(np.asarray(observed, dtype=np.float64) - np.asarray(quantiles, dtype=np.float64)[..., MEDIAN])
    return error


@dataclass(frozen=True)
class NightScores:
    """All scores of one forecast of one night; NaN, with the reason, when it could not be scored."""

    crps: float
    absolute_error: float
    interval_score_80: float
    interval_score_95: float
    covered_80: float
    covered_95: float
    pit: float
    pinball: dict[str, float]
    """By level, keyed as in JSON."""
    reason: str | None = None
    """Why nothing is scored; None when everything is."""


def night_scores(observed: float | None, quantiles: Sequence[float] | None) -> NightScores:
    """The scores of one night, both in the target's unit."""
    reason = _reason(observed, quantiles)
    if reason is not None or observed is None or quantiles is None:
        nan = math.nan
        return NightScores(nan, nan, nan, nan, nan, nan, nan, {}, reason)
    row = np.asarray(quantiles, dtype=np.float64)
    return NightScores(
        crps=float(crps(observed, row)),
        absolute_error=float(absolute_error(observed, row)),
        interval_score_80=float(interval_score(observed, row, 0.8)),
        interval_score_95=float(interval_score(observed, row, 0.95)),
        covered_80=float(covered(observed, row, 0.8)),
        covered_95=float(covered(observed, row, 0.95)),
        pit=float(pit(observed, row)),
        pinball=keyed(pinball(observed, row).tolist()),
    )


def _reason(observed: float | None, quantiles: Sequence[float] | None) -> str | None:
    if quantiles is None:
        return "no forecast was issued"
    if observed is None or not math.isfinite(observed):
        return "the night has no usable value"
    if not all(math.isfinite(q) for q in quantiles):
        return "the forecast has a quantile that is not a number"
    return None


def _bounds(quantiles: npt.ArrayLike, coverage: float) -> tuple[Floats, Floats]:
    rows = np.asarray(quantiles, dtype=np.float64)
    low = index_of(round((1.0 - coverage) / 2.0, 3))
    return rows[..., low], rows[..., len(LEVELS) - 1 - low]


def _pit(value: float, row: Floats) -> float:
    if not (math.isfinite(value) and np.isfinite(row).all()):
        return math.nan
    if value < row[0]:
        return LEVELS[0] / 2.0
    if value > row[-1]:
        return (1.0 + LEVELS[-1]) / 2.0
    # of equal quantiles the middle one stands for all: interp alone would give the first or the last
    return float((np.interp(value, row, _LEVELS) + np.interp(-value, -row[::-1], _LEVELS[::-1])) / 2.0)
