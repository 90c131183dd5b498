"""Days in a real Dagster instance: SQLite storage, one process, the same sensors, schedule and assets as under the daemon."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from agent.bootstrap import World, build_world
from agent.daily_run import context_of
from agent.due import PIPELINES
from agent.entries import entries_of
from core.nights import slot_at
from core.records import JournalAnswer, Person
from core.requests import waiting_requests
from core.settings import load_settings
from ingestion.synthetic import generate
from ingestion.whoop_export_writer import write_export
from intelligence.weekly_report import WeeklyReport
from pipelines.definitions import defs
from pipelines.instance import open_instance, prepared_home
from pipelines.resources import Installation
from pipelines.ticking import Done, tick
from tools.catalog import TOOLS, call

RecordProperty = Callable[[str, object], None]
ROOT = Path(__file__).resolve().parents[2]

LAST = date(2026, 4, 20)  # a Monday
PERSON, IN_THE_INBOX, ALIVE, BROKEN = "quokka-6", "wombat-9", "numbat-6", "bettong-6"
BROKEN_FILE = "notes-of-bilby.txt"
WORDS = "Two glasses of wine with dinner, and no training today. I feel tired."
SUNDAY_EVENING, MONDAY_MORNING, MONDAY_LATER = (
    datetime(2026, 4, 19, 19, tzinfo=UTC),  # 21:00 in Berlin
    datetime(2026, 4, 20, 8, tzinfo=UTC),
    datetime(2026, 4, 20, 9, tzinfo=UTC),
)


@dataclass(frozen=True)
class Lived:
    """An installation that was ticked through, and what came of it."""

    world: World
    installation: Installation
    instance: dg.DagsterInstance
    ticks: dict[datetime | str, dict[str, Done]]
    """Instant → ritual → its run."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """One simulated person of sixty nights; an export and a broken file in the inbox; an evening, a morning, a Monday."""
    root = tmp_path_factory.mktemp("lived")
    installation = Installation(home=str(root / "home"), anchor=str(root / "anchor.jsonl"))
    world = installation.world()
    world.store.add(generate(PERSON, 6, LAST - timedelta(days=59), LAST).facts(), recorded_at=world.clock.now())
    write_export(generate(IN_THE_INBOX, 9, LAST - timedelta(days=9), LAST).facts(), world.folder("inbox") / "export.zip")
    (world.folder("inbox") / BROKEN_FILE).write_text("not an export", encoding="utf-8")
    for path in world.folder("inbox").iterdir():
        os.utime(path, (1.0, 1.0))
    with open_instance(root / "dagster") as instance:
        ticks: dict[datetime | str, dict[str, Done]] = {}
        for at in (SUNDAY_EVENING, MONDAY_MORNING, MONDAY_LATER):
            ticks[at] = {done.ritual: done for done in tick(instance, installation, at)}
        ticks["again"] = {done.ritual: done for done in tick(instance, installation, MONDAY_LATER)}
        yield Lived(world, installation, instance, ticks)


def test_an_evening_goes_from_the_inbox_to_a_sealed_forecast(lived: Lived) -> None:
    facts, evening = lived.ticks[SUNDAY_EVENING]["facts"], lived.ticks[SUNDAY_EVENING]["evening"]
    assert (facts.asked_by, facts.success, evening.asked_by, evening.success) == ("files_in_the_inbox", True, "due_tick", True)
    told = facts.metadata["facts"]
    assert (told["files"], told["refused_files"], told["rejected_rows"]) == (2, 1, 0)
    assert told["added"] > 20
    assert list(evening.metadata) == ["facts", "quality", "features", "models", "daily_report", "forecast"]
    assert (evening.metadata["facts"]["added"], evening.metadata["facts"]["revised"]) == (0, 0), "what is known changes nothing"
    assert evening.metadata["quality"]["people"] == 1, "the person of the export lives now: it is not their evening"
    assert evening.metadata["features"]["present_least"] > 40
    assert evening.metadata["features"]["missing"]["nutrition"] == 1.0
    assert evening.metadata["daily_report"]["outcomes"] == {"filed": 1}
    assert evening.metadata["forecast"]["night"] == LAST.isoformat()
    assert evening.metadata["forecast"]["outcomes"] == {"sealed": 1}
    assert evening.day == "2026-04-19"


def test_a_morning_is_scored_and_remembered(lived: Lived) -> None:
    morning = lived.ticks[MONDAY_MORNING]["morning"]
    assert list(morning.metadata) == ["facts", "scores", "memory"]
    assert morning.metadata["scores"]["outcomes"] == {"settled": 1}
    assert set(morning.metadata["scores"]["inside_80"]) == {"hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm"}
    assert str(morning.metadata["scores"]["picture"]).startswith("![picture](data:image/svg+xml;base64,")
    assert (morning.metadata["memory"]["reflections"], morning.metadata["memory"]["newly_indexed"]) == (1, 2)
    kinds = [entry.kind for entry in lived.world.ledger("replay", PIPELINES).entries()]
    assert kinds == ["forecast", "outcome", "score"]


def test_the_first_monday_brings_a_weekly_report_once(lived: Lived) -> None:
    report = lived.ticks[MONDAY_LATER]["weekly_report"]
    assert (report.metadata["weekly_report"]["outcomes"], report.day) == ({"filed": 1}, "2026-04-20")
    assert lived.ticks["again"] == {}, "asked again at the same instant, nothing is left to do"


def test_reports_lie_where_they_belong_and_are_their_owners_alone(lived: Lived) -> None:
    folder = lived.world.folder("reports") / PERSON / f"replay-{PIPELINES}"
    assert sorted(path.name for path in folder.iterdir()) == ["daily-2026-04-19.json", "weekly-2026-04-20.json", "weekly-2026-04-20.md"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    brief = json.loads((folder / "daily-2026-04-19.json").read_text(encoding="utf-8"))
    assert (brief["person_id"], brief["night"]) == (PERSON, "2026-04-20")
    assert brief["targets"]["hrv_rmssd_ms"]["last_night"] == "2026-04-19", "what was known that evening"
    weekly = WeeklyReport.model_validate_json((folder / "weekly-2026-04-20.json").read_text(encoding="utf-8"))
    assert (weekly.nights, weekly.last, weekly.as_of) == (7, date(2026, 4, 19), MONDAY_LATER)


def test_every_check_has_looked_and_none_complains(lived: Lived) -> None:
    failed = {name for ticks in lived.ticks.values() for done in ticks.values() for name in done.failed_checks}
    assert failed == set()
    summary = lived.instance.event_log_storage.get_latest_asset_check_execution_by_key(list(defs.resolve_asset_graph().asset_check_keys))
    assert {key.name for key in summary} == {
        *("connected", "freshness", "ranges", "renewed", "artifacts_verify", "ledger_verifies", "coverage", "drift", "index_in_step")
    }


def test_partitions_are_dates_and_each_asset_has_those_it_was_made_for(lived: Lived) -> None:
    def made(name: str) -> set[str]:
        return lived.instance.get_materialized_partitions(dg.AssetKey(name))

    assert made("forecast") == {"2026-04-19"}
    assert made("scores") == made("weekly_report") == {"2026-04-20"}
    assert made("facts") == {"2026-04-19", "2026-04-20"}


def test_a_run_by_hand_of_a_day_long_past_finds_nothing_due(lived: Lived) -> None:
    job = defs.resolve_job_def("daily")
    config = {"resources": {"installation": {"config": {"home": lived.installation.home, "anchor": lived.installation.anchor}}}}
    done = job.execute_in_process(instance=lived.instance, partition_key="2026-04-10", run_config=config)
    assert done.success
    told = {event.asset_key.to_user_string() for event in done.get_asset_materialization_events()}
    assert len(told) == 9, "the whole day"
    assert [entry.kind for entry in lived.world.ledger("replay", PIPELINES).entries()] == ["forecast", "outcome", "score"]


def test_nobody_is_named_in_dagsters_books(lived: Lived) -> None:
    """Whoever is erased must not stay behind here; nor the name of a file that somebody put into the inbox."""
    assert traces(lived.instance, PERSON, IN_THE_INBOX, "bilby") == []
    assert traces(lived.instance, "2026-04-19"), "the search finds what is there"


def traces(instance: dg.DagsterInstance, *words: str) -> list[tuple[str, str]]:
    """Files of Dagster's home with one of these words in any of their bytes."""
    files = [path for path in Path(instance.root_directory).rglob("*") if path.is_file()]
    return [(path.name, word) for path in files for word in words if word.encode() in path.read_bytes()]


