"""The one owner of MLflow: every training run, and the registered versions with their aliases, as a mirror for people to look at.

The truth is the table of versions; a forecast reads neither MLflow nor what it keeps. SQLite and plain files in one folder, no
server, no network, no telemetry. `mlflow.pyfunc` is never called: it runs code that a model's folder brings along (RELIABILITY §3.5).
"""

from __future__ import annotations

import logging
import math
import os
import shutil
import sqlite3
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core.database import WAIT_SECONDS, file_lock
from core.errors import StoreBroken
from forecasting.registry.versions import ModelVersion

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion as MlflowVersion

EXPERIMENT = "morrow"
ARTIFACT = "model"
"""Folder of the artifact within a run's own."""
_OURS = {"made_by": "morrow"}
"""Tag of the registered models that are kept in step; what a person registers by hand is left alone."""
_BATCH, _PARAMS = 1000, 100
"""MLflow's own limits of metrics and of parameters in one call."""


@dataclass(frozen=True)
class TrainingRun:
    """One training as it is logged."""

    version: ModelVersion
    """What came of it, registered in the store already."""
    folder: Path
    """Of its artifact; copied."""
    curves: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """Name → one value per epoch or fold."""
    seconds: float = 0.0
    """How long it took."""


class ModelLog:
    """MLflow in one folder of the installation; the object itself holds nothing open."""

    def __init__(self, folder: Path, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self.folder = folder
        self._wait_seconds = wait_seconds

    @property
    def tracking_uri(self) -> str:
        """What `mlflow server --backend-store-uri` wants."""
        return f"sqlite:///{self.folder.absolute() / 'mlflow.db'}"

    def log_training(self, run: TrainingRun) -> str:
        """The id of the new run: parameters, metrics, curves, tags, artifact; a version that passed the gate is registered.

        Raises:
            StoreBusy: when another process holds MLflow's folder for too long.
            StoreBroken: when MLflow cannot use what stands there; the training itself is not lost.
        """
        with self._client() as client:
            started = int(run.version.trained_at.timestamp() * 1000)
            logged = client.create_run(self._experiment(client), start_time=started, run_name=run.version.label, tags=_tags(run.version))
            run_id = str(logged.info.run_id)
            _log_numbers(client, run_id, run, started)
            client.log_artifacts(run_id, str(run.folder), artifact_path=ARTIFACT)
            client.set_terminated(run_id, end_time=started + int(run.seconds * 1000))
            if run.version.gate.passed:
                _register(client, run.version, run_id)
            return run_id

    def keep_in_step(self, versions: Sequence[ModelVersion]) -> None:
        """Makes MLflow's registry say what the store says: which versions there are, and which is champion or challenger.

        Args:
            versions: all that are registered in the store; retired ones may be among them.

        Raises:
            StoreBusy: when another process holds MLflow's folder for too long.
            StoreBroken: when MLflow cannot use what stands there.
        """
        wanted = {(registered_name(one), one.run_id): one for one in versions if one.run_id and one.gate.passed and one.retired_at is None}
        with self._client() as client:
            standing = _standing(client)
            for (name, run_id), found in standing.items():
                if (name, run_id) not in wanted:
                    client.delete_model_version(name, found.version)
                    shutil.rmtree(self.folder / "artifacts" / Path(run_id).name / "artifacts" / ARTIFACT, ignore_errors=True)
            numbers = {
                key: (standing[key] if key in standing else _register(client, one, one.run_id)).version for key, one in wanted.items()
            }
            _set_aliases(client, {(name, one.alias): numbers[name, run_id] for (name, run_id), one in wanted.items() if one.alias})

    def erase(self, versions: Sequence[ModelVersion]) -> int:
        """How many runs were erased: parameters, numbers, curves, tags, registered versions and files, byte for byte.

        Straight in MLflow's SQLite file: what its client deletes is only marked, and stays readable. Runs are known by their id, and by
        the digest of what came of them, where a killed training had not written the id down yet.

        Raises:
            StoreBusy: when another process holds MLflow's folder for too long.
            StoreBroken: when MLflow's database cannot be used.
        """
        path = self.folder / "mlflow.db"
        if not versions or not path.exists():
            return 0
        with file_lock(self.folder / "mlflow.lock", self._wait_seconds):
            try:
                with closing(sqlite3.connect(path, timeout=self._wait_seconds)) as database:
                    database.execute("PRAGMA secure_delete=ON")
                    with database:
                        runs = _runs_of(database, versions)
                        _erase_runs(database, runs)
                        _erase_registered(database, {one.digest for one in versions})
                    database.execute("VACUUM")
            except sqlite3.Error as error:
                raise StoreBroken(
                    f"MLflow's database in {self.folder.name} cannot be used ({error}); end its page, or move it away"
                ) from error
            for run in runs:
                shutil.rmtree(self.folder / "artifacts" / Path(run).name, ignore_errors=True)
        return len(runs)

    def _experiment(self, client: MlflowClient) -> str:
        found = client.get_experiment_by_name(EXPERIMENT)
        if found is not None:
            return str(found.experiment_id)
        return str(client.create_experiment(EXPERIMENT, artifact_location=(self.folder.absolute() / "artifacts").as_uri()))

    @contextmanager
    def _client(self) -> Iterator[MlflowClient]:
        """A client of this folder, under a lock: two processes that make the database at once would break it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with file_lock(self.folder / "mlflow.lock", self._wait_seconds), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # MLflow's dependencies warn each other of their next versions
            os.environ.update(MLFLOW_DISABLE_TELEMETRY="true")  # read at import
            from mlflow import MlflowClient
            from mlflow.exceptions import MlflowException
            from sqlalchemy.exc import SQLAlchemyError

            for library in ("mlflow", "alembic"):
                logging.getLogger(library).setLevel(logging.ERROR)
            try:
                yield MlflowClient(self.tracking_uri, self.tracking_uri)
            except (MlflowException, SQLAlchemyError) as error:
                raise StoreBroken(f"MLflow cannot use {self.folder.name}; move it away, and it is made anew ({error})") from error


def registered_name(version: ModelVersion) -> str:
    """How a line of versions is called in MLflow's registry: hrv_rmssd_ms.default.ridge."""
    return f"{version.target}.{version.kind}.{version.name}"


def _tags(version: ModelVersion) -> dict[str, str]:
    """How many people, never who."""
    return {
        "target": version.target,
        "kind": version.kind,
        "learner": version.name,
        "version": str(version.version),
        "trained_through": version.trained_through.isoformat(),
        "people": str(len(version.people)),
        "code_version": version.code_version,
        "digest": version.digest,
        "gate": "passed" if version.gate.passed else "refused",
        "gate_reasons": "; ".join(version.gate.reasons),
    }


def _log_numbers(client: MlflowClient, run_id: str, run: TrainingRun, at: int) -> None:
    from mlflow.entities import Metric, Param

    told = [*run.version.metrics.items(), ("train_seconds", run.seconds)]
    metrics = [Metric(name, value, at, 0) for name, value in told]
    metrics += [Metric(name, value, at, step) for name, curve in run.curves.items() for step, value in enumerate(curve)]
    finite = [metric for metric in metrics if math.isfinite(metric.value)]
    for start in range(0, len(finite), _BATCH):
        client.log_batch(run_id, metrics=finite[start : start + _BATCH])
    params = [Param(name, str(setting)) for name, setting in run.version.settings.items()]
    for start in range(0, len(params), _PARAMS):
        client.log_batch(run_id, params=params[start : start + _PARAMS])


def _register(client: MlflowClient, version: ModelVersion, run_id: str) -> MlflowVersion:
    """The registered version that points at the run's copy of the artifact."""
    name = registered_name(version)
    if not client.search_registered_models(f"name = '{name}'"):
        client.create_registered_model(name, tags=_OURS)
    source = f"{client.get_run(run_id).info.artifact_uri}/{ARTIFACT}"
    tags = {"version": str(version.version), "digest": version.digest, "trained_through": version.trained_through.isoformat()}
    return client.create_model_version(name, source, run_id, tags=tags, description="; ".join(version.gate.reasons))


def _standing(client: MlflowClient) -> dict[tuple[str, str], MlflowVersion]:
    """(Registered name, run id) → version, of all that are ours."""
    found = {}
    for model in client.search_registered_models(f"tag.made_by = '{_OURS['made_by']}'", max_results=1000):
        for version in client.search_model_versions(f"name = '{model.name}'"):
            found[str(model.name), str(version.run_id)] = version
    return found


def _set_aliases(client: MlflowClient, wanted: Mapping[tuple[str, str], str]) -> None:
    """Exactly these: (registered name, alias) → MLflow's number of the version."""
    for model in client.search_registered_models(f"tag.made_by = '{_OURS['made_by']}'", max_results=1000):
        for alias in client.get_registered_model(model.name).aliases:
            if (model.name, alias) not in wanted:
                client.delete_registered_model_alias(model.name, alias)
    for (name, alias), number in wanted.items():
        client.set_registered_model_alias(name, alias, number)


def _runs_of(database: sqlite3.Connection, versions: Iterable[ModelVersion]) -> list[str]:
    found = {one.run_id for one in versions if one.run_id}
    for one in versions:
        rows = database.execute("SELECT run_uuid FROM tags WHERE key = 'digest' AND value = ?", [one.digest])
        found |= {str(run) for (run,) in rows}
    return sorted(found)


def _erase_runs(database: sqlite3.Connection, runs: Sequence[str]) -> None:
    """From every table that names a run."""
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        columns = {row[1] for row in database.execute(f'PRAGMA table_info("{table}")')}
        for column in columns & {"run_uuid", "run_id", "source_run_id"}:
            database.executemany(f'DELETE FROM "{table}" WHERE "{column}" = ?', [[run] for run in runs])  # noqa: S608  # MLflow's own names


def _erase_registered(database: sqlite3.Connection, digests: Iterable[str]) -> None:
    """Versions of MLflow's registry by their digest: of those deleted there before, nothing but such tags is left."""
    for digest in digests:
        rows = database.execute("SELECT name, version FROM model_version_tags WHERE key = 'digest' AND value = ?", [digest]).fetchall()
        for table in ("registered_model_aliases", "model_version_tags", "model_versions"):
            database.executemany(f"DELETE FROM {table} WHERE name = ? AND version = ?", rows)  # noqa: S608  # MLflow's own names
