"""Countries, holidays and daylight of time zones."""

from __future__ import annotations

from datetime import UTC, date, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from forecasting.features.place import Place, daylight_hours, holidays_in, place_of


def test_a_zone_has_the_country_and_coordinates_of_its_town():
    """zone.tab: DE +5230+01322 Europe/Berlin."""
    found = place_of(ZoneInfo("Europe/Berlin"))
    assert found == Place("DE", 52.5, pytest.approx(13 + 22 / 60))


def test_south_and_west_are_negative_and_seconds_count():
    """zone.tab: AR -3436-05827 America/Argentina/Buenos_Aires, AQ -690022+0393524 Antarctica/Syowa."""
    found = place_of(ZoneInfo("America/Argentina/Buenos_Aires"))
    assert found == Place("AR", pytest.approx(-34.6), pytest.approx(-58.45))
    syowa = place_of(ZoneInfo("Antarctica/Syowa"))
    assert syowa is not None
    assert syowa.latitude == pytest.approx(-(69 + 22 / 3600))


def test_an_older_name_is_found_by_what_it_is_called_today():
    assert place_of(ZoneInfo("US/Eastern")) == place_of(ZoneInfo("America/New_York"))


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=2)), ZoneInfo("UTC"), ZoneInfo("Etc/GMT+5")])
def test_what_is_no_town_has_no_place(zone):
    assert place_of(zone) is None


def test_holidays_are_those_of_the_whole_country():
    germany = holidays_in("DE", 2024)
    assert germany is not None
    assert date(2024, 10, 3) in germany  # Tag der Deutschen Einheit
    assert date(2024, 11, 1) not in germany  # Allerheiligen, in five of sixteen states


def test_a_country_whose_holidays_nobody_lists_has_none_known():
    assert holidays_in("ZZ", 2024) is None


def test_daylight_is_long_in_summer_and_short_in_winter():
    """The sunrise equation at 52.5° N: cos H = (sin −0.833° − sin φ sin δ) / (cos φ cos δ), δ = ±23.44°, so 2H/15 = 16.83 h and 7.65 h."""
    berlin = Place("DE", 52.5, 13.37)
    assert daylight_hours(berlin, date(2023, 6, 21)) == pytest.approx(16.83, abs=0.05)
    assert daylight_hours(berlin, date(2023, 12, 21)) == pytest.approx(7.65, abs=0.05)


def test_a_leap_day_has_its_daylight():
    equator = Place("EC", 0.0, -78.5)
    assert daylight_hours(equator, date(2024, 2, 29)) == pytest.approx(12.1, abs=0.1)


def test_beyond_the_polar_circle_the_sun_does_not_set_or_rise():
    longyearbyen = Place("SJ", 78.22, 15.65)
    assert daylight_hours(longyearbyen, date(2024, 6, 21)) == 24.0
    assert daylight_hours(longyearbyen, date(2024, 12, 21)) == 0.0
