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
)

import ipaddress
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

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
    """An empty MORROW_HOME with an anchor beside it; no other MORROW_ setting, and no `.env` or `morrow.toml` in reach."""
    for name in [name for name in os.environ if name.startswith("MORROW_") and name != "MORROW_SHARED_DATA"]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("MORROW_HOME", str(folder))
    monkeypatch.setenv("MORROW_ANCHOR", str(tmp_path / "config" / "anchor.jsonl"))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project, or where MORROW_SHARED_DATA says."""
    folder = Path(os.environ.get("MORROW_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data: {folder.name} stands neither beside the project nor at MORROW_SHARED_DATA")
    return folder
