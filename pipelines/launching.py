"""Runs that are watched by their process: one whose worker is gone is found out, and does not block the queue for good.

Dagster's own launcher leaves that to the code server that started the worker, which notices at once when a worker dies. When both are
gone (a killed service, a machine that lost power), nobody does: the run would count as running, and wait for its time limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import dagster as dg
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus  # it names them nowhere else
from dagster._serdes import ConfigurableClassData

PID = "morrow/pid"
"""Tag of runs that no launcher started: the process that executes them itself."""
SLACK_SECONDS = 2.0
"""Between the start of a process and what it says of itself; clocks of files and processes differ by ticks."""


class WatchedRunLauncher(DefaultRunLauncher):
    """Launches as Dagster does by default, and can tell whether a worker lives. `dagster.yaml` names it."""

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]) -> Self:
        """The launcher; it has nothing to configure."""
        return cls(inst_data=inst_data)

    @property
    def supports_check_run_worker_health(self) -> bool:
        """True: run monitoring asks."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Whether the process that the run told of still lives; one that told of none is believed, up to its time limit."""
        known = worker_of(self._instance, run)
        if known is None:
            return CheckRunHealthResult(WorkerStatus.RUNNING, "its process is not known")
        pid, told_at = known
        if is_alive(pid, told_at):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, f"process {pid} is gone")


def bury(instance: dg.DagsterInstance) -> int:
    """How many runs were marked as failed because their process is gone: what the daemon does every half minute, for who ticks by hand."""
    launcher, buried = WatchedRunLauncher(), 0
    launcher.register_instance(instance)
    for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])):
        health = launcher.check_run_worker_health(run)
        if health.status is WorkerStatus.FAILED:
            instance.report_run_failed(run, health.msg)
            buried += 1
    return buried


def worker_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> tuple[int, float] | None:
    """Process of a run, and when it told of itself, in seconds since 1970."""
    for record in instance.get_records_for_run(run.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT).records:
        event = record.event_log_entry.dagster_event
        pid = event.engine_event_data.metadata.get("pid") if event else None
        if pid is not None:
            return int(str(pid.value)), record.event_log_entry.timestamp
    started = instance.get_run_record_by_id(run.run_id)
    return (int(run.tags[PID]), started.create_timestamp.timestamp()) if started and PID in run.tags else None


def is_alive(pid: int, told_at: float) -> bool:
    """True for a process that lives and did so when it was told of; a later one may have been given the same number."""
    import psutil

    try:
        process = psutil.Process(pid)
        return bool(process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= told_at + SLACK_SECONDS)
    except psutil.NoSuchProcess:
        return False
