"""`morrow forget` over everything that an installation keeps: real store, Chroma, MLflow, sealed forecasts, dialogues, reports, tokens.

The proof is a scan of every byte: it finds the person before, in each of these places, and nothing of them afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.bootstrap import World, build_world
from agent.checkpoints import checkpoint_path
from app.cli.entry import root
from app.cli.shell import Shell
from app.forgetting import Forgotten, Plan
from app.keys import add_key, list_keys
from app.personal_files import files_of, locks_of, still_named
from core.clock import FixedClock
from core.connections import Connection, keep_connection
from core.errors import Refused
from core.ledger import verify_all
from core.records import Fact, JournalAnswer, Measure, Night
from core.requests import ask
from core.revisions import Bookmark
from core.settings import load_settings
from core.store import Store
from core.vault import vault_of
from evals.invariants import violations
from forecasting.prior import digest_of
from forecasting.registry.versions import Versions
from ingestion.whoop_api.oauth import app_of
from ingestion.whoop_api.tokens import Held, TokenFile, Tokens
from memory.episodes import note
from pipelines.filing import file_report

ROOT = Path(__file__).resolve().parents[2]
LAST = date(2026, 3, 31)
EVENING = datetime(2026, 3, 31, 19, tzinfo=UTC)
MORNING = datetime(2026, 4, 1, 10, tzinfo=UTC)
NEXT_EVENING = datetime(2026, 4, 1, 19, tzinfo=UTC)
PERSON, OTHER, ACCOUNT = "canary-person-7f3a", "kim-of-the-test", "98765432101"
WORDS, NOTED, VALUE, MOOD = "two glasses of quite unusual rhubarb wine", "my left knee dislikes early hills", 41.234567, 3.987654
RIDGE = ("--learner", "ridge", "--set", "ridge.penalty=1")
CANARIES = {
    "id": PERSON.encode(),
    "digest of the id": digest_of(PERSON).encode(),
    "account": ACCOUNT.encode(),
    "words": WORDS.encode(),
    "note": NOTED.encode(),
    "value as text": str(VALUE).encode(),
    "value as double": struct.pack("<d", VALUE),
}


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*arguments: str, at: datetime = NEXT_EVENING, terminal: bool = False, typed: str | None = None) -> Ended:
    result = CliRunner().invoke(root, list(arguments), obj=Shell(FixedClock(at), terminal), input=typed, prog_name="morrow")
    return Ended(result.exit_code, result.stdout, result.stderr)


def settle_in(environment: pytest.MonkeyPatch, folder: Path) -> None:
    """The installation in that folder is the one; WHOOP is a port at which nobody listens."""
    for name in [name for name in os.environ if name.startswith("MORROW_")]:
        environment.delenv(name)
    told = {"HOME": "home", "ANCHOR": "outside/anchor.jsonl", "TOKEN_KEY": "outside/token.key"}
    for name, place in told.items():
        environment.setenv(f"MORROW_{name}", str(folder / place))
    for name, value in {"CLIENT_ID": "app", "CLIENT_SECRET": "hush", "URL": "http://127.0.0.1:9"}.items():
        environment.setenv(f"MORROW_WHOOP_{name}", value)
    environment.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    environment.chdir(folder)


def night_after(person: str, hrv: float) -> Night:
    """The night that the forecasts are of, as it came."""
    wake = datetime(2026, 4, 1, 7, tzinfo=UTC)
    values = {"hrv_method": "rmssd", "hrv_window": "last_sws", "hrv_rmssd_ms": hrv, "resting_hr_bpm": 55.0, "resp_rate_brpm": 15.0}
    times = {"known_at": wake, "night": wake.date(), "sleep_start": wake - timedelta(hours=8), "sleep_end": wake}
    return Night(person_id=person, source="whoop_export", source_epoch="whoop", key="2026-04-01", **times, **values)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, strained: Callable[..., list[Fact]], empty_mlflow: Path) -> Path:
    """A folder with an installation of two people: nights, a trained model, a sealed and scored forecast of each, and what comes of it."""
    folder = tmp_path_factory.mktemp("lived")
    for place in ("home", "outside"):
        (folder / place).mkdir()
    shutil.copytree(empty_mlflow, folder / "home" / "mlflow")
    with pytest.MonkeyPatch.context() as environment:
        settle_in(environment, folder)
        world = build_world(load_settings(), FixedClock(EVENING))
        _import(world, strained)
        for arguments in (("train", *RIDGE), ("forecast", "--person", PERSON), ("forecast", "--person", OTHER)):
            assert run(*arguments, at=EVENING).code == 0
        world.store.add([night_after(PERSON, VALUE), night_after(OTHER, 52.5)], recorded_at=MORNING)
        _keep_notes(world)
        for arguments in (("morning", "--person", PERSON), ("morning", "--person", OTHER), ("memory", "rebuild")):
            assert run(*arguments, at=MORNING).code == 0
        assert run("chat", "--person", PERSON, "-m", WORDS, at=MORNING).code == 0
        _leave_traces(world)
    return folder


def _import(world: World, strained: Callable[..., list[Fact]]) -> None:
    meta = {"person_id": PERSON, "source": "whoop_export", "source_epoch": "whoop", "known_at": EVENING - timedelta(hours=1), "day": LAST}
    answer = JournalAnswer(**meta, key="2026-03-31|wine", kind="alcohol", answer="yes", question="Wine?", quote=WORDS)
    measure = Measure(**meta, key="m", kind="mood", value=MOOD, unit="points")
    facts = [*strained(PERSON, 1, 90, LAST), answer, measure]
    world.store.add(facts, recorded_at=EVENING - timedelta(hours=1), bookmarks=[Bookmark(PERSON, "whoop_api", "back_to", ACCOUNT)])
    world.store.add(strained(OTHER, 2, 90, LAST), recorded_at=EVENING - timedelta(hours=1))
    for people in ([PERSON], [PERSON, OTHER], [OTHER]):
        reason = f"{VALUE if PERSON in people else 52.5} is no number of beats"
        files = [{"name": f"{one}.zip", "added": 7, "rejected": [{"file": one, "line": 3, "reason": reason}]} for one in people]
        world.store.log_import("whoop_export", {"source": "whoop_export", "people": people, "files": files}, imported_at=EVENING)


def _keep_notes(world: World) -> None:
    rows = [note(text, person_id=person, at=EVENING) for person, text in ((PERSON, NOTED), (OTHER, "I sleep better when it is cold"))]
    world.store.remember(rows, recorded_at=MORNING)


def _leave_traces(world: World) -> None:
    """What else may stand of a person: a killed run's dialogue, a report, keys, an inbox, a connection with tokens, an evaluation."""
    snapshot = world.store.snapshot(PERSON, MORNING)
    checkpoint_path(world, snapshot, LAST).write_text(WORDS)
    file_report(world, snapshot, "2026-03-31.md", WORDS)
    for people in ([PERSON], [PERSON, OTHER], ["*"]):
        add_key(world.store, world.clock, people, ["read"])
    inbox = world.folder("inbox")
    (inbox / "notes.txt").write_text(f"{PERSON}: {WORDS}")
    (inbox / "kim.txt").write_text(f"{OTHER}: water")
    keep_connection(world.store, Connection(PERSON, "whoop_api", ACCOUNT, "http://127.0.0.1:9", EVENING))
    file = TokenFile(world.settings, vault_of(world.settings), PERSON, app_of(world.settings))
    file.write(Held(Tokens("access", "refresh", MORNING)))
    (file.path.parent / "whoop_api-attempt-0.json").write_text(json.dumps({"person_id": PERSON}))
    lock = world.folder("locks") / f"sync-whoop_api-{PERSON}.lock"
    lock.touch()
    for name, text in (("sync", PERSON), ("api", OTHER)):
        (world.folder("logs") / f"{name}.log").write_text(f"read 3 nights of {text}")
    ask(world.store, "refresh_data", PERSON, at=EVENING)
    with world.store.transaction() as connection:
        event = ["whoop_api", "trace", ACCOUNT, "sleep.updated", "id", datetime(2026, 4, 1)]  # noqa: DTZ001  # as the store keeps it
        connection.execute("INSERT INTO webhook_events VALUES (?, ?, ?, ?, ?, ?, NULL)", event)
    rehearsal = Store(world.settings.home / "evals" / "some" / "home" / "morrow.duckdb")
    rehearsal.add([night_after(PERSON, VALUE), night_after(OTHER, 52.5)], recorded_at=MORNING)


