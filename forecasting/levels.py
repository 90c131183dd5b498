"""Levels of a series: discounted means shrunk to the population, and one that wild nights cannot carry away.

All are one causal pass: row t uses values[:t] only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from forecasting.prior import DOF, TargetPrior
from forecasting.quantiles import Floats
from forecasting.spread import HALF_LIFE

SLOW = 0.02
"""Rate of the robust level; 0.01 to 0.03 score alike, 0.04 loses 0.3% on HRV."""
CLIP = 2.0
"""Step spreads, over 1 − memory, beyond which a night is pulled in: where little is remembered an outlier says
little about tomorrow; a smoothed series that jumps stays there. Pulling in gains 2% on the respiratory rate."""
LEAST_WEIGHT = 1e-6
"""Where nothing was seen for so long that weights would vanish, they stay: the level is as it was."""
MEMORY_NIGHTS = 15.0
"""How many nights the population's memory weighs against a person's own."""
MEMORY_RANGE = (-0.2, 0.98)


def discounted_mean(values: Floats, rate: float, prior: TargetPrior) -> Floats:
    """Levels (n+1,): mean of the past with weights (1 − rate)^age, starting from the population's level.

    The population ages like the nights do: it must not pull a person of 120 ms to 40 ms for ever.

    Args:
        values: (n,) with NaN for missing nights; they age the others but add nothing.
        rate: 0 for the plain mean.
        prior: gives the population's level and how many nights it weighs.
    """
    levels = np.empty(len(values) + 1)
    weight = prior.level_nights
    total = weight * prior.level_mean
    for row, value in enumerate([*values.tolist(), math.nan]):
        levels[row] = total / weight
        keep = 1.0 - rate if weight > LEAST_WEIGHT else 1.0
        total, weight = keep * total, keep * weight
        if not math.isnan(value):
            total += value
            weight += 1.0
    return levels


@dataclass(frozen=True)
class RobustPath:
    """What the robust filter leaves for each row."""

    forecasts: Floats
    """(n+1,) level plus what is remembered of the last deviation."""
    levels: Floats
    """(n+1,) slow levels."""
    pulled: Floats
    """(n,) the values with wild ones pulled in; NaN where missing."""


@dataclass
class _State:
    """The filter between two nights."""

    level_total: float
    level_weight: float
    spread_square: float
    seen: int = 0
    error_total: float = 0.0
    error_weight: float = 0.0
    cross: float = 0.0
    square: float = 0.0
    deviation: float = 0.0
    previous: float | None = None

    @property
    def level(self) -> float:
        """The slow level."""
        return self.level_total / self.level_weight


def robust_path(values: Floats, prior: TargetPrior) -> RobustPath:
    """AR(1) around a slow level, both learned from values that are pulled in when they are wild.

    The AR coefficient is the person's own regression of standardised deviations on those of the night before, shrunk
    to the population's; in a gap the last deviation fades by it each night.
    """
    count = len(values)
    forecasts, levels, pulled = np.empty(count + 1), np.empty(count + 1), np.full(count, np.nan)
    state = _State(prior.level_nights * prior.level_mean, prior.level_nights, prior.step_sd**2)
    bound = CLIP / (1.0 - min(0.9, max(0.0, prior.memory)))
    for row, value in enumerate(values.tolist()):
        memory = _memory(state, prior)
        forecasts[row], levels[row] = state.level + memory * state.deviation, state.level
        if not math.isnan(value):
            pulled[row] = _observe(state, value, float(forecasts[row]), bound, prior)
        else:
            _skip(state, memory)
    forecasts[count], levels[count] = state.level + _memory(state, prior) * state.deviation, state.level
    return RobustPath(forecasts, levels, pulled)


def _memory(state: _State, prior: TargetPrior) -> float:
    low, high = MEMORY_RANGE
    return min(high, max(low, (MEMORY_NIGHTS * prior.memory + state.cross) / (MEMORY_NIGHTS + state.square)))


def _observe(state: _State, value: float, forecast: float, bound: float, prior: TargetPrior) -> float:
    """The value, pulled in; the state has learned from it."""
    spread = math.sqrt(state.spread_square)
    reach = bound * (spread if state.seen else max(spread, prior.level_sd))  # of the first night the level is unknown
    error = value - forecast
    pulled = forecast + min(reach, max(-reach, error))
    if state.seen:  # the first error is the level's, not the night's
        _learn_spread(state, error, prior)
    deviation = (pulled - state.level) / spread
    if state.previous is not None:
        state.cross += deviation * state.previous
        state.square += state.previous**2
    _age(state)
    state.level_total += pulled
    state.level_weight += 1.0
    state.seen += 1
    state.deviation = pulled - state.level
    state.previous = state.deviation / spread
    return pulled


def _learn_spread(state: _State, error: float, prior: TargetPrior) -> None:
    keep = 0.5 ** (1.0 / HALF_LIFE)
    square = error**2
    state.error_total = keep * state.error_total + square * (DOF + 1.0) / (DOF + square / state.spread_square)
    state.error_weight = keep * state.error_weight + 1.0
    weight = prior.spread_nights
    state.spread_square = (weight * prior.step_sd**2 + state.error_total) / (weight + state.error_weight)


def _skip(state: _State, memory: float) -> None:
    """A missing night: the level ages, the deviation fades."""
    _age(state)
    state.deviation *= memory
    state.previous = None


def _age(state: _State) -> None:
    if state.level_weight > LEAST_WEIGHT:
        state.level_total *= 1.0 - SLOW
        state.level_weight *= 1.0 - SLOW
