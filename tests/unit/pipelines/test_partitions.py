"""Days, and the Dagster home."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import dagster as dg

from pipelines.instance import prepared_home
from pipelines.launching import WatchedRunLauncher
from pipelines.partitions import DAYS


def test_the_date_of_everybody_on_earth_is_a_partition_at_every_hour() -> None:
    for hour in (0, 9, 10, 12, 23):
        now = datetime(2026, 6, 10, hour, tzinfo=UTC)
        partitions = set(DAYS.get_partition_keys(current_time=now)[-4:])
        dates = {(now + timedelta(hours=offset)).date().isoformat() for offset in (-12, 0, 14)}
        assert dates <= partitions
    assert max(datetime(2026, 6, 10, tzinfo=ZoneInfo(zone)).utcoffset() for zone in available_timezones()) == timedelta(hours=14)


def test_a_dagster_home_runs_one_run_at_a_time_watches_it_and_tells_nobody(instance: dg.DagsterInstance) -> None:
    assert instance.telemetry_enabled is False
    assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1
    assert instance.run_monitoring_enabled
    assert isinstance(instance.run_launcher, WatchedRunLauncher)
    assert instance.run_launcher.supports_check_run_worker_health
    assert (instance.run_retries_enabled, instance.run_retries_retry_on_asset_or_op_failure) == (True, False)
    assert type(instance.compute_log_manager).__name__ == "NoOpComputeLogManager", "what libraries print is kept nowhere"


def test_a_dead_worker_is_found_within_five_minutes_whenever_it_dies(instance: dg.DagsterInstance) -> None:
    looks = instance.run_monitoring_poll_interval_seconds
    assert instance.run_monitoring_start_timeout_seconds + 2 * looks < 300
    assert instance.run_monitoring_cancel_timeout_seconds + 2 * looks < 300


def test_a_dagster_home_that_its_owner_has_changed_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "dagster.yaml").write_text("telemetry:\n  enabled: true\n", encoding="utf-8")
    prepared_home(tmp_path)
    assert "true" in (tmp_path / "dagster.yaml").read_text(encoding="utf-8")
