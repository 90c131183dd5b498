"""Services that run as one: started, started again, given up, and ended together, with real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.services import free_ports
from app.supervisor import STARTS, Service, Supervisor
from core.errors import Refused

STAYS = "import time, os; print('up', os.environ.get('WORD'), flush=True); time.sleep(60)"
FALLS = "raise SystemExit(3)"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Callable[..., tuple[Supervisor, threading.Thread, list[str]]]]:
    """Starts a supervisor in a thread; ends it afterwards."""
    started: list[tuple[Supervisor, threading.Thread]] = []

    def start(*services: Service) -> tuple[Supervisor, threading.Thread, list[str]]:
        said: list[str] = []
        one = Supervisor(services, tmp_path / "logs", said.append, first_pause_seconds=0.01)
        thread = threading.Thread(target=one.run)
        thread.start()
        started.append((one, thread))
        return one, thread, said

    yield start
    for one, thread in started:
        one.stop()
        thread.join(30)


def script(name: str, text: str, **environment: str) -> Service:
    """A service that is a few lines of Python."""
    return Service(name, [sys.executable, "-c", text], "nothing", environment)


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Waits for it."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """True while the process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_services_run_with_their_words_in_the_environment_and_end_together(running, tmp_path: Path) -> None:
    one, thread, said = running(script("a", STAYS, WORD="first"), script("b", STAYS))
    log = tmp_path / "logs" / "a.log"
    until(lambda: log.exists() and "up first" in log.read_text(encoding="utf-8") and len(one.pids) == 2)
    pids = list(one.pids.values())
    one.stop()
    thread.join(20)
    assert [is_alive(pid) for pid in pids] == [False, False]
    assert said == []
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_service_that_falls_is_started_again_and_left_lying_in_the_end_while_others_go_on(running) -> None:
    one, _, said = running(script("bad", FALLS), script("good", STAYS))
    until(lambda: any("left lying" in line for line in said))
    assert [line.split(";")[0] for line in said] == ["bad ended with 3"] * STARTS
    assert list(one.pids) == ["good"]


def test_a_killed_service_comes_back(running) -> None:
    one, _, said = running(script("a", STAYS))
    until(lambda: "a" in one.pids)
    first = one.pids["a"]
    os.kill(first, signal.SIGKILL)
    until(lambda: one.pids.get("a") not in (None, first))
    assert "ended with -9" in said[0]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's tether is Linux's")
def test_services_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    code = textwrap.dedent(
        f"""
        import sys
        from pathlib import Path
        from app.supervisor import Service, Supervisor
        Supervisor([Service("a", [sys.executable, "-c", {STAYS!r}], "")], Path({str(tmp_path)!r}), print).run()
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", code])
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    until(lambda: (tmp_path / "a.log").exists() and "up" in (tmp_path / "a.log").read_text(encoding="utf-8"))
    child = int(children.read_text(encoding="utf-8").split()[0])
    parent.kill()
    parent.wait(10)
    until(lambda: not is_alive(child))


def test_a_taken_port_is_told_with_the_setting_that_names_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match="MORROW_DAGSTER_PORT"):
            free_ports({"MORROW_DAGSTER_PORT": ("127.0.0.1", port)})
    free_ports({"MORROW_DAGSTER_PORT": ("127.0.0.1", port)})
