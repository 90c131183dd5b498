"""A store with a few nights, and facts to put in."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core.records import Night
from core.store import Store

MakeNight = Callable[..., Night]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home" / "morrow.duckdb", wait_seconds=5)


@pytest.fixture
def night() -> MakeNight:
    """A night known at eight in the morning of its date."""

    def make(day: int, person: str = "ann", **values: object) -> Night:
        ends = date(2026, 1, 1) + timedelta(days=day)
        known = datetime(ends.year, ends.month, ends.day, 8, tzinfo=UTC)
        defaults = {"key": ends.isoformat(), "source": "test", "source_epoch": "test/1", "known_at": known, "hrv_rmssd_ms": 50.0 + day}
        return Night(**{"person_id": person, "night": ends, **defaults, **values})

    return make
