"""kill -9 of the process that carries out a run, in the middle of an asset: under a real daemon, and in a tick by hand.

The worker is caught where it waits for the store, which the test holds: it has begun, and has not ended.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import psutil
import pytest

from agent.due import PIPELINES
from core.database import file_lock
from ingestion.synthetic import generate
from ingestion.whoop_export_writer import write_export
from pipelines.instance import open_instance
from pipelines.launching import worker_of
from pipelines.resources import Installation
from pipelines.ticking import tick

ROOT = Path(__file__).resolve().parents[2]
LAST = date(2026, 4, 20)
LIMIT = 300.0
"""Seconds within which a run whose worker was killed is marked failed, or goes on."""

pytestmark = pytest.mark.prove


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """Somebody's export lies in the inbox; nothing has been read yet."""
    made = Installation(home=str(tmp_path / "home"), anchor=str(tmp_path / "anchor.jsonl"))
    path = made.world().folder("inbox") / "export.zip"
    write_export(generate("synthetic-9", 9, LAST - timedelta(days=9), LAST).facts(), path)
    os.utime(path, (1.0, 1.0))
    return made


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """The Dagster home that the daemon uses too."""
    with open_instance(tmp_path / "dagster") as opened:
        yield opened


@contextmanager
def daemon(installation: Installation, instance: dg.DagsterInstance) -> Iterator[subprocess.Popen[bytes]]:
    """Dagster's daemon over that installation, with a code server of its own."""
    environment = {
        **os.environ,
        "DAGSTER_HOME": instance.root_directory,
        "MORROW_HOME": installation.home,
        "MORROW_ANCHOR": installation.anchor,
        "PYTHONPATH": str(ROOT),
    }
    command = [str(Path(sys.executable).with_name("dagster-daemon")), "run", "-m", "pipelines.definitions"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True)
    family = [process.pid]
    try:
        yield process
    finally:
        family += [child.pid for child in descendants(process.pid)]
        for pid in reversed(family):
            kill(pid)
        process.wait()


def descendants(pid: int) -> list[psutil.Process]:
    """Every process that this one started, and theirs."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def kill(pid: int) -> None:
    """kill -9, of what may be gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def wait_for(what: Callable[[], object], seconds: float = 150.0) -> float:
    """How long it took until that was true."""
    started = time.monotonic()
    while not what():
        assert time.monotonic() - started < seconds, f"waited {seconds:g} s in vain"
        time.sleep(0.2)
    return time.monotonic() - started


def running(instance: dg.DagsterInstance) -> int | None:
    """The process of the run that is on, once it has told of itself."""
    runs = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    known = worker_of(instance, runs[0]) if runs else None
    return known[0] if known else None


def first(instance: dg.DagsterInstance) -> dg.DagsterRun:
    """The run that was there first."""
    return list(instance.get_runs())[-1]


def statuses(instance: dg.DagsterInstance) -> list[dg.DagsterRunStatus]:
    """Of all runs, the newest first."""
    return [run.status for run in instance.get_runs()]


@pytest.mark.parametrize("everything", [False, True], ids=["the worker alone", "daemon, code server and worker"])
def test_a_killed_run_is_failed_within_five_minutes_and_done_again(
    installation: Installation, instance: dg.DagsterInstance, everything: bool, record_property: Callable[[str, object], None]
) -> None:
    store = installation.world().store
    failed = lambda: first(instance).status is dg.DagsterRunStatus.FAILURE  # noqa: E731  # is asked until it is true
    succeeded = lambda: dg.DagsterRunStatus.SUCCESS in statuses(instance)  # noqa: E731  # as above
    with daemon(installation, instance) as one:
        with file_lock(store.path.with_name(f"{store.path.name}.lock")):
            caught_after = wait_for(lambda: running(instance))
            pid, family = running(instance), [child.pid for child in descendants(one.pid)]
            assert pid in family
            assert not instance.get_materialized_partitions(dg.AssetKey("facts")), "in the middle of the asset"
            for victim in (one.pid, *family) if everything else (pid,):
                kill(victim)
            found_after = 0.0 if everything else wait_for(failed, LIMIT)
        right_after = 0.0 if everything else found_after + wait_for(succeeded, LIMIT)
    if everything:
        assert first(instance).status is dg.DagsterRunStatus.STARTED, "nobody was left to notice"
        with daemon(installation, instance):
            found_after = wait_for(failed, LIMIT)
            right_after = found_after + wait_for(succeeded, LIMIT)
    told = {"caught": caught_after, "failed": found_after, "done": right_after}
    record_property("seconds", {name: round(seconds, 1) for name, seconds in told.items()})
    assert right_after < LIMIT
    assert len(store.people()) == 1


def test_a_tick_that_was_killed_before_its_seal_is_put_right_by_the_next(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    """Ticked by hand, without a daemon: the process itself carries out the run, and dies in the forecast's asset."""
    installation = Installation(home=str(tmp_path / "home"), anchor=str(tmp_path / "anchor.jsonl"))
    world = installation.world()
    world.store.add(generate("synthetic-6", 6, LAST - timedelta(days=59), LAST).facts(), recorded_at=world.clock.now())
    at = datetime(2026, 4, 19, 19, tzinfo=UTC)
    code = f"""
from datetime import datetime
from pathlib import Path
from pipelines.instance import open_instance
from pipelines.resources import Installation
from pipelines.ticking import tick
with open_instance(Path({instance.root_directory!r})) as instance:
    tick(instance, Installation(home={installation.home!r}, anchor={installation.anchor!r}), datetime.fromisoformat({at.isoformat()!r}))
"""
    environment = {**os.environ, "MORROW_CRASH_AT": "agent.before_seal"}
    killed = subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, timeout=300, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert statuses(instance) == [dg.DagsterRunStatus.STARTED]
    assert world.ledger("replay", PIPELINES).entries() == []

    (done,) = tick(instance, installation, at + timedelta(hours=1))
    assert (done.ritual, done.success) == ("evening", True)
    assert statuses(instance) == [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE]
    assert [entry.kind for entry in world.ledger("replay", PIPELINES).entries()] == ["forecast"]