@dataclass(frozen=True)
class After:
    """An installation in which the person was forgotten, and what was there before."""

    folder: Path
    told: Any
    """What the command said."""
    found: set[str]
    """Canaries of before."""
    others: dict[str, list[tuple[object, ...]]]
    """Rows of the other one, before."""
    runs: list[str]
    """In MLflow, before."""


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory, lived: Path) -> After:
    folder = shutil.copytree(lived, tmp_path_factory.mktemp("after"), dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as environment:
        settle_in(environment, folder)
        store = Store(folder / "home" / "morrow.duckdb")
        found, others, runs = hits(folder / "home"), rows_of(store, OTHER), [one.run_id for one in Versions(store).registered()]
        stored = (folder / "home" / "mlflow" / "mlflow.db").read_bytes()
        assert all(one.encode() in stored and (folder / "home" / "mlflow" / "artifacts" / one).is_dir() for one in runs)
        ended = run("forget", PERSON, "--yes", "--json")
        assert ended.code == 0, ended.err
    return After(folder, ended.json, found, others, runs)


def _moved_into(folder: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    shutil.copytree(folder, place, dirs_exist_ok=True)
    settle_in(monkeypatch, place)
    return build_world(load_settings(), FixedClock(NEXT_EVENING))


@pytest.fixture
def world(tmp_path: Path, lived: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A copy of the installation, the one from here on."""
    return _moved_into(lived, tmp_path, monkeypatch)


@pytest.fixture
def world_after(tmp_path: Path, after: After, monkeypatch: pytest.MonkeyPatch) -> World:
    """A copy of the installation in which the person was forgotten."""
    return _moved_into(after.folder, tmp_path, monkeypatch)


@pytest.fixture
def home(world: World) -> Path:
    return world.settings.home


def hits(folder: Path, *names: str) -> set[str]:
    """Which canaries a scan of every byte, of every file's name, and of every cell of the stores finds, and where."""
    wanted = {name: CANARIES[name] for name in names or CANARIES}
    found = set()
    for path in sorted(folder.rglob("*")):
        told = path.relative_to(folder).as_posix()
        content = told.encode() + (path.read_bytes() if path.is_file() else b"")
        content += _cells(path) if path.suffix == ".duckdb" else b""
        found |= {f"{told.split('/')[0]}: {name}" for name, canary in wanted.items() if canary in content}
    return found


def _cells(path: Path) -> bytes:
    """Every cell as text: what DuckDB has packed, a scan of bytes would not know."""
    with Store(path).reading() as connection:
        tables = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return repr([connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables]).encode()


def rows_of(store: Store, person: str) -> dict[str, list[tuple[object, ...]]]:
    """Everything of a person, by table."""
    query = "SELECT table_name FROM duckdb_columns() WHERE column_name = 'person_id' ORDER BY table_name"
    with store.reading() as connection:
        tables = [str(row[0]) for row in connection.execute(query).fetchall()]
        return {
            table: connection.execute(f"SELECT * FROM {table} WHERE person_id = ? ORDER BY ALL", [person]).fetchall() for table in tables
        }


def erased_and_sound(world: World) -> int:
    """How many contents are gone; the ledger verifies and every invariant holds."""
    assert violations(world) == []
    verdicts = verify_all(world.store, world.settings.anchor)
    assert all(verdict.ok for verdict in verdicts)
    return sum(verdict.erased for verdict in verdicts)


# A person


def test_a_person_is_erased_from_every_byte_and_everybody_else_is_as_before(after: After, world_after: World) -> None:
    places = {"chat", "checkpoints", "connections", "evals", "inbox", "locks", "logs", "memory", "morrow.duckdb", "reports", "runs"}
    assert {one.split(":")[0] for one in after.found} >= places, "else the scan proves nothing there"
    assert {one.split(": ")[1] for one in after.found} == set(CANARIES)
    world, home, told = world_after, world_after.settings.home, after.told
    assert hits(home) == set()
    assert PERSON not in world.settings.anchor.read_text()
    assert rows_of(world.store, OTHER) == after.others, "facts, sealed payloads and their hashes"
    assert erased_and_sound(world) == 3
    assert sorted(key.people for key in list_keys(world.store)) == [("*",), (OTHER,)]
    assert [report["people"] for report in world.store.imports()] == [[OTHER], [OTHER]]
    assert [path.name for path in (home / "inbox").iterdir()] == ["kim.txt"]
    assert {path.name: path.read_text() for path in (home / "logs").iterdir()} == {"sync.log": "", "api.log": f"read 3 nights of {OTHER}"}
    assert (told["complete"], told["still_named_in"], told["came_back"]) == (True, [], False)
    assert told["sealed_entries"] == {"forecast": 1, "outcome": 1, "score": 1}
    assert told["rehearsals"] == ["evals/some"]
    assert "WHOOP could not be told" in told["notes"][0]


def test_what_was_trained_on_a_person_is_gone_from_folders_and_from_mlflow(after: After, world_after: World) -> None:
    home, versions = world_after.settings.home, Versions(world_after.store)
    assert len(after.told["versions"]) == len(after.runs) == 3
    stored = (home / "mlflow" / "mlflow.db").read_bytes()
    assert not any(one.encode() in stored for one in after.runs)
    assert list((home / "mlflow" / "artifacts").iterdir()) == []
    assert [path for path in versions.folder.iterdir() if path.is_dir()] == []
    (struck, *_) = versions.registered(retired=True)
    assert (struck.struck, struck.people, dict(struck.metrics), dict(struck.settings), struck.run_id) == (True, frozenset(), {}, {}, "")
    with pytest.raises(Refused, match="erased meanwhile"):  # by a training that had begun before
        versions.add(replace(struck, people=frozenset({digest_of(PERSON)}), code_version="2"), {"ridge.json": b"{}"})
    assert [path for path in versions.folder.iterdir() if path.is_dir()] == []


def test_everybody_else_goes_on(world_after: World) -> None:
    assert run("models", "list", "--json").json == []
    assert run("forget", PERSON, "--yes").code == 2, "nothing of them stands here"
    sealed = run("forecast", "--person", OTHER, "--json")
    assert (sealed.code, sealed.json["night"]) == (0, "2026-04-02"), sealed.err
    trained = run("train", "--if-due", "--json")
    assert trained.code == 0, trained.err
    assert {tuple(line["reasons"]) for line in trained.json["lines"]} == {("v1 was erased with a person it was trained on",)}
    assert {(line["version"]["version"], line["version"]["people"]) for line in trained.json["lines"]} == {(2, 1)}
    assert hits(world_after.settings.home) == set()
    assert erased_and_sound(world_after) == 3
    assert "3 erased on purpose" in run("ledger", "verify").out


@pytest.mark.prove
def test_the_same_person_begins_anew_and_can_be_forgotten_again(world_after: World, strained: Callable[..., list[Fact]]) -> None:
    world_after.store.add(strained(PERSON, 1, 90, LAST + timedelta(days=1)), recorded_at=NEXT_EVENING - timedelta(hours=1))
    again = run("forecast", "--person", PERSON, "--json")
    assert (again.code, again.json["revision"]) == (0, 1), again.err
    assert run("score", "--person", PERSON, "--json").json["scored_nights"] == 0
    assert erased_and_sound(world_after) == 3
    assert run("forget", PERSON, "--yes", at=NEXT_EVENING + timedelta(hours=1)).code == 0
    assert hits(world_after.settings.home, "id", "digest of the id") == set()
    assert erased_and_sound(world_after) == 4


_COMMAND = """
import sys
from datetime import datetime
from app.cli.entry import root
from app.cli.shell import Shell
from core.clock import FixedClock

root(["forget", sys.argv[1], "--yes"], obj=Shell(FixedClock(datetime.fromisoformat(sys.argv[2])), False))
"""


@pytest.mark.prove
@pytest.mark.parametrize("point", ["erasure.written", "erasure.before_rename", "erasure.after_rename", "erasure.after_anchor"])
def test_a_forgetting_that_is_killed_anywhere_is_completed_by_the_next(home: Path, world: World, point: str) -> None:
    shutil.rmtree(home / "evals")  # whatever was not come to yet would be a reason of its own to begin again
    kim = rows_of(world.store, OTHER)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MORROW_CRASH_AT": point}
    command = [sys.executable, "-c", _COMMAND, PERSON, NEXT_EVENING.isoformat()]
    killed = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    erased = point in ("erasure.after_rename", "erasure.after_anchor")
    assert (PERSON not in world.store.people()) is erased
    assert erased_and_sound(world) == (3 if erased else 0)
    assert run("forecast", "--person", OTHER, "--json").code == 0, "nobody else is held up by it"
    again = run("forget", PERSON, "--yes", at=NEXT_EVENING + timedelta(hours=1))
    assert again.code == 0, again.err
    assert hits(home) == set()
    assert erased_and_sound(world) == 3
    assert {table: rows for table, rows in rows_of(world.store, OTHER).items() if table != "ledger_contents"} == {
        table: rows for table, rows in kim.items() if table != "ledger_contents"
    }


# One entry


def test_an_answer_takes_the_forecast_that_quotes_it_along_when_that_is_agreed_to(home: Path, world: World) -> None:
    kim, mine = rows_of(world.store, OTHER), rows_of(world.store, PERSON)
    entry = ("forget", PERSON, "--entry", "journal", "2026-03-31", "--yes")
    refused = run(*entry)
    assert (refused.code, "--with-forecasts" in refused.err) == (3, True)
    assert rows_of(world.store, PERSON) == mine
    ended = run(*entry, "--with-forecasts", "--json")
    assert ended.code == 0, ended.err
    assert ended.json["sealed_entries"] == {"forecast": 1, "score": 1}
    assert len(ended.json["versions"]) == 3, "they may have seen that day"
    assert hits(home, "words") == set()
    left = rows_of(world.store, PERSON)
    assert left["journal"] == []
    assert left["nights"] == mine["nights"]
    assert len(left["ledger_contents"]) == 1, "the outcome tells of the night, not of the evening before it"
    assert [row[4] for row in left["memories"]] == ["note"]
    assert erased_and_sound(world) == 2
    assert rows_of(world.store, OTHER) == kim
    assert run("forecast", "--person", PERSON, "--json").code == 0


def test_a_night_goes_with_its_outcome_and_its_score(home: Path, world: World) -> None:
    ended = run("forget", PERSON, "--entry", "night", "2026-04-01", "--with-forecasts", "--yes", "--json")
    assert ended.code == 0, ended.err
    assert ended.json["sealed_entries"] == {"outcome": 1, "score": 1}
    assert {one.split(":")[0] for one in hits(home, "value as text", "value as double")} == {"evals"}, "where a simulated person is"
    assert [row[9] for row in rows_of(world.store, PERSON)["nights"]][-1] == LAST
    assert len(ended.json["versions"]) == 0, "they were trained on nights before it"
    assert erased_and_sound(world) == 2


def test_a_note_goes_by_its_id(home: Path, world: World) -> None:
    (noted,) = [row for row in world.store.snapshot(PERSON, NEXT_EVENING).memories if row.kind == "note"]
    ended = run("forget", PERSON, "--entry", "note", noted.memory_id, "--json", terminal=True, typed="y\n")
    assert ended.code == 0, ended.err
    ended = replace(ended, out=ended.out[ended.out.index("{") :])  # the runner echoes what was typed
    assert (ended.json["rows"], ended.json["versions"]) == ({"memories": 1}, [])
    assert hits(home, "note") == set()
    assert run("memory", "search", "wine", "--person", PERSON, "--json").json != []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (("dream", "2026-03-31"), "no kind of entry 'dream'; known: night, day"),
        (("night", "2027-01-01"), "found none (newest: '2026-03-30', '2026-03-31', '2026-04-01')"),
        (("journal", "2020-01-01"), "found none"),
    ],
)
def test_an_entry_that_does_not_stand_is_told(home: Path, entry: tuple[str, str], said: str) -> None:
    ended = run("forget", PERSON, "--entry", *entry, "--yes")
    assert (ended.code, said in ended.err) == (2, True), ended.err


# What is asked and told


def test_without_a_yes_nothing_is_erased(home: Path, world: World) -> None:
    mine = rows_of(world.store, PERSON)
    shown = run("forget", PERSON, "--dry-run")
    assert shown.code == 0, shown.err
    for part in ("Goes, byte for byte", "Stays", "Out of Morrow's reach", "they never held this person", "nights: 91", "SSD"):
        assert part in " ".join(shown.out.split())
    told = run("forget", PERSON, "--dry-run", "--json").json
    assert (told["erased"], told["rows"]["nights"], told["services"]) == (False, 91, ["whoop_api"])
    assert run("forget", PERSON).code == 2, "nobody sits there"
    mistaken = run("forget", PERSON, terminal=True, typed="kim\n")
    assert (mistaken.code, "Goes, byte for byte" in mistaken.err) == (3, True)
    assert rows_of(world.store, PERSON) == mine
    assert run("forget", PERSON, terminal=True, typed=f"{PERSON}\n").code == 0
    assert world.store.people() == [OTHER]


def test_a_stranger_and_options_that_do_not_fit_end_with_2(home: Path) -> None:
    stranger = run("forget", "nobody-here", "--yes")
    assert (stranger.code, f"here are {PERSON}, {OTHER}" in stranger.err) == (2, True), stranger.err
    assert run("forget", PERSON, "--with-forecasts", "--yes").code == 2


def test_files_that_still_name_a_person_are_found_where_that_can_be_told(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "some.log").write_text(f"a line about {PERSON}")
    (tmp_path / f"{PERSON}.empty").touch()
    assert still_named(tmp_path, PERSON, [OTHER]) == [tmp_path / f"{PERSON}.empty", tmp_path / "logs" / "some.log"]
    assert still_named(tmp_path, "sam", [OTHER]) is None, "so short a word stands in many a file"
    assert still_named(tmp_path, PERSON, [f"{PERSON}-too"]) is None, "it stands rightly where the other one does"
    assert not Forgotten(Plan(PERSON, None, {}, {}, (), (), (), (), (), shipped=False), (), False, ("logs/some.log",)).complete


def test_exports_in_the_inbox_and_locks_are_told_apart_by_whose_they_are(home: Path, world: World) -> None:
    from ingestion.synthetic import generate
    from ingestion.whoop_export_writer import write_export

    path = write_export(generate("sam", 3, date(2026, 3, 20), LAST).facts(), home / "inbox" / "export.zip")
    assert path in files_of(world, "me", [], whole=True), "an export without a name is of me"
    assert path not in files_of(world, OTHER, [], whole=True)
    (home / "recordings" / "kim").mkdir(parents=True)
    assert files_of(world, "kim", [], whole=True) == [home / "inbox" / "kim.txt", home / "recordings" / "kim"], "by their names"
    assert files_of(world, "water", [], whole=True) == [], "so common a word is in many a text"
    assert not any(files_of(world, name, [], whole=True) for name in ("mlflow", "artifacts", "models", "morrow", "serve", "inbox"))
    for name in ("live-live-a.lock", "live-live-b-a.lock"):
        (home / "runs" / name).touch()
    assert [lock.name for lock in locks_of(home, "a", ["b-a"])] == ["live-live-a.lock"]
    assert [lock.name for lock in locks_of(home, "b-a", ["a"])] == ["live-live-b-a.lock"]


@pytest.mark.prove
def test_nothing_is_left_in_what_dagster_keeps_of_an_evening_that_it_ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pipelines tell Dagster no name and no value (`pipelines/nameless.py`), so nothing has to be rewritten there."""
    from ingestion.synthetic import generate
    from pipelines.instance import open_instance
    from pipelines.resources import Installation
    from pipelines.ticking import tick

    settle_in(monkeypatch, tmp_path)
    home = tmp_path / "home"
    installation = Installation(home=str(home), anchor=str(tmp_path / "outside" / "anchor.jsonl"))
    world, evening = installation.world(), datetime(2026, 4, 19, 19, tzinfo=UTC)
    facts = generate(PERSON, 6, date(2026, 2, 20), date(2026, 4, 20)).facts()
    world.store.add(facts, recorded_at=evening)
    with open_instance(home / "dagster") as instance:
        assert [done.success for done in tick(instance, installation, evening)] == [True]
    assert sum(path.stat().st_size for path in (home / "dagster").rglob("*") if path.is_file()) > 100_000, "it kept something"
    assert "reports: id" in hits(home, "id")
    ended = run("forget", PERSON, "--yes", "--json", at=datetime(2027, 1, 1, tzinfo=UTC))
    assert (ended.code, ended.json["still_named_in"]) == (0, []), ended.err
    assert hits(home, "id") == set()
