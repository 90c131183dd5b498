"""The composition root: command line, Dagster, HTTP server and evals all build their world here, from real parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import Clock, SystemClock
from core.entries import Track
from core.ledger import Ledger
from core.settings import Settings
from core.snapshot import Snapshot
from core.store import Store

if TYPE_CHECKING:
    from forecasting.horizons import Outlook
    from forecasting.models import ModelsForecast
    from forecasting.registry.trained_population import TrainedPopulation


@dataclass(frozen=True)
class World:
    """Everything a ritual needs; built once in an entry point and passed down."""

    settings: Settings
    clock: Clock
    store: Store

    def ledger(self, track: Track, run_id: str) -> Ledger:
        """The ledger of that track and run."""
        return Ledger(self.store, self.settings.anchor, track=track, run_id=run_id)

    def folder(self, name: str) -> Path:
        """A folder of this installation, made if it is missing, readable by its owner alone."""
        path = self.settings.home / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def trained(self, snapshot: Snapshot, night: date) -> TrainedPopulation:
        """What ships, with the versions that were trained here and may serve that evening."""
        from forecasting.catalog import LEARNERS, OPTIONAL
        from forecasting.population import shipped_population
        from forecasting.registry.trained_population import trained_population
        from forecasting.registry.versions import Versions

        versions, shipped, learners = Versions(self.store), shipped_population(), {**LEARNERS, **OPTIONAL}
        return trained_population(shipped, versions, learners, snapshot.person_id, night, snapshot.as_of, snapshot.track)

    def models(self, snapshot: Snapshot, night: date) -> ModelsForecast:
        """The models' forecast of a night: rules, what ships, and what was trained here and may serve that evening."""
        from forecasting.features.build import feature_table
        from forecasting.models import forecast_models

        served = self.trained(snapshot, night)
        features = feature_table(snapshot, night, as_of=snapshot.as_of)
        return replace(forecast_models(snapshot.nights, night, served.population, features), refused=served.refused)

    def outlook(self, snapshot: Snapshot, night: date, nights_ahead: int, strain: Mapping[date, float]) -> Outlook:
        """That night and the nights after it, and beside them what those days of planned strain would make of them.

        Args:
            snapshot: of the evening.
            night: the coming one.
            nights_ahead: 1 to 7.
            strain: planned day → strain; empty without a plan.

        Raises:
            BadInput: for another number of nights, or a planned day or strain that cannot be.
        """
        from forecasting.features.ahead import carried_on
        from forecasting.features.build import feature_table
        from forecasting.horizons import Plan, outlook

        served, table, as_of = self.trained(snapshot, night), feature_table(snapshot, night, as_of=snapshot.as_of), snapshot.as_of
        later = carried_on(snapshot, table, night, nights_ahead - 1, as_of)
        plan = Plan(strain, carried_on(snapshot, table, night, nights_ahead - 1, as_of, strain)) if strain else None
        found = outlook(snapshot.nights, night, served.population, later, nights_ahead=nights_ahead, plan=plan)
        return replace(found, tomorrow=replace(found.tomorrow, refused=served.refused))


def build_world(settings: Settings, clock: Clock | None = None) -> World:
    """The world of one installation.

    Args:
        settings: where data lie and which model speaks.
        clock: the wall clock unless a test or a replay brings its own.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return World(settings, clock or SystemClock(), Store(settings.store_path, wait_seconds=settings.lock_wait_seconds))
