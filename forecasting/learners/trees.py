"""Quantiles or locations by boosted trees and random forests, on plain arrays. The one file that opens XGBoost.

Quantiles are fitted at a few levels and carried to all 21 on the normal scale: nine levels score as all 21 do on
LifeSnaps (within 0.5%, in both directions) in under half the time.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from core.errors import BadInput
from forecasting.quantiles import LEVELS, Floats, student_row

if TYPE_CHECKING:
    from xgboost import Booster, DMatrix

FITTED = (0.025, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.975)
BINS = 64
"""Bins per feature; a few thousand nights fill no more."""
DIGEST_BYTES = 32
LEAST_STEP = 1e-6
"""Spreads of the outcomes between quantiles that would otherwise be equal, per unit of the normal scale."""
_NORMAL = student_row(math.inf)
_Parameters = dict[str, str | int | float | list[float]]
"""As XGBoost names them."""


def _check_levels(levels: tuple[float, ...]) -> None:
    known = [level for level in levels if level in LEVELS]
    rising = all(one < other for one, other in itertools.pairwise(levels))
    if len(known) < len(levels) or not rising or not {LEVELS[0], 0.5, LEVELS[-1]} <= set(levels):
        found = ", ".join(f"{level:g}" for level in levels) or "none"
        raise BadInput(f"tree levels must be rising ones of 0.025, 0.05 … 0.95, 0.975 with both ends and 0.5, are {found}")


@dataclass(frozen=True)
class TreeSettings:
    """How trees are grown; the defaults are for a few thousand nights of outcomes with a spread near 1."""

    rounds: int = 60
    """Boosting rounds, or trees of a forest; each round grows one tree per level."""
    depth: int = 3
    rate: float = 0.05
    """Share of each tree that is added; a forest has none."""
    min_child_weight: float = 40.0
    """Rows that a leaf must hold, a row of mean weight counting 1."""
    subsample: float = 0.7
    """Share of rows that each tree sees."""
    colsample: float = 0.5
    """Share of features that each tree may use; of a forest, that each split may use."""
    l2: float = 1.0
    """XGBoost's lambda."""
    levels: tuple[float, ...] = FITTED
    """At which quantiles are fitted: of `LEVELS`, rising, with both ends and the median; nothing to the fits of a location."""

    def __post_init__(self) -> None:
        """Refuse what cannot be grown.

        Raises:
            BadInput: for a setting outside its range.
        """
        ranges = {
            "rounds": (self.rounds, 1, 10_000),
            "depth": (self.depth, 1, 16),
            "rate": (self.rate, 1e-4, 1.0),
            "min_child_weight": (self.min_child_weight, 0.0, 1e9),
            "subsample": (self.subsample, 0.05, 1.0),
            "colsample": (self.colsample, 0.01, 1.0),
            "l2": (self.l2, 0.0, 1e9),
        }
        for name, (value, low, high) in ranges.items():
            if not low <= value <= high:  # NaN too
                raise BadInput(f"tree setting {name} must lie in {low:g} … {high:g}, is {value:g}")
        _check_levels(self.levels)


FOREST = TreeSettings(rounds=60, depth=6, rate=1.0, min_child_weight=20.0, subsample=0.6, colsample=1.0 / 3.0)
"""Settings of a forest: deeper trees, each on other rows, each split on other features."""


