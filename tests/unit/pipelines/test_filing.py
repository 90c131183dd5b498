"""Where reports lie, and who may read them."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.snapshot import Snapshot
from pipelines.filing import file_report, reports_of

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


def snapshot_of(person: str) -> Snapshot:
    """A snapshot of somebody of whom nothing is known."""
    empty = dict.fromkeys(
        ("nights", "days", "workouts", "sleeps", "journal", "measures", "forecasts", "outcomes", "scores", "memories"), ()
    )
    return Snapshot(person_id=person, as_of=NOON, track="live", run_id="live", person=None, facts_digest="", **empty)


def test_a_report_is_readable_by_its_owner_alone(installation_at) -> None:
    world = installation_at(NOON).world()
    path = file_report(world, snapshot_of("person-a"), "daily-2026-06-10.json", "{}")
    assert path == world.settings.home / "reports" / "person-a" / "live-live" / "daily-2026-06-10.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert all(stat.S_IMODE(folder.stat().st_mode) == 0o700 for folder in (path.parent, path.parents[1], path.parents[2]))


def test_a_report_that_is_made_again_takes_the_place_of_the_first(installation_at) -> None:
    world = installation_at(NOON).world()
    for text in ("first, and long", "second"):
        path = file_report(world, snapshot_of("person-a"), "daily.json", text)
    assert path.read_text(encoding="utf-8") == "second"
    assert [one.name for one in path.parent.iterdir()] == ["daily.json"], "no draft is left"


@pytest.mark.parametrize("person", ["Person-A", "../../etc", ".hidden", "a/b", "größer", "x" * 65])
def test_an_id_that_can_name_no_folder_gets_a_digest_within_the_reports(installation_at, person: str) -> None:
    world = installation_at(NOON).world()
    folder = reports_of(world, person)
    assert folder.parent == world.settings.home / "reports"
    assert folder.name.isalnum()
    assert folder != Path(reports_of(world, "person-a"))
