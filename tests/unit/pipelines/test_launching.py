"""Whether the worker of a run lives."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date

import dagster as dg
import pytest
from dagster._core.events import EngineEventData
from dagster._core.launcher import WorkerStatus

from pipelines.launching import PID, bury, is_alive, worker_of
from pipelines.rituals import asked, not_under_way


@pytest.fixture
def started(instance: dg.DagsterInstance, run_of) -> Callable[..., dg.DagsterRun]:
    """(pid, tags) → a run that counts as running; its worker told of its process as Dagster's do."""

    def make(pid: int | None = None, tags: Mapping[str, str] | None = None) -> dg.DagsterRun:
        run = run_of(dg.DagsterRunStatus.STARTED, dict(tags or {}))
        if pid is not None:
            instance.report_engine_event(f"Started process for run (pid: {pid}).", run, EngineEventData.in_process(pid))
        return run

    return make


@pytest.fixture(scope="module")
def gone() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_run_whose_process_lives_is_healthy(instance: dg.DagsterInstance, started) -> None:
    health = instance.run_launcher.check_run_worker_health(started(os.getpid()))
    assert health.status is WorkerStatus.RUNNING


def test_a_run_whose_process_is_gone_has_failed(instance: dg.DagsterInstance, started, gone: int) -> None:
    health = instance.run_launcher.check_run_worker_health(started(gone))
    assert (health.status, health.msg) == (WorkerStatus.FAILED, f"process {gone} is gone")


def test_a_process_that_was_given_the_number_later_is_another_one() -> None:
    assert is_alive(os.getpid(), time.time())
    assert not is_alive(os.getpid(), time.time() - 86_400), "yesterday this process did not live: the machine was started anew"


def test_a_process_that_ended_and_was_not_waited_for_does_not_live() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    deadline = time.monotonic() + 20
    while is_alive(process.pid, time.time()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(process.pid, time.time())
    process.wait()


def test_a_run_that_was_carried_out_without_a_launcher_is_known_by_its_tag(instance: dg.DagsterInstance, started, gone: int) -> None:
    run = started(tags={PID: str(os.getpid())})
    assert worker_of(instance, run)[0] == os.getpid()
    dead = started(tags={PID: str(gone)})
    assert instance.run_launcher.check_run_worker_health(dead).status is WorkerStatus.FAILED


def test_whose_process_is_gone_is_buried_and_stands_in_nobodys_way(instance: dg.DagsterInstance, started, gone: int) -> None:
    one = asked("evening", date(2026, 6, 10))
    run = started(tags={PID: str(gone), **one.tags(), "dagster/partition": "2026-06-10"})
    assert list(not_under_way(instance, [one])) == []
    assert bury(instance) >= 1
    assert instance.get_run_by_id(run.run_id).status is dg.DagsterRunStatus.FAILURE
    assert list(not_under_way(instance, [one])) == [one], "the next tick asks for it again"


def test_a_run_that_tells_of_no_process_is_believed(instance: dg.DagsterInstance, started) -> None:
    health = instance.run_launcher.check_run_worker_health(started())
    assert (health.status, health.msg) == (WorkerStatus.RUNNING, "its process is not known")
