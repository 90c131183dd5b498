"""Killed anywhere, started again: one sealed forecast, the one it would have sealed; the chain verifies; nothing is lost."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.bootstrap import World, build_world
from core.clock import FixedClock
from core.nights import evening_of
from core.records import TABLES, Fact, Measure, Person, Workout
from core.settings import load_settings
from core.store import Store
from ingestion.synthetic import generate

ROOT = Path(__file__).resolve().parents[2]
PERSON = "synthetic-6"
HOME = ZoneInfo("Europe/Berlin")
LAST = date(2026, 3, 20)
"""The date on whose evening the runs are killed."""
NOT_OF_THE_DAY: dict[str, str] = {
    "training.added": "morrow train, in tests/e2e/test_training.py",
    "training.line": "morrow train, in tests/e2e/test_training.py",
}
"""Crash points that an import and an evening do not pass, each with what passes it instead."""

Run = Callable[[Sequence[dict[str, object]]], list[dict[str, object]]]


@dataclass(frozen=True)
class Prepared:
    """A home in which one evening was sealed, and the facts that have come since."""

    folder: Path
    facts: Path
    now: datetime
    sha256: str
    """What an undisturbed run seals."""
    rows: dict[str, int]
    """Rows of each table after an undisturbed run."""
    seconds: float

    def copy(self, folder: Path) -> Path:
        """The same home again."""
        shutil.copytree(self.folder, folder)
        return folder

    def order(self, folder: Path, **more: object) -> dict[str, object]:
        """The day's work in that home."""
        return order_of(folder, self.now, facts=str(self.facts), **more)


def order_of(folder: Path, now: datetime, **more: object) -> dict[str, object]:
    """An order for the fork server, on the live track."""
    return {"home": str(folder / "home"), "anchor": str(folder / "anchor.jsonl"), "now": now.isoformat(), "person": PERSON, **more}


def world_of(folder: Path, now: datetime) -> World:
    """The installation in that folder, at that instant."""
    settings = load_settings(home=folder / "home", anchor=folder / "anchor.jsonl")
    return build_world(settings, FixedClock(now))


def rows_of(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.reading() as connection:
        names = [*TABLES, "memories", "ledgers", "ledger_links", "ledger_contents"]
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


def named_points() -> list[str]:
    """Every crash point, read from the source, so that a new one cannot be forgotten."""
    found: set[str] = set()
    for package in ("core", "ingestion", "voice", "memory", "forecasting", "intelligence", "tools", "agent", "pipelines", "evals", "app"):
        for file in (ROOT / package).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            names = re.findall(r'\bcrash_point\(\s*f?"([^"]+)"', text)
            calls = len(re.findall(r"(?<!def )\bcrash_point\(", text))
            assert len(names) == calls, f"{file.name} names a crash point by something else than its words"
            found |= {name.replace("{table}", table) for name in names for table in TABLES}
    assert not any("{" in name for name in found)
    return sorted(found)


def days_facts(since: datetime, until: datetime) -> list[Fact]:
    """What became known between two instants of a live person's life, every table among it."""
    person = generate(PERSON, 6, LAST - timedelta(days=60), LAST)
    facts = [fact for fact in person.facts() if since < fact.known_at <= until]
    return [dataclasses.replace(fact, simulated=False) if isinstance(fact, Person) else fact for fact in facts]


def with_every_table(facts: list[Fact], at: datetime) -> list[Fact]:
    """The day's facts, and one of each table that the day happened to lack."""
    meta = {"person_id": PERSON, "source": "synthetic", "source_epoch": "synthetic/1", "known_at": at}
    extra: list[Fact] = [
        Measure(**meta, key="steps", day=LAST, kind="steps", value=9000.0, unit="steps"),
        Person(**meta, key="person", time_zone="Europe/Berlin", goals="sleep more"),
        Workout(**meta, key="walk", day=LAST, start=at - timedelta(hours=2), end=at - timedelta(hours=1), sport="walking"),
    ]
    return facts + extra


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Runs orders in children of one process that has imported everything."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MORROW_")}
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("fork_server.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path_factory.mktemp("forks"),
        env={**environment, "PYTHONPATH": str(ROOT)},
    )
    assert server.stdin is not None
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"

    def run(orders: Sequence[dict[str, object]]) -> list[dict[str, object]]:
        server.stdin.write(json.dumps(list(orders)) + "\n")
        server.stdin.flush()
        return json.loads(server.stdout.readline())

    yield run
    server.stdin.close()
    server.wait(timeout=30)
    server.stdout.close()


