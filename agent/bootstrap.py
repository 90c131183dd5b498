"""The composition root: command line, Dagster, HTTP server and evals all build their world here, from real parts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.clock import Clock, SystemClock
from core.entries import Track
from core.ledger import Ledger
from core.settings import Settings
from core.store import Store


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


def build_world(settings: Settings, clock: Clock | None = None) -> World:
    """The world of one installation.

    Args:
        settings: where data lie and which model speaks.
        clock: the wall clock unless a test or a replay brings its own.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return World(settings, clock or SystemClock(), Store(settings.store_path, wait_seconds=settings.lock_wait_seconds))
