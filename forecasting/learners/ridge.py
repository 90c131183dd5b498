"""A ridge over all inputs, pooled over people: the correction that is one sum of terms, so that it explains itself."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.errors import BadInput, UnknownName
from forecasting.learners.correction import Correction
from forecasting.learners.design import INPUTS, design_of
from forecasting.learners.learner import Choice, Files, Settings, TrainingSet
from forecasting.learners.pool import Pool, pooled, trained_through
from forecasting.prior import TargetPrior
from forecasting.quantiles import Flags, Floats
from forecasting.series import Series

CHOSEN = 0.0
"""A penalty of 0 is one that the folds of the pool choose."""
PENALTIES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
"""Added to each input's mean square, as a multiple of it: LifeSnaps, where little is to be learned, wants 3 and more."""
_WANTED = f"wanted ridge.json with a coefficient for each of {len(INPUTS)} inputs"


@dataclass(frozen=True)
class Ridge:
    """What the ridge made: one coefficient for each input."""

    key: str
    trained_through: date | None
    coefficients: tuple[float, ...]
    """(len(INPUTS),) in the rule's scale per unit of input; a missing input adds nothing."""
    nights: int
    people: int
    penalty: float
    name: str = "ridge"
    version: str = "1"

    def path(self, series: Series, prior: TargetPrior, since: int = 0) -> Floats:
        """Quantiles (n+1, 21) around the rule's median plus the terms."""
        return self.correction(series, prior).around(self.name, series, prior)

    def correction(self, series: Series, prior: TargetPrior) -> Correction:
        """The rule and what is added to it, term by term."""
        design = design_of(series, prior)
        return Correction(design, np.nan_to_num(design.inputs) * np.array(self.coefficients))

    def contributions(self, series: Series, prior: TargetPrior, nights: int = 1) -> Mapping[str, Floats]:
        """Each input times its coefficient."""
        return self.correction(series, prior).named(INPUTS, nights)

    def files(self) -> Files:
        """One JSON file."""
        kept = {"key": self.key, "trained_through": self.trained_through.isoformat() if self.trained_through else None}
        terms = dict(zip(INPUTS, self.coefficients, strict=True))
        return {"ridge.json": json.dumps({**kept, **self.report(), "coefficients": terms}, indent=1).encode()}

    def report(self) -> Mapping[str, float | str | bool]:
        """Sizes, and the penalty that was used."""
        return {"nights": self.nights, "people": self.people, "penalty": self.penalty}

    def curves(self) -> Mapping[str, Sequence[float]]:
        """None: it is solved in one step."""
        return {}


@dataclass(frozen=True)
class RidgeLearner:
    """Weighted least squares with a penalty; people weigh by the root of their nights."""

    name: str = "ridge"
    version: str = "1"
    penalty: float = CHOSEN

    @property
    def recipe(self) -> Settings:
        """The penalty."""
        return {"penalty": self.penalty}

    @property
    def space(self) -> Mapping[str, Choice]:
        """The penalty, beside the one that the folds would choose."""
        return {"penalty": (0.03, 100.0)}

    def configured(self, settings: Settings) -> RidgeLearner:
        """The learner with another penalty."""
        unknown = sorted(set(settings) - {"penalty"})
        if unknown:
            raise UnknownName(f"no setting {', '.join(unknown)} of {self.name}; known: penalty")
        penalty = settings.get("penalty", self.penalty)
        if isinstance(penalty, bool | str) or not 0.0 <= penalty <= 1e6:
            raise BadInput(f"penalty is a number from 0 (chosen by folds) to 1e+06, not {penalty!r}; choose one in that range")
        return dataclasses.replace(self, penalty=float(penalty))

    def train(self, data: TrainingSet) -> Mapping[str, Ridge]:
        """Target/kind → coefficients."""
        pools = {key: pool for key in data.keys if (pool := pooled(data, key)) is not None}
        penalty = self.penalty or (_chosen_penalty(pools.values()) if pools else 0.0)
        return {key: self._fit(key, pool, penalty, trained_through(data, key)) for key, pool in pools.items()}

    def load(self, files: Files) -> Ridge:
        """The ridge that the file holds."""
        try:
            kept = json.loads(files["ridge.json"])
            through, terms = kept["trained_through"], dict(kept["coefficients"])
            coefficients = tuple(float(terms.pop(name)) for name in INPUTS)
            day = date.fromisoformat(through) if through else None
            ridge = Ridge(kept["key"], day, coefficients, kept["nights"], kept["people"], float(kept["penalty"]), self.name)
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(f"{_WANTED}, found otherwise ({error}); train again") from error
        if terms or not np.isfinite(coefficients).all():
            raise BadInput(f"{_WANTED}, found {len(terms)} others, or what is no number; train again")
        return ridge

    def _fit(self, key: str, pool: Pool, penalty: float, through: date | None) -> Ridge:
        coefficients = tuple(float(f"{one:.6g}") for one in _solved(*_moments(pool, np.ones(len(pool.outcomes), dtype=bool)), penalty))
        return Ridge(key, through, coefficients, len(pool.outcomes), pool.people, penalty, self.name)


def _moments(pool: Pool, chosen: Flags) -> tuple[Floats, Floats]:
    """Weighted mean outer product (k, k) of the inputs and their mean product (k,) with the outcomes, over the chosen rows."""
    inputs, weights = np.nan_to_num(pool.inputs[chosen]), pool.weights[chosen]
    weighted = inputs * weights[:, None]
    return weighted.T @ inputs / weights.sum(), weighted.T @ pool.outcomes[chosen] / weights.sum()


def _solved(gram: Floats, cross: Floats, penalty: float) -> Floats:
    found: Floats = np.linalg.solve(gram + np.diag(penalty * np.diag(gram) + 1e-6), cross).astype(np.float64)
    return found


def _chosen_penalty(pools: Iterable[Pool]) -> float:
    """The penalty with the least squared error on rows that its coefficients have not seen, over the folds of all targets together.

    One for all: a target alone has too few people to tell, and outcomes stand in the rule's scale, so that losses add up.
    """
    losses = [_held_losses(pool, pool.folds == fold) for pool in pools for fold in np.unique(pool.folds).tolist()]
    return PENALTIES[int(np.argmin(np.mean(losses, axis=0)))]


def _held_losses(pool: Pool, held: Flags) -> Floats:
    """Mean squared errors of each penalty on the rows that are held back."""
    gram, cross = _moments(pool, ~held)
    said = np.nan_to_num(pool.inputs[held]) @ np.column_stack([_solved(gram, cross, penalty) for penalty in PENALTIES])
    losses: Floats = np.average((pool.outcomes[held][:, None] - said) ** 2, axis=0, weights=pool.weights[held])
    return losses
