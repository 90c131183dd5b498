"""Forecasters of one person alone, trained anew every four weeks on the nights that had come by then: controls for the pooled ones.

Pooled models win from the first night (EVALUATION §7); these show by how much, and when a person's own would catch up. In the nights
before they have enough to learn from they sleep.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from forecasting.learners.design import LEARNED, Design, design_of, told_by_own_past
from forecasting.learners.learner import Choice, Files, Settings, TrainingSet
from forecasting.learners.lstm import Lstm, LstmLearner, rows_before
from forecasting.learners.neural.panel import Panel, PersonRows
from forecasting.learners.neural.settings import FineTuneSettings
from forecasting.learners.neural.training import fine_tune
from forecasting.learners.trees import TreeSettings, fit_quantile_trees
from forecasting.prior import TargetPrior
from forecasting.quantiles import LEVELS, Floats
from forecasting.series import Series

EVERY = 28
"""Nights after which they are trained anew."""
LEAST = 60
"""Nights to learn from before the first training: own models lose to a mean below some 60 (EVALUATION §7)."""
SMALL = TreeSettings(rounds=30, depth=2, min_child_weight=15.0)


def retrainings(design: Design) -> Iterator[tuple[slice, slice]]:
    """(nights to learn from, nights to forecast) of each training, in order; the last reaches to the coming night."""
    rows = len(design.base)
    learnable = np.cumsum(np.isfinite(design.outcomes))
    begun = int(np.searchsorted(learnable, LEAST)) + 1
    for row in range(begun, rows, EVERY):
        yield slice(0, row), slice(row, min(row + EVERY, rows))


@dataclass(frozen=True)
class OwnTrees:
    """Boosted trees of the person's own nights."""

    name: str = "own_trees"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21); NaN until there are nights enough."""
        design = design_of(series, prior)
        path = np.full((len(design.base), len(LEVELS)), np.nan)
        for learned, told in retrainings(design):
            nights = np.flatnonzero(np.isfinite(design.outcomes[learned]))
            trees = fit_quantile_trees(design.inputs[nights], design.outcomes[nights], np.ones(len(nights)), SMALL, seed=0)
            path[told] = design.base[told, None] + design.scale[told, None] * trees.predict(design.inputs[told])
        return path


@dataclass(frozen=True)
class TunedLstm(Lstm):
    """The network of all people, tuned to the person whose series it is asked for."""

    name: str = "own_lstm"

    def path(self, series: Series, prior: TargetPrior, since: int = 0) -> Floats:
        """Quantiles (n+1, 21): the untuned network's until there are nights enough to tune it by."""
        path, design = super().path(series, prior), design_of(series, prior)
        rows = rows_before(told_by_own_past(series.features), series)
        first = len(rows) - len(design.base)
        for learned, told in retrainings(design):
            tuned = dataclasses.replace(self, network=fine_tune(self.network, self._own(rows, first, design.outcomes[learned]), TUNING))
            cut = series.before(series.start + timedelta(days=told.stop - 1))
            path[told] = Lstm.path(tuned, cut, prior)[told]
        return path

    def _own(self, rows: Floats, first: int, outcomes: Floats) -> Panel:
        """The person's evenings and what came, of the one target that is known here."""
        targets = np.full((first + len(outcomes), len(self.network.targets)), np.nan)
        targets[first:, self.network.targets.index(self.key)] = outcomes
        return Panel(LEARNED, self.network.targets, (PersonRows("own", rows[: len(targets)], targets),))


TUNING = FineTuneSettings()


@dataclass(frozen=True)
class TunedLstmLearner:
    """Trains the network of all people, to be tuned to each."""

    pooled: LstmLearner = field(default_factory=LstmLearner)
    name: str = "own_lstm"
    version: str = "1"

    @property
    def recipe(self) -> Settings:
        """The pooled network's."""
        return self.pooled.recipe

    @property
    def space(self) -> Mapping[str, Choice]:
        """The pooled network's."""
        return self.pooled.space

    def configured(self, settings: Settings) -> TunedLstmLearner:
        """The learner with another pooled network."""
        return dataclasses.replace(self, pooled=self.pooled.configured(settings))

    def train(self, data: TrainingSet) -> Mapping[str, TunedLstm]:
        """Target/kind → the pooled network, to be tuned."""
        return {key: _to_be_tuned(one) for key, one in self.pooled.train(data).items()}

    def load(self, files: Files) -> TunedLstm:
        """The network that the files hold."""
        return _to_be_tuned(self.pooled.load(files))


def _to_be_tuned(one: Lstm) -> TunedLstm:
    return TunedLstm(one.key, one.trained_through, one.network)
