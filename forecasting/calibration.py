"""Intervals that mean what they say: the combination's spread and level pairs, corrected by what they have covered.

Three steps, all causal: (1) the spread is the geometric mean of the combination's own and of the rolling spread of its
errors; (2) its shape is the population's, learned on other people; (3) each pair of levels (τ, 1 − τ) has a factor that
a conformal PID controller (P and I terms) moves after every night by whether the observation fell outside.

Source: Angelopoulos, Candès & Tibshirani, NeurIPS 2023, "Conformal PID control for time series prediction"; the
multiplicative step keeps factors positive. Raw conformal intervals cost dearly at this length (EVALUATION §2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.prior import TargetPrior
from forecasting.quantiles import LEVELS, MEDIAN, Floats, spread_of
from forecasting.spread import rolling_spread, widening

FIRST_GAIN, LEAST_GAIN, GAIN_NIGHTS = 0.06, 0.016, 60.0
"""P: a pair's factor moves by 6% of a miss at first, half as much after 60 nights, never by less than 1.6%."""
I_GAIN, I_SCALE = 0.2, 10.0
"""I: excess misses move it by up to 20%, bending over (tanh) at 10 misses, and at as many more per `I_NIGHTS` nights."""
I_NIGHTS = 100.0
"""Chosen together on LifeSnaps: against small constant gains (2%, 10%) coverage of the worst tenth of people rises by 1 to 5 points
for up to 0.1% CRPS; larger or constant gains cost more than they raise, on long series above all."""
TAIL_DOF = 12.0
"""Degrees of freedom by which a wild night's error is believed less: more than the forecasters' own 6, since a person whose
nights are wilder than most must be seen to be so within two weeks."""
FACTOR_RANGE = (0.5, 2.0)
"""Bounds of a pair's factor: the controller trims, it never takes over."""

_UPPER: Floats = np.array(LEVELS[MEDIAN + 1 :])
_MISS_RATES: Floats = 2.0 * (1.0 - _UPPER)


@dataclass(frozen=True)
class Calibrated:
    """The calibrated combination."""

    quantiles: Floats
    """(n+1, 21), sorted."""
    spread: Floats
    """(n+1,) one-step scale on which errors are standardised."""


def calibrate(values: Floats, combined: Floats, prior: TargetPrior) -> Calibrated:
    """The calibrated path of a combined one.

    Args:
        values: (n,) with NaN for missing nights.
        combined: (n+1, 21) quantiles of the combination.
        prior: gives the spread to start from and the shape.
    """
    factors = widening(values, prior)
    start = prior.spread("personal_mean") if prior.combined_spread is None else prior.combined_spread
    rolling = rolling_spread(values, combined[:, MEDIAN], factors, start, prior.spread_nights, dof=TAIL_DOF) * factors
    spread = np.sqrt(rolling * spread_of(combined)) * _doubt(values, prior.spread_nights)
    return Calibrated(_controlled(values, combined[:, MEDIAN], spread, prior.shape_row), spread)


def _doubt(values: Floats, prior_nights: float) -> Floats:
    """Factors (n+1,) by which a spread that is itself an estimate, from as many nights as were seen and the prior's, must be wider.

    √(1 + 1/(n + κ)), the first order of a normal with unknown variance against one with its estimate. It raises the coverage of the
    worst tenth of people by up to 3 points, and the score of the respiratory rate by 0.1%; twice as much costs HRV 0.3%.
    """
    seen = np.concatenate([[0.0], np.cumsum(np.isfinite(values))])
    doubt: Floats = np.sqrt(1.0 + 1.0 / (seen + prior_nights))
    return doubt


def _controlled(values: Floats, medians: Floats, spread: Floats, shape: Floats) -> Floats:
    """Quantiles (n+1, 21): median plus shape times spread times each pair's factor as it stood before the night."""
    above = np.maximum(shape[MEDIAN + 1 :], 0.0)
    below = np.maximum(-shape[:MEDIAN][::-1], 0.0)
    proportional, excess, seen = np.zeros(len(_UPPER)), np.zeros(len(_UPPER)), 0
    low_log, high_log = np.log(FACTOR_RANGE)
    path = np.empty((len(spread), len(LEVELS)))
    for row, value in enumerate([*values.tolist(), None]):
        integral = I_GAIN * np.tanh(excess / (I_SCALE * (1.0 + seen / I_NIGHTS)))
        factor = np.exp(np.clip(proportional + integral, low_log, high_log)) * spread[row]
        upper, lower = medians[row] + above * factor, medians[row] - below * factor
        path[row, MEDIAN] = medians[row] + shape[MEDIAN] * spread[row]
        path[row, MEDIAN + 1 :], path[row, :MEDIAN] = upper, lower[::-1]
        if value is not None and not np.isnan(value):
            missed = ((value > upper) | (value < lower)) - _MISS_RATES
            seen += 1
            gain = max(LEAST_GAIN, FIRST_GAIN / (1.0 + seen / GAIN_NIGHTS))
            proportional = np.clip(proportional + gain * missed, low_log, high_log)
            excess = excess + missed
    return np.sort(path, axis=1)
