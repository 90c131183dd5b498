"""One forecast out of many: online aggregation of experts that gives weight as it is earned.

Bernstein Online Aggregation with the gradient trick: each expert's loss is the linearised pinball loss of its
quantiles, so that weights seek the best mixture, not the best expert. Weights start at the population's.

Source: Wintenberger, Machine Learning 106 (2017), "Optimal learning with Bernstein online aggregation"; learning rates
as in the R package opera; the fixed share as in Herbster & Warmuth, Machine Learning 32 (1998); experts that sleep as in
Gaillard, Stoltz & van Erven, COLT 2014, "A second-order bound with excess losses", §4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import BadInput
from forecasting.prior import TargetPrior
from forecasting.quantiles import LEVELS, MEDIAN, SCORED, Flags, Floats

RATE = 0.6
"""Factor on the second-order learning rate; 0.3 to 1 score within 0.2%, 4 loses up to 6% on 60 nights."""
SHARE = 0.03
"""Part of the weight that returns to the prior's each night, so that a faded expert can come back."""
LEAST = 1e-3
"""Least weight to start from: what is worthless for most people may lead for one."""

_LEVELS: Floats = np.array(LEVELS[SCORED])


@dataclass(frozen=True)
class Combined:
    """The experts' mixture, night by night."""

    quantiles: Floats
    """(n+1, 21) weighted means of the experts' quantiles."""
    weights: Floats
    """(n+1, k) as they stood before each night, 0 for who slept through it."""


def combine(values: Floats, experts: Mapping[str, Floats], prior: TargetPrior) -> Combined:
    """The causal mixture of expert paths.

    Args:
        values: (n,) with NaN for missing nights, which teach nothing.
        experts: name → quantile path (n+1, 21); a row of NaN is a night that the expert sleeps through: it has no say in it, and
            neither gains nor loses by it. In every row somebody must be awake.
        prior: gives the weights to start from and the scale of losses.

    Raises:
        BadInput: if all sleep through a night.
    """
    paths = np.ascontiguousarray(np.stack(list(experts.values()), axis=1))  # (n+1, k, 21)
    awake = np.isfinite(paths[:, :, MEDIAN])
    if not awake.any(axis=1).all():
        raise BadInput(f"a mixture needs somebody awake in every night, {', '.join(experts)} all sleep through some; add a rule")
    paths = np.where(awake[:, :, None], paths, 0.0)
    start = np.array([prior.weight(name) for name in experts])
    start = np.maximum(start / start.sum(), LEAST)
    learner = _Learner(start / start.sum(), prior.within_sd)
    weights = np.empty(paths.shape[:2])
    quantiles = np.empty((len(paths), len(LEVELS)))
    for row, value in enumerate([*values.tolist(), None]):
        weights[row] = learner.weights_of(awake[row])
        quantiles[row] = (weights[row][:, None] * paths[row]).sum(axis=0)
        if value is not None and not np.isnan(value):
            learner.learn(value, paths[row, :, SCORED], quantiles[row, SCORED], awake[row])
    return Combined(np.sort(quantiles, axis=1), weights)


class _Learner:
    """The aggregation between two nights; all arrays are (k,)."""

    def __init__(self, start: Floats, scale: float) -> None:
        self.start = start
        self.weights = start
        self._log_start = np.log(start)
        self._doubt = np.maximum(-self._log_start, 0.1)  # a lone or favoured expert must be able to lose weight too
        self._gradient_scale = 2.0 / (len(_LEVELS) * scale)
        self._gain = np.zeros_like(start)
        self._variance = np.zeros_like(start)
        self._range = np.full_like(start, 1e-6)

    def weights_of(self, awake: Flags) -> Floats:
        """The weights of one night, shared among who is awake."""
        shared = np.where(awake, self.weights, 0.0)
        weights: Floats = shared / shared.sum()
        return weights

    def learn(self, value: float, experts: Floats, mixture: Floats, awake: Flags) -> None:
        """Move the weights by what one night showed; `experts` is (k, 19), `mixture` (19,)."""
        gradient = (value < mixture) - _LEVELS
        losses = (experts * gradient).sum(axis=1) * self._gradient_scale
        weights = self.weights_of(awake)
        regret = np.where(awake, (weights * losses).sum() - losses, 0.0)
        self._range = np.maximum(self._range, _as_the_others(np.abs(regret), weights, awake))
        self._variance = self._variance + _as_the_others(regret * regret, weights, awake)
        rate = RATE * np.minimum(0.5 / self._range, np.sqrt(self._doubt / np.maximum(self._variance, 1e-12)))
        self._gain = self._gain + regret - rate * regret * regret
        logs = self._log_start + np.log(rate) + rate * self._gain
        potential = np.exp(logs - logs.max())
        self.weights = (1.0 - SHARE) * potential / potential.sum() + SHARE * self.start


def _as_the_others(seen: Floats, weights: Floats, awake: Flags) -> Floats:
    """What each saw (k,), and of who sleeps the mean of those awake.

    Learning rates fall with what was seen and are factors of the weights: at the rate it began with, a sleeper would wake to all of the
    weight. A lower rate than need be is always allowed.
    """
    return np.where(awake, seen, (weights * seen).sum())
