"""One grant through its whole life against the simulator: given in a browser, renewed by many at once, killed, taken back."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import keyring
import pytest
import yaml
from keyring.backends import fail
from typer.testing import CliRunner, Result

from app.cli.entry import root
from app.cli.shell import Shell
from core.connections import Connection, connections
from core.errors import BadInput, Reconnect, Refused, SourceUnavailable
from core.settings import Settings, load_settings
from core.store import Store
from ingestion.synthetic import SyntheticPerson, generate
from ingestion.whoop_api.api import SOURCE
from ingestion.whoop_api.client import open_client
from ingestion.whoop_api.connecting import connect, connect_by_address, connection_states, disconnect
from ingestion.whoop_simulator.clock import SimulatedClock
from ingestion.whoop_simulator.grants import App, Counts, TokenRules
from ingestion.whoop_simulator.rate_limit import Limits
from ingestion.whoop_simulator.serving import running_simulator
from ingestion.whoop_simulator.simulator import Simulator

ROOT = Path(__file__).resolve().parents[2]
LAST = datetime(2026, 3, 31, tzinfo=UTC).date()
HOUR = timedelta(hours=1)
TOKEN_PATH = "/oauth/oauth2/token"
Installation = Callable[[str], tuple[Store, Settings]]


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture(scope="module")
def folk() -> list[SyntheticPerson]:
    return [generate(name, seed, LAST - timedelta(days=29), LAST) for name, seed in (("person-a", 1), ("person-b", 2))]


@pytest.fixture(scope="module")
def port() -> int:
    """Of the redirect address."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def served(folk: list[SyntheticPerson], port: int) -> Iterator[Simulator]:
    """A WHOOP without narrow limits, at noon of the last day."""
    app = App(redirect_uris=(f"http://127.0.0.1:{port}/callback",))
    limits = Limits(per_minute=1_000_000, per_day=10_000_000)
    with running_simulator(folk, app=app, limits=limits, tokens=TokenRules(access_seconds=3600)) as found:
        yield found


