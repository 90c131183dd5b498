"""The evenings that a table has rows for: when each was, and which facts it knew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from core.nights import SCHEDULED, evening_of
from core.records import Fact, Night
from forecasting.features.facts import Facts, home_of
from forecasting.quantiles import Floats

Ints = NDArray[np.int64]
_DAY_SECONDS = 86_400.0
_FIRST_EVENING_ON_EARTH = 7 * 3600.0
"""Seconds after midnight UTC at which the first place (UTC+14) has 21:00: what was known by then, every evening of that date knew."""


@dataclass(frozen=True)
class Evenings:
    """The evenings of consecutive days: that of day D is the one before night D + 1."""

    first: date
    """Day of the first evening."""
    home: tzinfo
    instants: Floats
    """(n,) POSIX seconds, never falling: what was known by then may be used."""

    def __len__(self) -> int:
        return len(self.instants)

    def heard(self, facts: Sequence[Fact]) -> Ints:
        """(facts,) the first evening that each was known on; n for what none of them knew."""
        moments = np.array([fact.known_at.timestamp() for fact in facts])
        return np.searchsorted(self.instants, moments, side="left").astype(np.int64)

    @property
    def home_is_named(self) -> bool:
        """True where home is a place, and no fixed offset."""
        return isinstance(self.home, ZoneInfo)

    def day(self, place: int) -> date:
        """The day of the evening at that place."""
        return self.first + timedelta(days=place)

    def home_offset(self, day: date) -> float:
        """Hours of local time at home minus UTC, at noon of a day."""
        return _clock(day, self.home)[1]


def evenings_of(facts: Facts, first: date, count: int, as_of: datetime | None = None) -> Evenings:
    """The evenings of `count` days from `first` on.

    An evening is 21:00 local. Where the last night known told of another zone than home it is the earlier of 21:00 there and
    21:00 at home, for a backtest stands at home; where home is unknown it is 21:00 where the last night was spent.

    Args:
        facts: of one person.
        first: day of the first evening.
        count: how many.
        as_of: the instant of the last evening in place of its 21:00; no other evening knows more than it.
    """
    home = home_of(facts)
    days = [first + timedelta(days=place) for place in range(count)]
    instants = _abroad(facts.nights, home, first, np.array([_clock(day, home)[0] for day in days]))
    if as_of is not None and count:
        instants = np.minimum(instants, as_of.timestamp())
        instants[-1] = as_of.timestamp()
    return Evenings(first, home, np.maximum.accumulate(instants))


def evening_before(facts: Facts, night: date) -> datetime:
    """The instant of the evening before a night, when nothing else is said."""
    return datetime.fromtimestamp(float(evenings_of(facts, night - timedelta(days=1), 1).instants[0]), UTC)


@lru_cache(maxsize=20_000)
def _clock(day: date, home: tzinfo) -> tuple[float, float]:
    """21:00 of a day at home in POSIX seconds, and the hours that home is ahead of UTC at noon."""
    noon = datetime.combine(day, time(12), tzinfo=home).utcoffset() or timedelta(0)
    return evening_of(day + timedelta(days=1), home, SCHEDULED).timestamp(), noon / timedelta(hours=1)


def _abroad(nights: Sequence[Night], home: tzinfo, first: date, at_home: Floats) -> Floats:
    """The instants of the evenings, where some were spent elsewhere; (n,) like `at_home`."""
    told = sorted((night for night in nights if night.utc_offset_minutes is not None), key=lambda night: night.night)
    if not told:
        return at_home
    midnight = (datetime.combine(first, time(), UTC).timestamp()) + _DAY_SECONDS * np.arange(len(at_home))
    known = np.array([night.known_at.timestamp() for night in told])
    dated = np.array([night.night.toordinal() - first.toordinal() for night in told])
    since = np.maximum(np.searchsorted(midnight + _FIRST_EVENING_ON_EARTH, known, side="left"), dated)
    newest = np.full(len(at_home) + 1, -1)
    np.maximum.at(newest, np.minimum(since, len(at_home)), np.arange(len(told)))
    newest = np.maximum.accumulate(newest[:-1])
    offsets = np.array([*(_hours_elsewhere(night, home) for night in told), np.nan])[newest]
    there = midnight + SCHEDULED.hour * 3600.0 - 3600.0 * offsets
    return np.fmin(at_home, there) if isinstance(home, ZoneInfo) else np.where(np.isfinite(there), there, at_home)


def _hours_elsewhere(night: Night, home: tzinfo) -> float:
    """Hours from UTC of where a night was spent; NaN at home. As in `core.nights.zone_of`, home is believed where no end is known."""
    offset = timedelta(minutes=night.utc_offset_minutes or 0)
    if isinstance(home, ZoneInfo) and (night.sleep_end is None or night.sleep_end.astimezone(home).utcoffset() == offset):
        return float("nan")
    return offset / timedelta(hours=1)
