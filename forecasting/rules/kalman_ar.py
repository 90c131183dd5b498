"""Tomorrow as a state-space model says: an AR(1) around a slowly moving level, seen through noise.

A grid of such models runs side by side in one pass; each weighs by the population's belief and by how well it foretold
this person's past nights. So the parameters start at the population's and become the person's own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from forecasting.levels import SLOW
from forecasting.prior import DOF, TargetPrior
from forecasting.quantiles import Floats
from forecasting.series import Series
from forecasting.spread import HALF_LIFE, path_around

MEMORIES = (0.3, 0.6, 0.85, 0.97)
"""AR coefficients of the hidden deviation; finer grids score alike on LifeSnaps."""
SHARES = (0.3, 0.5, 0.75, 1.0)
"""Variance of the hidden deviation over that of the nights; the rest is noise."""
STEP = SLOW**2
"""Variance of the level's nightly step over that of the nights: under independent nights the level learns at the rate `levels.SLOW`."""
DOUBT = 0.25
"""Times 1 − memory²: how far a person's own lag-1 correlation may lie from the population's."""
EVIDENCE_HALF_LIFE = 120.0
"""Nights after which what a model foretold counts half; 60 to 400 score alike."""
CLIP = 2.0
"""Predictive spreads, over 1 − memory, beyond which a night is pulled in (as `levels.CLIP`)."""


@dataclass(frozen=True)
class KalmanAr:
    """AR(1) plus noise around a wandering level; coefficient and noise by online posterior weights, wild nights pulled in.

    Source: Durbin & Koopman, Time Series Analysis by State Space Methods (2012), ch. 4; the weights are those of West &
    Harrison, Bayesian Forecasting and Dynamic Models (1997), ch. 12 (multi-process models, class I), discounted.
    """

    name: str = "kalman_ar"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21) around the weighted mean of the models' forecasts."""
        return path_around(self.name, series.values, kalman_ar_path(series.values, prior).forecasts, prior)


@dataclass(frozen=True)
class KalmanPath:
    """What the filters leave for each row."""

    forecasts: Floats
    """(n+1,) weighted means of the models' one-step forecasts."""
    weights: Floats
    """(n+1, G) of the models: memories in `MEMORIES` × shares in `SHARES`, the latter fastest."""


@dataclass(frozen=True)
class _Models:
    """The grid, each array (G,); variances in units of the nights' variance."""

    memory: Floats
    step: Floats
    """Variance of the deviation's nightly step."""
    noise: Floats
    log_prior: Floats


@dataclass
class _State:
    """The filters between two nights, each array (G,)."""

    level: Floats
    deviation: Floats
    level_variance: Floats
    covariance: Floats
    deviation_variance: Floats
    scale_total: Floats
    """Discounted sum of squared errors over their predicted variances, the population's nights included."""
    scale_nights: float
    evidence: Floats
    """Discounted log likelihood of the past."""


def kalman_ar_path(values: Floats, prior: TargetPrior) -> KalmanPath:
    """Forecasts and weights from one causal pass: row t uses values[:t] only.

    All filters learn from the same value: a wild night is pulled to within a bound of their common forecast, so that no
    model is favoured for having been far off. A missing night is foretold but not seen, which the filter does exactly.

    Args:
        values: (n,) with NaN for missing nights.
        prior: gives the first level, the nights' spread and the lag-1 correlation to start from.
    """
    models = _models(prior)
    state = _start(models, prior)
    bound = CLIP / (1.0 - min(0.9, max(0.0, prior.memory)))
    forecasts, weights = np.empty(len(values) + 1), np.empty((len(values) + 1, len(models.memory)))
    for row, value in enumerate([*values.tolist(), math.nan]):
        weight = _weights(models, state)
        weights[row] = weight
        forecast = forecasts[row] = float((weight * (state.level + state.deviation)).sum())
        if not math.isnan(value):
            _observe(state, value, forecast, bound, weight, models, prior)
        _pass_a_day(state, models)
    return KalmanPath(forecasts, weights)


def _models(prior: TargetPrior) -> _Models:
    """The grid; a model is believed as its lag-1 correlation, memory · share, is near the population's."""
    memory, share = (axis.ravel() for axis in np.meshgrid(MEMORIES, SHARES, indexing="ij"))
    doubt = DOUBT * max(1.0 - prior.memory**2, 0.1)
    return _Models(memory, share * (1.0 - memory**2), 1.0 - share, -0.5 * ((memory * share - prior.memory) / doubt) ** 2)


def _start(models: _Models, prior: TargetPrior) -> _State:
    """Before any night: the population's level, no deviation known."""
    size = len(models.memory)
    return _State(
        level=np.full(size, prior.level_mean),
        deviation=np.zeros(size),
        level_variance=np.full(size, 1.0 / prior.level_nights),
        covariance=np.zeros(size),
        deviation_variance=1.0 - models.noise,
        scale_total=np.full(size, prior.spread_nights),
        scale_nights=prior.spread_nights,
        evidence=np.zeros(size),
    )


def _weights(models: _Models, state: _State) -> Floats:
    logs = models.log_prior + state.evidence
    likelihoods = np.exp(logs - logs.max())
    weights: Floats = likelihoods / likelihoods.sum()
    return weights


def _observe(state: _State, value: float, forecast: float, bound: float, weight: Floats, models: _Models, prior: TargetPrior) -> None:
    """The filters have learned from the value, pulled in if it is wild."""
    of_level = state.level_variance + state.covariance
    of_deviation = state.covariance + state.deviation_variance
    variance = of_level + of_deviation + models.noise
    scale = state.scale_total / state.scale_nights
    reach = bound * prior.within_sd * math.sqrt(float((weight * variance * scale).sum()))
    pulled = forecast + min(reach, max(-reach, value - forecast))
    error = pulled - state.level - state.deviation
    square = (error / prior.within_sd) ** 2 / variance
    _learn_evidence(state, square, variance, scale)
    state.level += of_level / variance * error
    state.deviation += of_deviation / variance * error
    state.level_variance -= of_level**2 / variance
    state.covariance -= of_level * of_deviation / variance
    state.deviation_variance -= of_deviation**2 / variance


def _learn_evidence(state: _State, square: Floats, variance: Floats, scale: Floats) -> None:
    """Log likelihood under t-tails, and the scale as in `forecasting.spread.rolling_spread`."""
    relative = square / scale
    keep = 0.5 ** (1.0 / EVIDENCE_HALF_LIFE)
    state.evidence = keep * state.evidence - 0.5 * np.log(variance * scale) - 0.5 * (DOF + 1.0) * np.log1p(relative / DOF)
    keep = 0.5 ** (1.0 / HALF_LIFE)
    state.scale_total = keep * state.scale_total + square * (DOF + 1.0) / (DOF + relative)
    state.scale_nights = keep * state.scale_nights + 1.0


def _pass_a_day(state: _State, models: _Models) -> None:
    """A day later: the deviation has faded, both are less sure."""
    state.deviation = models.memory * state.deviation
    state.covariance = models.memory * state.covariance
    state.deviation_variance = models.memory**2 * state.deviation_variance + models.step
    state.level_variance = state.level_variance + STEP