@pytest.fixture
def simulator(served: Simulator) -> Simulator:
    """The WHOOP, as if nobody had asked it anything yet; person-a consents to whoever asks."""
    for person in served.accounts:
        served.grants.revoke(person)
    served.grants.counts = Counts()
    served.log.clear()
    served.consent("person-a")
    return served


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with nothing in it: making its tables takes longer than copying them."""
    path = tmp_path_factory.mktemp("empty") / "morrow.duckdb"
    with Store(path).reading():
        return path


@pytest.fixture
def clock(simulator: Simulator) -> SimulatedClock:
    return simulator.clock


@pytest.fixture
def settings(simulator: Simulator, port: int, tmp_path: Path) -> Settings:
    return load_settings(**setting_values(simulator, port, tmp_path))


@pytest.fixture
def store(settings: Settings, empty_store: Path) -> Store:
    settings.home.mkdir()
    shutil.copy(empty_store, settings.store_path)
    return Store(settings.store_path)


@pytest.fixture
def connected(store: Store, settings: Settings, clock: SimulatedClock) -> Connection:
    found = connect(store, settings, clock, "me", show=visit)
    assert found is not None
    return found


def setting_values(simulator: Simulator, port: int, folder: Path) -> dict[str, Any]:
    app = {"whoop_client_id": simulator.client_id, "whoop_client_secret": simulator.client_secret, "whoop_url": simulator.url}
    return {"home": str(folder / "home"), "token_key": str(folder / "config" / "token.key"), "whoop_redirect_port": port, **app}


def visit(link: str) -> None:
    """What a browser does whose person consents."""
    answer = httpx.get(link, follow_redirects=True, trust_env=False)
    assert answer.status_code == 200, answer.text


def ended_at(link: str) -> str:
    """Where a browser ends that cannot reach the machine it is sent to."""
    return httpx.get(link, trust_env=False).headers["location"]


def token_calls(simulator: Simulator) -> int:
    """Calls to the token address that were no exchange of a code."""
    return sum(request.path == TOKEN_PATH for request in simulator.requests) - simulator.counts.codes


# ------------------------------------------------------------ given and taken back


def test_a_person_connects_in_the_browser(connected: Connection, store: Store, settings: Settings, simulator: Simulator):
    account = simulator.account("person-a")
    assert connected == Connection("me", SOURCE, str(account.user_id), simulator.url, simulator.clock.now())
    assert connections(store) == [connected]
    assert [state.trouble for state in connection_states(store, settings)] == [None]
    with open_client(settings, simulator.clock, connected) as client:
        assert client.profile().user_id == account.user_id
        assert client.requests == 1


def test_who_is_connected_to_a_simulator_is_simulated(connected: Connection, store: Store):
    assert store.persons()["me"].simulated


def test_a_browser_on_another_machine_gives_its_address_to_another_process(
    store: Store, settings: Settings, clock: SimulatedClock, simulator: Simulator
):
    found: list[str] = []

    def elsewhere(link: str) -> None:
        found.append(ended_at(link))
        assert connect_by_address(store, settings, clock, found[0]).person_id == "me"

    assert connect(store, settings, clock, "me", show=elsewhere) is None
    assert len(connections(store)) == 1
    with pytest.raises(BadInput, match="no attempt that waits here"):
        connect_by_address(store, settings, clock, found[0])
    assert simulator.counts.codes == 1


def test_connecting_again_renews_the_grant_and_goes_on(connected: Connection, store: Store, settings: Settings, clock: SimulatedClock):
    clock.advance(HOUR)
    assert connect(store, settings, clock, "me", show=visit) == connected


def test_a_person_who_says_no_is_not_connected(store: Store, settings: Settings, clock: SimulatedClock, simulator: Simulator):
    simulator.consent(None)

    def deny(link: str) -> None:
        address, _, query = link.partition("?")
        httpx.post(address, data={**dict(parse_qsl(query)), "decision": "deny"}, follow_redirects=True, trust_env=False)

    with pytest.raises(Refused, match="access_denied"):
        connect(store, settings, clock, "me", show=deny)
    assert connections(store) == []
    assert not list((settings.home / "connections").glob("*.sealed"))


def test_nobody_waits_for_ever(store: Store, settings: Settings, clock: SimulatedClock):
    with pytest.raises(SourceUnavailable, match="nobody consented within 0 s"):
        connect(store, settings, clock, "me", show=lambda link: None, wait_seconds=0.1)


def test_a_code_that_was_used_elsewhere_connects_nobody(store: Store, settings: Settings, clock: SimulatedClock, simulator: Simulator):
    def stolen(link: str) -> None:
        address = ended_at(link)
        code = dict(parse_qsl(address.partition("?")[2]))["code"]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": simulator.redirect_uri}
        app = {"client_id": simulator.client_id, "client_secret": simulator.client_secret}
        assert httpx.post(f"{simulator.url}{TOKEN_PATH}", data={**form, **app}, trust_env=False).status_code == 200
        httpx.get(address, trust_env=False)

    with pytest.raises(Refused, match="did not take the code"):
        connect(store, settings, clock, "me", show=stolen)
    assert connections(store) == []


def test_another_account_does_not_take_the_place_of_a_connected_one(
    connected: Connection, store: Store, settings: Settings, clock: SimulatedClock, simulator: Simulator
):
    simulator.consent("person-b")
    with pytest.raises(BadInput, match="first: morrow disconnect whoop --person me"):
        connect(store, settings, clock, "me", show=visit)
    with open_client(settings, clock, connected) as client:
        assert str(client.profile().user_id) == connected.account_id


def test_an_account_is_not_connected_twice(connected: Connection, store: Store, settings: Settings, clock: SimulatedClock):
    with pytest.raises(BadInput, match="connected as 'me' already"):
        connect(store, settings, clock, "you", show=visit)


def test_real_and_simulated_data_do_not_come_under_one_name(
    store: Store, settings: Settings, clock: SimulatedClock, folk: list[SyntheticPerson]
):
    real = [replace(fact, person_id="me") for fact in folk[0].facts() if type(fact).__name__ == "Night"][:3]
    store.add(real, recorded_at=clock.now())
    with pytest.raises(BadInput, match="'me' has real data here, and a simulator"):
        connect(store, settings, clock, "me", show=visit)


def test_disconnecting_takes_the_grant_back_and_erases_it(
    connected: Connection, store: Store, settings: Settings, clock: SimulatedClock, simulator: Simulator
):
    assert disconnect(store, settings, clock, "me").reason is None
    assert simulator.grants.living() == []
    assert connections(store) == []
    assert not list((settings.home / "connections").glob("*.sealed"))
    with pytest.raises(BadInput, match="found none"):
        disconnect(store, settings, clock, "me")


def test_disconnecting_erases_the_grant_even_when_whoop_is_down(
    connected: Connection, store: Store, settings: Settings, clock: SimulatedClock, simulator: Simulator
):
    naps: list[float] = []
    gone = settings.model_copy(update={"whoop_url": "http://127.0.0.1:9"})
    ended = disconnect(store, gone, clock, "me", sleep=naps.append)
    assert ended.reason is not None
    assert connections(store) == []
    assert not list((settings.home / "connections").glob("*.sealed"))
    with pytest.raises(Reconnect), open_client(settings, clock, connected) as client:
        client.profile()


# ------------------------------------------------------------ renewed by many at once

Order = Callable[..., dict[str, Any]]
Run = Callable[[list[dict[str, Any]]], list[list[str] | None]]


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Carries out orders at once, each in a process of its own; see whoop_worker.py."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MORROW_")}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    workers: list[subprocess.Popen[str]] = []
    with ExitStack() as stack:

        def add() -> None:
            command = [sys.executable, str(Path(__file__).with_name("whoop_worker.py"))]
            folder = tmp_path_factory.mktemp("worker")
            worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder, env=environment)
            workers.append(stack.enter_context(worker))

        def run(orders: list[dict[str, Any]]) -> list[list[str] | None]:
            fresh = len(workers)
            while len(workers) < len(orders):
                add()
            assert [worker.stdout.readline() for worker in workers[fresh:]] == ["ready\n"] * (len(workers) - fresh)
            working = list(zip(workers, orders, strict=False))
            for worker, order in working:
                worker.stdin.write(json.dumps(order) + "\n")
                worker.stdin.flush()
            return [json.loads(worker.stdout.readline()) for worker, _ in working]

        yield run


@pytest.fixture
def order(simulator: Simulator, port: int, tmp_path: Path, connected: Connection) -> Order:
    """An order to read the profile through the connection, at the instant of the simulated clock."""
    connection = {name: value for name, value in asdict(connected).items() if name != "connected_at"}

    def make(*, threads: int = 1, **more: str) -> dict[str, Any]:
        settings = setting_values(simulator, port, tmp_path)
        return {"settings": settings, "connection": connection, "now": simulator.clock.now().isoformat(), "threads": threads, **more}

    return make


@pytest.mark.parametrize(
    ("processes", "threads", "expiries"), [(2, 4, 4), pytest.param(5, 10, 100, marks=pytest.mark.prove)], ids=["8 x 4", "50 x 100"]
)
def test_every_expiry_is_renewed_once_whoever_finds_it(
    processes: int, threads: int, expiries: int, at_once: Run, order: Order, simulator: Simulator, connected: Connection
):
    """RELIABILITY row 14. Every second time WHOOP lets the token run out before its time; else it runs out by the clock."""
    outcomes: list[str] = []
    for number in range(expiries):
        if number % 2:
            simulator.grants.expire()
        else:
            simulator.clock.advance(HOUR)
        outcomes += [one for said in at_once([order(threads=threads)] * processes) for one in said or ["killed"]]
        assert simulator.counts.refreshes == number + 1
    assert set(outcomes) == {connected.account_id}
    assert len(outcomes) == processes * threads * expiries
    assert (simulator.counts.refreshes, simulator.counts.reused, token_calls(simulator)) == (expiries, 0, expiries)


@pytest.mark.prove
def test_whoop_never_sees_more_than_its_limit(folk: list[SyntheticPerson], port: int, tmp_path: Path, empty_store: Path):
    """RELIABILITY row 23: the limits as WHOOP documents them, on the wall clock; two clients at once ask for more than a minute allows."""
    app = App(redirect_uris=(f"http://127.0.0.1:{port}/callback",))
    with running_simulator(folk, app=app, limits=Limits()) as simulator:
        simulator.consent("person-a")
        settings = load_settings(**setting_values(simulator, port, tmp_path))
        connection = connect(Store(settings.store_path), settings, simulator.clock, "me", show=visit)
        assert connection is not None

        def read(times: int) -> int:
            with open_client(settings, simulator.clock, connection) as client:
                return sum(str(client.profile().user_id) == connection.account_id for _ in range(times))

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(read, [65, 65])) == [65, 65]
        asked = [one for one in simulator.requests if one.path.startswith("/developer")]
        assert [one.status for one in asked] == [200] * 131
        instants = [one.wall_seconds for one in asked]
        assert all(last - first >= 60 for first, last in zip(instants, instants[100:], strict=False))


# ------------------------------------------------------------ killed in the middle


def test_a_kill_between_the_answer_and_the_disk_is_told_within_one_call(
    at_once: Run, order: Order, simulator: Simulator, connected: Connection, settings: Settings, store: Store
):
    """RELIABILITY row 15."""
    simulator.clock.advance(HOUR)
    assert at_once([order(crash_at="whoop.tokens.received")]) == [None]
    for _ in range(20):
        with (
            pytest.raises(Reconnect, match="morrow connect whoop --person me"),
            open_client(settings, simulator.clock, connected) as client,
        ):
            client.profile()
    assert token_calls(simulator) == 2  # the one that was killed, and the one that found out
    assert "morrow connect whoop --person me" in str(connection_states(store, settings)[0].trouble)
    assert connect(store, settings, simulator.clock, "me", show=visit) == connected
    with open_client(settings, simulator.clock, connected) as client:
        assert str(client.profile().user_id) == connected.account_id


def test_kills_again_and_again_do_not_storm(at_once: Run, order: Order, simulator: Simulator):
    simulator.clock.advance(HOUR)
    said = [at_once([order(crash_at="whoop.tokens.received")])[0] for _ in range(6)]
    assert said[:3] == [None] * 3
    assert [one[0].partition(":")[0] for one in said[3:] if one] == ["SourceUnavailable"] * 3
    assert token_calls(simulator) == 3


def test_a_kill_after_the_pair_was_saved_loses_nothing(
    at_once: Run, order: Order, simulator: Simulator, connected: Connection, settings: Settings
):
    simulator.clock.advance(HOUR)
    assert at_once([order(crash_at="whoop.tokens.saved")]) == [None]
    with open_client(settings, simulator.clock, connected) as client:
        assert str(client.profile().user_id) == connected.account_id
    assert (simulator.counts.refreshes, simulator.counts.reused) == (1, 0)


# ------------------------------------------------------------ what goes over the wire, and what stays here


@pytest.fixture(scope="module")
def description(shared_data: Path) -> dict[str, Any]:
    """WHOOP's OpenAPI description."""
    path = shared_data.parent / "whoop-openapi.yml"
    if not path.exists():
        pytest.skip(f"no description of WHOOP's API: {path.name} does not stand beside the shared data")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_every_request_is_one_that_whoops_description_knows(
    connected: Connection, settings: Settings, clock: SimulatedClock, simulator: Simulator, description: dict[str, Any]
):
    with open_client(settings, clock, connected) as client:
        end = clock.now()
        cycles, sleeps = client.cycles(end - timedelta(days=30), end), client.sleeps(end - timedelta(days=30), end)
        recoveries, workouts = client.recoveries(end - timedelta(days=30), end), client.workouts(end - timedelta(days=90), end)
        client.cycle(cycles[0].id), client.sleep(sleeps[0].id), client.recovery_of(recoveries[0].cycle_id)
        client.workout(workouts[0].id)
        client.profile(), client.body()
        client.revoke()
    assert min(map(len, (cycles, sleeps, recoveries))) > 25  # more than a page
    asked = [request for request in simulator.requests if request.path.startswith("/developer")]
    assert {request.status for request in asked} <= {200, 204}
    unknown = [f"{one.method} {one.path}?{one.query}" for one in asked if not known(description, one.method, one.path, one.query)]
    assert unknown == []
    assert any("nextToken" in request.query for request in asked)


