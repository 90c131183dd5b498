"""What ties the targets of one night together: a Gaussian copula over past one-step errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from forecasting.prior import PopulationPrior
from forecasting.quantiles import Floats

PRIOR_NIGHTS = 40.0
"""Common nights that the population's correlations weigh: a correlation from 40 nights has a standard error of 0.15."""
CLIP = 3.0


@dataclass(frozen=True)
class Dependence:
    """The copula: correlations of normal scores, in the order of `targets`."""

    targets: tuple[str, ...]
    correlation: tuple[tuple[float, ...], ...]
    nights: int
    """Nights on which all targets had an error."""

    def as_json(self) -> dict[str, object]:
        """As forecast JSON holds it."""
        return {"targets": list(self.targets), "correlation": [list(row) for row in self.correlation], "n": self.nights}


def dependence(targets: Sequence[str], residuals: Mapping[str, Mapping[date, float]], prior: PopulationPrior) -> Dependence:
    """The correlations of the targets' standardised errors, each shrunk to the population's by its common nights.

    Args:
        targets: which, and in which order.
        residuals: target → night → standardised one-step error.
        prior: the population's correlations.
    """
    size = len(targets)
    matrix = np.eye(size)
    for row in range(size):
        for column in range(row):
            matrix[row, column] = matrix[column, row] = _shrunk(targets[row], targets[column], residuals, prior)
    common = set.intersection(*(set(residuals[name]) for name in targets)) if targets else set()
    valid = nearest_correlation(matrix)
    return Dependence(tuple(targets), tuple(tuple(round(float(cell), 6) for cell in row) for row in valid), len(common))


def _shrunk(one: str, other: str, residuals: Mapping[str, Mapping[date, float]], prior: PopulationPrior) -> float:
    nights = sorted(set(residuals[one]) & set(residuals[other]))
    weight = len(nights) / (len(nights) + PRIOR_NIGHTS)
    expected = prior.correlation(one, other)
    if len(nights) < 3:
        return expected
    pairs = np.clip([(residuals[one][night], residuals[other][night]) for night in nights], -CLIP, CLIP)
    spread = pairs.std(axis=0)
    if spread.min() <= 0.0:
        return expected
    observed = float(((pairs - pairs.mean(axis=0)) / spread).prod(axis=1).mean())
    return weight * observed + (1.0 - weight) * expected


def nearest_correlation(matrix: Floats) -> Floats:
    """A valid correlation matrix: negative eigenvalues raised to a small positive one, diagonal back to 1.

    Source: Rebonato & Jäckel, Journal of Risk 2 (1999), spectral decomposition.
    """
    if len(matrix) == 0:
        return matrix
    values, vectors = np.linalg.eigh(matrix)
    if values.min() > 1e-6:
        return matrix
    raised = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    scale = np.sqrt(np.diag(raised))
    valid: Floats = raised / np.outer(scale, scale)
    return valid
