"""How much wider a forecast of several nights ahead must be than that of the coming night: measured, not derived.

The factors of `forecasting.spread` after missing nights do not serve: a strap is left off for reasons, and the night after such a gap
is wilder than one that is merely far away (EVALUATION §2: 1.65 after nine missing; seven nights ahead, measured here: 1.04 to 1.15,
and 2.39 of what a vendor smooths).
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import isotonic_regression

from core.targets import Target
from forecasting.prior import TargetPrior
from forecasting.quantiles import Floats
from forecasting.spread import widening

MOST_NIGHTS = 7
"""Nights ahead for which widths were measured."""
COVERED = 0.8
"""Share of errors by which widths are matched: that of the intervals that are shown."""
_NIGHTLY_HR = (1.0, 1.03, 1.09, 1.09, 1.11, 1.13, 1.13)
WIDTHS: dict[str, tuple[float, ...]] = {
    "hrv_rmssd_ms/default": (1.0, 1.07, 1.08, 1.10, 1.10, 1.13, 1.15),
    "resting_hr_bpm/vendor_smoothed": (1.0, 1.39, 1.70, 1.90, 2.10, 2.28, 2.39),
    "resting_hr_bpm/unsmoothed": _NIGHTLY_HR,
    "resp_rate_brpm/default": (1.0, 1.05, 1.07, 1.08, 1.08, 1.08, 1.09),
    "nightly_hr_bpm/default": _NIGHTLY_HR,
    "sleep_minutes/default": (1.0, 1.01, 1.03, 1.03, 1.03, 1.03, 1.04),
}
"""Target/kind → factors (7,) of horizons 1 to 7, from some 1,500 to 3,400 nights each of LifeSnaps. Source: `python -m evals.horizon_widths
FILE` on its daily table, by `measured_factors`; a test holds them near. An unsmoothed resting heart rate is the nightly one there."""
UNMEASURED = "hrv_rmssd_ms/default"
"""Whose factors serve where none were measured (recovery, SDNN): the project's own choice, since both lean on HRV."""


def horizon_factors(target: Target, kind: str, missing: int, prior: TargetPrior) -> Floats:
    """Factors (7,) on the spread of the coming night, for each horizon; the first is 1, and none is less than the one before.

    Where nights are missing already, the coming night's spread is wide for that, and only what the horizon asks beyond it is added:
    the two are not multiplied.

    Args:
        target: whose spread.
        kind: of series.
        missing: nights without a value just before the coming one.
        prior: only told to the factors of missing nights.
    """
    measured = np.array(WIDTHS.get(f"{target.name}/{kind}", WIDTHS[UNMEASURED]))
    return beyond_a_gap(measured, missing, prior)


def beyond_a_gap(measured: Floats, missing: int, prior: TargetPrior) -> Floats:
    """What is left of measured factors (7,) where the coming night is so many missing nights wide already."""
    factors: Floats = np.maximum(measured / gap_growth(0, missing + 1, prior)[-1], 1.0)
    return factors


def gap_growth(missing: int, count: int, prior: TargetPrior) -> Floats:
    """By how much (count,) every forecaster widens itself from the coming night on while nothing is known, `missing` nights already.

    What a learner adds to its rule grows with that; an effect is not larger for being far away, so a plan's is divided by it.
    """
    gaps = widening(np.full(missing + count - 1, np.nan), prior)[missing:]
    growth: Floats = gaps / gaps[0]
    return growth


def measured_factors(errors: Floats) -> Floats:
    """Factors (7,) by which errors grow, as the least that half-widths must grow by for the intervals to cover as at the first horizon.

    Made never to fall by isotonic regression: what falls is chance. A horizon without errors is as wide as the one before; without any at
    the first, all are 1.

    Args:
        errors: (m, 7) by horizon, in the spread of each evening's coming night; NaN where a night is missing.
    """
    known = np.isfinite(errors)
    reach = np.array(
        [np.quantile(np.abs(column[told]), COVERED) if told.any() else np.nan for column, told in zip(errors.T, known.T, strict=True)]
    )
    if not reach[0] > 0.0:
        return np.ones(errors.shape[1])
    told = np.flatnonzero(np.isfinite(reach))
    rising = np.asarray(isotonic_regression(reach[told] / reach[0]).x, dtype=np.float64)
    last = np.searchsorted(told, np.arange(errors.shape[1]), side="right") - 1
    return np.maximum(rising[last], 1.0)
