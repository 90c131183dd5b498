"""Mixtures whose weights never move: the rivals that online weights have to beat.

Equal weights ask nothing; the stack is the non-negative least squares of what came on the forecasters' medians, learned on other
people. Both are calibrated as the combination is, so that only the weights differ.

Source: Breiman, Machine Learning 24 (1996), "Stacked regressions"; Lawson & Hanson, Solving Least Squares Problems (1974), ch. 23.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import optimize

from forecasting.calibration import calibrate
from forecasting.prior import TargetPrior
from forecasting.quantiles import MEDIAN, Floats

EQUAL_WEIGHTS, STACK = "equal_weights", "nnls_stack"


def fixed_mixtures(values: Floats, experts: Mapping[str, Floats], prior: TargetPrior) -> dict[str, Floats]:
    """Name → calibrated quantile path (n+1, 21) of each mixture; the stack only where the prior has one for these experts.

    Args:
        values: (n,) with NaN for missing nights.
        experts: name → quantile path (n+1, 21) with NaN rows where it sleeps.
        prior: gives the stack's weights, and what the calibration starts from.
    """
    weights = {EQUAL_WEIGHTS: dict.fromkeys(experts, 1.0)}
    if any(prior.stack.get(name, 0.0) > 0.0 for name in experts):
        weights[STACK] = {name: prior.stack.get(name, 0.0) for name in experts}
    return {name: calibrate(values, _mixed(experts, shares), prior).quantiles for name, shares in weights.items()}


def stack_weights(observed: Floats, medians: Floats, mass: Floats) -> Floats:
    """Weights (k,), none below 0, that add up to 1.

    Args:
        observed: (m,) values less what all forecasters know, so that what is weighed is their difference.
        medians: (m, k) less the same.
        mass: (m,) weights of the nights.
    """
    root = np.sqrt(mass)
    found, _ = optimize.nnls(medians * root[:, None], observed * root)
    total = float(found.sum())
    weights: Floats = found / total if total > 0.0 else np.full(medians.shape[1], 1.0 / medians.shape[1])
    return weights


def _mixed(experts: Mapping[str, Floats], shares: Mapping[str, float]) -> Floats:
    """The weighted mean of who is awake; where all who have a share sleep, of everybody awake."""
    paths = np.stack([experts[name] for name in experts], axis=1)
    awake = np.isfinite(paths[:, :, MEDIAN])
    weights = np.where(awake, np.array([shares[name] for name in experts]), 0.0)
    weights = np.where(weights.sum(axis=1, keepdims=True) > 0.0, weights, awake.astype(np.float64))
    mixed: Floats = (np.where(awake[:, :, None], paths, 0.0) * (weights / weights.sum(axis=1, keepdims=True))[:, :, None]).sum(axis=1)
    return mixed
