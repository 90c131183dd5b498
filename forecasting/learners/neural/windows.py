"""Windows of consecutive rows: as they stand in textbooks, and as they end with the evening that forecasts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.errors import BadInput
from forecasting.quantiles import Flags, Floats

Places = npt.NDArray[np.int64]


def windows(rows: Floats, lookback: int) -> Floats:
    """Windows (n − lookback, lookback, F) of rows (n, F): window i holds rows i … i + lookback − 1 and belongs to target row i + lookback.

    For rows that are known only after their own night. Ninety rows and a lookback of 30 give 60 windows; the result is a read-only
    view.

    Raises:
        BadInput: if the lookback is below 1 or the rows are no table.
    """
    _check(rows, lookback)
    if len(rows) <= lookback:
        return np.empty((0, lookback, rows.shape[1]))
    return _sliding(rows, lookback)[:-1]


def evening_windows(rows: Floats, lookback: int) -> Floats:
    """Windows (n, lookback, F) of rows (n, F): window t ends with row t, which holds what the evening before night t knew.

    Before the first row there is nothing, told as rows of NaN, so that the first night has a window too. A read-only view.

    Raises:
        BadInput: if the lookback is below 1 or the rows are no table.
    """
    _check(rows, lookback)
    return _sliding(padded([rows], lookback)[0], lookback) if len(rows) else np.empty((0, lookback, rows.shape[1]))


def padded(blocks: Sequence[Floats], lookback: int) -> tuple[Floats, Places]:
    """All blocks' rows (m, F) under each other, and where the evening window of each row begins.

    Every block is preceded by lookback − 1 rows of NaN, so that no window reaches into the block above. Windows are cut out of this
    table batch by batch: all at once they would need lookback times the memory.

    Args:
        blocks: tables (n_i, F).
        lookback: rows in a window.

    Returns:
        The table with m = Σ (n_i + lookback − 1) rows, and (Σ n_i,) first rows of windows in the order of the blocks' rows.
    """
    ahead = lookback - 1
    gap = np.full((ahead, blocks[0].shape[1]), np.nan)
    table = np.concatenate([part for rows in blocks for part in (gap, rows)])
    lengths = np.array([len(rows) for rows in blocks], dtype=np.int64)
    begins = np.cumsum(lengths + ahead) - lengths - ahead
    return table, np.concatenate([begin + np.arange(length) for begin, length in zip(begins, lengths, strict=True)])


def told(rows: Floats) -> Flags:
    """Which rows (n,) of (n, F) hold any value at all."""
    return np.asarray(np.isfinite(rows).any(axis=1))


def _sliding(rows: Floats, lookback: int) -> Floats:
    return np.lib.stride_tricks.sliding_window_view(rows, lookback, axis=0).transpose(0, 2, 1)


def _check(rows: Floats, lookback: int) -> None:
    if lookback < 1:
        raise BadInput(f"a window needs a lookback of 1 row or more, not {lookback}; 30 is usual")
    if rows.ndim != 2:
        raise BadInput(f"windows are cut from rows (n, F), not from an array of shape {rows.shape}")
