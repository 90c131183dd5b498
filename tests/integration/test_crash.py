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
from itertools import chain, zip_longest
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.bootstrap import World, build_world
from core.clock import FixedClock
from core.nights import evening_of
from core.records import TABLES, TYPED, Entry, Fact, Measure, Person, Workout
from core.settings import load_settings
from core.store import Store
from ingestion.synthetic import generate

ROOT = Path(__file__).resolve().parents[2]
PERSON = "synthetic-6"
HOME = ZoneInfo("Europe/Berlin")
LAST = date(2026, 3, 20)
"""The date on whose evening the runs are killed."""
NOT_OF_THE_DAY: dict[str, str] = {
    **dict.fromkeys(("erasure.written", "erasure.before_rename", "erasure.after_rename", "erasure.after_anchor"), "morrow forget"),
    **dict.fromkeys(("sync.fetched", "sync.written"), "morrow sync"),
    **dict.fromkeys(("whoop.tokens.received", "whoop.tokens.saved"), "morrow connect whoop, and every refresh of the grant"),
    "journal.kept": "morrow journal add, in tests/e2e/test_journal.py",
    **dict.fromkeys(("training.added", "training.line"), "morrow train, in tests/e2e/test_training.py"),
}
"""Crash points that an import and an evening do not pass, each with what passes it instead."""
OF_THE_DAY: tuple[tuple[str, ...], ...] = (
    *((f"store.add.{table}",) for table in TABLES),
    ("store.add.committed",),
    ("ledger.append.before_commit",),
    ("ledger.append.after_commit", "settle.appended"),
    ("resolve.remembered",),
    ("agent.brief",),
    ("agent.tools",),
    ("agent.judged",),
    ("agent.before_seal",),
    ("seal.before_commit",),
    ("seal.after_commit", "seal.after_anchor", "agent.after_seal", "agent.remembered"),
)
"""Crash points in the order in which an import and an evening pass them; who was killed at one of a group passes none of its others."""

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
        Entry(**meta, key="said", day=LAST, told_at=at, text="A quiet day.", transcriber=TYPED, reader="rules"),
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
    """One sealed forecast, the one that an undisturbed run seals, not a row more or less, and no dialogue left behind."""
    assert again["status"] in ("sealed", "stands"), again
    assert again["sha256"] == prepared.sha256
    world = world_of(folder, prepared.now)
    assert_invariants(world)
    assert rows_of(world.store) == prepared.rows
    assert list(world.folder("checkpoints").iterdir()) == []


def assert_killed(points: Sequence[str], results: Sequence[dict[str, object]]) -> None:
    """Every run ended at the point at which it was to be killed."""
    missed = {point: result for point, result in zip(points, results, strict=True) if result.get("signal") != signal.SIGKILL}
    assert not missed, "an import and an evening do not pass these crash points, or not in the order of OF_THE_DAY"


def test_every_named_point_is_known_here() -> None:
    assert set(named_points()) == {*chain.from_iterable(OF_THE_DAY), *NOT_OF_THE_DAY}, "say in NOT_OF_THE_DAY what else passes a point"


def test_a_day_that_is_killed_at_one_named_point_after_the_other_ends_in_the_forecast_it_would_have_sealed(
    forks: Run, prepared: Prepared, tmp_path: Path, assert_invariants: Sound
) -> None:
    """Two homes are killed again and again, each at every other point; where one of several is passed, copies are killed at the others."""
    lanes = [prepared.copy(tmp_path / "odd"), prepared.copy(tmp_path / "even")]
    copies: list[Path] = []
    for groups in zip_longest(OF_THE_DAY[::2], OF_THE_DAY[1::2], fillvalue=()):
        ends: list[tuple[Path, str]] = []
        for lane, points in zip(lanes, groups, strict=True):
            more = [shutil.copytree(lane, tmp_path / point) for point in points[1:]]
            ends += zip([lane, *more], points, strict=False)
            copies += more
        assert_killed([point for _, point in ends], forks([prepared.order(home, crash_at=point) for home, point in ends]))
    for home, again in zip([*lanes, *copies], forks([prepared.order(home) for home in [*lanes, *copies]]), strict=True):
        assert_recovered(prepared, home, again, assert_invariants)


@pytest.mark.prove
def test_a_run_killed_at_any_named_point_ends_in_the_forecast_it_would_have_sealed(
    forks: Run, prepared: Prepared, tmp_path: Path, assert_invariants: Sound
) -> None:
    """Each point in a home of its own."""
    points = [*chain.from_iterable(OF_THE_DAY)]
    homes = {point: prepared.copy(tmp_path / f"{number}") for number, point in enumerate(points)}
    assert_killed(points, forks([prepared.order(homes[point], crash_at=point) for point in points]))
    restarted = forks([prepared.order(homes[point]) for point in points])
    for point, again in zip(points, restarted, strict=True):
        assert_recovered(prepared, homes[point], again, assert_invariants)


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.prove)])
def test_a_run_killed_at_random_moments_ends_in_the_forecast_it_would_have_sealed(
    forks: Run, prepared: Prepared, tmp_path: Path, assert_invariants: Sound, kills: int
) -> None:
    chance = random.Random(11)
    moments = sorted(chance.uniform(0.001, prepared.seconds) for _ in range(kills))
    homes = [prepared.copy(tmp_path / f"{number}") for number in range(kills)]
    for killed in forks([prepared.order(home, kill_after=moment) for home, moment in zip(homes, moments, strict=True)]):
        assert killed["status"] in ("killed", "sealed"), killed
    for home, again in zip(homes, forks([prepared.order(home) for home in homes]), strict=True):
        assert_recovered(prepared, home, again, assert_invariants)


def test_of_eight_runs_at_once_one_seals_and_the_others_say_that_it_stands(
    forks: Run, prepared: Prepared, tmp_path: Path, assert_invariants: Sound
) -> None:
    folder = prepared.copy(tmp_path / "eight")
    results = forks([prepared.order(folder, together=True) for _ in range(8)])
    assert sorted(str(result["status"]) for result in results) == ["sealed"] + ["stands"] * 7, results
    assert {result["sha256"] for result in results} == {prepared.sha256}
    assert_recovered(prepared, folder, results[0], assert_invariants)