@dataclass(frozen=True)
class Trees:
    """Trained trees: of quantiles when they have levels, else of a location."""

    levels: tuple[float, ...]
    """At which quantiles are fitted; empty for a location."""
    scale: float
    """Spread of the outcomes it was trained on."""
    _booster: Booster = field(repr=False, compare=False)

    @property
    def width(self) -> int:
        """Number of features that a row must have."""
        return int(self._booster.num_features())

    def predict(self, features: Floats) -> Floats:
        """Quantiles (m, 21), strictly rising, or locations (m,).

        A row's forecast does not depend on the other rows. Where fitted quantiles cross, those nearer the median push the
        outer ones out, so that the median stays what `contributions` adds up to.

        Args:
            features: (m, width) with NaN for what is not known.

        Raises:
            BadInput: for another number of features, or an infinite one.
        """
        told = self._told(features)
        return _all_levels(told, self.levels, self.scale) if self.levels else told[:, 0]

    def locations(self, features: Floats) -> Floats:
        """Medians or, of `fit_mean_trees`, means (m,); see `predict`."""
        return self._told(features)[:, self._place]

    def contributions(self, features: Floats) -> Floats:
        """How much each feature moves the location of one row: (width + 1,), the last the mean; their sum is the location.

        Args:
            features: (width,) with NaN for what is not known.

        Source: TreeSHAP, Lundberg et al., Nature Machine Intelligence 2 (2020).
        """
        told = self._booster.predict(self._matrix(features[None, :]), pred_contribs=True, strict_shape=True)
        row: Floats = np.asarray(told, dtype=np.float64)[0, self._place]
        return row

    def to_bytes(self) -> bytes:
        """XGBoost's own format (UBJSON), then its SHA-256, which XGBoost passes over; the same training gives the same bytes."""
        raw = bytes(self._booster.save_raw("ubj"))
        return raw + hashlib.sha256(raw).digest()

    @classmethod
    def from_bytes(cls, content: bytes) -> Trees:
        """The trees that `to_bytes` wrote.

        The SHA-256 is looked at first, since on some broken files XGBoost ends the process or asks for all memory.

        Raises:
            BadInput: if these bytes are none.
        """
        from xgboost import Booster
        from xgboost.core import XGBoostError

        raw, digest = content[:-DIGEST_BYTES], content[-DIGEST_BYTES:]
        broken = BadInput(f"these {len(content)} bytes hold no trees of ours; train them again")
        if hashlib.sha256(raw).digest() != digest:
            raise broken
        try:
            booster = Booster({"nthread": 1, "verbosity": 0})
            booster.load_model(bytearray(raw))
            kept = json.loads(booster.attr("morrow") or "{}")
            levels, scale = tuple(float(level) for level in kept["levels"]), float(kept["scale"])
            if levels:
                _check_levels(levels)
        except (XGBoostError, ValueError, KeyError, TypeError, BadInput) as error:
            raise broken from error
        return cls(levels, scale, booster)

    @property
    def _place(self) -> int:
        """The location among the outputs."""
        return self.levels.index(0.5) if self.levels else 0

    def _told(self, features: Floats) -> Floats:
        """Raw outputs (m, levels or 1)."""
        told = self._booster.predict(self._matrix(features), strict_shape=True)
        return np.asarray(told, dtype=np.float64).reshape(len(features), -1 if len(features) else max(len(self.levels), 1))

    def _matrix(self, features: Floats) -> DMatrix:
        from xgboost import DMatrix

        if features.ndim != 2 or features.shape[1] != self.width:
            raise BadInput(f"trees trained on {self.width} features need rows of as many, got shape {features.shape}; train them again")
        _refuse_infinite(features)
        return DMatrix(features, nthread=1)


def fit_quantile_trees(features: Floats, outcomes: Floats, weights: Floats, settings: TreeSettings, seed: int) -> Trees:
    """Boosted trees of quantiles, each level boosted by itself on its pinball loss.

    Args:
        features: (m, P) with NaN for what is not known.
        outcomes: (m,), best with a spread near 1.
        weights: (m,) positive or zero; only their ratios matter.
        settings: how to grow them.
        seed: of the draws of rows and features: the same seed and data give the same bytes.

    Raises:
        BadInput: for arrays that do not fit together, or an outcome, weight or feature that is infinite, or outcomes missing.
    """
    aim: _Parameters = {"objective": "reg:quantileerror", "quantile_alpha": list(settings.levels)}
    return _grown(features, outcomes, weights, settings, seed, aim | _boosting(settings), settings.levels)


def fit_median_trees(features: Floats, outcomes: Floats, weights: Floats, settings: TreeSettings, seed: int) -> Trees:
    """Boosted trees of the median only, on the absolute error; see `fit_quantile_trees`."""
    aim: _Parameters = {"objective": "reg:quantileerror", "quantile_alpha": 0.5}
    return _grown(features, outcomes, weights, settings, seed, aim | _boosting(settings), ())


def fit_mean_trees(features: Floats, outcomes: Floats, weights: Floats, settings: TreeSettings, seed: int) -> Trees:
    """Boosted trees of the mean only, on the squared error; see `fit_quantile_trees`."""
    aim: _Parameters = {"objective": "reg:squarederror"}
    return _grown(features, outcomes, weights, settings, seed, aim | _boosting(settings), ())


