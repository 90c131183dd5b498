"""What Dagster loads: `dagster dev -m pipelines.definitions`. Wiring only."""

from __future__ import annotations

import dagster as dg

from pipelines.assets import ASSETS
from pipelines.checks import CHECKS
from pipelines.resources import Installation
from pipelines.schedules import daily_job, due_tick
from pipelines.sensors import SENSORS

defs = dg.Definitions(
    assets=ASSETS,
    asset_checks=CHECKS,
    jobs=[daily_job],
    schedules=[due_tick],
    sensors=SENSORS,
    resources={"installation": Installation()},
    executor=dg.in_process_executor,
)
