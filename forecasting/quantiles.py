"""The quantile levels every forecast is told at, and what is done with rows of them.

A row of quantiles is one array of 21 numbers in the order of `LEVELS`; a path is an array (n, 21) of rows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import special

from core.errors import BadInput
from core.targets import Target

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEVELS: tuple[float, ...] = (0.025, *(round(0.05 * i, 2) for i in range(1, 20)), 0.975)
"""0.025, 0.05, 0.10 … 0.95, 0.975 (DESIGN §4)."""
MEDIAN = 10
"""Place of the median in a row."""
SCORED = slice(1, 20)
"""The 19 levels 0.05 … 0.95 that the CRPS averages over."""
KEYS: tuple[str, ...] = tuple(f"{level:g}" for level in LEVELS)
"""The levels as JSON names them: "0.025", "0.05", "0.1" …"""

_LEVELS: Floats = np.array(LEVELS)
_NORMAL: Floats = np.asarray(special.ndtri(_LEVELS), dtype=np.float64)
_Q10, _Q90 = LEVELS.index(0.1), LEVELS.index(0.9)
_WIDTH_80 = float(_NORMAL[_Q90] - _NORMAL[_Q10])


def student_row(dof: float) -> Floats:
    """Quantiles (21,) of a standard t distribution; an infinite `dof` gives the normal."""
    if math.isinf(dof):
        return _NORMAL.copy()
    upper = np.asarray(special.stdtrit(dof, _LEVELS[MEDIAN + 1 :]), dtype=np.float64)
    return np.concatenate([-upper[::-1], [0.0], upper])  # mirrored, so that the median is exactly the location


def student(location: Floats, scale: Floats, dof: float) -> Floats:
    """Quantile path (n, 21) of t distributions.

    Args:
        location: (n,) medians.
        scale: (n,) scales of the t distribution, not its standard deviation.
        dof: degrees of freedom; infinity for the normal.
    """
    path: Floats = location[:, None] + scale[:, None] * student_row(dof)[None, :]
    return path


def index_of(level: float) -> int:
    """The place of a level in a row.

    Raises:
        BadInput: if it is not one of `LEVELS`.
    """
    if level not in LEVELS:
        raise BadInput(f"no quantile level {level:g}; known: {', '.join(KEYS)}")
    return LEVELS.index(level)


def interval(quantiles: Sequence[float], coverage: float) -> tuple[float, float]:
    """The central interval of that coverage, e.g. 0.8 from the levels 0.1 and 0.9."""
    low = index_of(round((1.0 - coverage) / 2.0, 3))
    return quantiles[low], quantiles[len(LEVELS) - 1 - low]


def spread_of(quantiles: Floats) -> Floats:
    """Standard deviations (n,) of the normals whose 80% intervals are as wide as the rows' of (n, 21)."""
    width: Floats = (quantiles[..., _Q90] - quantiles[..., _Q10]) / _WIDTH_80
    return width


def to_unit(target: Target, quantiles: Floats) -> Floats:
    """Quantiles in the target's unit, from the modelling scale: sorted and within the plausible range; any shape (…, 21)."""
    raw = np.exp(np.clip(quantiles, -50.0, 50.0)) if target.scale == "log" else quantiles
    bounded: Floats = np.sort(np.clip(raw, *target.plausible), axis=-1)
    return bounded


def open_ended(target: Target, quantiles: Sequence[float]) -> Floats:
    """A row (21,) on the modelling scale, its ends carried on where the plausible range cut them off.

    What is moved or mixed must be the distribution, not its cut: 100% moved down by 20 is no upper bound. A cut end goes on as the
    normal whose slope the outermost quantile inside the range gives, of its own side if there is one.
    """
    row = np.array([target.to_scale(value) for value in quantiles])
    low, high = (target.to_scale(end) for end in target.plausible)
    cut = (row <= low) | (row >= high)
    inner = np.flatnonzero(~cut & (_NORMAL != 0.0))
    if cut[MEDIAN] or not cut.any() or not len(inner):
        return row
    for side, beyond in ((slice(0, MEDIAN), np.minimum), (slice(MEDIAN + 1, len(LEVELS)), np.maximum)):
        own = [place for place in inner if side.start <= place < side.stop]
        outermost = max(own or inner, key=lambda place: abs(_NORMAL[place]))
        slope = (row[outermost] - row[MEDIAN]) / _NORMAL[outermost]
        row[side] = np.where(cut[side], beyond(row[side], row[MEDIAN] + slope * _NORMAL[side]), row[side])
    return row


def keyed(quantiles: Sequence[float]) -> dict[str, float]:
    """A row as JSON holds it."""
    return dict(zip(KEYS, (float(q) for q in quantiles), strict=True))


def from_keyed(quantiles: Mapping[str, float]) -> tuple[float, ...]:
    """A row from what JSON holds.

    Raises:
        BadInput: if a level is missing.
    """
    missing = [key for key in KEYS if key not in quantiles]
    if missing:
        raise BadInput(f"a forecast needs {len(KEYS)} quantiles, these are missing: {', '.join(missing)}")
    return tuple(quantiles[key] for key in KEYS)
