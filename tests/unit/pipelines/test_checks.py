"""When an asset check passes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.entries import LedgerEntry
from core.records import Night
from core.settings import load_settings
from pipelines.checks import freshness, hits_of, ledger_verifies, ranges, within_band
from pipelines.resources import Installation


def score(**covered: bool) -> LedgerEntry:
    """A score entry that tells only which targets were covered."""
    payload = {"targets": {name: {"covered_80": hit} for name, hit in covered.items()}}
    instant = datetime(2026, 6, 10, tzinfo=UTC)
    return LedgerEntry(1, "score", "synthetic", date(2026, 6, 10), 1, 1, instant, instant, "", payload, "", "")


def test_coverage_counts_the_primary_targets_only() -> None:
    entries = [score(hrv_rmssd_ms=True, resting_hr_bpm=False, recovery_pct=False), score(resp_rate_brpm=True)]
    assert hits_of(entries) == [True, False, True]


@pytest.mark.parametrize(
    ("covered", "count", "passes"),
    [
        (0.0, 29, True),  # too few to say anything
        (0.70, 100, True),  # the standard error of 100 is 4 points, the band 10.3
        (0.69, 100, False),
        (0.91, 100, False),
        (0.78, 2500, True),  # here it is 0.8 points, the band 2.1
        (0.77, 2500, False),
    ],
)
def test_coverage_may_miss_80_by_what_chance_would_do(covered: float, count: int, passes: bool) -> None:
    assert within_band(covered, count) is passes


def nights_until(last: date, **values: float) -> list[Night]:
    """Twenty nights of a person who is not simulated; `values` stand in the newest."""
    found = []
    for back in range(20):
        night = last - timedelta(days=back)
        known = datetime(night.year, night.month, night.day, 7, 0, tzinfo=UTC)
        found.append(
            Night(
                person_id="alive",
                key=night.isoformat(),
                source="whoop_export",
                source_epoch="whoop_export/1",
                known_at=known,
                night=night,
                **({} if back else values),
            )
        )
    return found


@pytest.fixture
def installation(home) -> Installation:
    """The installation of this test, by the wall clock."""
    assert load_settings().home == home
    return Installation()


def test_nights_older_than_three_days_are_stale(installation: Installation) -> None:
    world = installation.world()
    world.store.add(nights_until(datetime.now(UTC).date() - timedelta(days=6)), recorded_at=datetime.now(UTC))
    result = freshness(installation)
    assert not result.passed
    assert "alive" not in str(result), "the page tells how many, not who"


def test_this_mornings_night_is_fresh(installation: Installation) -> None:
    world = installation.world()
    world.store.add(nights_until(datetime.now(UTC).date() - timedelta(days=1)), recorded_at=datetime.now(UTC))
    assert freshness(installation).passed


def test_simulated_people_are_stale_only_where_the_clock_is_simulated_too(installation: Installation, add_person) -> None:
    then = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
    add_person(installation.at(then).world(), "synthetic", simulated=True)
    assert freshness(installation).passed, "by the wall clock theirs stands still"
    assert freshness(installation.at(then)).passed
    late = freshness(installation.at(then + timedelta(days=4)))
    assert (late.passed, late.metadata["stale"].value) == (False, 1)


def test_an_impossible_value_of_the_last_month_is_told(installation: Installation) -> None:
    world = installation.world()
    world.store.add(nights_until(datetime.now(UTC).date() - timedelta(days=1), hrv_rmssd_ms=900.0), recorded_at=datetime.now(UTC))
    result = ranges(installation)
    assert not result.passed
    assert result.metadata["out_of_range"].value == {"hrv_rmssd_ms": 1}, "a count: neither whose it is, nor the value"


def test_an_empty_ledger_verifies(installation: Installation) -> None:
    assert ledger_verifies(installation).passed


def test_a_ledger_that_was_tampered_with_is_told_in_a_count(installation: Installation) -> None:
    world = installation.world()
    at = datetime(2026, 6, 10, 20, tzinfo=UTC)
    said = {"person_id": "alive", "night": "2026-06-11", "horizon": 1, "targets": {}}
    world.ledger("live", "live").seal(said, facts_digest="1", at=at, deadline=at + timedelta(hours=8))
    assert ledger_verifies(installation).passed
    with world.store.transaction() as connection:
        connection.execute("UPDATE ledger_contents SET payload = replace(payload, '06-11', '06-12')")
    result = ledger_verifies(installation)
    assert not result.passed
    assert result.metadata["broken"].value == {"live": 1}
    assert "alive" not in str(result)
