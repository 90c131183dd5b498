"""Where trained versions are made and kept: from a draft and its files to a registered version with its alias and its run in MLflow."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.crash import crash_point
from core.errors import ArtifactRefused
from core.store import Store
from forecasting.catalog import LEARNERS
from forecasting.learners.learner import Files, Learner, Progress, TrainingSet, key_of, silent
from forecasting.population import shipped_population
from forecasting.prior import PopulationPrior
from forecasting.registry.artifact import read_artifact
from forecasting.registry.loading import load_version
from forecasting.registry.mlflow_log import ModelLog, TrainingRun
from forecasting.registry.versions import Draft, ModelVersion, Versions
from forecasting.series import Series

Curves = Mapping[str, Sequence[float]]
"""Name → one value per epoch or fold."""


@dataclass(frozen=True)
class Workshop:
    """One installation's."""

    versions: Versions
    log: ModelLog
    learners: Mapping[str, Learner] = dataclasses.field(default_factory=lambda: LEARNERS)
    population: PopulationPrior = dataclasses.field(default_factory=shipped_population)
    seed: int = 0
    progress: Progress = silent
    clock: Callable[[], float] = time.monotonic

    def training_set(self, people: Mapping[str, Sequence[Series]], what: str) -> TrainingSet:
        """Those people, with the population's priors; progress is told under that name."""
        keys = {key_of(one): one for series in people.values() for one in series}
        priors = {key: self.population.of(one.target, one.kind) for key, one in keys.items()}
        return TrainingSet(people, priors, self.seed, lambda _what, share: self.progress(what, share))

    def register(self, draft: Draft, files: Files, curves: Curves, seconds: float) -> ModelVersion:
        """The version, registered, with its alias where it earned one, and logged in MLflow.

        Raises:
            StoreBroken: when MLflow cannot use its folder; the version stands, and `complete` logs it once MLflow can.
        """
        with self.versions.registering():
            added = self.versions.add(draft, files)
            crash_point("training.added")
            return self._settled(added, curves, seconds)

    def complete(self) -> bool:
        """True where a training that was killed had left versions without alias or run, which have both now; their curves are lost."""
        with self.versions.registering():
            left = [row for row in self.versions.registered() if not row.run_id and row.name in self.learners]
            for row in left:
                self._settled(row, {}, 0.0)
        return bool(left)

    def tidy(self, now: datetime) -> None:
        """Retires what is surplus, and makes MLflow say what the store says."""
        self.versions.prune(now=now)
        self.log.keep_in_step(self.versions.registered(retired=True))

    def damage(self, rows: Sequence[ModelVersion]) -> tuple[str, ...]:
        """One sentence for each of these versions whose files are not those registered, naming it."""
        found = []
        for row in rows:
            try:
                read_artifact(self.versions.folder / row.folder, row.digest, row.label)
            except ArtifactRefused as error:
                found.append(str(error))
        return tuple(found)

    def _settled(self, added: ModelVersion, curves: Curves, seconds: float) -> ModelVersion:
        version = self._named(added)
        run = TrainingRun(version, self.versions.folder / version.folder, curves, seconds)
        settled = self.versions.set_run(version, self.log.log_training(run))
        crash_point("training.line")
        return settled

    def _named(self, version: ModelVersion) -> ModelVersion:
        """The version with its alias: what passed the gate follows its own recipe at once, and challenges another one's champion.

        A champion that cannot be loaded defends nothing. What was trained on an earlier day than the champion has no alias: it serves
        the replays of its time.
        """
        standing = self.versions.registered(target=version.target, kind=version.kind, name=version.name)
        champion = next((row for row in standing if row.alias == "champion"), None)
        if not version.gate.passed or version.alias is not None or (champion is not None and champion.trained_at > version.trained_at):
            return version
        follows = champion is None or champion.code_version == version.code_version or not self._can_serve(champion)
        return self.versions.set_alias(version, "champion" if follows else "challenger")

    def _can_serve(self, version: ModelVersion) -> bool:
        try:
            load_version(version, self.learners, self.versions.folder)
        except ArtifactRefused:
            return False
        return True


def workshop(store: Store, learners: Mapping[str, Learner] = LEARNERS, progress: Progress = silent) -> Workshop:
    """The workshop of an installation: artifacts and MLflow's folder stand beside its store."""
    return Workshop(Versions(store), ModelLog(store.path.with_name("mlflow")), learners, progress=progress)
