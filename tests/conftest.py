"""For every test: quiet libraries, a closed network, a home of its own, and the shared data where it lies beside the project."""

from __future__ import annotations

import os

# Before anything imports: several libraries read these once, at import.
os.environ.update(
    MLFLOW_DISABLE_TELEMETRY="true",
    DAGSTER_DISABLE_TELEMETRY="1",
    HF_HUB_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    ANONYMIZED_TELEMETRY="False",
    LANGSMITH_TRACING="false",
    LANGCHAIN_TRACING_V2="false",
    TOKENIZERS_PARALLELISM="false",
    ORT_DISABLE_TELEMETRY="1",
    OPENBLAS_NUM_THREADS="1",
    OMP_NUM_THREADS="1",  # threads that wait for each other spin, and take the other core from the processes that tests start
)

import ipaddress
import socket
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from core.records import Day, Fact, Night

ROOT = Path(__file__).resolve().parents[1]

# Fixtures that several folders share; found by its folder, since a dependency installs a package that is named `tests`.
sys.path.append(str(ROOT / "tests" / "plugins"))
pytest_plugins = ["one_evening"]

# Nobody's keyring is touched, and nobody's key.
os.environ.update({"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"})

# Compiled modules are kept, whatever the shell says: dozens of processes are started here, and each would compile everything anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# The same examples every time; two busy cores are no reason to fail.
settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile("house")


class NetworkClosed(RuntimeError):  # not an OSError: code that forgives a dead network must not hide a call to it
    """A test reached for a host beyond this machine."""


class _Gate:
    """Stands at the interpreter's own socket events, so that no library passes beside it."""

    EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"})

    def __init__(self) -> None:
        self.closed = False

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.closed or event not in self.EVENTS:
            return
        host = self._host(event, arguments)
        if not self._is_this_machine(host):
            raise NetworkClosed(f"{event} to {host!r}: tests speak to this machine only")

    @staticmethod
    def _host(event: str, arguments: tuple[object, ...]) -> object:
        if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
            return arguments[0]
        address = arguments[1]
        return address[0] if isinstance(address, tuple) else None  # a path or nothing: AF_UNIX, or a connected socket

    @staticmethod
    def _is_this_machine(host: object) -> bool:
        name = host.decode() if isinstance(host, bytes) else host
        if not isinstance(name, str) or name in {"", "localhost", socket.gethostname()}:
            return True
        try:
            address = ipaddress.ip_address(name.partition("%")[0])
        except ValueError:
            return False
        return address.is_loopback or address.is_unspecified


_gate = _Gate()
sys.addaudithook(_gate)  # cannot be taken away again, only opened


@pytest.fixture(scope="session", autouse=True)
def closed_network() -> Iterator[None]:
    """No way out but to this machine, for the whole session."""
    _gate.closed = True
    yield
    _gate.closed = False


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty MORROW_HOME with an anchor and a token key beside it; no other MORROW_ setting, and no `.env` or `morrow.toml` in reach."""
    for name in [name for name in os.environ if name.startswith("MORROW_") and name != "MORROW_SHARED_DATA"]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("MORROW_HOME", str(folder))
    monkeypatch.setenv("MORROW_ANCHOR", str(tmp_path / "config" / "anchor.jsonl"))
    monkeypatch.setenv("MORROW_TOKEN_KEY", str(tmp_path / "config" / "token.key"))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project, or where MORROW_SHARED_DATA says."""
    folder = Path(os.environ.get("MORROW_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data: {folder.name} stands neither beside the project nor at MORROW_SHARED_DATA")
    return folder


@pytest.fixture(scope="session")
def empty_mlflow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MLflow's folder with nothing in it: making its tables takes seconds, copying them does not."""
    from forecasting.registry.mlflow_log import ModelLog

    folder = tmp_path_factory.mktemp("empty") / "mlflow"
    ModelLog(folder).keep_in_step([])
    return folder


@pytest.fixture(scope="session")
def strained() -> Callable[..., list[Fact]]:
    """(person, seed, nights, last night) → nights and days in UTC; a hard day moves all targets of the night after it.

    So there is something to learn that no rule sees: the strain of a day, known at 18:30, explains a fifth of what the night then brings.
    """

    def make(person: str, seed: int, nights: int, last: date) -> list[Fact]:
        rng = np.random.default_rng(seed)
        strain = rng.uniform(4.0, 18.0, nights + 1)
        hard = (strain - 11.0) / 4.04  # in standard deviations
        wander = np.zeros((nights + 1, 3))
        facts: list[Fact] = []
        for number in range(1, nights + 1):
            wander[number] = 0.3 * wander[number - 1] + rng.normal(size=3)
            night, (hrv, rhr, rr) = last - timedelta(days=nights - number), wander[number]
            meta = {"person_id": person, "source": "whoop_export", "source_epoch": "whoop", "key": night.isoformat()}
            wake = datetime.combine(night, time(7), UTC)
            facts.append(
                Night(
                    **meta,
                    known_at=wake,
                    night=night,
                    sleep_start=wake - timedelta(hours=8),
                    sleep_end=wake,
                    hrv_method="rmssd",
                    hrv_window="last_sws",
                    hrv_rmssd_ms=float(np.exp(4.0 + 0.2 * (seed % 3) + 0.12 * hrv - 0.08 * hard[number - 1])),
                    resting_hr_bpm=float(55.0 + 2.0 * rhr + 1.3 * hard[number - 1]),
                    resp_rate_brpm=float(15.0 + 0.4 * rr + 0.26 * hard[number - 1]),
                )
            )
            told = datetime.combine(night, time(18, 30), UTC)
            facts.append(Day(**meta, known_at=told, day=night, strain=float(strain[number])))
        return facts

    return make
