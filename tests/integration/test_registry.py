"""The registry over a real store and a real MLflow: what a person sees there, and what a forecast needs of it — which is nothing."""

from __future__ import annotations

import json
import pickle
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.errors import ArtifactRefused, BadInput, StoreBroken
from core.store import Store
from core.targets import target
from forecasting.catalog import FORECASTERS
from forecasting.ensemble import run_ensemble
from forecasting.prior import TargetPrior, digest_of, load_prior
from forecasting.quantiles import MEDIAN, student
from forecasting.registry.artifact import read_artifact
from forecasting.registry.loading import serve
from forecasting.registry.mlflow_log import ModelLog, TrainingRun, registered_name
from forecasting.registry.serving import eligible
from forecasting.registry.versions import Draft, ModelVersion, Verdict, Versions
from forecasting.series import Series

if TYPE_CHECKING:
    from mlflow import MlflowClient

TRAINED = datetime(2026, 3, 1, 21, tzinfo=UTC)
NIGHT = date(2026, 3, 20)
LINE = "hrv_rmssd_ms.default.constant"


@dataclass(frozen=True)
class _Constant:
    level: float
    name: str = "constant"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior, since: int = 0) -> np.ndarray:
        rows = len(series.values) + 1
        return student(np.full(rows, self.level), np.full(rows, prior.within_sd), 6.0)

    def files(self) -> dict[str, bytes]:
        return {"constant.json": json.dumps({"level": self.level}).encode()}


class _Learner:
    name = "constant"

    def load(self, files: Mapping[str, bytes]) -> _Constant:
        try:
            return _Constant(float(json.loads(files["constant.json"])["level"]))
        except KeyError as error:
            raise BadInput("wanted constant.json") from error


@pytest.fixture
def versions(home: Path) -> Versions:
    return Versions(Store(home / "morrow.duckdb"))


@pytest.fixture
def log(home: Path, empty_mlflow: Path) -> ModelLog:
    shutil.copytree(empty_mlflow, home / "mlflow")
    return ModelLog(home / "mlflow")


@pytest.fixture
def client(log: ModelLog) -> Callable[[], MlflowClient]:
    """MLflow as a person's own script would open it, once something is logged."""

    def opened() -> MlflowClient:
        from mlflow import MlflowClient

        return MlflowClient(log.tracking_uri, log.tracking_uri)

    return opened


@pytest.fixture
def train(versions: Versions, log: ModelLog) -> Callable[..., ModelVersion]:
    """(level, CRPS, day after the first training, gate) → a version as the ritual leaves it: in the store and in MLflow."""

    def ritual(level: float, crps: float, day: int = 0, *, passed: bool = True, files: dict[str, bytes] | None = None) -> ModelVersion:
        draft = Draft(
            name="constant",
            target="hrv_rmssd_ms",
            kind="default",
            trained_at=TRAINED + timedelta(days=day),
            trained_through=TRAINED.date() + timedelta(days=day),
            people=frozenset(map(digest_of, ("ada", "ben"))),
            gate=Verdict(passed, ("CRPS skill over ewma +4.6%",)),
            metrics={"crps": crps, "skill": 0.046, "coverage_80": 0.79, "r2": 0.14, "mae": 7.35, "rmse": 10.0, "mape_pct": float("nan")},
            settings={"penalty": 3.0, "loss": "pinball", "scaled": True},
            code_version="1",
        )
        added = versions.add(draft, files or _Constant(level).files())
        run = TrainingRun(added, versions.folder / added.folder, {"validation_loss": [0.5, 0.4, 0.35]}, seconds=12.5)
        return versions.set_run(added, log.log_training(run))

    return ritual


@pytest.fixture
def series() -> Series:
    """Sixty nights that end before `NIGHT`."""
    values = 4.0 + 0.2 * np.random.default_rng(0).normal(size=60)
    return Series(target("hrv_rmssd_ms"), NIGHT - timedelta(days=60), values)


