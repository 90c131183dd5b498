"""A replay: strict order, resumable, everything sealed and scored; the same evening always gives the same hash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from agent.bootstrap import World, build_world
from agent.day import evening
from core.errors import BadInput
from core.nights import evening_of
from core.settings import Settings, load_settings
from evals.replay import Step, replay, replay_synthetic
from evals.replay_report import RULES, ReplayReport
from ingestion.synthetic import generate, population

ROOT = Path(__file__).resolve().parents[2]
LAST = date(2026, 4, 30)
PEOPLE = ["synthetic-21-000", "synthetic-21-001"]
NIGHTS = 3


def world_in(folder: Path) -> World:
    """An installation with two synthetic people of a hundred nights, at home in the last of them."""
    world = build_world(load_settings(home=folder / "home", anchor=folder / "anchor.jsonl"))
    for person in population(2, 21, LAST - timedelta(days=99), LAST):
        world.store.add(person.facts(), recorded_at=world.clock.now())
    return world


class Stopped(Exception):
    """Somebody pulled the plug."""


@pytest.fixture(scope="module")
def stopped_and_resumed(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, list[Step], list[Step], ReplayReport]:
    """A replay that was stopped after three evenings, and then went on."""
    world = world_in(tmp_path_factory.mktemp("replay"))
    first: list[Step] = []
    second: list[Step] = []

    def stop_after_three(step: Step) -> None:
        first.append(step)
        if step.done == 3:
            raise Stopped

    with pytest.raises(Stopped):
        replay(world, PEOPLE, NIGHTS, run_id="r", progress=stop_after_three)
    report = replay(world, PEOPLE, NIGHTS, run_id="r", progress=second.append)
    return world, first, second, report


def test_a_stopped_replay_goes_on_where_it_stood(stopped_and_resumed) -> None:
    _, first, second, _ = stopped_and_resumed
    assert [step.status for step in first] == ["sealed"] * 3
    assert [step.status for step in second] == ["passed over", "stands", "stands"] + ["sealed"] * 3


def test_people_are_interleaved_in_strict_order_of_their_evenings(stopped_and_resumed) -> None:
    world, _, _, _ = stopped_and_resumed
    entries = world.ledger("replay", "r").entries("l.kind = 'forecast'")
    assert [(entry.night, entry.person_id) for entry in entries] == [
        (LAST - timedelta(days=back), person) for back in reversed(range(NIGHTS)) for person in PEOPLE
    ]
    assert all(earlier.written_at <= later.written_at for earlier, later in pairwise(entries))


def test_every_night_is_scored_and_remembered_before_the_next_evening_is_forecast(stopped_and_resumed) -> None:
    world, _, _, _ = stopped_and_resumed
    ledger = world.ledger("replay", "r").entries()
    nights = [LAST - timedelta(days=back) for back in reversed(range(NIGHTS))]
    for person in PEOPLE:
        kinds = [(entry.kind, entry.night) for entry in ledger if entry.person_id == person and entry.kind != "outcome"]
        assert kinds == [(kind, night) for night in nights for kind in ("forecast", "score")]
        memories = world.store.snapshot(person, world.clock.now(), track="replay", run_id="r").memories
        assert [row.night for row in memories if row.kind == "reflection"] == nights


def test_the_report_tells_scores_skill_and_coverage_of_every_primary_target(stopped_and_resumed) -> None:
    _, _, _, report = stopped_and_resumed
    assert (report.people, report.evenings, report.ledger_ok) == (2, 6, True)
    assert report.statuses == {"passed over": 1, "sealed": 3, "stands": 2}
    hrv = report.targets["hrv_rmssd_ms"]
    assert set(hrv.skill_crps) == set(RULES)
    for found in hrv.skill_crps.values():
        assert found["low"] <= found["estimate"] <= found["high"] <= 1
    assert 0 <= hrv.coverage_80 <= hrv.coverage_95 <= 1
    assert 0 < hrv.crps["final"] < hrv.mae * 2
    assert {"models", "agent"} <= hrv.crps.keys()
    assert json.loads(json.dumps(report.to_json()))["targets"]["hrv_rmssd_ms"]["nights"] == hrv.nights


def test_a_replay_leaves_the_installation_sound(stopped_and_resumed, assert_invariants) -> None:
    assert_invariants(stopped_and_resumed[0])


def test_a_replay_may_not_take_the_run_id_of_daily_life(stopped_and_resumed) -> None:
    with pytest.raises(BadInput, match="live"):
        replay(stopped_and_resumed[0], PEOPLE, 1, run_id="live")


def test_a_replay_of_nobody_is_refused(home) -> None:
    with pytest.raises(BadInput):
        replay(build_world(load_settings()), [], 5, run_id="r")


def test_synthetic_people_are_replayed_in_a_home_of_their_own(home: Path) -> None:
    settings = load_settings()
    report = replay_synthetic(settings, 1, 2, seed=4)
    assert report.statuses == {"sealed": 2}
    assert build_world(settings).store.people() == []
    assert [path.name for path in (home / "evals").iterdir()] == [report.run_id]
    again = replay_synthetic(settings, 1, 2, seed=4)
    assert again.statuses == {"passed over": 1, "stands": 1}
    assert again.targets == report.targets


# The same evening, the same hash


def settings_in(folder: Path) -> Settings:
    """A home of its own with one person."""
    settings = load_settings(home=folder / "home", anchor=folder / "anchor.jsonl")
    world = build_world(settings)
    world.store.add(generate("synthetic-8", 8, LAST - timedelta(days=59), LAST).facts(), recorded_at=world.clock.now())
    return settings


def sha_of(settings: Settings) -> str:
    """What the evening seals."""
    world = build_world(settings)
    zone = world.store.snapshot("synthetic-8", world.clock.now()).zone
    return str(evening(world, "synthetic-8", as_of=evening_of(LAST, zone)).forecast["payload_sha256"])


FRESH = """
import sys
from pathlib import Path
from agent.bootstrap import build_world
from agent.day import evening
from core.nights import evening_of
from core.settings import load_settings
from datetime import date
world = build_world(load_settings(home=Path(sys.argv[1]) / "home", anchor=Path(sys.argv[1]) / "anchor.jsonl"))
zone = world.store.snapshot("synthetic-8", world.clock.now()).zone
print(evening(world, "synthetic-8", as_of=evening_of(date.fromisoformat(sys.argv[2]), zone)).forecast["payload_sha256"])
"""


def fresh_sha(folder: Path, hash_seed: int) -> str:
    """What the evening seals in a process of its own, whose sets and dicts are ordered by another hash seed."""
    settings_in(folder)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(hash_seed)}
    command = [sys.executable, "-c", FRESH, str(folder), LAST.isoformat()]
    return subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True, text=True, timeout=300).stdout.strip()


@pytest.mark.parametrize(("runs", "fresh"), [(2, 1), pytest.param(95, 5, marks=pytest.mark.prove)])
def test_the_same_evening_always_gives_the_same_hash(tmp_path: Path, runs: int, fresh: int) -> None:
    found = [sha_of(settings_in(tmp_path / f"{number}")) for number in range(runs)]
    with ThreadPoolExecutor(2) as both_cores:
        folders = [tmp_path / f"fresh-{number}" for number in range(fresh)]
        for folder in folders:
            folder.mkdir()
        found += both_cores.map(fresh_sha, folders, range(fresh))
    assert len(found) == runs + fresh
    assert len(set(found)) == 1
