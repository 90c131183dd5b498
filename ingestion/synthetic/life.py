"""A synthetic person's days: where they are, what they do and tell, when they sleep, whether they wear the strap.

Everything about a date is a pure function of (seed, date): each draw has a random stream of its own, episodes are drawn per block
of days, and what has a memory looks back a fixed number of days. So a history never changes when it is made longer, at either end.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ingestion.synthetic.traits import HABITS, Traits

ABROAD = ("Europe/London", "America/New_York", "Asia/Tokyo", "Europe/Athens", "America/Los_Angeles", "Asia/Kolkata")
_TRIP_BLOCK, _TRIP_SHARE = 45, 0.6
_ILLNESS_BLOCK, _ILLNESS_SHARE = 60, 0.7
_GAP_BLOCK, _GAP_SHARE = 50, 0.5
_NIGHT_OFF = 0.015
"""Probability that the strap is off for a night and worn again by day."""
_SPORTS = ("Running", "Cycling", "Weightlifting", "Swimming", "Functional Fitness")
_SHARES = ((20, 40, 25, 10, 5), (10, 30, 35, 20, 5), (5, 15, 30, 35, 15))
"""Percent of a workout in heart rate zones 1 to 5, from easy to hard."""
_DRINKS = (30, 30, 20, 10, 6, 4)
"""Percent of evenings with alcohol that have one drink, two, … six."""
USUAL_DRINKS = 2
"""Drinks of an evening whose strength is 1."""
_HARD_FROM = 13.5
"""Strain of a workout from which the person calls it intense."""


@dataclass(frozen=True)
class Training:
    """One workout."""

    start: datetime
    minutes: int
    sport: str
    strain: float
    zone_shares: tuple[int, ...]


@dataclass(frozen=True)
class Waking:
    """One waking day and its evening."""

    strain: float
    training: Training | None
    events: dict[str, float]
    """What happened, whether told or not: kind → strength, 1 being usual."""
    filled: bool
    """The journal was filled in that evening."""
    nap_minutes: int


@dataclass(frozen=True)
class Slumber:
    """The main sleep that ends on a date."""

    zone: ZoneInfo
    onset: datetime
    in_bed_minutes: int
    asleep_share: float
    worn: bool

    @property
    def wake(self) -> datetime:
        """When it ends."""
        return self.onset + timedelta(minutes=self.in_bed_minutes)


class Life:
    """The days of one person; every method is a function of the date alone."""

    def __init__(self, seed: str, traits: Traits) -> None:
        self._seed = seed
        self._traits = traits
        self._wakings: dict[date, Waking] = {}
        self._slumbers: dict[date, Slumber] = {}

    def stream(self, name: str, place: int) -> random.Random:
        """The random stream of one matter at one place in time."""
        return random.Random(f"{self._seed}|{name}|{place}")  # noqa: S311  # simulated, not secret

    def waking(self, day: date) -> Waking:
        """The waking day of that date."""
        if day not in self._wakings:
            self._wakings[day] = self._draw_waking(day)
        return self._wakings[day]

    def slumber(self, night: date) -> Slumber:
        """The main sleep that ends on that date, worn or not."""
        if night not in self._slumbers:
            self._slumbers[night] = self._draw_slumber(night)
        return self._slumbers[night]

    def worn_by_day(self, day: date) -> bool:
        """True when the strap is worn on that waking day."""
        return self._episode("gap", day, _GAP_BLOCK, _GAP_SHARE, (1, 6)) is None

    def drinks(self, day: date) -> int:
        """How many drinks that day's evening has, if it has any."""
        return self.stream("drinks", day.toordinal()).choices(range(1, len(_DRINKS) + 1), _DRINKS)[0]

    def zone(self, night: date) -> ZoneInfo:
        """Where the person sleeps."""
        trip = self._episode("trip", night, _TRIP_BLOCK, _TRIP_SHARE, (3, 10))
        return ZoneInfo(self._traits.home if trip is None else ABROAD[trip[2] % len(ABROAD)])

    def _episode(self, name: str, day: date, block: int, share: float, length: tuple[int, int]) -> tuple[int, int, int] | None:
        """(days since its start, its length, a number of its own) of the episode that covers the day; at most one lies in a block."""
        index, offset = divmod(day.toordinal(), block)
        rng = self.stream(name, index)
        happens, days = rng.random() < share, rng.randint(*length)
        start, number = rng.randint(0, block - days - 1), rng.randrange(1000)
        return (offset - start, days, number) if happens and start <= offset < start + days else None

    def _draw_waking(self, day: date) -> Waking:
        rng = self.stream("day", day.toordinal())
        ill = self._episode("illness", day, _ILLNESS_BLOCK, _ILLNESS_SHARE, (3, 6))
        base = rng.gauss(8.5, 1.8)
        training = self._draw_training(rng, day, ill=ill is not None)
        strain = min(max(base + (0.35 * training.strain if training else 0.0) - (2.0 if ill else 0.0), 1.0), 20.5)
        events = {kind: 1.0 for kind, habit in HABITS.items() if rng.random() < self._rate(kind, habit.rate, day)}
        if "alcohol" in events and self._traits.dosed:
            events["alcohol"] = math.log1p(self.drinks(day)) / math.log1p(USUAL_DRINKS)
        if ill is not None:
            # The worst nights are the first ones.
            events["illness"] = 1.5 if ill[0] < 2 else 0.8
        if training and training.strain >= _HARD_FROM:
            events["hard_training"] = 1.0
        if self.zone(day) != self.zone(day + timedelta(days=1)):
            events["travel"] = 1.0
        filled = rng.random() < self._traits.diligence
        return Waking(round(strain, 1), training, events, filled, rng.randint(20, 60) if rng.random() < 0.04 else 0)

    def _rate(self, kind: str, rate: float, day: date) -> float:
        if kind != "alcohol":
            return rate
        return min(rate * self._traits.drinks * (2.2 if day.weekday() in (4, 5) else 0.55), 0.9)

    def _draw_training(self, rng: random.Random, day: date, *, ill: bool) -> Training | None:
        trains = rng.random() < (0.85 if day.weekday() in self._traits.training_days else 0.12)
        minutes, sport, strain = rng.randrange(30, 100, 5), rng.choice(_SPORTS), rng.gauss(11.0, 2.5)
        at = time(17, rng.randrange(0, 60, 5))
        if not trains or ill:
            return None
        strain = round(min(max(strain, 4.0), 19.5), 1)
        shares = _SHARES[0 if strain < 9.0 else 1 if strain < _HARD_FROM else 2]
        start = datetime.combine(day, at, tzinfo=self.zone(day)).astimezone(UTC)
        return Training(start, minutes, sport, strain, shares)

    def _draw_slumber(self, night: date) -> Slumber:
        rng = self.stream("sleep", night.toordinal())
        zone = self.zone(night)
        free_morning = night.weekday() in (5, 6)
        bedtime = self._traits.bedtime_minutes + (45.0 if free_morning else 0.0) + rng.gauss(0.0, 30.0)
        in_bed = self._traits.sleep_need_minutes + (30.0 if free_morning else -20.0) + rng.gauss(0.0, 50.0)
        midnight = datetime.combine(night, time(0, 0), tzinfo=zone).astimezone(UTC)
        onset = midnight + timedelta(minutes=round(min(max(bedtime, -150.0), 150.0)))
        worn = rng.random() >= _NIGHT_OFF and self.worn_by_day(night)
        share = min(max(rng.gauss(0.91, 0.03), 0.75), 0.99)
        return Slumber(zone, onset, round(min(max(in_bed, 270.0), 620.0)), share, worn)
