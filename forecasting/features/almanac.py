"""What the calendar says of a night: weekday, free days, daylight, and how long the person has been recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from core.records import Night
from forecasting.features.evenings import Evenings
from forecasting.features.known import earliest
from forecasting.features.place import daylight_hours, holidays_in, place_of
from forecasting.quantiles import Floats

_WEEK = 7


def time_features(nights: Sequence[Night], evenings: Evenings) -> dict[str, Floats]:
    """Name → (n,) of the time group; of the date of the night to come, the morning of which is free or not."""
    dates = [evenings.day(place + 1) for place in range(len(evenings))]
    weekdays = weekdays_of(evenings) + 1
    angle = 2.0 * np.pi * (weekdays % _WEEK) / _WEEK
    start = earliest(nights, lambda night: night.night, evenings)
    return {
        "weekday_sin": np.sin(angle),
        "weekday_cos": np.cos(angle),
        "weekend": (weekdays % _WEEK >= 5).astype(float),
        "holiday": _holidays(dates, evenings),
        "days_since_start": np.array([day.toordinal() for day in dates], dtype=float) - start,
    }


def weekdays_of(evenings: Evenings) -> Floats:
    """(n,) weekday of each evening's own day, Monday = 0."""
    return (evenings.first.weekday() + np.arange(len(evenings), dtype=float)) % _WEEK


def daylight(evenings: Evenings) -> Floats:
    """(n,) hours from sunrise to sunset of each evening's own day at home; NaN where home is unknown."""
    home = place_of(evenings.home)
    days = [evenings.day(place) for place in range(len(evenings))]
    return np.array([daylight_hours(home, day) if home else np.nan for day in days])


def _holidays(dates: Sequence[date], evenings: Evenings) -> Floats:
    """1 for a public holiday of the whole country of home, 0 for another day, NaN where the country or its holidays are unknown."""
    place = place_of(evenings.home)
    found = [holidays_in(place.country, day.year) if place else None for day in dates]
    return np.array([np.nan if known is None else float(day in known) for day, known in zip(dates, found, strict=True)])
