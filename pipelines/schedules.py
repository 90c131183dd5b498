"""When a day runs by itself: at 21:00 of the machine, for the partition of that date.

An hourly tick that does what is due at each person's own local time takes this place later; it will request the same job.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg

from core.nights import SCHEDULED
from pipelines.assets import ASSETS
from pipelines.checks import CHECKS
from pipelines.partitions import machine_zone

ZONE = machine_zone()

daily_job = dg.define_asset_job(
    "daily",
    selection=dg.AssetSelection.assets(*ASSETS) | dg.AssetSelection.checks(*CHECKS),
    executor_def=dg.in_process_executor,
    description="Import what is new, look at its quality, forecast and seal the coming night, score what came true.",
)


def partition_at(instant: datetime, zone: str = ZONE) -> str:
    """The partition that is due at an instant: the date that the machine's calendar shows."""
    return instant.astimezone(ZoneInfo(zone)).date().isoformat()


@dg.schedule(job=daily_job, cron_schedule=f"{SCHEDULED.minute} {SCHEDULED.hour} * * *", execution_timezone=ZONE)
def every_evening(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """One run for the evening; asked for twice, it is one."""
    day = partition_at(context.scheduled_execution_time)
    return dg.RunRequest(run_key=day, partition_key=day)
