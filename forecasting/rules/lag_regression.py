"""Tomorrow by a regression on recent nights whose coefficients start at the population's and become the person's own.

The best single method measured on WHOOP nights is a ridge shrunk to the population (EVALUATION §7); this is its form
for one series: it sees momentum, two speeds of drift and the same weekday of past weeks, which the rules do not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from forecasting.levels import RobustPath, robust_path
from forecasting.prior import FEATURES, TargetPrior
from forecasting.quantiles import Floats
from forecasting.series import Series
from forecasting.spread import path_around

SHRINKAGE_NIGHTS = 200.0
"""How many nights the population's coefficients weigh; 120 to 300 score alike, 30 loses 1%."""
FAST, MIDDLE = 0.3, 0.12
WEEKS = 4
WEEKDAY_NIGHTS, RECENT_NIGHTS = 0.5, 1.0
"""Nights at the level that the weekday's and the recent means are shrunk by; so they fade in a gap."""
PULL = 0.1
"""Scale of the pull to the population, small so that the shrinkage holds its coefficient."""


@dataclass(frozen=True)
class LagRegression:
    """Bayesian linear regression (g-prior at the population's coefficients) on deviations from the robust level."""

    name: str = "lag_regression"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21) around the regression's mean."""
        return path_around(self.name, series.values, self.locations(robust_path(series.values, prior), prior), prior)

    def locations(self, robust: RobustPath, prior: TargetPrior) -> Floats:
        """Medians (n+1,): the robust level plus what the recent nights say of the next."""
        located: Floats = robust.levels + self.terms(robust, prior).sum(axis=1)
        return located

    def terms(self, robust: RobustPath, prior: TargetPrior) -> Floats:
        """What each lag adds to the robust level, (n+1, 6)."""
        features = lag_features(robust, prior)
        added: Floats = features * _coefficients(robust, features, prior)
        return added


def lag_features(robust: RobustPath, prior: TargetPrior) -> Floats:
    """Features (n+1, 6), all deviations from the slow level, 0 where nothing is known.

    In order: the last usable night; the one before it; the same weekday of the last four weeks; fast and middle
    discounted means; the population's level, bounded, since another device's level must not pull for ever.
    """
    pull = PULL * np.clip(prior.level_mean - robust.levels, -prior.level_sd, prior.level_sd)
    last, second = _last_two(robust)
    return np.stack([last, second, _same_weekday(robust), _recent(robust, FAST), _recent(robust, MIDDLE), pull], axis=1)


def _recent(robust: RobustPath, rate: float) -> Floats:
    """Mean deviations (n+1,) with weights (1 − rate)^age, shrunk to 0."""
    recent = np.empty(len(robust.levels))
    levels, total, weight = robust.levels.tolist(), 0.0, 0.0
    for row, value in enumerate([*robust.pulled.tolist(), math.nan]):
        recent[row] = (total - weight * levels[row]) / (weight + RECENT_NIGHTS)
        total, weight = (1.0 - rate) * total, (1.0 - rate) * weight
        if not math.isnan(value):
            total, weight = total + value, weight + 1.0
    return recent


def _last_two(robust: RobustPath) -> tuple[Floats, Floats]:
    """Deviations (n+1,) of the last and the second last usable night."""
    known = np.flatnonzero(np.isfinite(robust.pulled))
    seen = np.searchsorted(known, np.arange(len(robust.levels)))  # usable nights before each row
    values = np.concatenate([[0.0, 0.0], robust.pulled[known]])
    last, second = values[seen + 1], values[seen]
    return np.where(seen >= 1, last - robust.levels, 0.0), np.where(seen >= 2, second - robust.levels, 0.0)


def _same_weekday(robust: RobustPath) -> Floats:
    """Mean deviations (n+1,) of the nights 7, 14, 21 and 28 before, shrunk to 0."""
    rows = len(robust.levels)
    total, count = np.zeros(rows), np.zeros(rows)
    for lag in range(7, 7 * WEEKS + 1, 7):
        if lag < rows:
            deviation = robust.pulled[: rows - lag] - robust.levels[lag:]
            known = np.isfinite(deviation)
            total[lag:] += np.where(known, deviation, 0.0)
            count[lag:] += known
    mean: Floats = total / (count + WEEKDAY_NIGHTS)
    return mean


def _coefficients(robust: RobustPath, features: Floats, prior: TargetPrior) -> Floats:
    """Posterior coefficients (n+1, 6): row t has learned from nights before t."""
    outcomes = robust.pulled - robust.levels[:-1]
    learnt = np.isfinite(outcomes)
    learnt[np.flatnonzero(learnt)[:1]] = False  # the first usable night has no past
    past = np.where(learnt[:, None], features[:-1], 0.0)
    outcomes = np.where(learnt, outcomes, 0.0)
    precision = SHRINKAGE_NIGHTS * prior.gram
    squares = np.concatenate([np.zeros((1, FEATURES, FEATURES)), np.cumsum(past[:, :, None] * past[:, None, :], axis=0)])
    crosses = np.concatenate([np.zeros((1, FEATURES)), np.cumsum(past * outcomes[:, None], axis=0)])
    right = (precision * prior.coefficients[None, :]).sum(axis=1) + crosses
    solved: Floats = np.linalg.solve(precision[None] + squares, right[:, :, None])[:, :, 0]
    return solved
