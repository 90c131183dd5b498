"""Whose evening a partition is."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pipelines.due import Due, due

NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


def test_a_simulated_person_replays_the_evening_of_the_partition_at_21_local(make_world, add_person) -> None:
    world = make_world(NOON)
    add_person(world, "synthetic", simulated=True)
    # 21:00 in Berlin in June is 19:00 UTC
    assert due(world, date(2026, 6, 5)) == [Due("synthetic", datetime(2026, 6, 5, 19, 0, tzinfo=UTC), "dagster")]


def test_a_person_who_lives_now_has_an_evening_only_today(make_world, add_person) -> None:
    world = make_world(NOON)
    add_person(world, "alive", simulated=False)
    assert due(world, date(2026, 6, 9)) == []
    assert due(world, date(2026, 6, 10)) == [Due("alive")]
    assert due(world, date(2026, 6, 11)) == []


def test_today_is_the_date_of_the_persons_own_zone(make_world, add_person) -> None:
    world = make_world(NOON)
    add_person(world, "alive", simulated=False, zone="Pacific/Auckland")  # where it is midnight, and the evening of the 10th still
    assert due(world, date(2026, 6, 10)) == [Due("alive")]


def test_until_four_in_the_morning_it_is_still_yesterdays_evening(make_world, add_person) -> None:
    world = make_world(datetime(2026, 6, 11, 1, 30, tzinfo=UTC))  # 03:30 in Berlin
    add_person(world, "alive", simulated=False)
    assert due(world, date(2026, 6, 10)) == [Due("alive")]
    assert due(world, date(2026, 6, 11)) == []


def test_an_empty_installation_has_nothing_due(make_world) -> None:
    assert due(make_world(NOON), date(2026, 6, 10)) == []
