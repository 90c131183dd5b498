"""Helpers of the evals' unit tests."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from agent.bootstrap import World, build_world
from core.clock import FixedClock
from core.settings import load_settings
from core.store import Store
from ingestion.synthetic import generate

LAST = date(2026, 6, 10)


NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def twenty_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one synthetic person of twenty nights."""
    store = Store(tmp_path_factory.mktemp("twenty") / "morrow.duckdb")
    store.add(generate("synthetic", 3, LAST - timedelta(days=19), LAST).facts(), recorded_at=NOON)
    return store.path


@pytest.fixture
def world(home: Path, twenty_nights: Path) -> World:
    """An installation with that person, at noon after the last night."""
    shutil.copy(twenty_nights, home)
    return build_world(load_settings(), FixedClock(NOON))
