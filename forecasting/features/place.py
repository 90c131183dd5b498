"""Where a time zone lies: its country with its public holidays, and its daylight. The owner of `holidays` and `astral`.

Country and coordinates come from the zone database's `zone.tab`, which names one town per zone and country: daylight is right to
some minutes, and holidays are those of the whole country, not of a province.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

_LATITUDE_LONGITUDE = re.compile(r"([+-]\d+)([+-]\d+)")
_LEAP_YEAR = 2024
"""Daylight differs by less than a minute or two from year to year, so each date of this year stands for all."""


@dataclass(frozen=True)
class Place:
    """A town that a time zone is named after."""

    country: str
    """ISO 3166 code of two letters."""
    latitude: float
    longitude: float
    """Degrees, north and east positive."""


@lru_cache(maxsize=64)
def place_of(zone: tzinfo) -> Place | None:
    """The place of a named zone; None for UTC, a fixed offset, and zones that no country has."""
    if not isinstance(zone, ZoneInfo) or zone.key is None:
        return None
    places = _places()
    return places.get(zone.key) or places.get(_today_called(zone.key))


@lru_cache(maxsize=1024)
def holidays_in(country: str, year: int) -> frozenset[date] | None:
    """The public holidays of a country in a year; None where they are not known."""
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:  # what the library says of a country that it does not know
        return None


def daylight_hours(place: Place, day: date) -> float:
    """Hours from sunrise to sunset: 24 under the midnight sun, 0 in the polar night."""
    return _daylight(place, day.month, day.day)


@lru_cache(maxsize=4096)
def _daylight(place: Place, month: int, day: int) -> float:
    from astral import Observer
    from astral.sun import daylight, elevation, noon

    observer, on = Observer(place.latitude, place.longitude), date(_LEAP_YEAR, month, day)
    try:
        sunrise, sunset = daylight(observer, on)
    except ValueError:  # the sun does not cross the horizon
        return 24.0 if elevation(observer, noon(observer, on)) > 0.0 else 0.0
    return (sunset - sunrise).total_seconds() / 3600.0


@lru_cache(maxsize=1)
def _places() -> dict[str, Place]:
    """Zone → place, from lines of code, coordinates (±DDMM±DDDMM, or with seconds), zone and comment."""
    rows = [line.split("\t") for line in _zone_file("zone.tab").splitlines() if line and not line.startswith("#")]
    return {row[2]: Place(row[0], *_coordinates(row[1])) for row in rows}


@lru_cache(maxsize=64)
def _today_called(key: str) -> str:
    """The zone that an older name such as US/Eastern is a link to."""
    link = re.search(rf"^L (\S+) {re.escape(key)}$", _zone_file("tzdata.zi"), re.MULTILINE)
    return link[1] if link else key


def _zone_file(name: str) -> str:
    return (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")


def _coordinates(text: str) -> tuple[float, float]:
    found = _LATITUDE_LONGITUDE.fullmatch(text)
    return (_degrees(found[1], 2), _degrees(found[2], 3)) if found else (float("nan"), float("nan"))


def _degrees(text: str, digits: int) -> float:
    sign, figures = (-1.0 if text[0] == "-" else 1.0), text[1:]
    degrees, minutes, seconds = figures[:digits], figures[digits : digits + 2], figures[digits + 2 :] or "0"
    return sign * (int(degrees) + int(minutes) / 60.0 + int(seconds) / 3600.0)