def test_a_training_stands_in_mlflow_with_all_that_it_was(train, versions: Versions, client):
    version = train(4.0, 5.25)
    run = client().get_run(version.run_id)
    assert run.data.params == {"penalty": "3.0", "loss": "pinball", "scaled": "True"}
    told = {name: run.data.metrics[name] for name in ("crps", "skill", "coverage_80", "r2", "mae", "rmse", "train_seconds")}
    assert told == {"crps": 5.25, "skill": 0.046, "coverage_80": 0.79, "r2": 0.14, "mae": 7.35, "rmse": 10.0, "train_seconds": 12.5}
    assert "mape_pct" not in run.data.metrics  # what could not be told is left out
    curve = client().get_metric_history(version.run_id, "validation_loss")
    assert [(point.step, point.value) for point in curve] == [(0, 0.5), (1, 0.4), (2, 0.35)]
    assert {path.path for path in client().list_artifacts(version.run_id, "model")} == {"model/constant.json", "model/manifest.json"}
    assert run.info.status == "FINISHED"
    assert run.info.start_time == int(TRAINED.timestamp() * 1000)


def test_mlflow_learns_how_many_people_and_never_who(train, client, home: Path):
    version = train(4.0, 5.25)
    tags = client().get_run(version.run_id).data.tags
    assert (tags["people"], tags["trained_through"], tags["gate"], tags["target"]) == ("2", "2026-03-01", "passed", "hrv_rmssd_ms")
    assert (tags["digest"], tags["code_version"], tags["kind"]) == (version.digest, "1", "default")
    kept = b"".join(path.read_bytes() for path in (home / "mlflow").rglob("*") if path.is_file())
    assert version.digest.encode() in kept
    assert [word for word in ("ada", "ben") if digest_of(word).encode() in kept] == []


def test_a_registered_version_points_at_the_logged_files(train, client, home: Path):
    version = train(4.0, 5.25)
    (found,) = client().search_model_versions(f"name = '{LINE}'")
    assert registered_name(version) == LINE
    assert found.tags == {"version": "1", "digest": version.digest, "trained_through": "2026-03-01"}
    copied = Path(found.source.removeprefix("file://"))
    assert copied.is_relative_to(home / "mlflow" / "artifacts")
    assert read_artifact(copied, version.digest, version.label) == _Constant(4.0).files()


def test_what_failed_its_gate_is_logged_but_not_registered(train, client):
    version = train(4.0, 5.25, passed=False)
    assert client().get_run(version.run_id).data.tags["gate"] == "refused"
    assert client().search_model_versions(f"name = '{LINE}'") == []


def test_mlflow_keeps_in_step_with_the_store(train, versions: Versions, log: ModelLog, client, home: Path):
    rows = [train(float(day), 5.0 + day, day) for day in range(4)]
    versions.set_alias(rows[3], "champion")
    versions.set_alias(rows[0], "challenger")
    retired = versions.prune(now=TRAINED + timedelta(days=5), keep=3)
    log.keep_in_step(versions.registered())
    found = {
        one.tags["version"]: client().get_model_version(LINE, one.version).aliases
        for one in client().search_model_versions(f"name = '{LINE}'")
    }
    assert found == {"1": ["challenger"], "2": [], "4": ["champion"]}
    assert [row.version for row in retired] == [3]
    assert not (home / "mlflow" / "artifacts" / rows[2].run_id / "artifacts" / "model").exists()
    assert client().get_run(rows[2].run_id).data.metrics["crps"] == 7.0  # how it did stays

    versions.set_alias(rows[0], "champion")
    log.keep_in_step(versions.registered())
    assert client().get_registered_model(LINE).aliases == {"champion": client().get_model_version_by_alias(LINE, "champion").version}
    assert client().get_model_version_by_alias(LINE, "champion").tags["version"] == "1"
    log.keep_in_step(versions.registered(retired=True))
    assert len(client().search_model_versions(f"name = '{LINE}'")) == 3


