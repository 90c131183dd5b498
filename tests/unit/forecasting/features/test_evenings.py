"""When an evening is: 21:00 where the person is, and never later than at home."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from core.records import Night, Person
from core.snapshot import Snapshot
from forecasting.features.evenings import evening_before, evenings_of
from forecasting.features.facts import home_of

BERLIN = ZoneInfo("Europe/Berlin")
TOKYO, NEW_YORK = 9 * 60, -5 * 60


@pytest.fixture
def abroad(make, at):
    """(offset in minutes, hour it is known) → the night that ends on day 0, waking at 06:00 UTC."""
    return lambda offset, hour=6: make(Night, 0, known_at=at(0, hour), sleep_end=at(0, 6), utc_offset_minutes=offset)


def test_at_home_it_is_nine_by_the_clock_of_the_season(history, at):
    empty = history([], BERLIN)
    assert evening_before(empty, date(2024, 1, 2)) == at(0, 20)
    assert evening_before(empty, date(2024, 7, 2)) == datetime(2024, 7, 1, 19, tzinfo=UTC)


def test_east_of_home_it_is_nine_there(history, abroad, at, day):
    assert evening_before(history([abroad(TOKYO)], BERLIN), day(1)) == at(0, 12)


def test_west_of_home_it_is_nine_at_home_where_a_backtest_stands(history, abroad, at, day):
    assert evening_before(history([abroad(NEW_YORK)], BERLIN), day(1)) == at(0, 20)


def test_a_night_at_home_changes_nothing(history, abroad, at, day):
    assert evening_before(history([abroad(60)], BERLIN), day(1)) == at(0, 20)


def test_where_home_is_unknown_it_is_nine_where_the_last_night_was_spent(history, abroad, at, day):
    for zone in (UTC, timezone(timedelta(hours=2))):
        told = history([abroad(NEW_YORK)], zone)
        assert [evening_before(told, day(number)) for number in (1, 2)] == [at(1, 2), at(2, 2)]


def test_where_no_night_tells_a_zone_the_given_one_counts(history, make, at, day):
    assert evening_before(history([make(Night, 0)], timezone(timedelta(hours=2))), day(1)) == at(0, 19)


def test_a_night_told_after_it_was_nine_somewhere_counts_from_the_next_evening(history, abroad, at, day):
    """An evening must not move with what may have been told after it: 21:00 at UTC+14 is 07:00 UTC."""
    told = history([abroad(TOKYO, hour=8)], BERLIN)
    assert [evening_before(told, day(number)) for number in (1, 2)] == [at(0, 20), at(1, 12)]


def test_an_instant_takes_the_place_of_the_last_evening(history, at, day):
    found = evenings_of(history([], BERLIN), day(0), 3, at(2, 22, 15))
    assert found.instants.tolist() == [moment.timestamp() for moment in (at(0, 20), at(1, 20), at(2, 22, 15))]


def test_no_evening_knows_more_than_the_instant(history, at, day):
    found = evenings_of(history([], BERLIN), day(0), 3, at(0, 15))
    assert found.instants.tolist() == [at(0, 15).timestamp()] * 3


def test_a_snapshot_abroad_has_its_evenings_at_home(make, at):
    """Its own zone is that of the last night; rows of the past must not move with it."""
    person = Person(person_id="p1", key="person", source="s", source_epoch="1", known_at=at(0, 8), time_zone="Europe/Berlin")
    night = make(Night, 0, sleep_end=at(0, 6), utc_offset_minutes=TOKYO)
    snapshot = Snapshot("p1", at(0, 20), "live", "live", person, (night,), (), (), (), (), (), (), (), (), (), "")
    assert snapshot.zone != BERLIN
    assert home_of(snapshot) == BERLIN


def test_a_snapshot_of_somebody_without_a_home_stands_at_utc(make, at):
    snapshot = Snapshot("p1", at(0, 20), "live", "live", None, (make(Night, 0),), (), (), (), (), (), (), (), (), (), "")
    assert home_of(snapshot) is UTC