def known(description: dict[str, Any], method: str, path: str, query: str) -> bool:
    """True when the description has that operation, with all those parameters, each of a value it allows."""
    for template, operations in description["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path.removeprefix("/developer")) and method.lower() in operations:
            operation = operations[method.lower()]
            schemas = {one["name"]: one["schema"] for one in operation.get("parameters", []) if one["in"] == "query"}
            return all(name in schemas and allowed(schemas[name], value) for name, value in parse_qsl(query))
    return False


def allowed(schema: dict[str, Any], value: str) -> bool:
    if schema["type"] == "integer":
        return value.isdigit() and int(value) <= schema.get("maximum", int(value))
    return schema.get("format") != "date-time" or datetime.fromisoformat(value).tzinfo is not None


def test_no_token_and_no_secret_is_found_anywhere(
    store: Store, settings: Settings, clock: SimulatedClock, simulator: Simulator, caplog: pytest.LogCaptureFixture, capfd
):
    """RELIABILITY rows 7 and 39, for this connection: canaries are all tokens that the simulator gave."""
    caplog.set_level(logging.DEBUG)
    before = tokens_given(simulator)
    connection = connect(store, settings, clock, "me", show=visit)
    assert connection is not None
    canaries = tokens_given(simulator) - before | {simulator.client_secret}
    simulator.grants.expire()
    with open_client(settings, clock, connection) as client:
        client.profile()
        canaries |= tokens_given(simulator) - before
        simulator.grants.revoke("person-a")
        with pytest.raises(Reconnect) as lost:
            client.profile()
    assert len(canaries) == 5
    told = caplog.text + "".join(capfd.readouterr()) + str(lost.value)
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    content = b"".join(path.read_bytes() for path in files)
    assert not [canary for canary in canaries if canary in told or canary.encode() in content]
    assert {path.stat().st_mode & 0o077 for path in files} == {0}


def tokens_given(simulator: Simulator) -> set[str]:
    return {*simulator.grants._by_access, *simulator.grants._by_refresh}


# ------------------------------------------------------------ as a person does it


@pytest.fixture
def morrow(home: Path, simulator: Simulator, clock: SimulatedClock, port: int, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command line, at the simulated instant."""
    for name, value in setting_values(simulator, port, home.parent).items():
        monkeypatch.setenv(f"MORROW_{name.upper()}", str(value))

    def run(*words: str, terminal: bool = False) -> Result:
        return CliRunner().invoke(root, list(words), obj=Shell(clock=clock, terminal=terminal), prog_name="morrow")

    return run


class Windows(webbrowser.BaseBrowser):
    """A browser with windows, whose person consents."""

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        visit(url)
        return True


def test_the_command_opens_the_browser_and_tells_what_comes_next(morrow: Callable[..., Result], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(webbrowser, "get", Windows)
    found = morrow("connect", "whoop", "--person", "person-a", terminal=True)
    assert found.exit_code == 0
    assert "Your browser opens WHOOP's page" in found.stderr
    assert re.search(r"person-a is connected to WHOOP account \d+ .* Next: morrow sync", found.stderr)


@pytest.mark.parametrize(("browser", "terminal"), [(lambda: webbrowser.GenericBrowser("w3m"), True), (Windows, False)])
def test_without_windows_or_a_person_at_the_terminal_no_browser_is_opened(
    browser: Callable[[], object], terminal: bool, morrow: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(webbrowser, "get", browser)
    found = morrow("connect", "whoop", "--wait", "1", terminal=terminal)
    assert found.exit_code == 1
    assert "Open this link, and consent on WHOOP's page" in found.stderr


def test_the_commands_connect_show_and_disconnect(morrow: Callable[..., Result], simulator: Simulator):
    """As on a machine without a browser, whose person has one elsewhere."""
    waited = morrow("connect", "whoop", "--no-browser", "--wait", "1")
    assert waited.exit_code == 1
    assert "morrow connect whoop --code-url 'ADDRESS'" in waited.stderr
    link = next(line for line in waited.stderr.splitlines() if line.startswith(simulator.url))
    found = morrow("connect", "whoop", "--code-url", ended_at(link), "--json")
    account = str(simulator.account("person-a").user_id)
    assert json.loads(found.stdout) == {"person_id": "me", "account_id": account, "base_url": simulator.url}
    assert re.search(rf"me\s+WHOOP {account}, simulated at.*stands", morrow("connections").stdout)
    assert [(one["person_id"], one["ok"]) for one in json.loads(morrow("connections", "--json").stdout)] == [("me", True)]
    ended = json.loads(morrow("disconnect", "whoop", "--json").stdout)
    assert ended == {"person_id": "me", "account_id": account, "told": True, "reason": None}
    again = morrow("disconnect", "whoop")
    assert (again.exit_code, again.stderr) == (2, "morrow: nobody is connected to WHOOP (morrow connections)\n")


def test_without_an_app_the_command_tells_how_to_get_one(morrow: Callable[..., Result], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("MORROW_WHOOP_CLIENT_ID")
    told = morrow("connect", "whoop")
    assert told.exit_code == 2
    assert "developer.whoop.com" in told.stderr
    assert "morrow simulate whoop" in told.stderr
