"""A panel made ready for training: one table of scaled rows, and which windows of it train and which validate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import NotEnoughData
from forecasting.learners.neural.panel import Panel
from forecasting.learners.neural.scaling import Float32s, Scaler
from forecasting.learners.neural.settings import LstmSettings
from forecasting.learners.neural.windows import Places, padded, told
from forecasting.quantiles import Flags

FEWEST = 2
"""Sequences below which nothing can be trained: batch normalisation needs two."""
_POWERS = {"person": 1.0, "root": 0.5, "night": 0.0}


@dataclass(frozen=True, eq=False)
class Sequences:
    """Windows of the table, each with a target; those without any are left out."""

    begins: Places
    """(k,) first row of each window."""
    targets: Float32s
    """(k, T) scaled; NaN for missing, at least one known per row."""
    weights: Float32s
    """(k,) what each counts in the loss, 1 on average."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """All that training reads."""

    inputs: Float32s
    """(m, 2F) scaled rows of all blocks, padding between them."""
    known: Flags
    """(m,) rows of which anything is known."""
    training: Sequences
    validation: Sequences


def prepare(panel: Panel, cuts: Sequence[int], scaler: Scaler, settings: LstmSettings) -> Prepared:
    """The panel as windows to train on, before the cuts, and windows to validate on, from them on.

    A window that validates may begin before the cut: those evenings were known.

    Raises:
        NotEnoughData: if fewer than two windows are left to train on.
    """
    table, begins = padded([block.rows for block in panel.blocks], settings.lookback)
    targets = np.concatenate([block.targets for block in panel.blocks])
    early = np.concatenate([np.arange(len(block.rows)) < cut for block, cut in zip(panel.blocks, cuts, strict=True)])
    people = np.concatenate([np.full(len(block.rows), panel.people.index(block.person)) for block in panel.blocks])
    usable = np.isfinite(targets).any(axis=1)
    if (found := int((usable & early).sum())) < FEWEST:
        raise NotEnoughData(f"a network needs {FEWEST} nights with a value to learn from, has {found}; import more nights")
    scaled = scaler.scaled_targets(targets)
    parts = [_sequences(np.flatnonzero(usable & part), begins, scaled, people, settings) for part in (early, ~early)]
    return Prepared(scaler.inputs(table), told(table), *parts)


def _sequences(chosen: Places, begins: Places, targets: Float32s, people: npt.NDArray[np.int64], settings: LstmSettings) -> Sequences:
    nights = np.bincount(people[chosen], minlength=1)[people[chosen]]
    weights = nights ** -_POWERS[settings.weighting]  # they add up to 1 or more, unless there is no window at all
    return Sequences(begins[chosen], targets[chosen], (weights / max(weights.sum(), 1.0) * len(weights)).astype(np.float32))
