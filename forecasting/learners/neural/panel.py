"""The rows of many people as the network is given them, and where training ends and validation begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import BadInput
from forecasting.learners.neural.settings import LstmSettings
from forecasting.quantiles import Floats


@dataclass(frozen=True, eq=False)
class PersonRows:
    """Consecutive evenings of one person; a person may have several such blocks, and no window reaches across two."""

    person: str
    rows: Floats
    """(n, F): what each evening knew; NaN where it was not known."""
    targets: Floats
    """(n, T): what the night after each evening brought; NaN where it was not measured."""


@dataclass(frozen=True, eq=False)
class Panel:
    """Blocks of the same columns and targets. Raises `BadInput` if they do not fit together."""

    columns: tuple[str, ...]
    """(F,) names of the inputs, as the issues tell them."""
    targets: tuple[str, ...]
    """(T,) names of what is learned."""
    blocks: tuple[PersonRows, ...]

    def __post_init__(self) -> None:
        if not self.columns or not self.targets or not self.blocks:
            found = f"{len(self.columns)} columns, {len(self.targets)} targets and {len(self.blocks)} blocks"
            raise BadInput(f"a panel needs a column, a target and a block of rows, has {found}; give at least one of each")
        for block in self.blocks:
            _check(block, len(self.columns), len(self.targets))

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone who has a block, in order."""
        return tuple(sorted({block.person for block in self.blocks}))


def validation_cuts(panel: Panel, settings: LstmSettings) -> tuple[int, ...]:
    """For each block the row from which on it validates; the rows before train.

    By time that is the last share of each block's rows, so every person is learned from and judged by. By people it is 0 for those
    held back and the number of rows for the others: at least one person is held back if there are two, and at least one trains.
    A share of 0 holds back nothing.
    """
    share = settings.validation_share
    if settings.validation == "time":
        return tuple(len(block.rows) - int(share * len(block.rows)) for block in panel.blocks)
    people = panel.people
    count = min(max(round(share * len(people)), 1 if share else 0), len(people) - 1)
    held = set(np.random.default_rng(settings.seed).permutation(np.array(people, dtype=object))[:count].tolist())
    return tuple(0 if block.person in held else len(block.rows) for block in panel.blocks)


def _check(block: PersonRows, columns: int, targets: int) -> None:
    rows, wanted = block.rows.shape, f"rows (n, {columns}) and targets (n, {targets})"
    if len(rows) != 2 or rows[1] != columns or block.targets.shape != (rows[0], targets):
        raise BadInput(f"a block has {wanted} of equal n, this one {rows} and {block.targets.shape}; give one row per evening")
    if np.isinf(block.rows).any() or np.isinf(block.targets).any():
        raise BadInput("rows and targets are finite or NaN, this block holds an infinite value; say NaN where nothing is known")
