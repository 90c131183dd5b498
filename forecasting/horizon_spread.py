"""How much wider a forecast of several nights ahead must be than that of the coming night: measured, not derived.

The factors of `forecasting.spread` after missing nights do not serve: a strap is left off for reasons, and the night after such a gap
is wilder than one that is merely far away (EVALUATION §2: 1.65 after nine; measured here seven nights ahead: 1.11).
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
WIDTHS: dict[str, tuple[float, ...]] = {}
"""Target/kind → factors (7,) of horizons 1 to 7."""
UNMEASURED = "hrv_rmssd_ms/default"


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
    gaps = widening(np.full(missing, np.nan), prior)
    factors: Floats = np.maximum(measured * gaps[0] / gaps[-1], 1.0)
    return factors


def measured_factors(errors: Floats) -> Floats:
    """Factors (7,) by which errors grow, as the least that half-widths must grow by for the intervals to cover as at the first horizon.

    Made never to fall by isotonic regression: what falls is chance.

    Args:
        errors: (m, 7) by horizon, in the spread of each evening's coming night; NaN where a night is missing.
    """
    reach = np.nanquantile(np.abs(errors), COVERED, axis=0)
    rising: Floats = np.asarray(isotonic_regression(reach / reach[0]).x, dtype=np.float64)
    return np.maximum(rising, 1.0)
