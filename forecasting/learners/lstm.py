"""An LSTM over the last evenings' features: one network for all targets, that corrects the rule for each."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from core.errors import BadInput
from forecasting.features.table import FeatureTable
from forecasting.learners.correction import CONSTANT, Correction
from forecasting.learners.design import LEARNED, design_of, told_by_own_past
from forecasting.learners.learner import Choice, Files, Settings, TrainingSet, key_of
from forecasting.learners.neural.artifact import from_files, to_files
from forecasting.learners.neural.panel import Panel, PersonRows
from forecasting.learners.neural.settings import LstmSettings
from forecasting.learners.neural.trained import TrainedNetwork
from forecasting.learners.neural.training import train
from forecasting.learners.pool import MIN_NIGHTS
from forecasting.prior import TargetPrior
from forecasting.quantiles import MEDIAN, Floats
from forecasting.series import Series

SMALL = LstmSettings(layers=1, width=32, dropout=0.3, epochs=12, rate=3e-3, weight_decay=1e-2, schedule="cosine", weighting="root")
"""What some thousand nights can feed; larger networks only take longer (`docs/benchmark.md`)."""


@dataclass(frozen=True)
class Lstm:
    """The network, and the one target that it is asked for."""

    key: str
    trained_through: date | None
    network: TrainedNetwork
    name: str = "lstm"
    version: str = "1"

    def path(self, series: Series, prior: TargetPrior, since: int = 0) -> Floats:
        """Quantiles (n+1, 21): of a quantile head its own, in the rule's scale; of a point head the rule's t-tails around the points."""
        said = self._said(series, since)
        if said.shape[1] == 1:
            return self.correction(series, prior).around(self.name, series, prior)
        design = design_of(series, prior)
        corrected: Floats = design.base[:, None] + design.scale[:, None] * said
        return corrected

    def correction(self, series: Series, prior: TargetPrior) -> Correction:
        """The rule, and the one term that the network adds to its median."""
        said = self._said(series)
        return Correction(design_of(series, prior), said if said.shape[1] == 1 else said[:, [MEDIAN]])

    def _said(self, series: Series, since: int = 0) -> Floats:
        """What the network says of each night, in the rule's scale: quantiles (n+1, 21) or points (n+1, 1); NaN before `since`."""
        rows, nights = rows_before(told_by_own_past(series.features), series), len(series.values) + 1
        said = self.network.predict(rows, last=nights - since)[:, self.network.targets.index(self.key)].reshape(nights - since, -1)
        return np.concatenate([np.full((since, said.shape[1]), np.nan), said])

    def contributions(self, series: Series, prior: TargetPrior, nights: int = 1) -> Mapping[str, Floats]:
        """Integrated gradients of each feature over its whole window, and what the network says of evenings that are all average."""
        whole = self.correction(series, prior)
        rows, terms = rows_before(told_by_own_past(series.features), series), whole.terms[-nights:, 0]
        shares = np.array([self.network.attribution(rows, self.key, place).contributions for place in range(-len(terms), 0)])
        parts = np.column_stack([shares, terms - shares.sum(axis=1)])
        return Correction(whole.design, parts).named((*LEARNED, CONSTANT), nights)

    def files(self) -> Files:
        """The network's files, and one that tells the target."""
        told = {"key": self.key, "trained_through": self.trained_through.isoformat() if self.trained_through else None}
        return {**to_files(self.network), "lstm.json": json.dumps(told).encode()}

    def report(self) -> Mapping[str, float | str | bool]:
        """Settings, sizes and course of the training."""
        return self.network.report()

    def curves(self) -> Mapping[str, Sequence[float]]:
        """Losses and learning rate of each epoch."""
        passes = self.network.history
        held = [epoch.validation_loss for epoch in passes if epoch.validation_loss is not None]
        training, rates = [epoch.training_loss for epoch in passes], [epoch.rate for epoch in passes]
        return {"training_loss": training, "validation_loss": held, "rate": rates}


@dataclass(frozen=True)
class LstmLearner:
    """Trains one network on all people and targets together."""

    settings: LstmSettings = field(default=SMALL)
    name: str = "lstm"
    version: str = "1"

    @property
    def recipe(self) -> Settings:
        """All settings of shape and training."""
        return self.settings.to_json()

    @property
    def space(self) -> Mapping[str, Choice]:
        """Size, rate and regularisation."""
        return {"width": (8, 128), "layers": (1, 2), "lookback": (7, 45), "dropout": (0.05, 0.5), "rate": (3e-4, 1e-2), "epochs": (4, 40)}

    def configured(self, settings: Settings) -> LstmLearner:
        """The learner with other settings of its network."""
        return dataclasses.replace(self, settings=LstmSettings.from_json({**self.settings.to_json(), **settings}))

    def train(self, data: TrainingSet) -> Mapping[str, Lstm]:
        """Target/kind → the network, asked for that target."""
        asked = data.keys
        blocks = [_block(data, person, asked) for person in sorted(data.people)]
        nights = [sum(int(np.isfinite(block.targets[:, place]).sum()) for block in blocks) for place in range(len(asked))]
        places = [place for place, count in enumerate(nights) if count >= MIN_NIGHTS]
        if not places:
            return {}
        keys = tuple(asked[place] for place in places)
        panel = Panel(LEARNED, keys, tuple(PersonRows(one.person, one.rows, one.targets[:, places]) for one in blocks))
        network = train(panel, dataclasses.replace(self.settings, seed=self.settings.seed + data.seed), data.progress)
        return {key: Lstm(key, _seen_through(data), network, self.name) for key in keys}

    def load(self, files: Files) -> Lstm:
        """The network that the files hold."""
        try:
            told = json.loads(files["lstm.json"])
            through = told["trained_through"]
            key, day = str(told["key"]), date.fromisoformat(through) if through else None
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(f"wanted lstm.json with key and trained_through, found otherwise ({error}); train again") from error
        network = from_files({name: content for name, content in files.items() if name != "lstm.json"})
        if network.columns != LEARNED or key not in network.targets:
            raise BadInput(f"wanted a network of today's {len(LEARNED)} features that knows {key}, found another; train again")
        return Lstm(key, day, network, self.name)


def _seen_through(data: TrainingSet) -> date:
    """The last night of any target that the network sees: it is one for all, so it has seen as much for each."""
    return max(one.next_night for series in data.people.values() for one in series) - timedelta(days=1)


def rows_before(table: FeatureTable, series: Series) -> Floats:
    """Rows (m, features) from the table's first evening, or the series' if that is earlier, up to the coming night's."""
    first = min(table.start, series.start) if len(table.values) else series.start
    return table.rows(first, (series.next_night - first).days + 1)


def _block(data: TrainingSet, person: str, keys: Sequence[str]) -> PersonRows:
    """One person's evenings and what the nights after them brought, in the rule's scale; targets in the order of `keys`."""
    series = data.people[person]
    table = told_by_own_past(series[0].features)
    first = min([*(one.start for one in series), *([table.start] if len(table.values) else [])])
    count = max((one.next_night - first) // timedelta(days=1) for one in series)
    targets = np.full((count, len(keys)), np.nan)
    for one in series:
        if (key := key_of(one)) in keys:
            begin = (one.start - first).days
            targets[begin : begin + len(one.values), keys.index(key)] = design_of(one, data.priors[key]).outcomes
    return PersonRows(person, table.rows(first, count), targets)