# ---------------------------------------------------------------- by the wall clock


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """A real Dagster instance in a home of its own."""
    with open_instance(tmp_path / "dagster") as opened:
        yield opened


def test_who_lives_now_is_forecast_by_the_wall_clock_whatever_becomes_of_others(home: Path, instance: dg.DagsterInstance) -> None:
    """Two people. The facts of one arrived after the clock's now: to seal would lie, and the error names them."""
    zone = zone_where_it_is_evening()
    world = build_world(load_settings())
    now = world.clock.now()
    today = now.astimezone(ZoneInfo(zone)).date()
    for person, arrived in ((BROKEN, now + timedelta(hours=2)), (ALIVE, now)):
        facts = generate(person, 6, today - timedelta(days=59), today, home=zone).facts()
        known = [replace(fact, simulated=False) if isinstance(fact, Person) else fact for fact in facts if fact.known_at <= now]
        world.store.add(known, recorded_at=arrived)
    assert tick(instance, Installation(), now) == (), "at a simulated instant nothing is sealed on the live track"

    (evening,) = tick(instance, Installation())
    assert (evening.ritual, evening.day, evening.success) == ("evening", today.isoformat(), False)
    assert evening.metadata["daily_report"]["outcomes"] == {"filed": 2}
    sealed = [(entry.person_id, entry.night) for entry in world.ledger("live", "live").entries()]
    assert sealed == [(ALIVE, today + timedelta(days=1))]
    failures = [event.dagster_event for event in instance.all_logs(evening.run_id) if event.dagster_event]
    (failure,) = [event.step_failure_data.user_failure_data.description for event in failures if event.is_step_failure]
    assert failure.startswith("1 of 2 failed: ClockFault at agent/day.py:")

    snapshot = world.store.snapshot(ALIVE, world.clock.now())
    models = world.models(snapshot, slot_at(snapshot.as_of, snapshot.zone).night)
    with context_of(world, snapshot, models) as context:
        assert call(TOOLS["refresh_data"], context, {})["queued"]
    (request,) = waiting_requests(world.store)
    assert request.person_id == ALIVE
    (taken,) = beside_the_evening(tick(instance, Installation()))
    assert (taken.ritual, taken.asked_by, taken.metadata["facts"]["requests_answered"]) == ("facts", "requests", 1)
    assert waiting_requests(world.store) == []
    assert beside_the_evening(tick(instance, Installation())) == [], "the agent's request is taken once"
    assert traces(instance, ALIVE, BROKEN) == [], "a failure is told without names"


