"""What the sandbox outlives, and what it leaves behind: queries that run away, children and parents that die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.errors import ToolFailed, ToolRetry
from core.sandbox import Limits, Sandbox
from core.views import Table

ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits(seconds=0.6)
"""The same path as the five seconds of everyday, less waiting."""
TABLES = {"t": Table((("x", "DOUBLE", ""),), [(1.0,), (2.0,), (3.0,)])}
UNINTERRUPTIBLE = "SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))"
"""One call of one function: DuckDB looks at its time limit only between calls."""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(TABLES, LIMITS) as standing:
        yield standing


def _pid(sandbox: Sandbox) -> int:
    assert sandbox._process is not None
    return sandbox._process.pid


# ------------------------------------------------------------------ what runs away


def test_a_slow_query_ends_in_time_and_the_child_lives_on(sandbox: Sandbox):
    sandbox.query("SELECT 1")
    pid = _pid(sandbox)
    began = time.perf_counter()
    with pytest.raises(ToolRetry, match="too long"):
        sandbox.query("SELECT count(*) FROM range(1000000) a, range(1000000) b")
    assert time.perf_counter() - began < LIMITS.seconds + 0.5
    assert sandbox.query("SELECT 1").rows == ((1,),)
    assert _pid(sandbox) == pid


def test_a_query_that_does_not_stop_is_killed_and_the_next_one_works(sandbox: Sandbox):
    sandbox.query("SELECT 1")
    pid = _pid(sandbox)
    began = time.perf_counter()
    with pytest.raises(ToolRetry, match=r"stopped after 0\.6 s"):
        sandbox.query(UNINTERRUPTIBLE)
    assert time.perf_counter() - began < LIMITS.seconds + 0.5
    assert not psutil.pid_exists(pid)
    assert sandbox.query("SELECT count(*) FROM t").rows == ((3,),)
    assert _pid(sandbox) != pid


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT length(repeat('x', 4000000000))",
        "SELECT list(i) FROM range(2000000000) AS t(i)",
        "SELECT string_agg(repeat('x', 100000)) FROM range(100000)",
        "SELECT printf('%2000000000d', 1)",
        "SELECT rpad('x', 500000000, 'y')",
        "SELECT list_resize([1], 2000000000)",
        "SELECT * FROM range(100000) a, range(100000) b ORDER BY 1 DESC",
        "SELECT i, count(*) FROM range(100000000) AS t(i) GROUP BY i",
        "SELECT regexp_replace(repeat('a', 30000000), '(a*)*b', 'x', 'g')",
    ],
)
def test_a_bomb_ends_within_its_limits(sandbox: Sandbox, sql: str):
    with pytest.raises(ToolRetry, match=r"memory|too long|stopped|bytes"):
        sandbox.query(sql)
    assert sandbox.query("SELECT 1").rows == ((1,),)
    assert _peak_mib(_pid(sandbox)) < 1024


def test_a_regular_expression_cannot_explode(sandbox: Sandbox):
    result = sandbox.query("SELECT count(*) FROM range(50) AS t(i) WHERE regexp_matches(repeat('a', 1000 + i) || '!', '((a+)+)+$')")
    assert result.rows == ((0,),)


def _peak_mib(pid: int) -> float:
    """The most memory the process ever had, where the system tells."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return psutil.Process(pid).memory_info().rss / 2**20
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024


# ------------------------------------------------------------------ life and death


def test_nothing_is_left_when_it_is_closed():
    with Sandbox(TABLES) as sandbox:
        sandbox.start()
        pid = _pid(sandbox)
        assert psutil.pid_exists(pid)
    assert not psutil.pid_exists(pid)
    sandbox.close()


def test_nothing_is_left_when_it_is_forgotten():
    sandbox = Sandbox(TABLES)
    sandbox.query("SELECT 1")
    pid = _pid(sandbox)
    del sandbox
    assert not psutil.pid_exists(pid)


def test_a_child_that_dies_between_queries_is_replaced(sandbox: Sandbox):
    sandbox.query("SELECT 1")
    os.kill(_pid(sandbox), signal.SIGKILL)
    time.sleep(0.1)
    assert sandbox.query("SELECT 2").rows == ((2,),)


def test_tables_that_cannot_be_loaded_are_a_failure_with_a_reason():
    broken = {"t": Table((("day", "DATE", ""),), [("not a date",)])}
    with Sandbox(broken) as sandbox, pytest.raises(ToolFailed, match=r"does not come up.*not a date"):
        sandbox.query("SELECT 1")


def test_the_child_dies_with_its_parent_even_in_the_middle_of_a_query():
    code = f"""
import sys, threading
from core.sandbox import Sandbox
from core.views import Table
sandbox = Sandbox({{"t": Table((("x", "DOUBLE", ""),), [(1.0,)])}})
sandbox.query("SELECT 1")
print(sandbox._process.pid, flush=True)
sandbox.query({UNINTERRUPTIBLE!r})
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        time.sleep(0.3)
        parent.kill()
    child_gone = psutil.wait_procs([child], timeout=3)[0]
    assert child_gone == [child]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_child_has_no_environment_no_open_files_and_hard_limits(sandbox: Sandbox):
    sandbox.query("SELECT 1")
    process = Path(f"/proc/{_pid(sandbox)}")
    limits = {line[:26].strip(): line[26:].split()[:2] for line in (process / "limits").read_text().splitlines()}
    assert (process / "environ").read_bytes() == b""
    assert (process / "cwd").readlink() == Path("/")
    assert sorted(path.name for path in (process / "fd").iterdir()) == ["0", "1", "2", "3", "4"]
    assert limits["Max open files"] == ["5", "5"]
    assert limits["Max file size"] == limits["Max core file size"] == limits["Max processes"] == ["0", "0"]
    assert int(limits["Max address space"][1]) < 2**30
    assert int(limits["Max cpu time"][0]) < 30


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of other systems differ")
def test_the_kernel_alone_keeps_the_child_from_files_and_sockets():
    code = """
import socket, sys
from core.sandbox_lock import give_up_rights
from core.sandbox_wire import Limits
def tried(what):
    try:
        return repr(what())
    except OSError as error:
        return type(error).__name__
give_up_rights(2, Limits())
print(tried(lambda: open("/etc/hostname")), tried(lambda: open("/tmp/x", "w")), tried(socket.socket))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["OSError", "OSError", "OSError"]
