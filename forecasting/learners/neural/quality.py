"""What is wanting in the rows that a network is to learn from, in sentences; nothing is repaired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from forecasting.learners.neural.panel import Panel
from forecasting.learners.neural.scaling import Scaler
from forecasting.quantiles import Floats

MANY_MISSING = 0.5
"""Share of missing rows from which on a column is named."""


def training_rows(panel: Panel, cuts: Sequence[int]) -> tuple[Floats, Floats]:
    """Rows (n, F) and targets (n, T) of all blocks before their cuts: what may be learned from."""
    parts = list(zip(panel.blocks, cuts, strict=True))
    rows = np.concatenate([block.rows[:cut] for block, cut in parts])
    return rows, np.concatenate([block.targets[:cut] for block, cut in parts])


def panel_issues(panel: Panel, cuts: Sequence[int], lookback: int) -> tuple[str, ...]:
    """Sentences about columns, targets and people of the rows before the cuts."""
    rows, targets = training_rows(panel, cuts)
    return (*_column_issues(panel, rows), *_target_issues(panel, targets), *_people_issues(panel, lookback))


def _column_issues(panel: Panel, rows: Floats) -> Iterator[str]:
    missing = np.isnan(rows).mean(axis=0)
    dropped = Scaler.fit(rows, rows).spread == 0.0
    for name, share, flat in zip(panel.columns, missing.tolist(), dropped.tolist(), strict=True):
        if share >= MANY_MISSING:
            yield f"column {name} is missing in {_percent(share)} of rows"
        if flat and share < 1.0:
            yield f"column {name} has the same value in all rows and is left out"


def _target_issues(panel: Panel, targets: Floats) -> Iterator[str]:
    for name, share in zip(panel.targets, np.isnan(targets).mean(axis=0).tolist(), strict=True):
        if share >= MANY_MISSING:
            yield f"target {name} is missing in {_percent(share)} of rows"


def _people_issues(panel: Panel, lookback: int) -> Iterator[str]:
    longest = dict.fromkeys(panel.people, 0)
    for block in panel.blocks:
        longest[block.person] = max(longest[block.person], len(block.rows))
    short = sum(length < lookback for length in longest.values())
    if short:
        yield f"{short} of {len(longest)} people have fewer rows than the lookback of {lookback}"


def _percent(share: float) -> str:
    """Rounded down, so that 100% means all."""
    return f"{int(100.0 * share)}%"
