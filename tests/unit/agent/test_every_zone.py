"""One standing forecast a night, in every zone of the world, over daylight saving, flights and days that are not 24 hours long.

A life is drawn as its main sleeps. The clock ticks every quarter of an hour, so that it strikes every
hour of every zone; whenever the tick finds an evening due, a forecast is sealed with what
was known then. In the end each night that readers see must have exactly one forecast that counts, and no forecast two nights.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.due import evening_due
from agent.settle import forecast_that_counts
from core.entries import LedgerEntry
from core.nights import slot_of_night
from core.precedence import one_per_date
from core.records import BY_HAND, HERE, Night, Person
from core.snapshot import Snapshot

ZONES = sorted(available_timezones())
HOUR = timedelta(hours=1)
TICK = timedelta(minutes=15)
NIGHTS = 10


@dataclass(frozen=True)
class Life:
    """Main sleeps, and what the traveller told of where they are: instant → zone."""

    nights: list[Night]
    told: list[tuple[datetime, str]]


def life(rng: random.Random, home: str, start: datetime, kind: str) -> Life:
    """A week at home, on the move, or of days of 28 hours."""
    zone, onset, nights, told = home, start, [], [(start, home)]
    for number in range(NIGHTS):
        wake = onset + timedelta(hours=rng.uniform(5, 10))
        nights.append(slept(rng, number, onset, wake, zone))
        there, onset = next_bed(rng, zone, wake, kind)
        if there != zone:
            told.append((onset - timedelta(hours=rng.uniform(2, 6)), there))
        zone = there
    return Life(nights, told)


def slept(rng: random.Random, number: int, onset: datetime, wake: datetime, zone: str) -> Night:
    """A main sleep as the strap tells of it, on waking or a little later."""
    local = wake.astimezone(ZoneInfo(zone))
    return Night(
        person_id="a",
        key=str(number),
        source="whoop_api",
        source_epoch="w",
        known_at=wake + rng.choice([timedelta(0), timedelta(minutes=40), timedelta(hours=2)]),
        night=local.date(),
        sleep_start=onset,
        sleep_end=wake,
        utc_offset_minutes=(local.utcoffset() or timedelta(0)) // timedelta(minutes=1),
        hrv_rmssd_ms=50.0,
        hrv_method="rmssd",
        sleep_minutes=(wake - onset) / timedelta(minutes=1),
    )


def next_bed(rng: random.Random, zone: str, wake: datetime, kind: str) -> tuple[str, datetime]:
    """Where and when the next main sleep begins: at home between 20:30 and 02:30, after a flight whenever the night there comes."""
    if kind == "long days":
        return zone, wake + timedelta(hours=rng.uniform(18, 20))
    there = rng.choice(ZONES) if kind == "travel" and rng.random() < 0.6 else zone
    evening = datetime.combine(wake.astimezone(ZoneInfo(there)).date(), time(20, 30), ZoneInfo(there))
    onset = evening.astimezone(UTC) + timedelta(hours=rng.uniform(0, 6))
    while onset < wake + 10 * HOUR:
        onset += 24 * HOUR
    return there, onset


def lived(life: Life) -> Snapshot:
    """What the ledger holds after a clock that ticked through that life."""
    nights = life.nights
    now = nights[0].known_at.replace(minute=0, second=0, microsecond=0) + HOUR
    empty = dict.fromkeys(("days", "workouts", "sleeps", "journal", "measures", "forecasts", "outcomes", "scores", "memories"), ())
    snapshot = Snapshot("a", now, "live", "live", None, (), **empty, facts_digest="0")
    while now < nights[-1].known_at + HOUR:
        known = [night for night in nights if night.known_at <= now]
        at, zone = max(entry for entry in life.told if entry[0] <= now)
        here = Person(person_id="a", key=f"{HERE}|{at}", source=BY_HAND, source_epoch="w", known_at=at, time_zone=zone)
        snapshot = replace(snapshot, as_of=now, whereabouts=here, nights=one_per_date(known), facts_digest=f"{len(known)} {zone}")
        night = evening_due(snapshot)
        if night is not None:
            snapshot = replace(snapshot, forecasts=(*snapshot.forecasts, sealed(snapshot, night)))
        now += TICK
    return replace(snapshot, as_of=now, nights=one_per_date(nights))


def sealed(snapshot: Snapshot, night: date) -> LedgerEntry:
    """A forecast as the ledger keeps it."""
    number, at = len(snapshot.forecasts) + 1, snapshot.as_of
    revision = 1 + sum(entry.night == night for entry in snapshot.forecasts)
    late = at >= slot_of_night(night, snapshot.zone).latest_deadline
    return LedgerEntry(number, "forecast", "a", night, 1, revision, at, at, snapshot.facts_digest, {"late": late}, "", "")


def first_evening(rng: random.Random, home: str) -> datetime:
    """A day between 2015 and 2035; every other time the week holds a change of the clock there, where that year has one."""
    zone, first = ZoneInfo(home), date(rng.randint(2015, 2034), 1, 1)
    days = [first + timedelta(days=number) for number in range(365)]
    offsets = [datetime.combine(day, time(12), zone).utcoffset() for day in days]
    changes = [day for day, one, other in zip(days, offsets, offsets[1:], strict=False) if one != other]
    day = rng.choice(changes) - timedelta(days=rng.randint(1, 5)) if changes and rng.random() < 0.5 else rng.choice(days)
    return datetime.combine(day, time(21), zone)


def check(seed: int) -> None:
    """One life."""
    rng = random.Random(seed)
    home, kind = rng.choice(ZONES), rng.choice(["home", "travel", "long days"])
    begin = first_evening(rng, home).astimezone(UTC)
    lifetime = life(rng, home, begin + timedelta(hours=rng.uniform(0, 5)), kind)
    snapshot, nights = lived(lifetime), lifetime.nights
    counted = {night.night: forecast_that_counts(snapshot, night) for night in snapshot.nights[3:]}
    words = f"seed {seed}, {kind} from {home}: " + ", ".join(f"{n.night} {n.sleep_start:%d.%H:%M}-{n.sleep_end:%d.%H:%M}" for n in nights)
    assert None not in counted.values(), f"skipped {[str(day) for day, entry in counted.items() if entry is None]} | {words}"
    sequences = [entry.sequence for entry in counted.values() if entry is not None]
    assert len(set(sequences)) == len(sequences), f"one forecast served two nights | {words}"
    assert all(one.written_at <= other.written_at for one, other in pairwise(snapshot.forecasts))


@settings(max_examples=50)
@given(seed=st.integers(0, 2**32))
def test_every_night_has_one_standing_forecast(seed: int) -> None:
    check(seed)


@pytest.mark.prove
@pytest.mark.parametrize("tenth", range(10))
@settings(max_examples=1000)
@given(seed=st.integers(0, 2**32))
def test_every_night_has_one_standing_forecast_ten_thousand_times(tenth: int, seed: int) -> None:
    check(seed * 10 + tenth)


def test_every_zone_of_the_world_and_every_kind_of_life_is_among_the_draws() -> None:
    drawn = {random.Random(seed).choice(ZONES) for seed in range(10_000)}
    assert drawn == set(ZONES)
