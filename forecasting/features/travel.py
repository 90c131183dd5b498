"""Travel: how far the clock moved under the person's last nights, and the daylight at home."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from forecasting.features.almanac import daylight
from forecasting.features.evenings import Evenings
from forecasting.features.health import WEEK
from forecasting.features.known import DEPTH
from forecasting.features.windows import Bools, days_since, mean
from forecasting.quantiles import Floats

_LEAST_BEFORE = 3
"""Nights of the week before that a change of the clock is told against."""
_LEAST_OF_28 = 14


def travel_features(nights: Mapping[str, Floats], evenings: Evenings) -> dict[str, Floats]:
    """Name → (n,) of the travel group; positive hours lead east."""
    offsets = nights["utc_offset_hours"]
    home = np.array([evenings.home_offset(evenings.day(place)) for place in range(len(evenings))])
    return {
        "utc_offset_change_7": offsets[:, 0] - mean(offsets[:, 1 : WEEK + 1], _LEAST_BEFORE),
        "utc_offset_from_home": offsets[:, 0] - (home if evenings.home_is_named else np.nan),
        "days_since_utc_offset_change": days_since(_changed(offsets), np.isfinite(offsets), _LEAST_OF_28),
        "daylight_hours": daylight(evenings),
    }


def _changed(offsets: Floats) -> Bools:
    """(n, 29) whether a night's offset differs from that of the night known before it."""
    changed = np.zeros(offsets.shape, dtype=np.bool_)
    before = np.full(len(offsets), np.nan)
    for back in range(DEPTH - 1, -1, -1):
        told = np.isfinite(offsets[:, back])
        changed[:, back] = told & np.isfinite(before) & (offsets[:, back] != before)
        before = np.where(told, offsets[:, back], before)
    return changed
