"""The voice against the person's own: worked by hand, comparable days alone, and nothing that an evening did not know."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from core.records import BY_HAND, Measure, Night, part_of
from core.store import Store
from forecasting.features.build import feature_table
from forecasting.features.catalog import in_group
from forecasting.features.evenings import evening_before
from forecasting.features.voice import DAYS, FLAGGED, LEAST_DAYS, TAKEN
from forecasting.learners.design import INPUTS
from voice import normal_range
from voice.measuring.catalog import MEASURES, kind_of

PITCH = "voice_pitch_deviation_90"
NIGHTS = 48


@pytest.fixture
def spoke(make, at):
    """(number of the day, value, name of the measure, fields) → what was measured of an entry told at 20:00 of that day."""

    def one(number, value, name="pitch_hz", entry=None, **fields) -> Measure:
        entry, kind = entry or f"e{number}", kind_of(name)
        plain = {"key": part_of(entry, kind), "kind": kind, "unit": MEASURES[name].unit, "source": BY_HAND, "source_epoch": "plain"}
        return make(Measure, number, value=value, known_at=fields.pop("known_at", at(number, 20)), **(plain | fields))

    return one


@pytest.fixture
def row(history, make, at, day):
    """(measures, number of the night) → its features, of a person with nights from day 0 on."""

    def of(measures, number):
        nights = [make(Night, one, known_at=at(one, 7)) for one in range(number)]
        return feature_table(history([*nights, *measures]), day(number)).row(day(number))

    return of


def test_todays_pitch_is_told_against_median_and_spread_of_the_days_before(spoke, row):
    """Before: 160 … 176 in steps of 2, median 168; deviations 0 2 2 4 4 6 6 8 8, median 4: 4 · 1.4826 = 5.930; (174 − 168) / 5.930."""
    before = [spoke(number, 160.0 + 2 * number) for number in range(9)]
    assert row([*before, spoke(9, 174.0)], 10)[PITCH] == pytest.approx(6.0 / (4.0 * 1.4826))


def test_a_deviation_beyond_five_is_five(spoke, row):
    before = [spoke(number, 160.0 + 2 * number) for number in range(9)]
    assert row([*before, spoke(9, 400.0)], 10)[PITCH] == 5.0
    assert row([*before, spoke(9, 20.0)], 10)[PITCH] == -5.0


def test_without_an_entry_today_nothing_is_told_of_the_voice(spoke, row):
    found = row([spoke(number, 160.0 + 2 * number) for number in range(9)], 10)
    assert all(np.isnan(found[feature.name]) for feature in in_group("voice"))


def test_before_eight_days_nothing_is_usual(spoke, row):
    assert LEAST_DAYS == normal_range.LEAST_ENTRIES
    told = [spoke(number, 160.0 + 2 * number) for number in range(9)]
    assert np.isnan(row(told[:8], 8)[PITCH])
    assert np.isfinite(row(told, 9)[PITCH])


def test_days_of_which_most_are_the_same_tell_no_spread(spoke, row):
    assert np.isnan(row([*(spoke(number, 160.0) for number in range(9)), spoke(9, 174.0)], 10)[PITCH])


def test_what_lies_more_than_ninety_days_back_is_not_compared(spoke, row):
    assert DAYS == 91
    before = [spoke(number, 160.0 + 2 * number) for number in range(8)]
    assert np.isfinite(row([*before, spoke(90, 174.0)], 91)[PITCH])
    assert np.isnan(row([*before, spoke(91, 174.0)], 92)[PITCH])


def test_several_entries_of_a_day_count_as_their_median(spoke, row):
    before = [spoke(number, 160.0 + 2 * number) for number in range(9)]
    two = [spoke(9, 170.0), spoke(9, 178.0, entry="later")]
    assert row([*before, *two], 10)[PITCH] == row([*before, spoke(9, 174.0)], 10)[PITCH]


def test_of_a_day_with_two_analyses_the_one_told_last_counts(spoke, row, at):
    before = [spoke(number, 160.0 + 2 * number) for number in range(9)]
    other = spoke(9, 90.0, entry="noon", source_epoch="opensmile eGeMAPSv02", known_at=at(9, 12))
    assert row([*before, other, spoke(9, 174.0)], 10)[PITCH] == pytest.approx(6.0 / (4.0 * 1.4826))
    assert np.isnan(row([*before, dataclasses.replace(other, known_at=at(9, 20, 30)), spoke(9, 174.0)], 10)[PITCH])


def test_another_analysis_or_microphone_is_no_comparison(spoke, row):
    before = [spoke(number, 160.0 + 2 * number) for number in range(9)]
    assert np.isnan(row([*before, spoke(9, 174.0, source_epoch="opensmile eGeMAPSv02")], 10)[PITCH])
    both = [*before, *(spoke(number, 90.0 + number, source_epoch="plain @ other") for number in range(9, 15)), spoke(15, 174.0)]
    assert row(both, 16)[PITCH] == pytest.approx(6.0 / (4.0 * 1.4826))


def test_measures_of_recordings_with_flags_are_of_no_series(spoke, row):
    assert FLAGGED == normal_range.FLAGGED
    flagged = [spoke(number, 160.0 + 2 * number, source_epoch=f"plain{FLAGGED}") for number in range(10)]
    assert np.isnan(row(flagged, 10)[PITCH])


def test_every_feature_tells_of_a_measure_that_is_measured(spoke, row):
    assert set(TAKEN.values()) <= {kind_of(name) for name in MEASURES}
    told = [spoke(number, 1.0 + number, name) for number in range(10) for name in MEASURES]
    found = row(told, 10)
    assert all(found[feature.name] > 1.0 for feature in in_group("voice"))


def test_no_learner_learns_from_the_voice_so_that_what_is_trained_stays_readable():
    assert not {feature.name for feature in in_group("voice")} & set(INPUTS)


# ---------------------------------------------------------------- what an evening knew


def test_an_entry_told_after_nine_counts_in_a_table_made_then(spoke, history, make, at, day):
    before = [spoke(number, 160.0 + 2 * number) for number in range(9)]
    late = history([make(Night, one, known_at=at(one, 7)) for one in range(10)] + [*before, spoke(9, 174.0, known_at=at(9, 22))])
    assert np.isnan(feature_table(late, day(10)).row(day(10))[PITCH])
    assert np.isfinite(feature_table(late, day(10), as_of=at(9, 23)).row(day(10))[PITCH])


@pytest.fixture
def voices(spoke, at):
    """Seed → measures of most evenings: two analyses, some flagged, some late, some told twice."""

    def tell(seed):
        rng = random.Random(seed)
        for number in range(NIGHTS):
            if rng.random() < 0.8:
                epoch = rng.choice(["plain"] * 8 + ["opensmile eGeMAPSv02", f"plain{FLAGGED}"])
                known = at(number, rng.choice([18, 19, 20, 45]))
                for name in ("pitch_hz", "pause_share"):
                    yield spoke(number, rng.gauss(100.0, 5.0), name, source_epoch=epoch, known_at=known)

    return tell


@pytest.mark.parametrize("seed", range(4))
def test_whatever_becomes_known_after_an_evening_moves_no_row_up_to_it(life, jumbled, voices, change, day, seed):
    told = life(seed, NIGHTS)
    history = jumbled(dataclasses.replace(told, measures=tuple(voices(seed))), seed)
    night, rng = day(30 + seed), random.Random(seed)
    evening = evening_before(history, night)
    rows = feature_table(history, night)
    columns = [rows.names.index(name) for name in TAKEN]
    assert np.isfinite(rows.values[:, columns]).any()
    poisoned = tuple(change(one, rng) if one.known_at > evening or one.day >= night else one for one in history.measures)
    assert poisoned != history.measures
    other = feature_table(dataclasses.replace(history, measures=poisoned), day(NIGHTS)).values[: len(rows.values)]
    assert other[:, columns].tobytes() == rows.values[:, columns].tobytes()


def test_rows_depend_neither_on_the_first_row_asked_for_nor_on_the_last(life, jumbled, voices, day):
    history = jumbled(dataclasses.replace(life(2, NIGHTS), measures=tuple(voices(2))), 2)
    table, part = feature_table(history, day(NIGHTS)), feature_table(history, day(40), first=day(35))
    assert part.values.tobytes() == table.rows(day(35), 6).tobytes()
    assert np.isfinite(part.values[:, part.names.index(PITCH)]).any()


def test_a_snapshot_of_the_evening_has_the_row_that_the_history_has_of_it(tmp_path, life, voices, change, day):
    store, rng = Store(tmp_path / "facts.duckdb"), random.Random(4)
    told, spoken = life(4, NIGHTS), [one for one in voices(4) if one.known_at.hour != 21]
    store.add([*told.nights, *spoken], recorded_at=datetime(2025, 1, 1, tzinfo=UTC))
    some = [one for one in spoken if one.day < day(20)]
    store.add([change(one, rng) for one in rng.sample(some, 6)], recorded_at=datetime(2024, 1, 25, 18, tzinfo=UTC))
    table = feature_table(store.panel(["p1"], datetime(2025, 1, 1, tzinfo=UTC)).histories[0], day(NIGHTS))
    compared = 0
    for night in (table.start + timedelta(days=number) for number in range(10, NIGHTS, 3)):
        evening = evening_before(told, night)
        then, row = feature_table(store.snapshot("p1", evening), night, as_of=evening).row(night), table.row(night)
        assert {name: then[name] for name in TAKEN} == pytest.approx({name: row[name] for name in TAKEN}, nan_ok=True, abs=0)
        compared += np.isfinite(row[PITCH])
    assert compared > 3
