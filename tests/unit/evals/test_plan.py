"""Which evenings a replay runs, in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.errors import UnknownPerson
from evals.replay import Planned, planned
from ingestion.synthetic import generate


def test_the_last_nights_are_forecast_at_nine_on_the_evening_before(world) -> None:
    # 21:00 in Berlin in June is 19:00 UTC
    assert planned(world, ["synthetic"], 2) == [
        Planned(datetime(2026, 6, 8, 19, 0, tzinfo=UTC), "synthetic", date(2026, 6, 9)),
        Planned(datetime(2026, 6, 9, 19, 0, tzinfo=UTC), "synthetic", date(2026, 6, 10)),
    ]


def test_people_are_interleaved_by_instant_then_by_name(world) -> None:
    facts = generate("east", 4, date(2026, 6, 1), date(2026, 6, 10), home="Asia/Tokyo").facts()
    world.store.add(facts, recorded_at=world.clock.now())
    order = [(item.person_id, item.night.day) for item in planned(world, ["synthetic", "east"], 2)]
    assert order == [("east", 9), ("synthetic", 9), ("east", 10), ("synthetic", 10)]


def test_a_span_bounds_the_nights(world) -> None:
    nights = [item.night for item in planned(world, ["synthetic"], 100, since=date(2026, 6, 3), until=date(2026, 6, 5))]
    assert nights == [date(2026, 6, 3), date(2026, 6, 4), date(2026, 6, 5)]


def test_the_first_night_of_all_is_never_forecast(world) -> None:
    snapshot = world.store.snapshot("synthetic", world.clock.now())
    assert planned(world, ["synthetic"], 1000)[0].night == snapshot.nights[0].night + timedelta(days=1)


def test_nights_without_an_outcome_are_forecast_like_the_others(world) -> None:
    gap = date(2026, 6, 4)
    with world.store.transaction() as connection:
        connection.execute("DELETE FROM nights WHERE night = ?", [gap])
    assert gap in [item.night for item in planned(world, ["synthetic"], 10)]


def test_somebody_who_is_not_known_cannot_be_replayed(world) -> None:
    with pytest.raises(UnknownPerson):
        planned(world, ["nobody"], 5)
