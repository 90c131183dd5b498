"""Sealed forecasts as readers ask for them: the newest, that of a night, a certain revision."""

from __future__ import annotations

from datetime import date, timedelta

from agent.bootstrap import World
from agent.settle import forecast_that_counts, standing_forecast
from app.tracks import Run
from core.entries import LedgerEntry
from core.snapshot import Snapshot

AHEAD = timedelta(days=2)
"""A simulated person's clock may stand a little ahead of ours."""


def snapshot_of(world: World, person_id: str, run: Run) -> Snapshot:
    """Everything known of a person, and said of them in that run."""
    return world.store.snapshot(person_id, world.clock.now() + AHEAD, track=run.track, run_id=run.run_id)


def latest_forecast(world: World, person_id: str, run: Run) -> dict[str, object] | None:
    """The last revision of the last night that was forecast, one night ahead."""
    where = "l.kind = 'forecast' AND c.horizon = 1 AND c.person_id = $person"
    entries = world.ledger(run.track, run.run_id).entries(where, {"person": person_id})
    return sealed_json(max(entries, key=lambda entry: (entry.night, entry.revision))) if entries else None


def forecast_of_night(snapshot: Snapshot, night: date, revision: int | None = None) -> dict[str, object] | None:
    """The forecast of a night: that revision, else the one that counts, else, when all were late, the last."""
    entries = [entry for entry in snapshot.forecasts if entry.night == night and entry.horizon == 1]
    if revision is not None:
        found = next((entry for entry in entries if entry.revision == revision), None)
    else:
        known = next((one for one in snapshot.nights if one.night == night), None)
        counts = forecast_that_counts(snapshot, known) if known else standing_forecast(entries, snapshot, None)
        found = counts or (entries[-1] if entries else None)
    return sealed_json(found) if found else None


def sealed_json(entry: LedgerEntry) -> dict[str, object]:
    """Forecast JSON with its seal."""
    return {**entry.payload, "seal": entry.seal}
