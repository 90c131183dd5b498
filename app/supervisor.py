"""Several services as one: started together, started again when they fall, ended together.

Each service is a process group of its own with a log of its own. A service that falls is started again after a pause that grows; one
that falls too often is left lying, and the others go on.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

STARTS = 5
"""A service is started so often at most, unless it ran well in between."""
RAN_WELL_SECONDS = 300.0
FIRST_PAUSE_SECONDS = 1.0
END_SECONDS = 15.0
"""What a service has for an orderly end before it is killed."""
LOOK_SECONDS = 0.2
Say = Callable[[str], None]


@dataclass(frozen=True)
class Service:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    serves: str
    """What a person gets from it, in a few words; with its address, if it has one."""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Running:
    """A service and what became of it."""

    service: Service
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    started_at: float = 0.0
    again_at: float = 0.0
    given_up: bool = False


class Supervisor:
    """Keeps services running, their logs in one folder, until it is told to stop; use `run` in the main thread."""

    def __init__(self, services: Sequence[Service], logs: Path, say: Say, first_pause_seconds: float = FIRST_PAUSE_SECONDS) -> None:
        self._running = [_Running(service) for service in services]
        self._logs = logs
        self._say = say
        self._first_pause = first_pause_seconds
        self._stop = threading.Event()

    def stop(self, *_: object) -> None:
        """Asks for the end; safe in a signal handler."""
        self._stop.set()

    @property
    def pids(self) -> dict[str, int]:
        """Process id of each service that runs."""
        return {one.service.name: one.process.pid for one in self._running if one.process is not None}

    def run(self) -> bool:
        """True when it was stopped in order; False when no service could be kept running."""
        try:
            while not self._stop.is_set():
                for one in self._running:
                    self._look_after(one)
                if all(one.given_up for one in self._running):
                    return False
                self._stop.wait(LOOK_SECONDS)
            return True
        finally:
            self._end_all()

    def _look_after(self, one: _Running) -> None:
        now = time.monotonic()
        if one.process is not None and one.process.poll() is not None:
            self._fallen(one, now)
        if one.process is None and not one.given_up and now >= one.again_at:
            self._start(one, now)

    def _start(self, one: _Running, now: float) -> None:
        variables = [f"{name}={value}" for name, value in one.service.environment.items()]
        command = [sys.executable, "-m", "app.tethered", *variables, "--", *one.service.command]
        with _log(self._logs / f"{one.service.name}.log", keep=one.starts > 0) as log:
            # A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which ends the others in order.
            one.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
        one.starts, one.started_at = one.starts + 1, now

    def _fallen(self, one: _Running, now: float) -> None:
        code = one.process.returncode if one.process else None
        one.process = None
        if now - one.started_at > RAN_WELL_SECONDS:
            one.starts = 1
        words = f"{one.service.name} ended with {code}; see {self._logs.name}/{one.service.name}.log"
        if one.starts >= STARTS:
            one.given_up = True
            self._say(f"{words}. It fell {one.starts} times and is left lying; the others go on.")
            return
        pause = self._first_pause * 2 ** (one.starts - 1)
        one.again_at = now + pause
        self._say(f"{words}. Starting it again in {pause:g} s.")

    def _end_all(self) -> None:
        living = [one.process for one in self._running if one.process is not None]
        for process in living:
            _signal(process, signal.SIGTERM)
        limit = time.monotonic() + END_SECONDS
        for process in living:
            try:
                process.wait(max(0.0, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"process {process.pid} did not end in time and is killed")
        for process in living:
            _signal(process, signal.SIGKILL)  # the rest of its group, children that outlive it among them
            process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the whole group, which may be gone already."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _log(path: Path, *, keep: bool) -> BinaryIO:
    """The log, readable by its owner alone; begun anew with each run of the supervisor."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if keep else os.O_TRUNC)
    return os.fdopen(os.open(path, flags, 0o600), "ab")
