"""Activity: strain, energy, steps, workouts and the load they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.records import Day, Workout
from forecasting.features.evenings import Evenings
from forecasting.features.facts import NAN, foremost, plausible
from forecasting.features.health import LEAST_OF_7, WEEK
from forecasting.features.known import Reading, earliest, windows
from forecasting.features.windows import days_since, mean, of_newest, ratio, spread
from forecasting.quantiles import Floats

HARD_STRAIN = 14.0
"""Strain from which a day counts as hard: WHOOP calls 14–18 high. Source: WHOOP, "What is WHOOP strain"."""
LEAST_OF_28_DAYS = 14
_TOTALS = ("strain", "energy_kcal", "steps")
_EPOCH = "epoch"
_WORKOUTS = ("workout_strain", "hard_zone_minutes")


def day_windows(days: Sequence[Day], evenings: Evenings) -> dict[str, Floats]:
    """Name → window (n, 29) of day totals, of the source epoch of the newest known day; `epoch` is finite where a day is known."""
    raw = windows(days, Reading(lambda day: day.day, (*_TOTALS, _EPOCH), _Totals().of), evenings)
    return {name: of_newest(raw[name], raw[_EPOCH]) for name in _TOTALS} | {_EPOCH: raw[_EPOCH]}


def workout_windows(workouts: Sequence[Workout], evenings: Evenings, worn: Floats) -> dict[str, Floats]:
    """Name → window (n, 29) of a day's hardest workout and its minutes in zones 4 and 5.

    A day without a workout is 0 only where the source has ever told of one and the day was worn.

    Args:
        workouts: all of them.
        evenings: of the rows.
        worn: (n, 29) finite where a night or a day's totals are known.
    """
    raw = windows(workouts, Reading(lambda workout: workout.day, (*_WORKOUTS, "count"), _workout_values), evenings)
    told = np.isfinite(earliest(workouts, lambda workout: workout.day, evenings))
    rested = np.isnan(raw["count"]) & np.isfinite(worn) & told[:, None]
    return {name: np.where(rested, 0.0, raw[name]) for name in _WORKOUTS}


def activity_features(days: Mapping[str, Floats], workouts: Mapping[str, Floats]) -> dict[str, Floats]:
    """Name → (n,) of the activity group, from the windows of days and workouts.

    Strain counts today's running total where one was known; energy and steps count complete days only, for they grow until bedtime.
    """
    strain, energy, hard = days["strain"], days["energy_kcal"], workouts["hard_zone_minutes"]
    week = mean(strain[:, :WEEK], LEAST_OF_7)
    return {
        "strain_today": strain[:, 0],
        "strain_lag_1": strain[:, 1],
        "strain_mean_7": week,
        "strain_ratio_7_28": ratio(week, mean(strain[:, :-1], LEAST_OF_28_DAYS)),
        "strain_monotony_7": ratio(week, spread(strain[:, :WEEK], LEAST_OF_7)),
        "days_since_hard_day": days_since(strain >= HARD_STRAIN, np.isfinite(strain), LEAST_OF_28_DAYS),
        "energy_burnt_lag_1": energy[:, 1],
        "energy_burnt_ratio_7_28": ratio(mean(energy[:, 1 : WEEK + 1], LEAST_OF_7), mean(energy[:, 1:], LEAST_OF_28_DAYS)),
        "steps_lag_1": days["steps"][:, 1],
        "workout_strain_today": workouts["workout_strain"][:, 0],
        "hard_zone_minutes_today": hard[:, 0],
        "hard_zone_minutes_mean_7": mean(hard[:, :WEEK], LEAST_OF_7),
    }


@dataclass
class _Totals:
    """Reads day totals; epochs are numbered as they come, and only compared."""

    codes: dict[str, float] = field(default_factory=dict)

    def of(self, _place: int, known: Sequence[Day]) -> list[float]:
        """The values of one date; where one source has two cycles of it, the first that tells a total."""
        days = foremost(known)
        totals = [next((value for day in days if not np.isnan(value := plausible(day, name))), NAN) for name in _TOTALS]
        return [*totals, self.codes.setdefault(days[0].source_epoch, float(len(self.codes)))]


def _workout_values(_place: int, known: Sequence[Workout]) -> list[float]:
    """The hardest strain, the sum of hard minutes (missing where one workout has no zones), how many."""
    workouts = foremost(known)
    strains = [workout.strain for workout in workouts if workout.strain is not None]
    zones = [zone for workout in workouts for zone in (workout.zone4_minutes, workout.zone5_minutes)]
    told = [zone for zone in zones if zone is not None]
    return [max(strains, default=NAN), sum(told) if len(told) == len(zones) else NAN, float(len(workouts))]
