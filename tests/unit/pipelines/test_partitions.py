"""Days, schedules and the Dagster home."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from pipelines.instance import prepared_home
from pipelines.partitions import machine_zone
from pipelines.schedules import every_evening, partition_at


def test_the_zone_is_the_one_that_localtime_points_to(tmp_path: Path) -> None:
    zone = tmp_path / "zoneinfo" / "America" / "New_York"
    zone.parent.mkdir(parents=True)
    zone.touch()
    link = tmp_path / "localtime"
    link.symlink_to(zone)
    assert machine_zone(link) == "America/New_York"


def test_a_machine_that_does_not_tell_its_zone_is_in_utc(tmp_path: Path) -> None:
    assert machine_zone(tmp_path / "nothing") == "UTC"


def test_the_evening_run_asks_for_the_date_of_the_evening_not_the_day_before() -> None:
    # 21:00 in New York in June is 01:00 UTC of the next date
    assert partition_at(datetime(2026, 6, 11, 1, 0, tzinfo=UTC), "America/New_York") == "2026-06-10"


def test_a_run_of_the_same_evening_is_asked_for_once() -> None:
    instant = datetime(2026, 6, 10, 21, 0, tzinfo=UTC)
    request = every_evening(dg.build_schedule_context(scheduled_execution_time=instant))
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == request.run_key == partition_at(instant)


def test_the_schedule_is_at_nine_in_the_evening_and_waits_to_be_switched_on() -> None:
    assert every_evening.cron_schedule == "0 21 * * *"
    assert every_evening.default_status is dg.DefaultScheduleStatus.STOPPED


def test_a_dagster_home_runs_one_run_at_a_time_and_tells_nobody(tmp_path: Path) -> None:
    home = prepared_home(tmp_path / "dagster")
    with dg.DagsterInstance.from_config(str(home)) as instance:
        assert instance.telemetry_enabled is False
        assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1


def test_a_dagster_home_that_its_owner_has_changed_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "dagster.yaml").write_text("telemetry:\n  enabled: true\n", encoding="utf-8")
    prepared_home(tmp_path)
    assert "true" in (tmp_path / "dagster.yaml").read_text(encoding="utf-8")