@pytest.fixture(scope="module")
def prepared(forks: Run, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Sixty nights, one sealed evening, and then a day whose facts and evening are what the tests kill."""
    folder = tmp_path_factory.mktemp("prepared")
    yesterday, now = evening_of(LAST, HOME), evening_of(LAST + timedelta(days=1), HOME)
    world_of(folder, yesterday).store.add(days_facts(datetime(2000, 1, 1, tzinfo=UTC), yesterday), recorded_at=yesterday)
    (first,) = forks([order_of(folder, yesterday)])
    assert first["status"] == "sealed", first
    facts = folder / "facts.pickle"
    facts.write_bytes(pickle.dumps(with_every_table(days_facts(yesterday, now), now - timedelta(minutes=5))))
    undisturbed = shutil.copytree(folder, tmp_path_factory.mktemp("undisturbed") / "copy")
    (result,) = forks([order_of(undisturbed, now, facts=str(facts))])
    assert result["status"] == "sealed", result
    rows = rows_of(world_of(undisturbed, now).store)
    return Prepared(folder, facts, now, str(result["sha256"]), rows, float(str(result["seconds"])))


Sound = Callable[[World], None]


def assert_recovered(prepared: Prepared, folder: Path, again: dict[str, object], assert_invariants: Sound) -> None:
    """One sealed forecast, the one that an undisturbed run seals, and not a row more or less."""
    assert again["status"] in ("sealed", "stands"), again
    assert again["sha256"] == prepared.sha256
    world = world_of(folder, prepared.now)
    assert_invariants(world)
    assert rows_of(world.store) == prepared.rows


def test_a_run_killed_at_any_named_point_ends_in_the_forecast_it_would_have_sealed(
    forks: Run, prepared: Prepared, tmp_path: Path, assert_invariants: Sound
) -> None:
    points = [point for point in named_points() if point not in NOT_OF_THE_DAY]
    assert len(points) >= 10
    homes = {point: prepared.copy(tmp_path / f"{number}") for number, point in enumerate(points)}
    killed = forks([prepared.order(homes[point], crash_at=point) for point in points])
    missed = {point: result for point, result in zip(points, killed, strict=True) if result.get("signal") != signal.SIGKILL}
    assert not missed, "an import and an evening do not pass these crash points; say in NOT_OF_THE_DAY what does"
    restarted = forks([prepared.order(homes[point]) for point in points])
    for point, again in zip(points, restarted, strict=True):
        assert_recovered(prepared, homes[point], again, assert_invariants)


@pytest.mark.parametrize("point", ["agent.tools", "agent.after_seal"])
def test_no_dialogue_is_left_behind(forks: Run, prepared: Prepared, tmp_path: Path, point: str) -> None:
    folder = prepared.copy(tmp_path / "home")
    forks([prepared.order(folder, crash_at=point)])
    forks([prepared.order(folder)])
    assert list(world_of(folder, prepared.now).folder("checkpoints").iterdir()) == []


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.prove)])
def test_a_run_killed_at_random_moments_ends_in_the_forecast_it_would_have_sealed(
    forks: Run, prepared: Prepared, tmp_path: Path, assert_invariants: Sound, kills: int
) -> None:
    chance = random.Random(11)
    for number in range(kills):
        folder = prepared.copy(tmp_path / f"{number}")
        (killed,) = forks([prepared.order(folder, kill_after=chance.uniform(0.001, prepared.seconds))])
        assert killed["status"] in ("killed", "sealed"), killed
        (again,) = forks([prepared.order(folder)])
        assert_recovered(prepared, folder, again, assert_invariants)


def test_of_eight_runs_at_once_one_seals_and_the_others_say_that_it_stands(
    forks: Run, prepared: Prepared, tmp_path: Path, assert_invariants: Sound
) -> None:
    folder = prepared.copy(tmp_path / "eight")
    results = forks([prepared.order(folder, together=True) for _ in range(8)])
    assert sorted(str(result["status"]) for result in results) == ["sealed"] + ["stands"] * 7, results
    assert {result["sha256"] for result in results} == {prepared.sha256}
    assert_recovered(prepared, folder, results[0], assert_invariants)
