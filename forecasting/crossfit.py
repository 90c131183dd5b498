"""Populations that leave people out: whoever is judged, or asked for a weight, is met by models that never saw them.

People are dealt into folds once, for all targets. A person of fold g starts from a population of the other folds. In it, too, every
trained forecaster earns its weight on people it did not see: on fold f it is weighed as trained without f and g. Everything is made
when it is first asked for, and once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from forecasting.catalog import FORECASTERS
from forecasting.ensemble import Basis
from forecasting.fitting import MANY_NIGHTS, fit_dynamics, fit_prior
from forecasting.fitting import MIN_PEOPLE as MIN_PEOPLE_TO_FIT
from forecasting.forecaster import Forecaster
from forecasting.learners.learner import Learner, Progress, Trained, TrainingSet, key_of, silent
from forecasting.prior import PopulationPrior, TargetPrior, digest_of
from forecasting.series import Series

FOLDS = 5
MIN_PEOPLE = 10
"""People of many nights from whom a prior can be fitted on others (a fold leaves eight of ten)."""
MIN_LEARNERS_PEOPLE = 15
"""People of many nights from whom learners can be trained on others: two folds leave nine of fifteen."""
Out = frozenset[int]
"""The folds that are left out."""


MEASURED_CORRELATIONS = {
    "hrv_rmssd_ms~resting_hr_bpm": -0.57,
    "hrv_rmssd_ms~resp_rate_brpm": -0.32,
    "resting_hr_bpm~resp_rate_brpm": 0.32,
}
"""Of one-step errors on LifeSnaps (EVALUATION §1)."""


def fit_population(
    people: Mapping[str, Sequence[Series]], *, name: str, source: str, sources: Sequence[str], learners: Sequence[Learner] = ()
) -> PopulationPrior:
    """The population of all these people: for each target and kind that enough have series of, its prior and what was trained with it.

    Args:
        people: person → series, at most one per target and kind, with their features.
        name: of the population, as reports tell it.
        source: whose data, under which licence.
        sources: source modules whose people it is fitted on.
        learners: what is trained beside; each weighs what it earned on folds of people that it had not seen.
    """
    crossfit = CrossFit(people, learners)
    bases = {key: crossfit.basis(key) for key in crossfit.keys if crossfit.rich(key) >= MIN_PEOPLE_TO_FIT}
    series = [one for theirs in people.values() for one in theirs if key_of(one) in bases]
    return PopulationPrior(
        name=name,
        source=source,
        sources=tuple(sources),
        fitted_on=frozenset(digest_of(person) for person in people),
        trained_through=max((one.next_night - timedelta(days=1) for one in series), default=None),
        targets={key: basis.prior for key, basis in bases.items()},
        correlations=MEASURED_CORRELATIONS,
        trained={key: learned for key, basis in bases.items() if (learned := basis.learned)},
    )


def deal(people: Mapping[str, Sequence[Series]]) -> dict[str, int]:
    """Person → fold: shuffled, and dealt in turn so that each fold has its share of the people with many nights of each target."""
    order = sorted(people)
    shuffled = [order[place] for place in np.random.default_rng(len(order)).permutation(len(order)).tolist()]
    rich = {person: tuple(sorted(key_of(one) for one in people[person] if one.usable >= MANY_NIGHTS)) for person in shuffled}
    return {person: turn % FOLDS for turn, person in enumerate(sorted(shuffled, key=lambda person: rich[person], reverse=True))}


@dataclass
class CrossFit:
    """The populations of one panel of people."""

    people: Mapping[str, Sequence[Series]]
    """Person → series, at most one per target and kind, with their features."""
    learners: Sequence[Learner] = ()
    seed: int = 0
    progress: Progress = silent
    folds: Mapping[str, int] = field(default_factory=dict)
    """Person → fold; dealt if none are given."""

    def __post_init__(self) -> None:
        self.folds = self.folds or deal(self.people)
        self._dynamics: dict[tuple[str, Out], TargetPrior] = {}
        self._trained: dict[Out, dict[str, dict[str, Trained]]] = {}
        self._bases: dict[tuple[str, int | None], Basis] = {}

    @property
    def keys(self) -> tuple[str, ...]:
        """Every target and kind that anybody has, in order."""
        return tuple(sorted({key_of(one) for series in self.people.values() for one in series}))

    def rich(self, key: str, out: Out = frozenset()) -> int:
        """People with many nights of that target and kind, without those folds."""
        return sum(one.usable >= MANY_NIGHTS for _, one in self._cases(key, out))

    def people_of(self, key: str) -> int:
        """People who have that target and kind."""
        return sum(any(key_of(one) == key for one in series) for series in self.people.values())

    def serves(self, key: str) -> bool:
        """True when there are people enough to fit a population of that target on others, whichever fold is left out."""
        left = (self.rich(key, frozenset({fold})) for fold in set(self.folds.values()))
        return self.rich(key) >= MIN_PEOPLE and min(left) >= MIN_PEOPLE_TO_FIT

    def basis(self, key: str, person: str | None = None) -> Basis:
        """What a person's forecasts start from, fitted on other folds; of nobody, or of one who is not among them, on all."""
        fold = self.folds.get(person) if person is not None else None
        if (key, fold) not in self._bases:
            self._bases[key, fold] = self._fit(key, frozenset() if fold is None else frozenset({fold}))
        return self._bases[key, fold]

    def trained(self, key: str, out: Out = frozenset()) -> Mapping[str, Trained]:
        """Name → forecaster trained without those folds; none where people are too few."""
        if self.rich(key) < MIN_LEARNERS_PEOPLE or not self.learners:
            return {}
        if out not in self._trained:
            self._trained[out] = self._train(out)
        return self._trained[out].get(key, {})

    def _fit(self, key: str, out: Out) -> Basis:
        cases = self._cases(key, out)
        final = self._members(key, out)
        unseen = {fold: self._members(key, out | {fold}) for fold in {self.folds[person] for person, _ in cases}}
        common = [name for name in final if all(name in theirs for theirs in unseen.values())]
        weighed = {fold: {name: theirs[name] for name in common} for fold, theirs in unseen.items()}
        prior = fit_prior([one for _, one in cases], [weighed[self.folds[person]] for person, _ in cases])
        return Basis(prior, {name: final[name] for name in common})

    def _members(self, key: str, out: Out) -> Mapping[str, Forecaster]:
        return {**FORECASTERS, **self.trained(key, out)}

    def _cases(self, key: str, out: Out) -> list[tuple[str, Series]]:
        inside = (person for person in sorted(self.people) if self.folds[person] not in out)
        return [(person, one) for person in inside for one in self.people[person] if key_of(one) == key]

    def _train(self, out: Out) -> dict[str, dict[str, Trained]]:
        enough = [key for key in self.keys if self.rich(key) >= MIN_LEARNERS_PEOPLE and self.rich(key, out) >= MIN_PEOPLE_TO_FIT]
        priors = {key: self._dynamics_of(key, out) for key in enough}
        inside = {person: series for person, series in self.people.items() if self.folds[person] not in out}
        data = TrainingSet(inside, priors, self.seed, self.progress)
        found: dict[str, dict[str, Trained]] = {key: {} for key in priors}
        for learner in self.learners:
            for key, one in learner.train(data).items():
                found[key][learner.name] = one
        return found

    def _dynamics_of(self, key: str, out: Out) -> TargetPrior:
        if (key, out) not in self._dynamics:
            self._dynamics[key, out] = fit_dynamics([one for _, one in self._cases(key, out)])
        return self._dynamics[key, out]