@pytest.fixture
def speech() -> bytes:
    """A spoken evening, as a recorder leaves it."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("no espeak-ng on this machine: nobody speaks")
    spoken = subprocess.run(["espeak-ng", "-s", "140", "--stdout", WORDS], check=True, capture_output=True)
    return spoken.stdout


def test_a_recording_in_the_inbox_is_heard_and_the_forecast_cites_it(home: Path, instance: dg.DagsterInstance, speech: bytes) -> None:
    """Beside it lies one that nobody can hear; its name is told to nobody."""
    zone = zone_where_it_is_evening()
    world = build_world(load_settings())
    now = world.clock.now()
    today = now.astimezone(ZoneInfo(zone)).date()
    facts = generate(ALIVE, 6, today - timedelta(days=59), today, home=zone).facts()
    known = [replace(fact, simulated=False) if isinstance(fact, Person) else fact for fact in facts if fact.known_at <= now]
    world.store.add([fact for fact in known if not isinstance(fact, JournalAnswer)], recorded_at=now)
    inbox = world.folder("inbox")
    (inbox / ALIVE).mkdir()
    for path, content in ((inbox / ALIVE / "day.wav", speech), (inbox / "bilby.mp3", b"#EXTM3U")):
        path.write_bytes(content)
        os.utime(path, (now.timestamp() - 60.0,) * 2)

    done = {run.ritual: run for run in tick(instance, Installation())}
    assert (done["facts"].asked_by, done["facts"].success, done["evening"].success) == ("files_in_the_inbox", True, True)
    told = done["facts"].metadata["facts"]
    assert (told["recordings"], told["refused_recordings"], told["waiting_recordings"], told["files"]) == (1, 1, 0, 0)
    (forecast,) = [entry for entry in world.ledger("live", "live").entries() if entry.kind == "forecast"]
    quotes = {item["kind"]: item["quote"] for item in forecast.payload["evidence"]}
    (entry,) = entries_of(world, ALIVE)
    assert quotes["alcohol"] in entry.entry.text
    assert quotes["alcohol"] in forecast.payload["rationale"]
    assert [path.name for path in inbox.iterdir() if path.is_file()] == []
    assert beside_the_evening(tick(instance, Installation())) == [], "nothing is left to hear"
    assert traces(instance, ALIVE, "bilby", "glasses") == []


def beside_the_evening(runs: Sequence[Done]) -> list[Done]:
    """The other runs: an evening that failed is tried again as soon as another quarter of an hour has begun."""
    return [run for run in runs if run.ritual != "evening"]


def zone_where_it_is_evening() -> str:
    """The name of a zone in which it is between nine and ten in the evening now. `Etc/GMT-3` lies three hours east of London."""
    east = (21 - datetime.now(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


# ---------------------------------------------------------------- the code location


@pytest.mark.prove
def test_the_definitions_validate_without_a_warning_of_ours(tmp_path: Path) -> None:
    environment = {**os.environ, "DAGSTER_HOME": str(prepared_home(tmp_path)), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}
    command = [str(Path(sys.executable).with_name("dagster")), "definitions", "validate", "-m", "pipelines.definitions"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "All code locations passed validation" in said
    assert f"{ROOT}/pipelines" not in said
    assert "WARNING" not in said


def test_the_code_location_loads_in_five_seconds_without_a_model_or_the_agent_or_a_warning(record_property: RecordProperty) -> None:
    """Of computing time: how long it takes on the wall depends on who else is busy."""
    code = """
import sys, time
import pipelines.definitions as found
found.defs.get_repository_def()
heavy = {"langgraph", "langchain_core", "chromadb", "torch", "pandas", "numpy", "mlflow", "httpx", "river"} & set(sys.modules)
print(time.process_time(), *sorted(heavy))
"""
    command = [sys.executable, "-W", "default", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    seconds, *heavy = done.stdout.split()
    record_property("load_seconds", float(seconds))
    assert heavy == []
    assert f"{ROOT}/pipelines" not in done.stderr
    assert float(seconds) < 5.0
