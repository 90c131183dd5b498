"""Nutrition: what was eaten and drunk, when, and how regularly, from measures that an import of meals writes.

The kinds of measure stand in `core.nutrients`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.nutrients import ENERGY, NUTRIENTS
from core.records import Measure
from forecasting.features.evenings import Evenings
from forecasting.features.facts import NAN, foremost
from forecasting.features.health import LEAST_OF_7, WEEK
from forecasting.features.known import DEPTH, Reading, windows
from forecasting.features.windows import mean, spread
from forecasting.quantiles import Floats

LATE_HOURS = 4.0
"""Energy eaten within so many hours of the usual bedtime is late: the project's own choice, wide enough to lie before 21:00 in part."""
_MEALS = ("first_meal", "last_meal", "late_share")
NAMES = (
    "intake_energy",
    "intake_protein",
    "intake_carbohydrate",
    "intake_fat",
    "intake_fibre",
    "intake_sugar",
    "intake_sodium",
    "intake_water",
    "intake_alcohol",
    "intake_caffeine",
    "last_meal_time",
    "eating_window",
    "last_meal_to_bed",
    "late_energy_share",
    "meal_time_sd_7",
    "energy_balance_7",
)
"""Of the group's features."""


@dataclass(frozen=True)
class Clock:
    """What an evening knows of the clock."""

    offsets: Floats
    """(n, 29) hours of local time minus UTC, of the evening's own day and of those before it."""
    bedtimes: Floats
    """(n,) usual bedtime, local hours after midnight of the night's date; NaN where unknown."""


def nutrition_features(measures: Sequence[Measure], evenings: Evenings, clock: Clock, energy_burnt: Floats) -> dict[str, Floats]:
    """Name → (n,) of the nutrition group: today's meals as far as known, regularity and balance of the days before.

    Args:
        measures: of any kind.
        evenings: of the rows.
        clock: of the same evenings.
        energy_burnt: (n, 29) window of a day's energy in kcal.
    """
    eaten = [measure for measure in measures if measure.kind in NUTRIENTS]
    if not eaten:
        return {name: np.full(len(evenings), np.nan) for name in NAMES}
    days = windows(eaten, Reading(lambda measure: measure.day, (*NUTRIENTS, *_MEALS), _Values(evenings, clock).of), evenings)
    first, last = (days[name] + clock.offsets for name in ("first_meal", "last_meal"))
    balance = (days[ENERGY] - energy_burnt)[:, 1 : WEEK + 1]
    return dict(
        zip(
            NAMES,
            (
                *(days[kind][:, 0] for kind in NUTRIENTS),
                last[:, 0],
                (last - first)[:, 0],
                24.0 + clock.bedtimes - last[:, 0],
                days["late_share"][:, 0],
                spread(((first + last) / 2.0)[:, 1 : WEEK + 1], LEAST_OF_7),
                mean(balance, LEAST_OF_7),
            ),
            strict=True,
        )
    )


@dataclass(frozen=True)
class _Values:
    """Reads the measures of one day."""

    evenings: Evenings
    clock: Clock

    def of(self, place: int, known: Sequence[Measure]) -> list[float]:
        """Sums per nutrient, then the meals."""
        kinds: dict[str, list[Measure]] = {}
        for measure in known:
            kinds.setdefault(measure.kind, []).append(measure)
        totals = [sum(one.value for one in foremost(kinds[kind])) if kind in kinds else NAN for kind in NUTRIENTS]
        return [*totals, *self._meals(place, foremost(kinds.get(ENERGY, [])))]

    def _meals(self, place: int, energy: Sequence[Measure]) -> list[float]:
        """First and last meal in UTC hours after the day's midnight, and the share of the energy that is late for the day's own evening."""
        midnight = datetime.combine(self.evenings.day(place), time(), UTC).timestamp()
        hours = [((meal.at.timestamp() - midnight) / 3600.0, meal.value) for meal in energy if meal.at is not None and meal.value > 0.0]
        if not hours:
            return [NAN, NAN, NAN]
        bedtime = 24.0 + float(self.clock.bedtimes[place] - self.clock.offsets[place, 0]) if place >= 0 else NAN
        late = sum(value for hour, value in hours if hour >= bedtime - LATE_HOURS)
        share = NAN if np.isnan(bedtime) else late / sum(value for _, value in hours)
        return [min(hour for hour, _ in hours), max(hour for hour, _ in hours), share]


def offsets_of(nights: Mapping[str, Floats], evenings: Evenings) -> Floats:
    """(n, 29) hours of local time minus UTC: of the night that a day began with, else of home."""
    told = nights["utc_offset_hours"]
    home = np.array([evenings.home_offset(evenings.day(place)) for place in range(1 - DEPTH, len(evenings))])
    return np.where(np.isfinite(told), told, sliding_window_view(home, DEPTH)[:, ::-1])
