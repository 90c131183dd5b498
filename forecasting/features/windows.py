"""What is computed from windows of daily values: means, spreads, slopes, deviations, and how long ago something was.

A window is (n, k): one row per evening, the newest day first; NaN is a day without a value. Nothing is filled in: where fewer
days are known than a function asks for, it gives NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forecasting.quantiles import Floats

Bools = NDArray[np.bool_]
FARTHEST = 5.0
"""Standard deviations beyond which a deviation says no more than "far out": a few quiet weeks must not make one night a hundred."""
_FLAT = 1e-9
"""A spread below this is none: dividing by it would tell of rounding."""


def mean(window: Floats, least: int) -> Floats:
    """(n,) mean of the known days, NaN below `least` of them."""
    known = np.isfinite(window)
    count = known.sum(axis=1)
    total = np.where(known, window, 0.0).sum(axis=1)
    return np.where(count >= least, total / np.maximum(count, 1), np.nan)


def spread(window: Floats, least: int) -> Floats:
    """(n,) sample standard deviation of the known days, NaN below `least` (at least 2) of them."""
    known = np.isfinite(window)
    count = known.sum(axis=1)
    centre = np.where(known, window, 0.0).sum(axis=1) / np.maximum(count, 1)
    squares = (np.where(known, window - centre[:, None], 0.0) ** 2).sum(axis=1)
    return np.where(count >= least, np.sqrt(squares / np.maximum(count - 1, 1)), np.nan)


def slope(window: Floats, least: int) -> Floats:
    """(n,) least-squares change per day of the known days, positive when rising; NaN below `least` of them."""
    known = np.isfinite(window)
    count = np.maximum(known.sum(axis=1), 1)
    days = np.where(known, -np.arange(window.shape[1], dtype=float), 0.0)
    offsets = np.where(known, days - (days.sum(axis=1) / count)[:, None], 0.0)
    squares = (offsets**2).sum(axis=1)
    centre = np.where(known, window, 0.0).sum(axis=1) / count
    rise = (offsets * np.where(known, window - centre[:, None], 0.0)).sum(axis=1)
    return np.where(known.sum(axis=1) >= least, ratio(rise, squares), np.nan)


def deviation(window: Floats, least: int) -> Floats:
    """(n,) the newest day minus the mean of the days before it, in their standard deviations, at most `FARTHEST` either way.

    The newest day is no part of its own baseline; NaN where fewer than `least` days before it are known, or all are the same.
    """
    before = window[:, 1:]
    return np.clip(ratio(window[:, 0] - mean(before, least), spread(before, least)), -FARTHEST, FARTHEST)


def ratio(above: Floats, below: Floats) -> Floats:
    """Quotient, NaN where the divisor is 0 or missing."""
    usable = np.abs(below) > _FLAT  # False for NaN
    return np.where(usable, above / np.where(usable, below, 1.0), np.nan)


def days_since(happened: Bools, known: Bools, least: int) -> Floats:
    """(n,) days back to the newest day on which it happened, 0 for the evening's own day.

    Args:
        happened: (n, k).
        known: (n, k) whether anything is known of that day.
        least: days that must be known for "not in the window" to be said, as its length k − 1, which so means "as much or more";
            NaN with fewer.
    """
    found = happened.any(axis=1)
    never = np.where(known.sum(axis=1) >= least, float(happened.shape[1] - 1), np.nan)
    return np.where(found, happened.argmax(axis=1).astype(float), never)


def of_newest(window: Floats, code: Floats) -> Floats:
    """The window with NaN for every day of another code than the newest known one: what was measured otherwise is no comparison.

    Args:
        window: (n, k) values.
        code: (n, k) number of the source epoch of each day, NaN where there is none.
    """
    known = np.isfinite(code)
    newest = code[np.arange(len(code)), known.argmax(axis=1)]
    return np.where(code == newest[:, None], window, np.nan)
