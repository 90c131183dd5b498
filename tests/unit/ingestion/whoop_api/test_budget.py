"""The rate budget: never above the limit, whoever calls, however long calls take, and whatever the clocks do."""

from __future__ import annotations

import random
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.errors import SourceUnavailable
from ingestion.whoop_api.budget import LIMITS, LONGEST_CALL, SLACK, Budget, Told, read_headers, retry_after, since_boot

ROOT = Path(__file__).resolve().parents[4]
PATIENT = 1e9


@dataclass
class Time:
    """Time that passes only where somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "an-app.budget"


@pytest.fixture
def budget(path: Path, clock: Time):
    with Budget(path, monotonic=clock.monotonic, sleep=clock.sleep) as found:
        yield found


def told(limits: str = "", remaining: object = "", reset: object = "", retry: object = "") -> dict[str, str]:
    """Headers of an answer."""
    names = {"x-ratelimit-limit": limits, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset, "retry-after": retry}
    return {name: str(value) for name, value in names.items() if value != ""}


def call(budget: Budget, *, status: int = 200, headers: dict[str, str] | None = None, patience: float = PATIENT) -> None:
    """One call, answered so."""
    with budget.call(patience) as hear:
        hear(status, headers or {})


def most_in_a_window(instants: Sequence[float], seconds: float) -> int:
    """The most calls that any window of that length saw."""
    ordered = sorted(instants)
    most = first = 0
    for last, instant in enumerate(ordered):
        while instant - ordered[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def test_a_hundred_go_at_once_and_the_next_waits_a_minute(budget: Budget, clock: Time):
    for _ in range(100):
        call(budget)
    assert clock.now == 1000.0
    call(budget)
    assert clock.now == pytest.approx(1060 + SLACK)


def test_no_window_of_a_minute_sees_more_than_the_limit_however_long_calls_are_under_way(budget: Budget, clock: Time):
    chance, seen = random.Random(3), []
    for _ in range(1_000):
        with budget.call(PATIENT):
            seconds = chance.choice([0.0, 0.0, 0.01, 0.2, 2.0])
            seen.append(clock.now + chance.uniform(0, seconds))  # WHOOP sees it somewhere on its way
            clock.now += seconds
    assert 90 <= most_in_a_window(seen, 60) <= 100


def test_a_day_holds_ten_thousand(budget: Budget, clock: Time, path: Path):
    budget._database.executemany("INSERT INTO calls (at) VALUES (?)", [(1000.0 - 70,)] * (LIMITS[86_400] - 1))
    call(budget)
    with pytest.raises(SourceUnavailable, match="rate limit is used up") as unavailable:
        call(budget, patience=120)
    assert unavailable.value.retry_after_seconds == pytest.approx(86_400 + SLACK - 70)
    assert clock.slept == []


def test_who_has_no_patience_is_told_when_to_come_back(budget: Budget):
    for _ in range(100):
        call(budget)
    with pytest.raises(SourceUnavailable) as unavailable:
        call(budget, patience=59)
    assert unavailable.value.retry_after_seconds == pytest.approx(60 + SLACK)


def test_what_another_process_used_counts(budget: Budget, path: Path, clock: Time):
    for _ in range(60):
        call(budget)
    with Budget(path, monotonic=clock.monotonic, sleep=clock.sleep) as other:
        for _ in range(40):
            call(other)
        assert clock.now == 1000.0
        call(other)
    assert clock.now == pytest.approx(1060 + SLACK)


def test_limits_that_whoop_tells_are_taken_over_and_kept(budget: Budget, path: Path, clock: Time):
    call(budget, headers=told("5, 5;window=60, 1000;window=86400"))
    with Budget(path, monotonic=clock.monotonic, sleep=clock.sleep) as other:
        for _ in range(4):
            call(other)
        assert clock.now == 1000.0
        call(other)
    assert clock.now == pytest.approx(1060 + SLACK)


def test_limits_may_be_raised(budget: Budget, clock: Time):
    call(budget, headers=told("500, 500;window=60, 50000;window=86400"))
    for _ in range(499):
        call(budget)
    assert clock.now == 1000.0


def test_what_whoop_says_is_left_counts_where_others_use_the_app_too(budget: Budget, clock: Time):
    call(budget, headers=told(remaining=2, reset=17))
    call(budget)
    call(budget)
    assert clock.now == 1000.0
    call(budget)
    assert clock.now == pytest.approx(1017)


def test_an_answer_that_was_overtaken_does_not_give_back_what_is_used(budget: Budget, clock: Time):
    call(budget, headers=told(remaining=0, reset=30))
    with pytest.raises(SourceUnavailable):
        call(budget, patience=1)
    clock.now += 1
    budget._hear(200, told(remaining=50, reset=29))
    with pytest.raises(SourceUnavailable):
        call(budget, patience=1)


def test_a_new_window_is_a_new_count(budget: Budget, clock: Time):
    call(budget, headers=told(remaining=0, reset=30))
    call(budget, headers=told(remaining=99, reset=60))
    assert clock.now == pytest.approx(1030)
    call(budget)
    assert clock.now == pytest.approx(1030)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (told(retry=7), 7),
        (told(retry="Sun, 01 Mar 2026 12:01:00 GMT") | {"date": "Sun, 01 Mar 2026 12:00:00 GMT"}, 60),
        (told(reset=11), 11),
        (told(retry=7, reset=11), 7),
    ],
)
def test_after_too_many_nobody_calls_before_whoop_said_so(headers: dict[str, str], seconds: float, budget: Budget, clock: Time, path: Path):
    call(budget, status=429, headers=headers)
    with Budget(path, monotonic=clock.monotonic, sleep=clock.sleep) as other:
        call(other)
    assert clock.now == pytest.approx(1000 + seconds)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        told("nonsense", "many", "soon", "later"),
        told("-1, -1;window=-60", "-5", "-7"),
        told("0, 0;window=60", "1e9", "nan"),
        told("5, 5;window=0", "9" * 400, "9" * 400),
        told("5, 5;window=99999999999"),
    ],
)
def test_headers_that_make_no_sense_change_nothing(headers: dict[str, str], budget: Budget, clock: Time):
    call(budget, headers=headers)
    for _ in range(99):
        call(budget)
    assert clock.now == 1000.0
    call(budget)
    assert clock.now == pytest.approx(1060 + SLACK)


def test_the_headers_are_read_as_whoop_documents_them():
    headers = told("100, 100;window=60, 10000;window=86400", 98, 3)
    assert read_headers(200, headers) == Told({60: 100, 86_400: 10_000}, 98, 3.0)
    assert retry_after(headers) == 3.0
    assert retry_after({}) is None


def test_a_call_whose_process_was_killed_counts_as_under_way_for_as_long_as_any(path: Path, clock: Time):
    with Budget(path, monotonic=clock.monotonic, sleep=clock.sleep) as killed:
        for _ in range(100):
            killed._place(PATIENT)
    with Budget(path, monotonic=clock.monotonic, sleep=clock.sleep) as other:
        call(other)
    assert clock.now == pytest.approx(1000 + LONGEST_CALL + 60 + SLACK)


def test_the_wall_clock_means_nothing(budget: Budget, clock: Time, monkeypatch: pytest.MonkeyPatch):
    for _ in range(100):
        call(budget)
    monkeypatch.setattr("time.time", lambda: 0.0)
    with pytest.raises(SourceUnavailable):
        call(budget, patience=1)
    monkeypatch.setattr("time.time", lambda: 1e12)
    with pytest.raises(SourceUnavailable):
        call(budget, patience=1)


@pytest.mark.parametrize("up", [0.0, 5.0, 900.0])
def test_after_a_restart_of_the_machine_what_was_used_counts_as_long_as_the_machine_is_up(up: float, budget: Budget, clock: Time):
    for _ in range(100):
        call(budget)
    clock.now = up
    call(budget)
    assert clock.now <= max(up, 60 + SLACK) + LONGEST_CALL
    assert clock.now >= min(up, 60)


def test_a_wait_that_whoop_asked_for_does_not_outlive_a_restart_of_the_machine(budget: Budget, clock: Time):
    clock.now = 3e6
    call(budget, status=429, headers=told(retry=86_400))
    clock.now = 10.0
    call(budget, patience=120)


def test_a_file_that_is_none_is_made_anew(path: Path, clock: Time):
    path.write_bytes(b"this is no database, and long enough not to be taken for an empty one" * 20)
    with Budget(path, monotonic=clock.monotonic, sleep=clock.sleep) as budget:
        call(budget)


def test_the_files_are_their_owners_alone(budget: Budget, path: Path):
    call(budget)
    assert {stat.S_IMODE(entry.stat().st_mode) for entry in path.parent.glob(f"{path.name}*")} == {0o600}


def test_an_error_in_a_call_gives_its_place_its_time(budget: Budget, clock: Time):
    with pytest.raises(TypeError), budget.call(PATIENT) as hear:
        hear(200)  # type: ignore[call-arg]
    (at,) = budget._database.execute("SELECT at FROM calls").fetchone()
    assert at == clock.now


def test_time_since_boot_is_the_same_in_every_process():
    program = "from ingestion.whoop_api.budget import since_boot; print(since_boot())"
    before = since_boot()
    there = float(subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert before < there < since_boot()


_HAMMER = """
import socket, sys, threading
from pathlib import Path
from ingestion.whoop_api.budget import Budget
host, port, path, threads, calls = "127.0.0.1", int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
budget = Budget(path)
def work():
    for _ in range(calls):
        with budget.call(60) as hear, socket.create_connection((host, port)) as wire:
            wire.sendall(b"x")
            limit, status = wire.recv(100).decode().split("|")
            hear(int(status), {"x-ratelimit-limit": limit})
