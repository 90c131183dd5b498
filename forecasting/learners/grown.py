"""Boosted trees and a random forest over all inputs: corrections that bend, and know where nights spread more."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.errors import BadInput, UnknownName
from forecasting.learners.correction import CONSTANT, Correction
from forecasting.learners.design import INPUTS, design_of
from forecasting.learners.learner import Choice, Files, Settings, TrainingSet
from forecasting.learners.pool import pooled, trained_through
from forecasting.learners.trees import FOREST, Trees, TreeSettings, fit_forest, fit_quantile_trees
from forecasting.prior import TargetPrior
from forecasting.quantiles import Floats
from forecasting.series import Series

TOLD, GROWN = "trees.json", "trees.ubj"
Fit = Callable[[Floats, Floats, Floats, TreeSettings, int], Trees]
_TUNED = ("rounds", "depth", "rate", "min_child_weight", "subsample", "colsample", "l2")
"""Settings that may be changed; the levels are the house's."""


@dataclass(frozen=True)
class GrownTrees:
    """Trees that correct the rule's quantiles, in its scale."""

    key: str
    trained_through: date | None
    trees: Trees
    nights: int
    people: int
    name: str
    version: str = "1"

    def path(self, series: Series, prior: TargetPrior, since: int = 0) -> Floats:
        """Quantiles (n+1, 21): the rule's median plus its scale times what the trees say of the evening."""
        design = design_of(series, prior)
        corrected: Floats = design.base[:, None] + design.scale[:, None] * self.trees.predict(design.inputs)
        return corrected

    def correction(self, series: Series, prior: TargetPrior) -> Correction:
        """The rule, and the one term that the trees add to its median."""
        design = design_of(series, prior)
        return Correction(design, self.trees.locations(design.inputs)[:, None])

    def contributions(self, series: Series, prior: TargetPrior, nights: int = 1) -> Mapping[str, Floats]:
        """TreeSHAP of each input, and the mean of the trees."""
        design = design_of(series, prior)
        parts = np.stack([self.trees.contributions(row) for row in design.inputs[-nights:]])
        return Correction(design, parts).named((*INPUTS, CONSTANT), nights)

    def files(self) -> Files:
        """XGBoost's own format, and one JSON file that tells the target."""
        kept = {"key": self.key, "trained_through": self.trained_through.isoformat() if self.trained_through else None}
        told = {**kept, "inputs": list(INPUTS), "nights": self.nights, "people": self.people}
        return {TOLD: json.dumps(told, indent=1).encode(), GROWN: self.trees.to_bytes()}

    def report(self) -> Mapping[str, float | str | bool]:
        """Sizes."""
        return {"nights": self.nights, "people": self.people, "levels": len(self.trees.levels)}

    def curves(self) -> Mapping[str, Sequence[float]]:
        """None: the rounds are few, and none is left out."""
        return {}


@dataclass(frozen=True)
class TreesLearner:
    """Grows trees on the pooled nights of all people."""

    name: str
    grow: Fit
    settings: TreeSettings
    version: str = "1"

    @property
    def recipe(self) -> Settings:
        """How trees are grown."""
        return {name: getattr(self.settings, name) for name in _TUNED}

    @property
    def space(self) -> Mapping[str, Choice]:
        """Size and regularisation."""
        return {"rounds": (20, 200), "depth": (2, 6), "rate": (0.01, 0.2), "min_child_weight": (10.0, 200.0)}

    def configured(self, settings: Settings) -> TreesLearner:
        """The learner with trees that are grown otherwise."""
        unknown = sorted(set(settings) - set(_TUNED))
        if unknown:
            raise UnknownName(f"no setting {', '.join(unknown)} of {self.name}; known: {', '.join(_TUNED)}")
        wrong = sorted(name for name, value in settings.items() if isinstance(value, bool | str))
        if wrong:
            raise BadInput(f"{', '.join(wrong)} of {self.name}: wanted a number; found words")
        return dataclasses.replace(self, settings=dataclasses.replace(self.settings, **settings))  # type: ignore[arg-type]  # checked there

    def train(self, data: TrainingSet) -> Mapping[str, GrownTrees]:
        """Target/kind → trees."""
        found: dict[str, GrownTrees] = {}
        for place, key in enumerate(data.keys):
            data.progress(f"{self.name}, {key}", place / len(data.keys))
            pool = pooled(data, key)
            if pool is not None:
                trees = self.grow(pool.inputs, pool.outcomes, pool.weights, self.settings, data.seed)
                found[key] = GrownTrees(key, trained_through(data, key), trees, len(pool.outcomes), pool.people, self.name)
        return found

    def load(self, files: Files) -> GrownTrees:
        """The trees that the files hold."""
        try:
            told = json.loads(files[TOLD])
            through, trees = told["trained_through"], Trees.from_bytes(files[GROWN])
            day = date.fromisoformat(through) if through else None
            grown = GrownTrees(str(told["key"]), day, trees, int(told["nights"]), int(told["people"]), self.name)
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(f"wanted {TOLD} and {GROWN} of trees, found otherwise ({error}); train again") from error
        if tuple(told["inputs"]) != INPUTS or trees.width != len(INPUTS):
            raise BadInput(f"wanted trees over today's {len(INPUTS)} inputs, found others; train again")
        return grown


BOOSTED = TreesLearner("boosted_trees", fit_quantile_trees, TreeSettings(rounds=30, min_child_weight=100.0))
RANDOM_FOREST = TreesLearner("random_forest", fit_forest, FOREST)
