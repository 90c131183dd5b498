"""A day in a real Dagster instance: SQLite storage, one process, the same path as the command line's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from agent.bootstrap import World, build_world
from core.records import Person
from core.settings import load_settings
from ingestion.synthetic import generate
from ingestion.whoop_export_writer import write_export
from pipelines.definitions import defs
from pipelines.due import RUN_ID
from pipelines.instance import open_instance, prepared_home
from pipelines.resources import Installation

ROOT = Path(__file__).resolve().parents[2]

LAST = date(2026, 4, 20)
PERSON = "synthetic-6"
OTHERS = "synthetic-9"


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """A real Dagster instance in a home of its own."""
    with open_instance(tmp_path / "dagster") as opened:
        yield opened


@pytest.fixture
def installation(home: Path) -> World:
    """One simulated person of sixty nights in the store; an export and a broken file in the inbox."""
    world = build_world(load_settings())
    world.store.add(generate(PERSON, 6, LAST - timedelta(days=59), LAST).facts(), recorded_at=world.clock.now())
    inbox = world.folder("inbox")
    write_export(generate(OTHERS, 9, LAST - timedelta(days=9), LAST).facts(), inbox / "export.zip")
    (inbox / "notes.txt").write_text("not an export", encoding="utf-8")
    return world


def materialised(result: dg.ExecuteInProcessResult) -> dict[str, dict[str, object]]:
    """Metadata of each asset of the run."""
    events = result.get_asset_materialization_events()
    return {
        event.asset_key.to_user_string(): {name: value.value for name, value in event.materialization.metadata.items()} for event in events
    }


def test_one_day_goes_through_a_real_instance_and_again_says_that_it_stands(installation: World, instance: dg.DagsterInstance) -> None:
    job = defs.resolve_job_def("daily")
    evening_before = (LAST - timedelta(days=1)).isoformat()

    first = job.execute_in_process(instance=instance, partition_key=evening_before)
    assert first.success
    told = materialised(first)
    assert list(told) == ["facts", "quality", "models", "forecast", "scores"]
    assert told["facts"]["files"] == 2
    assert told["facts"]["added"] > 20
    assert list(told["facts"]["refused_files"]) == ["notes.txt"]
    assert told["quality"]["people"] == 1, "the person of the export lives now, and this partition is long past"
    assert told["forecast"] == {"night": LAST.isoformat(), "evenings": {"sealed": 1}}

    again = materialised(job.execute_in_process(instance=instance, partition_key=evening_before))
    assert (again["facts"]["added"], again["facts"]["revised"]) == (0, 0)
    assert again["forecast"]["evenings"] == {"stands": 1}

    following = job.execute_in_process(instance=instance, partition_key=LAST.isoformat())
    assert materialised(following)["scores"] == {"people": 1, "last_scored_night": {PERSON: LAST.isoformat()}}
    checks = {"freshness", "ranges", "artifacts_verify", "coverage", "ledger_verifies"}
    assert {check.check_name for check in following.get_asset_check_evaluations()} == checks
    assert all(check.passed for check in following.get_asset_check_evaluations() if check.check_name != "freshness")

    assert instance.get_materialized_partitions(dg.AssetKey("forecast")) == {evening_before, LAST.isoformat()}
    entries = installation.ledger("replay", RUN_ID).entries()
    assert [entry.kind for entry in entries] == ["forecast", "outcome", "score", "forecast"]


def test_a_person_who_lives_now_is_forecast_on_the_live_track_in_todays_partition(home: Path, instance: dg.DagsterInstance) -> None:
    zone = zone_where_it_is_evening()
    world = build_world(load_settings())
    today = world.clock.now().astimezone(ZoneInfo(zone)).date()
    facts = generate("alive", 6, today - timedelta(days=59), today, home=zone).facts()
    known = [fact for fact in facts if fact.known_at <= world.clock.now()]
    alive = [replace(fact, simulated=False) if isinstance(fact, Person) else fact for fact in known]
    world.store.add(alive, recorded_at=world.clock.now())
    result = dg.materialize(
        [*defs.assets],
        instance=instance,
        partition_key=today.isoformat(),
        resources={"installation": Installation()},
        selection="*forecast",
    )
    assert materialised(result)["forecast"]["evenings"] == {"sealed": 1}
    assert [entry.night for entry in world.ledger("live", "live").entries()] == [today + timedelta(days=1)]


def zone_where_it_is_evening() -> str:
    """The name of a zone in which it is between eight and nine in the evening now. `Etc/GMT-3` lies three hours east of London."""
    east = (20 - datetime.now(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def test_the_definitions_validate_without_a_warning_of_ours(tmp_path: Path) -> None:
    environment = {**os.environ, "DAGSTER_HOME": str(prepared_home(tmp_path)), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}
    command = [str(Path(sys.executable).with_name("dagster")), "definitions", "validate", "-m", "pipelines.definitions"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "All code locations passed validation" in said
    assert f"{ROOT}/pipelines" not in said
    assert "WARNING" not in said


def test_loading_the_definitions_loads_no_model_and_no_agent() -> None:
    code = "import sys, pipelines.definitions; print(sorted({'langgraph', 'chromadb', 'torch', 'pandas', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[]"
