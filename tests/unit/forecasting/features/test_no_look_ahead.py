"""Row t is what the evening before night t knew: by any way of asking, and whatever came later."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from core.records import Night
from core.snapshot import PersonHistory
from core.store import Store
from forecasting.features.build import feature_table
from forecasting.features.evenings import evening_before
from ingestion.synthetic import generate

START = date(2024, 1, 1)
NIGHTS = 48
UNTIL = START + timedelta(days=NIGHTS)
KINDS = ("nights", "days", "workouts", "sleeps", "journal", "measures")


def dated(fact) -> date:
    return fact.night if isinstance(fact, Night) else fact.day


def known_then(history: PersonHistory, night: date) -> PersonHistory:
    """The slow and obvious way: of every fact the newest revision of that evening, unless it is dated later."""
    evening = evening_before(history, night)
    kept = {}
    for name in KINDS:
        newest = {(fact.source, fact.key): fact for fact in getattr(history, name) if fact.known_at <= evening}
        kept[name] = tuple(fact for fact in newest.values() if dated(fact) < night)
    return dataclasses.replace(history, **kept)


def last_row(history: PersonHistory, night: date, evening: datetime) -> dict[str, float]:
    return feature_table(history, night, as_of=evening, first=night).row(night)


def differing(one: dict[str, float], other: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Name → both values, where they are not the same to the last bit."""
    return {name: (value, other[name]) for name, value in one.items() if value != other[name] and not np.isnan([value, other[name]]).all()}


@pytest.mark.parametrize("seed", range(6))
def test_every_row_is_that_of_a_table_made_on_its_own_evening_from_what_was_known_then(life, jumbled, seed):
    history = jumbled(life(seed, NIGHTS), seed)
    table = feature_table(history, UNTIL)
    for night in (table.start + timedelta(days=number) for number in range(len(table.values))):
        then = last_row(known_then(history, night), night, evening_before(history, night))
        assert differing(table.row(night), then) == {}, night


@pytest.mark.parametrize("seed", range(6))
def test_whatever_becomes_known_after_an_evening_moves_no_row_up_to_it(life, jumbled, change, seed):
    history, rng = jumbled(life(seed, NIGHTS), seed), random.Random(seed)
    night = START + timedelta(days=20 + 3 * seed)
    evening, first = evening_before(history, night), START - timedelta(days=3)
    before = feature_table(history, night, first=first).values

    def poisoned(fact):
        future = fact.known_at > evening or dated(fact) >= night
        if not future:
            return [fact]
        return rng.choice([[], [change(fact, rng)], [fact, dataclasses.replace(change(fact, rng), key=f"{fact.key}+")]])

    other = dataclasses.replace(history, **{name: tuple(p for f in getattr(history, name) for p in poisoned(f)) for name in KINDS})
    assert other != history
    assert feature_table(other, night, first=first).values.tobytes() == before.tobytes()
    longer = feature_table(other, UNTIL, first=first).values[: len(before)]
    assert longer.tobytes() == before.tobytes()


def test_rows_depend_neither_on_the_first_row_asked_for_nor_on_the_last(life, jumbled, day):
    history = jumbled(life(3, NIGHTS), 3)
    table = feature_table(history, UNTIL)
    part = feature_table(history, day(40), first=day(35))
    assert part.values.tobytes() == table.rows(day(35), 6).tobytes()
    assert part.start == day(35)


def test_a_snapshot_taken_in_the_evening_has_the_row_that_the_history_has_of_it(tmp_path, change):
    """The store as it is: revisions arrive when they arrive, and a snapshot has each fact once."""
    facts, rng, store = generate("p1", 5, START, UNTIL - timedelta(days=1)).facts(), random.Random(5), Store(tmp_path / "facts.duckdb")
    store.add(facts, recorded_at=datetime(2025, 1, 1, tzinfo=UTC))
    for number in (15, 25, 35):
        some = [fact for fact in facts if type(fact).__name__ in {"Night", "Day"} and dated(fact) < START + timedelta(days=number)]
        arrival = datetime(2024, 1, 1, 18, tzinfo=UTC) + timedelta(days=number)
        store.add([change(fact, rng) for fact in rng.sample(some, 4)], recorded_at=arrival)
    history = store.panel(["p1"], datetime(2025, 1, 1, tzinfo=UTC)).histories[0]
    assert len({night.key for night in history.nights}) < len(history.nights)
    table = feature_table(history, UNTIL)
    for number in range(12, NIGHTS, 3):
        night = START + timedelta(days=number)
        evening = evening_before(history, night)
        snapshot = store.snapshot("p1", evening)
        assert differing(feature_table(snapshot, night, as_of=evening).row(night), table.row(night)) == {}, night


def test_an_answer_told_after_nine_counts_in_a_table_made_then(history, make, tell, at, day):
    told = tell(4, known_at=at(4, 22, 15))
    facts = history([make(Night, number, known_at=at(number, 7)) for number in range(5)] + [told])
    assert np.isnan(feature_table(facts, day(5)).row(day(5))["journal_alcohol"])
    assert feature_table(facts, day(5), as_of=at(4, 22, 20)).row(day(5))["journal_alcohol"] == 1.0


def test_a_table_made_in_the_afternoon_knows_nothing_of_the_evening(history, make, tell, at, day):
    facts = history([make(Night, number, known_at=at(number, 7)) for number in range(5)] + [tell(4)])
    assert np.isnan(feature_table(facts, day(5), as_of=at(4, 15)).row(day(5))["journal_alcohol"])
