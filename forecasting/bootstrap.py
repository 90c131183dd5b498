"""How sure a skill is: bootstrap over people, since nights of one person are not independent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from forecasting.quantiles import Floats

DRAWS = 2000
BLOCK = 14
"""Nights that stay together when there is only one person: two weeks hold the week's rhythm and most of the memory."""


@dataclass(frozen=True)
class Skill:
    """1 − score/baseline score, with a 95% interval; NaN where it cannot be told."""

    estimate: float
    low: float
    high: float


def skill(ours: Mapping[str, Floats], baseline: Mapping[str, Floats], seed: int = 0) -> Skill:
    """The skill of paired nightly losses, averaged within a person and then over people.

    Resampled are people, whole; of a single person, blocks of `BLOCK` nights. Percentile interval.

    Args:
        ours: person → losses (n,) of each scored night.
        baseline: the same people and nights.
        seed: of the resampling.

    Source: Efron & Tibshirani, An Introduction to the Bootstrap (1993), §8 and §13.3; EVALUATION §3.
    """
    people = [person for person in ours if len(ours[person])]
    if not people:
        return Skill(math.nan, math.nan, math.nan)
    rng = np.random.default_rng(seed)
    if len(people) == 1:
        pairs, draws = _blocks(ours[people[0]], baseline[people[0]], rng)
    else:
        pairs = np.array([(ours[p].mean(), baseline[p].mean()) for p in people])
        draws = pairs[rng.integers(0, len(people), size=(DRAWS, len(people)))].mean(axis=1)
    estimate = _skill(pairs.mean(axis=0)[None, :])[0]
    sampled = _skill(draws)
    sampled = sampled[np.isfinite(sampled)]
    if len(sampled) == 0:
        return Skill(float(estimate), math.nan, math.nan)
    low, high = np.quantile(sampled, [0.025, 0.975])
    return Skill(float(estimate), float(low), float(high))


def _blocks(ours: Floats, baseline: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Nightly pairs (n, 2), and means (draws, 2) over circular blocks of them."""
    pairs = np.column_stack([ours, baseline])
    count = math.ceil(len(pairs) / BLOCK)
    starts = rng.integers(0, len(pairs), size=(DRAWS, count, 1))
    places = ((starts + np.arange(BLOCK)) % len(pairs)).reshape(DRAWS, -1)[:, : len(pairs)]
    return pairs, pairs[places].mean(axis=1)


def _skill(pairs: Floats) -> Floats:
    return np.where(pairs[:, 1] > 0.0, 1.0 - pairs[:, 0] / np.where(pairs[:, 1] > 0.0, pairs[:, 1], 1.0), np.nan)
