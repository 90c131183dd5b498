"""When things run by themselves: every quarter of an hour it is asked what is due at each person's own local time.

So it strikes 18:00 of every zone there is. A machine that slept asks when it wakes, and finds what is still open.
"""

# No postponed annotations in this file: Dagster compares them with its own classes.

import dagster as dg

from pipelines.assets import ASSETS
from pipelines.checks import CHECKS
from pipelines.nameless import nameless
from pipelines.resources import Installation
from pipelines.rituals import attempt_of, due_rituals, not_under_way
from pipelines.tidying import tidy

daily_job = dg.define_asset_job(
    "daily",
    selection=dg.AssetSelection.assets(*ASSETS) | dg.AssetSelection.checks(*CHECKS),
    executor_def=dg.in_process_executor,
    description="Read what is new, look at its quality, forecast and seal the coming night, score what came true, remember it.",
)


@dg.schedule(
    job=daily_job,
    cron_schedule="*/15 * * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Asks whose evening, morning or weekly report is due, and whether models are a week old.",
)
@nameless
def due_tick(context: dg.ScheduleEvaluationContext, installation: Installation) -> list[dg.RunRequest] | dg.SkipReason:
    """One run for each ritual, day and shard that is due and not under way; asked again at once, it is the same run."""
    world = installation.world()
    wanted = list(not_under_way(context.instance, due_rituals(world, installation)))
    tidy(context.instance, world.clock.now())
    if not wanted:
        return dg.SkipReason("nothing is due")
    return [one.request(installation, attempt_of(one, world)) for one in wanted]
