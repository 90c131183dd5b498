"""Many people's designs as one table to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from forecasting.learners.design import Design, design_of
from forecasting.learners.learner import TrainingSet
from forecasting.quantiles import Floats

MIN_NIGHTS = 60
"""Nights, of all people together, below which nothing is learned."""
FOLDS = 5
"""Parts of a pool that judge each other's settings."""
Places = npt.NDArray[np.intp]
PERSON_POWER = 0.5
"""A person with n nights weighs n to this power: between per night (1) and per person (0)."""


@dataclass(frozen=True)
class Pool:
    """Rows of all people, one under the other."""

    inputs: Floats
    """(m, len(INPUTS)) with NaN for what is missing."""
    outcomes: Floats
    """(m,) in the rule's scale."""
    weights: Floats
    """(m,) with mean 1."""
    people: int
    folds: Places
    """(m,) 0 … `FOLDS` − 1: whole people, or of fewer people than that stretches of each one's nights."""


def pooled(data: TrainingSet, key: str) -> Pool | None:
    """The pool of one target and kind; None where there are too few nights to learn from."""
    designs = [one for one in designs_of(data, key) if len(one.learnable)]
    if sum(len(one.learnable) for one in designs) < MIN_NIGHTS:
        return None
    weights = np.concatenate([np.full(len(one.learnable), len(one.learnable) ** (PERSON_POWER - 1.0)) for one in designs])
    return Pool(
        np.concatenate([one.inputs[:-1][one.learnable] for one in designs]),
        np.concatenate([one.outcomes[one.learnable] for one in designs]),
        weights / weights.mean(),
        len(designs),
        np.concatenate([_folds(turn, len(one.learnable), len(designs)) for turn, one in enumerate(designs)]),
    )


def _folds(turn: int, nights: int, people: int) -> Places:
    if people >= FOLDS:
        return np.full(nights, turn % FOLDS)
    return np.arange(nights) * FOLDS // max(nights, 1)


def designs_of(data: TrainingSet, key: str) -> list[Design]:
    """The design of every person who has that series, in order of person."""
    prior = data.priors[key]
    return [design_of(series, prior) for _, series in data.of(key)]


def trained_through(data: TrainingSet, key: str) -> date | None:
    """The last night of anybody that training on that target sees."""
    nights = [series.next_night - timedelta(days=1) for _, series in data.of(key) if series.usable]
    return max(nights, default=None)
