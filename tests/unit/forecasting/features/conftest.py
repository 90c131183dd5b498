"""Evenings, facts of a life with meals, and the same facts jumbled: late, revised, told twice, from elsewhere."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from core.records import Day, Fact, JournalAnswer, Measure, Night, Sleep, Workout
from core.snapshot import PersonHistory
from forecasting.features.evenings import Evenings
from ingestion.synthetic import generate

START = date(2024, 1, 1)
KINDS = {"nights": Night, "days": Day, "workouts": Workout, "sleeps": Sleep, "journal": JournalAnswer, "measures": Measure}


@pytest.fixture
def day() -> Callable[[int], date]:
    """Number → day from 2024-01-01, a Monday."""
    return lambda number: START + timedelta(days=number)


@pytest.fixture
def at() -> Callable[..., datetime]:
    """(number of the day, hour, minute) → instant in UTC; hours beyond 24 run into the next day."""
    return lambda number, hour, minute=0: datetime.combine(START, time(), UTC) + timedelta(days=number, hours=hour, minutes=minute)


@pytest.fixture
def evenings(at) -> Callable[..., Evenings]:
    """Count → evenings of days from 2024-01-01 on, at 21:00 UTC."""
    return lambda count: Evenings(START, UTC, np.array([at(number, 21).timestamp() for number in range(count)]))


@pytest.fixture
def make(at) -> Callable[..., Fact]:
    """(kind of record, number of the day, fields) → fact of a WHOOP export, known at 20:00 of that day unless said."""

    def one(record: type[Fact], number: int, **fields: object) -> Fact:
        when = START + timedelta(days=number)
        dated = {"night": when} if record is Night else {"day": when}
        plain = {"person_id": "p1", "key": f"{when}", "source": "whoop_export", "source_epoch": "whoop", "known_at": at(number, 20)}
        return record(**(plain | dated | fields))

    return one


@pytest.fixture
def history() -> Callable[..., PersonHistory]:
    """(facts, zone) → a history of them, in their order."""

    def gather(facts, zone=UTC) -> PersonHistory:
        return PersonHistory("p1", zone, **{name: tuple(f for f in facts if type(f) is kind) for name, kind in KINDS.items()})

    return gather


@pytest.fixture
def life(history) -> Callable[..., PersonHistory]:
    """(seed, nights) → a synthetic person at home in Berlin who travels, keeps a journal and logs most meals."""

    def live(seed: int, nights: int) -> PersonHistory:
        facts = generate("p1", seed, START, START + timedelta(days=nights - 1)).facts()
        return history([*facts, *meals(random.Random(seed), nights)], ZoneInfo("Europe/Berlin"))

    return live


def meals(rng: random.Random, nights: int):
    for number in range(nights):
        for hour in (7, 12, 19) if rng.random() < 0.8 else ():
            when = datetime.combine(START, time(), UTC) + timedelta(days=number, hours=hour, minutes=rng.randrange(120))
            for kind, unit in (("energy_kcal", "kcal"), ("protein_g", "g"), ("alcohol_g", "g")):
                common = {"person_id": "p1", "source": "meals", "source_epoch": "meals/1", "known_at": when, "at": when}
                key = f"{when.isoformat()}|{kind}"
                yield Measure(key=key, day=when.date(), kind=kind, value=rng.uniform(1.0, 900.0), unit=unit, **common)


@pytest.fixture
def jumbled() -> Callable[..., PersonHistory]:
    """(history, seed) → the same life as a bad line would tell it."""

    def jumble(told: PersonHistory, seed: int) -> PersonHistory:
        rng = random.Random(seed)
        return dataclasses.replace(told, **{name: tuple(_jumbled(getattr(told, name), rng)) for name in KINDS})

    return jumble


def _jumbled(facts, rng):
    for fact in facts:
        delay = timedelta(hours=rng.choice([2, 7, 30, 80, 200])) if rng.random() < 0.2 else timedelta(0)
        first = dataclasses.replace(fact, known_at=fact.known_at + delay)
        yield first
        if rng.random() < 0.15:
            yield dataclasses.replace(changed(first, rng), known_at=first.known_at + timedelta(hours=rng.choice([-1, 1, 9, 26, 60, 400])))
        if rng.random() < 0.08:
            yield dataclasses.replace(changed(fact, rng), source="lifesnaps", known_at=fact.known_at + timedelta(hours=rng.choice([0, 40])))
        if rng.random() < 0.03:
            yield moved(first, rng)


def moved(fact, rng):
    """A revision that says it was another day."""
    name = "night" if isinstance(fact, Night) else "day"
    there = getattr(fact, name) + timedelta(days=rng.choice([-1, 1]))
    return dataclasses.replace(fact, known_at=fact.known_at + timedelta(hours=rng.choice([3, 50])), **{name: there})


def changed(fact, rng):
    """The same fact with other numbers, another offset, another epoch, or the other answer."""
    values = {f.name: getattr(fact, f.name) for f in dataclasses.fields(fact)}
    new = {name: value * rng.uniform(0.8, 1.2) for name, value in values.items() if isinstance(value, float)}
    if isinstance(fact, Night):
        new |= {"utc_offset_minutes": rng.choice([60, 540, -300, None]), "source_epoch": rng.choice([fact.source_epoch, "other"])}
    if isinstance(fact, JournalAnswer):
        new["answer"] = "no" if fact.answer == "yes" else "yes"
    return dataclasses.replace(fact, **new)


@pytest.fixture
def change() -> Callable[..., Fact]:
    """(fact, random numbers) → the same fact, told otherwise."""
    return changed
