"""Which night an instant looks at, when its window opens, and when a forecast is late."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from core.nights import deadline_of, evening_of, slot_at, slot_of_night, zone_of

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("instant", "night"),
    [
        ("2026-03-10T21:00", date(2026, 3, 11)),
        ("2026-03-10T23:59:59", date(2026, 3, 11)),
        ("2026-03-11T00:30", date(2026, 3, 11)),
        ("2026-03-11T03:59:59", date(2026, 3, 11)),
        ("2026-03-11T04:00", date(2026, 3, 12)),
        ("2026-03-11T12:00", date(2026, 3, 12)),
    ],
)
def test_until_four_in_the_morning_an_instant_looks_at_the_night_that_is_due(instant: str, night: date) -> None:
    assert slot_at(berlin(instant), BERLIN).night == night


def test_before_eighteen_local_a_run_is_a_preview() -> None:
    slot = slot_of_night(date(2026, 3, 11), BERLIN)
    assert slot.is_preview(berlin("2026-03-10T17:59:59"))
    assert not slot.is_preview(berlin("2026-03-10T18:00:00"))


def test_a_forecast_is_late_from_four_local_when_no_sleep_onset_is_known() -> None:
    slot = slot_of_night(date(2026, 3, 11), BERLIN)
    assert not slot.is_late(berlin("2026-03-11T03:59:59"))
    assert slot.is_late(berlin("2026-03-11T04:00:00"))


def test_sleep_onset_is_the_deadline_when_it_is_earlier_and_never_extends_it() -> None:
    slot = slot_of_night(date(2026, 3, 11), BERLIN)
    assert deadline_of(slot, berlin("2026-03-10T22:40")) == berlin("2026-03-10T22:40")
    assert deadline_of(slot, berlin("2026-03-11T05:10")) == berlin("2026-03-11T04:00")


def test_the_evening_of_the_night_the_clocks_change_is_at_twenty_one_wall_time() -> None:
    # 2026-03-29 02:00 -> 03:00 in Berlin: the evening before is still on winter time, UTC+1.
    assert evening_of(date(2026, 3, 29), BERLIN) == datetime(2026, 3, 28, 20, 0, tzinfo=UTC)
    assert evening_of(date(2026, 3, 30), BERLIN) == datetime(2026, 3, 29, 19, 0, tzinfo=UTC)


def test_the_window_of_the_spring_night_is_an_hour_shorter() -> None:
    slot = slot_of_night(date(2026, 3, 29), BERLIN)
    assert slot.latest_deadline - slot.opens_at == timedelta(hours=9)


def test_the_zone_is_the_recorded_name_else_the_offset_of_the_last_night_else_utc() -> None:
    assert zone_of("Europe/Berlin", -300) == BERLIN
    assert zone_of(None, -300) == timezone(timedelta(hours=-5))
    assert zone_of(None, None) is UTC


def test_a_traveller_lives_by_the_offset_of_the_last_night_until_it_is_that_of_home_again() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert zone_of("Europe/Berlin", 540, datetime(2026, 3, 10, 22, 0, tzinfo=UTC)) == tokyo
    assert zone_of("Europe/Berlin", 60, datetime(2026, 3, 12, 6, 0, tzinfo=UTC)) == BERLIN


def test_a_night_before_the_clocks_changed_was_spent_at_home() -> None:
    # The night of 2026-03-28 had winter time, UTC+1; from the next one on Berlin has UTC+2.
    zone = zone_of("Europe/Berlin", 60, datetime(2026, 3, 28, 6, 0, tzinfo=UTC))
    assert evening_of(date(2026, 3, 30), zone) == datetime(2026, 3, 29, 19, 0, tzinfo=UTC)
