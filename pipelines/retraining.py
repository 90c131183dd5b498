"""When trained models are renewed, and what came of it: a week after they were trained, or once they drift."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agent.bootstrap import World
from pipelines.figures import Metadata
from pipelines.nameless import note, told

if TYPE_CHECKING:
    from forecasting.registry.versions import ModelVersion


def retrained(world: World) -> tuple[Metadata, str | None]:
    """What was trained because it was stale or had drifted, and why it could not be, if so: a forecast goes on with what serves.

    Raises:
        StoreBusy: when another process holds the store; a later try is likely to do better.
    """
    from core.errors import StoreBusy
    from forecasting.registry.versions import Versions  # numpy
    from forecasting.training import retrain_if_due

    try:
        found = retrain_if_due(world.store, world.clock.now())
    except StoreBusy:
        raise
    except Exception as error:  # noqa: BLE001  # the outer edge: a model that cannot be renewed must not cost an evening its forecast
        note(error)
        return {"trained": 0}, told(error)
    serving = [row for row in Versions(world.store).registered() if row.alias == "champion"]
    return {
        "trained": len(found.trained),
        "fresh": len(found.lines) - len(found.trained),
        "versions": [version.label for version in found.trained],
        "swaps": list(found.swaps),
        "champions": len(serving),
        "trained_through": max((str(row.trained_through) for row in serving), default="–"),
    }, None


def drifted(world: World) -> dict[str, int]:
    """Target and kind → for how many people its nights or its scores have drifted since it was last trained."""
    from forecasting.training import drift_now  # numpy

    return {key: len(found) for key, found in drift_now(world.store, world.clock.now()).items()}


def is_week_old(world: World) -> bool:
    """True where a champion's line was last trained a week ago, or longer."""
    from forecasting.registry.staleness import MAX_AGE_DAYS
    from forecasting.registry.versions import Versions  # numpy

    newest: dict[tuple[str, str], datetime] = {}
    rows = [row for row in Versions(world.store).registered(retired=True) if row.trained_at <= world.clock.now()]
    for row in rows:
        newest[_line(row)] = max(row.trained_at, newest.get(_line(row), row.trained_at))
    kept = {_line(row) for row in rows if row.alias == "champion"}
    return any(world.clock.now() - newest[line] >= timedelta(days=MAX_AGE_DAYS) for line in kept)


def _line(row: ModelVersion) -> tuple[str, str]:
    return row.key, row.name