def test_what_a_person_registers_by_hand_is_left_alone(train, versions: Versions, log: ModelLog, client):
    version = train(4.0, 5.25)
    client().create_registered_model("mine")
    client().create_model_version("mine", client().get_run(version.run_id).info.artifact_uri + "/model", version.run_id)
    client().set_registered_model_alias("mine", "best", "1")
    log.keep_in_step([])
    assert client().get_registered_model("mine").aliases == {"best": client().get_model_version("mine", "1").version}
    assert client().search_model_versions(f"name = '{LINE}'") == []


def test_a_version_that_mlflow_lost_is_registered_again(train, versions: Versions, log: ModelLog, client):
    version = versions.set_alias(train(4.0, 5.25), "champion")
    client().delete_registered_model(LINE)
    log.keep_in_step([version])
    assert client().get_model_version_by_alias(LINE, "champion").run_id == version.run_id


def test_only_the_owner_may_look(train, home: Path):
    train(4.0, 5.25)
    assert {stat.S_IMODE((home / name).stat().st_mode) for name in ("mlflow", "models")} == {0o700}


def test_a_broken_database_is_said_and_the_version_is_not_lost(versions: Versions, train, log: ModelLog):
    (log.folder / "mlflow.db").write_bytes(b"no database " * 100)
    with pytest.raises(StoreBroken, match="MLflow cannot use mlflow; move it away"):
        train(4.0, 5.25)
    (row,) = versions.registered()
    assert (row.version, row.run_id) == (1, "")


_QUIETLY = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from core.store import Store
from forecasting.registry.mlflow_log import ModelLog, TrainingRun
from forecasting.registry.versions import Draft, Verdict, Versions

versions, at = Versions(Store(Path(sys.argv[1]) / "morrow.duckdb")), datetime(2026, 3, 1, 21, tzinfo=UTC)
draft = Draft("constant", "hrv_rmssd_ms", "default", at, at.date(), frozenset(), Verdict(True, ()), {"crps": 5.0}, {}, "1")
added = versions.add(draft, {"constant.json": b'{"level": 4.0}'})
assert "mlflow" not in sys.modules
log = ModelLog(Path(sys.argv[1]) / "mlflow")
row = versions.set_alias(versions.set_run(added, log.log_training(TrainingRun(added, versions.folder / added.folder))), "champion")
log.keep_in_step(versions.registered())
from mlflow.telemetry.client import get_telemetry_client
assert get_telemetry_client() is None
"""


def test_mlflow_prints_nothing_warns_of_nothing_and_tells_nobody(home: Path):
    run = subprocess.run(
        [sys.executable, "-W", "default", "-c", _QUIETLY, str(home)], capture_output=True, text=True, timeout=120, check=False
    )
    assert (run.stdout, run.stderr, run.returncode) == ("", "", 0)


_FORECAST = """
import json, sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
import numpy as np
from core.store import Store
from core.targets import target
from forecasting.catalog import FORECASTERS
from forecasting.ensemble import run_ensemble
from forecasting.prior import load_prior
from forecasting.registry.loading import serve
from forecasting.registry.serving import eligible
from forecasting.registry.versions import Versions
from forecasting.rules.means import DiscountedMean
from forecasting.series import Series

class Constant(DiscountedMean):
    def path(self, series, prior, since=0):
        return super().path(series, prior)

class Learner:
    def load(self, files):
        return Constant("personal_mean", rate=json.loads(files["constant.json"])["level"] / 1000)

