"""The graph of assets, checks, schedules and sensors, held against a snapshot of how it is meant to be.

After a change that is meant: print what `graph()` gives into graph.json, and read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.definitions import defs
from pipelines.partitions import DAYS
from pipelines.rituals import ASSETS_OF
from pipelines.schedules import due_tick
from pipelines.sensors import SENSORS

SNAPSHOT = Path(__file__).with_name("graph.json")


def graph() -> dict[str, object]:
    """What Dagster loads, as plain JSON."""
    found = defs.resolve_asset_graph()
    checks = sorted((key.asset_key.to_user_string(), key.name) for key in found.asset_check_keys)
    return {
        "assets": {
            key.to_user_string(): {
                "after": sorted(parent.to_user_string() for parent in found.get(key).parent_keys),
                "partitions": type(found.get(key).partitions_def).__name__,
                "checks": [name for asset, name in checks if asset == key.to_user_string()],
                "fresh_within": str(policy.fail_window.to_timedelta()) if (policy := found.get(key).freshness_policy) else None,
                "retries": found.get(key).assets_def.node_def.retry_policy.max_retries,
            }
            for key in sorted(found.get_all_asset_keys())
        },
        "jobs": ["daily"],
        "schedules": {
            due_tick.name: {
                "job": due_tick.job_name,
                "cron": due_tick.cron_schedule,
                "zone": due_tick.execution_timezone,
                "status": due_tick.default_status.value,
            }
        },
        "sensors": {
            one.name: {"job": one.job_name, "every_seconds": one.minimum_interval_seconds, "status": one.default_status.value}
            for one in SENSORS
        },
        "rituals": {name: list(assets) for name, assets in ASSETS_OF.items()},
    }


def test_the_graph_is_as_it_is_meant_to_be() -> None:
    assert graph() == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_every_asset_of_the_day_is_described_and_of_one_days_partition() -> None:
    found = defs.resolve_asset_graph()
    for key in found.get_all_asset_keys():
        assert found.get(key).partitions_def == DAYS
        assert found.get(key).description


def test_retries_back_off_with_jitter() -> None:
    found = defs.resolve_asset_graph()
    policies = {found.get(key).assets_def.node_def.retry_policy for key in found.get_all_asset_keys()}
    (policy,) = policies
    waits = [[policy.calculate_delay(attempt) for _ in range(200)] for attempt in (1, 2, 3)]
    assert max(waits[0]) <= 40 < max(waits[2]) <= 160, "twice the delay, which doubles: 20, 40, 80 seconds"
    assert len(set(waits[0])) > 100, "two runs that failed together do not come back together"


def test_no_check_stops_a_forecast() -> None:
    found = defs.resolve_asset_graph()
    assert not [key for key in found.asset_check_keys if found.get_check_spec(key).blocking]


def test_the_job_runs_in_one_process() -> None:
    assert defs.resolve_job_def("daily").executor_def.name == "in_process"


def test_the_assets_of_a_ritual_come_in_the_order_of_the_graph() -> None:
    found = defs.resolve_asset_graph()
    order = [key.to_user_string() for key in found.toposorted_asset_keys]
    for assets in ASSETS_OF.values():
        assert sorted(assets, key=order.index) == list(assets)
