"""Dagster's books kept small: readings of sources, of which there may be hundreds a day, are forgotten soon, other runs after a year."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.rituals import RITUAL

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT: Mapping[str, timedelta] = {"facts": timedelta(days=2), "": timedelta(days=365)}
"""Ritual → how long its finished runs are kept; "" is every one."""
MOST = 100
"""Runs that one tick deletes: some 20 ms each."""
FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def tidy(instance: dg.DagsterInstance, now: datetime) -> int:
    """How many old runs were deleted. What they did stays where it belongs: facts, forecasts and scores in the store."""
    deleted = 0
    for ritual, age in KEPT.items():
        old = dg.RunsFilter(statuses=FINISHED, created_before=now - age, tags={RITUAL: ritual} if ritual else {})
        for run in instance.get_runs(old, limit=MOST - deleted):
            instance.delete_run(run.run_id)
            _books_of(instance, run.run_id).unlink(missing_ok=True)
            deleted += 1
    return deleted


def _books_of(instance: dg.DagsterInstance, run_id: str) -> Path:
    """The SQLite file of a run's events, which `delete_run` only empties."""
    return Path(instance.root_directory) / "history" / "runs" / f"{run_id}.db"
