"""From one person's facts to the feature table: row t holds what the evening before night t knew, and nothing later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import numpy as np

from core.errors import BadInput
from forecasting.features.activity import activity_features, day_windows, workout_windows
from forecasting.features.almanac import time_features, weekdays_of
from forecasting.features.catalog import NAMES
from forecasting.features.evenings import Evenings, evenings_of
from forecasting.features.facts import Facts
from forecasting.features.health import health_features
from forecasting.features.interactions import interaction_features
from forecasting.features.journal import journal_features
from forecasting.features.known import DEPTH
from forecasting.features.nights import EPOCH, night_windows
from forecasting.features.nutrition import Clock, nutrition_features, offsets_of
from forecasting.features.sleep import nap_minutes, sleep_features, usual_bedtime
from forecasting.features.table import FeatureTable
from forecasting.features.travel import travel_features
from forecasting.features.voice import voice_features
from forecasting.quantiles import Floats

MOST_ROWS = 3660
"""Ten years: a fact dated 1970 by a broken clock must not ask for twenty thousand rows."""


def feature_table(facts: Facts, until: date, *, as_of: datetime | None = None, first: date | None = None) -> FeatureTable:
    """The features of every night from the first fact's to `until`, the coming one, inclusive.

    Row of night t uses facts dated before t that were known on its evening (`evenings.evenings_of`), in their revision of then;
    so a history of all revisions gives each past row as it would have been said, and later facts move no earlier row. A snapshot
    has each fact in its newest revision alone: its last row is the same, a past row lacks what was revised since.

    Args:
        facts: of one person; the first night is that of the earliest night or day, at most ten years back.
        until: the last row's night; what is dated on it or later is not read.
        as_of: the instant of the last row's evening, in place of 21:00 local.
        first: the first row's night, where not all are wanted; rows do not depend on it.

    Raises:
        BadInput: if `first` lies after `until`.
    """
    start = _first_night(facts, until) if first is None else first
    if start > until:
        raise BadInput(f"wanted features from the night of {start} on, up to {until}: the first must not lie after the last")
    start = max(start, until - timedelta(days=MOST_ROWS - 1))
    # The rows' windows reach back to days whose own evening decides about clock times, so these get a row too.
    rows = (until - start).days + DEPTH
    evenings = evenings_of(facts, until - timedelta(days=rows), rows, as_of)
    columns = _columns(facts, evenings)
    return FeatureTable(start, NAMES, np.column_stack([columns[name] for name in NAMES])[DEPTH - 1 :])


def _first_night(facts: Facts, until: date) -> date:
    """The earliest date of a night, or the night after the earliest day total; `until` where there is neither."""
    nights = [night.night for night in facts.nights if night.night < until]
    days = [day.day + timedelta(days=1) for day in facts.days if day.day < until]
    return min([*nights, *days], default=until)


def _columns(facts: Facts, evenings: Evenings) -> Mapping[str, Floats]:
    """Name → (n,) of every feature."""
    nights, days = night_windows(facts.nights, evenings), day_windows(facts.days, evenings)
    worn = np.where(np.isfinite(nights[EPOCH]), nights[EPOCH], days[EPOCH])
    clock = Clock(offsets_of(nights, evenings), usual_bedtime(nights))
    found = {
        **nutrition_features(facts.measures, evenings, clock, days["energy_kcal"]),
        **activity_features(days, workout_windows(facts.workouts, evenings, worn)),
        **health_features(nights),
        **time_features(facts.nights, evenings),
        **sleep_features(nights, weekdays_of(evenings), nap_minutes(facts.sleeps, evenings, worn)),
        **journal_features(facts.journal, evenings),
        **travel_features(nights, evenings),
        **voice_features(facts.measures, evenings),
    }
    return found | interaction_features(found)