def fit_forest(features: Floats, outcomes: Floats, weights: Floats, settings: TreeSettings, seed: int) -> Trees:
    """A random forest of quantiles: trees grown apart, each leaf holding the quantiles of its outcomes, averaged over trees.

    It splits by the pinball loss, so it sees where nights spread more; a forest of means with one set of residuals does
    not, and is 0.5% worse where they do. For a level it splits no further where no outcome of a branch lies beyond all
    outcomes' quantile of that level: outer levels know less of quiet branches. Trees that share their splits between levels
    do not have that fault, but score 0 to 0.5% worse on LifeSnaps, and XGBoost cannot tell their contributions.

    Arguments and errors as of `fit_quantile_trees`; `FOREST` suits it.
    """
    forest: _Parameters = {
        "objective": "reg:quantileerror",
        "quantile_alpha": list(settings.levels),
        "num_parallel_tree": settings.rounds,
        "learning_rate": 1.0,
        "colsample_bynode": settings.colsample,
    }
    return _grown(features, outcomes, weights, settings, seed, forest, settings.levels)


def _boosting(settings: TreeSettings) -> _Parameters:
    return {"learning_rate": settings.rate, "colsample_bytree": settings.colsample}


def _grown(
    features: Floats,
    outcomes: Floats,
    weights: Floats,
    settings: TreeSettings,
    seed: int,
    parameters: _Parameters,
    levels: tuple[float, ...],
) -> Trees:
    import xgboost

    _check_rows(features, outcomes, weights)
    common: _Parameters = {
        "tree_method": "hist",
        "max_bin": BINS,
        "max_depth": settings.depth,
        "min_child_weight": settings.min_child_weight,
        "subsample": settings.subsample,
        "lambda": settings.l2,
        "seed": seed,
        "nthread": 1,  # more would share two cores with others, and sum in another order
        "verbosity": 0,
    }
    data = xgboost.QuantileDMatrix(features, outcomes, weight=weights / weights.mean(), nthread=1, max_bin=BINS)
    rounds = 1 if "num_parallel_tree" in parameters else settings.rounds  # a forest is one round of many trees
    booster = xgboost.train(common | parameters, data, num_boost_round=rounds)
    centre = float(np.average(outcomes, weights=weights))
    scale = math.sqrt(float(np.average((outcomes - centre) ** 2, weights=weights))) or 1.0
    booster.set_attr(morrow=json.dumps({"levels": levels, "scale": scale}))
    return Trees(levels, scale, booster)


def _all_levels(told: Floats, levels: tuple[float, ...], scale: float) -> Floats:
    """Quantiles (m, 21) from those fitted (m, k): uncrossed from the median outwards, between levels straight on the normal scale."""
    median = levels.index(0.5)
    upper = np.maximum.accumulate(told[:, median:], axis=1)
    lower = np.minimum.accumulate(told[:, median::-1], axis=1)[:, ::-1]
    rising = np.concatenate([lower, upper[:, 1:]], axis=1)
    fitted = _NORMAL[[LEVELS.index(level) for level in levels]]
    after = np.clip(np.searchsorted(fitted, _NORMAL), 1, len(levels) - 1)
    share = (_NORMAL - fitted[after - 1]) / (fitted[after] - fitted[after - 1])
    # no matrix product: its sums may depend on how many rows there are
    filled: Floats = rising[:, after - 1] * (1.0 - share) + rising[:, after] * share
    return filled + LEAST_STEP * scale * _NORMAL


def _check_rows(features: Floats, outcomes: Floats, weights: Floats) -> None:
    rows = len(outcomes)
    if rows == 0 or features.shape[:1] != (rows,) or features.ndim != 2 or not features.shape[1] or weights.shape != (rows,):
        raise BadInput(f"trees need as many rows of features and weights as outcomes, have {features.shape}, {weights.shape} and {rows}")
    if not np.isfinite(outcomes).all():
        raise BadInput(f"trees learn from known outcomes, {int((~np.isfinite(outcomes)).sum())} of {rows} are not; leave those nights out")
    if not np.isfinite(weights).all() or (weights < 0.0).any() or weights.sum() <= 0.0:
        raise BadInput("weights of rows must be finite, none below 0 and some above")
    _refuse_infinite(features)


def _refuse_infinite(features: Floats) -> None:
    if np.isinf(features).any():
        columns = np.flatnonzero(np.isinf(features).any(axis=0)).tolist()
        raise BadInput(f"features must be finite or NaN, those in columns {columns} are infinite")
