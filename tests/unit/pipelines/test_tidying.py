"""Old runs are forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from pipelines.rituals import RITUAL
from pipelines.tidying import tidy


def test_readings_of_sources_are_forgotten_after_two_days_and_the_rest_after_a_year(instance: dg.DagsterInstance, run_of) -> None:
    def run(ritual: str, status: dg.DagsterRunStatus = dg.DagsterRunStatus.SUCCESS) -> str:
        made = run_of(status, {RITUAL: ritual})
        instance.report_engine_event("something happened", made)
        return made.run_id

    def kept(run_id: str) -> tuple[bool, bool]:
        """Whether Dagster knows the run, and whether the file of its events is there."""
        return instance.has_run(run_id), (Path(instance.root_directory) / "history" / "runs" / f"{run_id}.db").exists()

    reading, failed = run("facts"), run("facts", dg.DagsterRunStatus.FAILURE)
    evening, under_way = run("evening"), run("facts", dg.DagsterRunStatus.STARTED)
    now = datetime.now(UTC)
    tidy(instance, now + timedelta(days=1))
    assert {kept(one) for one in (reading, failed, evening, under_way)} == {(True, True)}
    assert tidy(instance, now + timedelta(days=3)) >= 2
    assert [kept(one) for one in (reading, failed)] == [(False, False)] * 2, "their files too"
    assert [kept(one) for one in (evening, under_way)] == [(True, True)] * 2
    tidy(instance, now + timedelta(days=366))
    assert kept(evening) == (False, False)
    assert kept(under_way) == (True, True), "a run that has not ended is nobody's past"
    instance.delete_run(under_way)