night, hrv = date(2026, 3, 20), target("hrv_rmssd_ms")
versions = Versions(Store(Path(sys.argv[1]) / "morrow.duckdb"))
found = eligible(versions.registered(), "ada", night, datetime(2026, 3, 19, 21, tzinfo=UTC), "live")
serving = serve(found, "ada", "live", {"constant": Learner()}, versions.folder)
series = Series(hrv, night - timedelta(days=60), 4.0 + 0.2 * np.random.default_rng(0).normal(size=60))
path = run_ensemble(series, load_prior().of(hrv, "default"), {**FORECASTERS, **serving.forecasters})
assert np.isfinite(path.quantiles).all() and path.weights["constant"][-1] > 0
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules} & {"mlflow", "river", "torch", "xgboost", "sqlalchemy"})))
"""


def test_a_forecast_wakes_neither_mlflow_nor_river(train, versions: Versions, home: Path):
    versions.set_alias(train(4.0, 5.25), "champion")
    run = subprocess.run([sys.executable, "-c", _FORECAST, str(home)], capture_output=True, text=True, timeout=120, check=False)
    assert (run.stdout, run.stderr) == ("[]\n", "")


def test_a_tampered_champion_is_refused_by_name_and_the_forecast_still_comes(train, versions: Versions, series: Series):
    versions.set_alias(train(4.0, 5.25), "champion")
    prior = load_prior().of(series.target, "default")

    def forecast():
        found = eligible(versions.registered(), "ada", NIGHT, datetime(2026, 3, 19, 21, tzinfo=UTC), "live")
        serving = serve(found, "ada", "live", {"constant": _Learner()}, versions.folder)
        return serving, run_ensemble(series, prior, {**FORECASTERS, **serving.forecasters})

    serving, path = forecast()
    assert path.expert_quantiles["constant"][-1, MEDIAN] == 4.0
    assert np.isnan(path.expert_quantiles["constant"][:41]).all()  # nights up to 1 March are in-sample for ada

    file = versions.folder / versions.registered()[0].folder / "constant.json"
    file.write_bytes(file.read_bytes().replace(b"4.0", b"5.0"))
    serving, path = forecast()
    assert len(serving.refused) == 1
    assert serving.refused[0].startswith("model hrv_rmssd_ms/default constant v1 is refused: constant.json has been changed; ")
    assert "constant" not in path.expert_quantiles
    np.testing.assert_array_equal(path.quantiles, run_ensemble(series, prior).quantiles)  # as the rules alone say it


class _Marking:
    """Unpickled, it leaves a file."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self):
        return Path.touch, (self.marker,)


@pytest.mark.parametrize("flipped", [20, pytest.param(200, marks=pytest.mark.prove)])
def test_a_byte_flipped_anywhere_in_any_file_and_a_pickle_in_its_place_are_refused(
    train, versions: Versions, log: ModelLog, tmp_path: Path, flipped: int
):
    """RELIABILITY row 9, over the three formats that models are kept in and over the manifest."""
    import xgboost
    from safetensors.numpy import save

    inputs = np.random.default_rng(0).normal(size=(50, 3))
    booster = xgboost.train({"nthread": 1}, xgboost.DMatrix(inputs, inputs[:, 0], nthread=1), num_boost_round=3)
    files = {"a.json": b'{"level": 4.0}', "b.safetensors": save({"w": inputs.astype(np.float32)}), "c.ubj": bytes(booster.save_raw("ubj"))}
    row = train(4.0, 5.25, files=files)
    folder, marker, refused = versions.folder / row.folder, tmp_path / "marker", 0
    rng = np.random.default_rng(9)
    for file in (*files, "manifest.json"):
        whole = (folder / file).read_bytes()
        places, flips = rng.integers(0, len(whole), flipped), rng.integers(1, 256, flipped)
        changed = [
            whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :] for at, flip in zip(places.tolist(), flips.tolist(), strict=True)
        ]
        for data in (*changed, pickle.dumps(_Marking(marker))):
            (folder / file).write_bytes(data)
            with pytest.raises(ArtifactRefused, match=f"constant v1 is refused: {file} "):
                read_artifact(folder, row.digest, row.label)
            refused += 1
        (folder / file).write_bytes(whole)
    assert (refused, marker.exists()) == (4 * (flipped + 1), False)
    assert read_artifact(folder, row.digest, row.label) == files
