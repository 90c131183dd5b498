"""Helpers of the evals' unit tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from agent.bootstrap import World, build_world
from core.clock import FixedClock
from core.settings import load_settings
from ingestion.synthetic import generate

LAST = date(2026, 6, 10)


@pytest.fixture
def world(home: Path) -> World:
    """An installation with one synthetic person of twenty nights, at noon after the last."""
    made = build_world(load_settings(), FixedClock(datetime(2026, 6, 10, 12, 0, tzinfo=UTC)))
    made.store.add(generate("synthetic", 3, LAST - timedelta(days=19), LAST).facts(), recorded_at=made.clock.now())
    return made
