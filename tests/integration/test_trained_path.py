"""From `morrow train` to a sealed forecast: a real store, real MLflow, real files.

What was trained serves the next evening; what was trained later never serves an earlier one; and where a byte of it was changed, it is
refused by name while the forecast still comes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from typer.testing import CliRunner

from agent.bootstrap import World, build_world
from agent.day import evening, morning
from app.cli.entry import root
from app.cli.shell import Shell
from app.schema import forecast_schema
from core.clock import FixedClock
from core.records import Fact, Night
from core.settings import load_settings
from core.store import Store
from evals.replay import replay
from forecasting.catalog import FORECASTERS
from forecasting.population import POPULATION_RIDGE
from forecasting.registry.versions import ModelVersion, Versions

if TYPE_CHECKING:
    from mlflow import MlflowClient

LAST = date(2026, 3, 31)
EVENING = datetime(2026, 3, 31, 19, tzinfo=UTC)
HRV, TARGETS = "hrv_rmssd_ms", ("hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm")
RIDGE = ("--learner", "ridge", "--set", "ridge.penalty=1")


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Morrow = Callable[..., Ended]


@pytest.fixture
def morrow(home: Path) -> Morrow:
    """Runs a command at an instant, the evening after the last night unless told otherwise."""

    def run(*arguments: str, at: datetime = EVENING) -> Ended:
        result = CliRunner().invoke(root, list(arguments), obj=Shell(clock=FixedClock(at), terminal=False), prog_name="morrow")
        assert result.exit_code == 0, f"{arguments} ended with {result.exit_code}: {result.stderr}"
        return Ended(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, strained: Callable[..., list[Fact]], empty_mlflow: Path) -> Path:
    """A home with two people, on whom `morrow train` trained the ridge on the evening after their last night, and two weeks before."""
    folder = tmp_path_factory.mktemp("trained") / "home"
    folder.mkdir()
    store = Store(folder / "morrow.duckdb")
    for seed, person in enumerate(("sam", "kim"), start=1):
        store.add(strained(person, seed, 120, LAST), recorded_at=EVENING - timedelta(days=1))
    shutil.copytree(empty_mlflow, folder / "mlflow")
    patch = pytest.MonkeyPatch()
    with patch.context() as environment:
        environment.setenv("MORROW_HOME", str(folder))
        environment.setenv("MORROW_ANCHOR", str(folder.with_name("anchor.jsonl")))
        for arguments in (("--as-of", "2026-03-17T19:00"), ()):
            result = CliRunner().invoke(root, ["train", *RIDGE, *arguments], obj=Shell(clock=FixedClock(EVENING), terminal=False))
            assert result.exit_code == 0, result.stderr
    return folder


@pytest.fixture
def world(home: Path, trained: Path) -> World:
    """A copy of that home, at its evening."""
    shutil.copytree(trained, home, dirs_exist_ok=True)
    return build_world(load_settings(), FixedClock(EVENING))


def rows_of(forecast: dict[str, Any], target: str = HRV) -> dict[str, dict[str, Any]]:
    """Name → row of each forecaster that speaks of a target."""
    return {row["name"]: row for row in forecast["targets"][target]["forecasters"]}


def spoil(world: World, row: ModelVersion) -> None:
    """Flips one byte in the middle of its artifact."""
    path = Versions(world.store).folder / row.folder / "ridge.json"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def version(world: World, number: int, target: str = HRV) -> ModelVersion:
    return next(row for row in Versions(world.store).registered(target=target, name="ridge") if row.version == number)


# Served


def test_the_next_forecast_names_the_versions_that_serve_with_their_weights(world: World, morrow: Morrow) -> None:
    forecast = morrow("forecast", "--person", "sam", "--json").json
    jsonschema.Draft202012Validator(forecast_schema()).validate(forecast)
    assert (forecast["track"], forecast["night"], forecast["seal"]["sequence"]) == ("live", "2026-04-01", 1)
    for target in TARGETS:
        rows = rows_of(forecast, target)
        assert set(rows) == {*FORECASTERS, POPULATION_RIDGE, "ridge"}
        assert (rows["ridge"]["version"], rows["ridge"]["trained_through"]) == ("v2+v1", "2026-03-31")
        assert sum(row["weight"] for row in rows.values()) == pytest.approx(1.0, abs=0.005)
        assert rows["ridge"]["weight"] > 0.0
        assert len(rows["ridge"]["quantiles"]) == 21
    assert forecast["data_quality"]["refused_models"] == []
    assert rows_of(forecast)[POPULATION_RIDGE]["trained_through"] < "2023"


def test_a_person_whom_no_version_met_is_served_too(world: World, morrow: Morrow, strained: Callable[..., list[Fact]]) -> None:
    """Of a stranger even earlier nights may be told, so the weight has moved by what they showed."""
    world.store.add(strained("eve", 7, 60, LAST), recorded_at=EVENING)
    rows = rows_of(morrow("forecast", "--person", "eve", "--json").json)
    assert rows["ridge"]["version"] == "v2+v1"
    met = rows_of(morrow("forecast", "--person", "sam", "--json").json)
    assert rows["ridge"]["weight"] > 1.5 * met["ridge"]["weight"]


def test_trained_models_are_scored_the_next_morning(world: World, morrow: Morrow, strained: Callable[..., list[Fact]]) -> None:
    morrow("forecast", "--person", "sam", "--json")
    come = [fact for fact in strained("sam", 1, 120, LAST) if isinstance(fact, Night)][-1]
    noon = EVENING + timedelta(hours=17)
    night = replace(come, key="2026-04-01", night=date(2026, 4, 1), known_at=noon - timedelta(hours=5), sleep_start=None, sleep_end=None)
    world.store.add([night], recorded_at=noon)
    told = morning(build_world(load_settings(), FixedClock(noon)), "sam")
    assert {"ridge", POPULATION_RIDGE, "models"} <= set(told.score["targets"][HRV]["crps"])


# Replayed


def test_a_replay_of_an_earlier_evening_has_only_what_was_trained_by_then(world: World, morrow: Morrow) -> None:
    """Champions are those of 31 March; on 20 March there was one of 17 March, and on 10 March there was none."""
    assert [row.alias for row in (version(world, 1), version(world, 2))] == [None, "champion"]
    for day, speaks in (("2026-03-10", None), ("2026-03-17", "2026-03-17"), ("2026-03-20", "2026-03-17")):
        rows = rows_of(morrow("forecast", "--person", "sam", "--as-of", f"{day}T21:00", "--json").json)
        assert rows.get("ridge", {}).get("trained_through") == speaks
        assert POPULATION_RIDGE in rows


def test_an_evening_before_anything_was_trained_says_the_same_without_any_version(world: World) -> None:
    as_of = datetime(2026, 3, 10, 21, tzinfo=UTC)
    beside_versions = evening(world, "sam", as_of=as_of, run_id="one").forecast["payload_sha256"]
    with world.store.transaction() as connection:
        connection.execute("DELETE FROM model_versions")
    assert evening(world, "sam", as_of=as_of, run_id="another").forecast["payload_sha256"] == beside_versions


def test_evals_replay_takes_up_versions_as_the_evenings_pass(world: World, assert_invariants) -> None:
    """Evenings of 16 and 17 March: on the 17th the version of that evening speaks, and is scored like everybody."""
    report = replay(world, ["sam"], 2, run_id="evals", until=date(2026, 3, 18))
    assert (report.statuses, report.ledger_ok) == ({"sealed": 2}, True)
    entries = world.ledger("replay", "evals").entries()
    speaks = {entry.night.day: "ridge" in rows_of(entry.payload) for entry in entries if entry.kind == "forecast"}
    assert speaks == {17: False, 18: True}
    scored = {entry.night.day: "ridge" in entry.payload["targets"][HRV]["crps"] for entry in entries if entry.kind == "score"}
    assert scored == speaks
    assert_invariants(world)


# Tampered with


def test_a_changed_byte_of_the_champion_is_refused_by_name_and_the_version_before_it_serves(world: World, morrow: Morrow) -> None:
    spoil(world, version(world, 2))
    ended = morrow("forecast", "--person", "sam", "--json")
    forecast = ended.json
    (sentence,) = forecast["data_quality"]["refused_models"]
    assert sentence.startswith("model hrv_rmssd_ms/default ridge v2 is refused: ridge.json ")
    row = rows_of(forecast)["ridge"]
    assert (row["version"], row["trained_through"]) == ("v1", "2026-03-17")
    assert rows_of(forecast, "resting_hr_bpm")["ridge"]["version"] == "v2+v1"
    jsonschema.Draft202012Validator(forecast_schema()).validate(forecast)
    card = " ".join(morrow("forecast", "--person", "sam").out.split())
    assert "Not as trained: model hrv_rmssd_ms/default ridge v2 is refused" in card


def test_where_all_versions_are_damaged_what_ships_serves_and_training_mends_it(world: World, morrow: Morrow) -> None:
    for number in (1, 2):
        spoil(world, version(world, number))
    forecast = morrow("forecast", "--person", "sam", "--json").json
    assert len(forecast["data_quality"]["refused_models"]) == 2
    assert set(rows_of(forecast)) == {*FORECASTERS, POPULATION_RIDGE}
    assert 20.0 < forecast["targets"][HRV]["median"] < 150.0

    result = CliRunner().invoke(root, ["doctor", "--json"], obj=Shell(clock=FixedClock(EVENING), terminal=False))
    check = next(check for check in json.loads(result.stdout)["checks"] if check["part"] == "trained models")
    assert (check["state"], check["remedy"]) == ("wrong", "morrow train --force")
    assert check["found"].startswith("2 of 6 are damaged: model hrv_rmssd_ms/default ridge v1 is refused")

    found = morrow("train", *RIDGE, "--json").json
    mended = [line["key"] for line in found["lines"] if line["version"] is not None]
    assert mended == ["hrv_rmssd_ms/default"]  # the others are fresh
    later = EVENING + timedelta(hours=1)
    again = morrow("forecast", "--person", "kim", "--json", at=later).json
    assert rows_of(again)["ridge"]["version"].startswith("v3+v2")


# In MLflow


def test_mlflow_shows_the_versions_that_serve(world: World, home: Path) -> None:
    from mlflow import MlflowClient

    uri = f"sqlite:///{home / 'mlflow' / 'mlflow.db'}"
    client: MlflowClient = MlflowClient(uri, uri)
    champion = client.get_model_version_by_alias("hrv_rmssd_ms.default.ridge", "champion")
    row = version(world, 2)
    assert (champion.tags["version"], champion.tags["digest"], champion.run_id) == ("2", row.digest, row.run_id)
    run = client.get_run(row.run_id).data
    assert run.metrics["crps"] == pytest.approx(row.metrics["crps"])
    assert len(client.get_metric_history(row.run_id, "crps_by_origin")) == 4
    assert run.params["penalty"] == "1.0"