threads = [threading.Thread(target=work) for _ in range(threads)]
for thread in threads: thread.start()
for thread in threads: thread.join()
budget.close()
"""


def test_several_processes_together_stay_below_the_limit_at_the_server(path: Path):
    """Twelve threads in three processes, 25 calls a second allowed: WHOOP's own count is what matters."""
    seen: list[float] = []
    stopped = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)

    def serve() -> None:
        while not stopped.is_set():
            try:
                wire, _ = server.accept()
            except TimeoutError:
                continue
            with wire:
                wire.recv(1)
                seen.append(time.monotonic())
                wire.sendall(b"25, 25;window=1|200")

    thread = threading.Thread(target=serve)
    thread.start()
    port = server.getsockname()[1]
    try:
        with Budget(path) as budget:
            call(budget, headers=told("25, 25;window=1"))
        workers = [
            subprocess.Popen([sys.executable, "-c", _HAMMER, str(port), str(path), "4", "4"], cwd=ROOT, stderr=subprocess.PIPE)
            for _ in range(3)
        ]
        complaints = [worker.communicate(timeout=60)[1] for worker in workers]
    finally:
        stopped.set()
        thread.join()
        server.close()
    assert complaints == [b""] * 3
    assert len(seen) == 48
    assert most_in_a_window(seen, 1.0) <= 25
