"""One look of the daemon at an instant of one's choice, with the runs it asks for carried out here, one after the other.

The same sensors, schedule, job and assets as under Dagster's daemon: what differs is the clock, and that nobody waits.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import dagster as dg

from pipelines.definitions import defs
from pipelines.launching import PID, bury
from pipelines.resources import Installation
from pipelines.rituals import RITUAL
from pipelines.schedules import daily_job, due_tick
from pipelines.sensors import SENSORS

RUN_KEY = "dagster/run_key"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""What happens stands in the instance and in what is given back; the terminal is somebody else's."""


@dataclass(frozen=True)
class Done:
    """One run that a tick asked for."""

    ritual: str
    """Of `pipelines.rituals.ASSETS_OF`."""
    day: str
    """Its partition, an ISO date."""
    asked_by: str
    """Name of the sensor or schedule."""
    success: bool
    metadata: Mapping[str, Mapping[str, object]]
    """Asset → what it told, as plain values."""
    failed_checks: tuple[str, ...]
    """asset.check of each that did not pass."""
    run_id: str


def tick(instance: dg.DagsterInstance, installation: Installation, at: datetime | None = None) -> tuple[Done, ...]:
    """Every run that was wanted at that instant, in order, carried out; none where nothing is due, or where it was done already.

    Args:
        instance: keeps runs, events and the sensors' cursors, as it does for the daemon.
        installation: whose people; its own `now` is not looked at.
        at: a simulated instant, at which everything in the runs happens, to simulated people alone; None is now, for everybody.
    """
    then = installation.at(at)
    bury(instance)
    return tuple(done for name in (*(sensor.name for sensor in SENSORS), due_tick.name) for done in _asked_by(name, instance, then))


def _asked_by(name: str, instance: dg.DagsterInstance, installation: Installation) -> Iterator[Done]:
    requests = _scheduled(instance, installation) if name == due_tick.name else _sensed(name, instance, installation)
    for request in requests:
        key = f"{name}:{request.run_key}"
        if not instance.get_runs(dg.RunsFilter(tags={RUN_KEY: key}), limit=1):
            yield _run(name, instance, request, key)


def _scheduled(instance: dg.DagsterInstance, installation: Installation) -> list[dg.RunRequest]:
    with dg.build_schedule_context(
        instance=instance,
        scheduled_execution_time=installation.world().clock.now(),
        resources={"installation": installation},
        repository_def=defs.get_repository_def(),
    ) as context:
        return list(due_tick.evaluate_tick(context).run_requests or ())


def _sensed(name: str, instance: dg.DagsterInstance, installation: Installation) -> list[dg.RunRequest]:
    """What a sensor asks for; its cursor is kept in the instance, beside those of the daemon."""
    books, place = instance.daemon_cursor_storage, f"morrow/{name}"
    cursor = books.get_cursor_values({place}).get(place)
    with dg.build_sensor_context(instance=instance, cursor=cursor, definitions=defs, resources={"installation": installation}) as context:
        found = defs.resolve_sensor_def(name).evaluate_tick(context)
    books.set_cursor_values({place: found.cursor or ""})
    return list(found.run_requests or ())


def _run(name: str, instance: dg.DagsterInstance, request: dg.RunRequest, key: str) -> Done:
    result = defs.resolve_job_def(daily_job.name).execute_in_process(
        instance=instance,
        run_config={**request.run_config, **QUIET},
        partition_key=request.partition_key,
        asset_selection=request.asset_selection,
        tags={**request.tags, RUN_KEY: key, PID: str(os.getpid())},
        raise_on_error=False,
    )
    told = [event.step_materialization_data.materialization for event in result.get_asset_materialization_events()]
    checks = [check for check in result.get_asset_check_evaluations() if not check.passed]
    return Done(
        ritual=request.tags[RITUAL],
        day=str(request.partition_key),
        asked_by=name,
        success=result.success,
        metadata={one.asset_key.to_user_string(): {label: value.value for label, value in one.metadata.items()} for one in told},
        failed_checks=tuple(f"{check.asset_key.to_user_string()}.{check.check_name}" for check in checks),
        run_id=result.run_id,
    )
