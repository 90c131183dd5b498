"""How good the forecasts of past nights would have been, against the declared rules, with how sure that is.

Strictly one step ahead: each night is forecast from what was known at 21:00 local on the evening before. Populations — priors,
trained forecasters and their weights — never know the person they are judged on: they are fitted on other folds of people where
there are enough, else the shipped one is used, and for people whom that is fitted on a weak one.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from core.errors import NotEnoughData
from core.snapshot import Panel, PersonHistory
from core.targets import TARGETS, Target
from core.targets import target as target_named
from forecasting.catalog import BASELINES, IN_THE_BOX, LEARNERS
from forecasting.crossfit import FOLDS, CrossFit
from forecasting.ensemble import Basis, basis_of
from forecasting.features.build import feature_table
from forecasting.features.table import FeatureTable
from forecasting.forecaster import Forecaster
from forecasting.learners.learner import Learner, Progress, key_of, silent
from forecasting.models import MIN_USABLE
from forecasting.population import shipped_population
from forecasting.prior import PopulationPrior, weak_prior
from forecasting.rows import PersonRows, newest_series, person_rows
from forecasting.series import Series
from forecasting.summary import BacktestReport, TargetReport, summarise


def backtest(
    panel: Panel,
    targets: Sequence[str] | None = None,
    since: date | None = None,
    prior: PopulationPrior | None = None,
    *,
    learners: Sequence[Learner] | None = None,
    rivals: Mapping[str, Forecaster] | None = None,
    timer: Callable[[], float] = time.process_time,
    progress: Progress = silent,
) -> BacktestReport:
    """The report over all people and nights.

    Args:
        panel: the people's histories.
        targets: names; by default all that anybody has scored nights of.
        since: first night to score.
        prior: used where too few people are there to fit one; the shipped one by default.
        learners: what is trained on other folds of people; that of the box by default, none if empty.
        rivals: forecasters that are scored beside the members, and have no part in the combination; skills are told over them too.
        timer: counts CPU seconds.
        progress: told what is being done.

    Raises:
        UnknownName: for a target that is not in the catalog.
        NotEnoughData: when no night can be scored.
    """
    chosen = [target_named(name) for name in targets] if targets else list(TARGETS.values())
    trained = (LEARNERS[IN_THE_BOX],) if learners is None else learners
    judged = _Judged(panel.histories, prior or shipped_population(), trained, rivals or {}, progress)
    reports: dict[str, TargetReport] = {}
    for place, target in enumerate(chosen):
        rows = _rows(judged, panel.histories, target, since, timer, _part(progress, target.label, place, len(chosen)))
        if rows:
            reports[target.name] = summarise(rows, judged.used(target.name), (*BASELINES, *(rivals or {})))
    if not reports:
        raise NotEnoughData(f"a backtest needs a person with over {MIN_USABLE} usable nights, has none of {len(panel.histories)}")
    return BacktestReport(reports, since)


def _part(progress: Progress, label: str, place: int, parts: int) -> Callable[[float], None]:
    """Tells the share of one part as a share of all."""
    return lambda share: progress(label, (place + share) / parts)


def _rows(
    judged: _Judged,
    histories: Sequence[PersonHistory],
    target: Target,
    since: date | None,
    timer: Callable[[], float],
    told: Callable[[float], None],
) -> dict[str, PersonRows]:
    found: dict[str, PersonRows] = {}
    for place, history in enumerate(histories):
        told(place / len(histories))
        features = judged.features[history.person_id]
        rows = person_rows(history, target, judged.chooser(history, target), since, timer, features=features)
        if rows.nights:
            found[history.person_id] = rows
    return found


def features_of(history: PersonHistory) -> FeatureTable | None:
    """The features of every evening of a history, and of the one after its last night; None without nights."""
    last = max((night.night for night in history.nights), default=None)
    return None if last is None else feature_table(history, last + timedelta(days=1))


def crossfit_of(
    histories: Sequence[PersonHistory], features: Mapping[str, FeatureTable | None], learners: Sequence[Learner], progress: Progress
) -> CrossFit:
    """The populations of these people, from each target's series of their newest source epoch."""
    people = {history.person_id: _series(history, features[history.person_id]) for history in histories}
    return CrossFit({person: series for person, series in people.items() if series}, learners, progress=progress)


def _series(history: PersonHistory, features: FeatureTable | None) -> tuple[Series, ...]:
    found = (newest_series(history, target, features) for target in TARGETS.values())
    return tuple(one for one in found if one.usable)


class _Judged:
    """Which population each person is judged with."""

    def __init__(
        self,
        histories: Sequence[PersonHistory],
        population: PopulationPrior,
        learners: Sequence[Learner],
        rivals: Mapping[str, Forecaster],
        progress: Progress,
    ) -> None:
        self._population, self._rivals = population, rivals
        self.features = {history.person_id: features_of(history) for history in histories}
        self._crossfit = crossfit_of(histories, self.features, learners, progress)
        self._users: dict[tuple[str, str], set[str]] = {}

    def used(self, target: str) -> dict[str, int]:
        """Which populations were used for a target, and for how many people."""
        return {name: len(people) for (one, name), people in self._users.items() if one == target}

    def chooser(self, history: PersonHistory, target: Target) -> Callable[[Series], Basis]:
        """Series → basis for that person."""
        sources = {night.source for night in history.nights}

        def choose(series: Series) -> Basis:
            name, basis = self._choose(history.person_id, series, sources)
            self._users.setdefault((target.name, name), set()).add(history.person_id)
            return dataclasses.replace(basis, rivals=self._rivals)

        return choose

    def _choose(self, person: str, series: Series, sources: set[str]) -> tuple[str, Basis]:
        """Fitted on other people here; on others of the same study where those are more; without people, the weak one."""
        key = key_of(series)
        shipped = self._population.of(series.target, series.kind)
        known = self._population.knows(person)
        same_study = sources <= set(self._population.sources) and shipped.people > self._crossfit.people_of(key)
        if self._crossfit.serves(key) and (known or not same_study):
            return f"cross-fitted on other people ({FOLDS} folds)", self._crossfit.basis(key, person)
        if known:
            return "weak, since the shipped one is fitted on these people", Basis(weak_prior(series.target, series.kind))
        return self._population.name, basis_of(self._population, series)
