"""The feature table carried on into evenings that have not come: the calendar, and the loads that known and planned days make.

Nothing else of those evenings is known, and it is not guessed: it is NaN, as on an evening of which the strap told nothing. Loads are
carried on with a plan and without one, so that the two tables differ by the plan alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo

import numpy as np

from core.errors import BadInput
from core.records import Day, Workout
from core.snapshot import PersonHistory
from forecasting.features.almanac import daylight, time_features
from forecasting.features.build import feature_table
from forecasting.features.evenings import Evenings
from forecasting.features.facts import Facts, foremost, history_of, home_of
from forecasting.features.scenario import Changes, day_like, scenario, workout_like
from forecasting.features.table import FeatureTable

LOADS = (
    "strain_today",
    "strain_lag_1",
    "strain_mean_7",
    "strain_ratio_7_28",
    "strain_monotony_7",
    "days_since_hard_day",
    "workout_strain_today",
)
"""The features that strain alone decides."""
STRAINS = (0.0, 21.0)
_DAY = timedelta(days=1)
_PLANNED = "planned"
"""Source of a planned fact that has no real one before it."""


def calendar_ahead(table: FeatureTable, night: date, count: int, home: tzinfo) -> FeatureTable:
    """The table up to `night`, and `count` rows more of which only the calendar is known.

    Args:
        table: whose rows after `night`, if any, are dropped.
        night: the coming one.
        count: nights after it.
        home: where holidays and daylight are told.
    """
    start = min(table.start, night)
    rows = table.rows(start, (night - start).days + 1)
    later = np.full((count, len(table.names)), np.nan)
    evenings = Evenings(night, home, np.zeros(count))  # when they are does not matter: nothing is heard on them
    told = time_features((), evenings) | {"daylight_hours": daylight(evenings)}
    if "days_since_start" in table.names:
        told["days_since_start"] = rows[-1, table.names.index("days_since_start")] + np.arange(1.0, count + 1.0)
    for name in set(told) & set(table.names):
        later[:, table.names.index(name)] = told[name]
    return FeatureTable(start, table.names, np.concatenate([rows, later]))


def carried_on(
    facts: Facts, table: FeatureTable, night: date, count: int, as_of: datetime, planned: Mapping[date, float] | None = None
) -> FeatureTable:
    """The table up to `night`, and `count` rows more with the calendar and the loads.

    A planned day ends with at least that strain, and holds a workout of it where the person's workouts are told, as in
    `forecasting.features.scenario`. Of a day without a plan after today nothing is supposed.

    Args:
        facts: of one person; what became known after `as_of`, or is dated `night` or later, is not read.
        table: of the evenings up to `night`, as it was known at `as_of`.
        night: the coming one.
        count: nights after it.
        as_of: the instant at which the plan is made.
        planned: day → strain, from the day before `night` on.

    Raises:
        BadInput: for a planned day that is past or after the last evening, an impossible strain, or a negative count.
    """
    plan = dict(sorted((planned or {}).items()))
    _refuse(plan, night, count)
    later = calendar_ahead(table, night, count, home_of(facts))
    if night - _DAY in plan:
        tonight = scenario(facts, night, as_of, Changes(strain=plan[night - _DAY]), first=night)
        later = later.with_values(night, tonight.row(night))
    if not count:
        return later
    loads = feature_table(_supposed(history_of(facts), night, as_of, plan), night + count * _DAY, first=night + _DAY)
    for place in range(1, count + 1):
        row = loads.row(night + place * _DAY)
        later = later.with_values(night + place * _DAY, {name: row[name] for name in LOADS})
    return later


def _refuse(plan: Mapping[date, float], night: date, count: int) -> None:
    if count < 0:
        raise BadInput(f"wanted 0 or more nights after {night}, got {count}")
    first, last = night - _DAY, night + (count - 1) * _DAY
    for day, strain in plan.items():
        if not first <= day <= last:
            raise BadInput(f"wanted planned days from {first} to {last}, the evenings before the nights ahead; got {day}")
        if not STRAINS[0] <= strain <= STRAINS[1]:
            raise BadInput(f"wanted a strain between {STRAINS[0]:g} and {STRAINS[1]:g} for {day}, got {strain:g}")


def _supposed(history: PersonHistory, night: date, as_of: datetime, plan: Mapping[date, float]) -> PersonHistory:
    """The days and workouts known at that instant, and the planned ones after them."""
    days = [day for day in history.days if day.known_at <= as_of and day.day < night]
    workouts = [workout for workout in history.workouts if workout.known_at <= as_of and workout.day < night]
    supposed = [_day(history.person_id, days, day, as_of, strain) for day, strain in plan.items()]
    hard = [_workout(history.person_id, workouts, day, as_of, strain) for day, strain in plan.items() if workouts]
    return dataclasses.replace(history, days=(*days, *supposed), workouts=(*workouts, *hard))


def _day(person_id: str, known: Sequence[Day], day: date, as_of: datetime, strain: float) -> Day:
    """A planned day of the source epoch of the newest known one, for another would be no comparison; today's is that of today, revised."""
    newest = max((one.day for one in known), default=day)
    like = next(reversed(foremost([one for one in known if one.day == newest])), None)
    if like is not None and newest == day:
        return dataclasses.replace(like, known_at=as_of, strain=max(strain, like.strain or 0.0))
    return day_like(like, person_id, f"{_PLANNED}|{day}", day, as_of, strain)


def _workout(person_id: str, known: Sequence[Workout], day: date, as_of: datetime, strain: float) -> Workout:
    """A planned workout, of the source of the newest known ones."""
    newest = max(one.day for one in known)
    like = foremost([one for one in known if one.day == newest])[0]
    return workout_like(like, person_id, f"{_PLANNED}|{day}", day, as_of, strain)
