"""The state of an evening looks back only, stays within its own series, and says what it does not know."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.state_vector import FEATURES, similarity, state_path


def _nights(first, night_of, values, **more):
    return [night_of(first + timedelta(days=i), rhr=value, **more) for i, value in enumerate(values) if value is not None]


def _get(state, feature):
    place = FEATURES.index(feature)
    return state[place], state[place + len(FEATURES)]


@pytest.fixture
def rhr_state(first, night_of):
    def make(values):
        until = first + timedelta(days=len(values))
        return state_path(_nights(first, night_of, values), [], [], until).at(until)

    return make


def test_the_last_value_is_a_z_score_against_the_mean_known_then(rhr_state):
    # 50, 52 four times each: mean 51, sample standard deviation sqrt(8 / 7)
    value, known = _get(rhr_state([50, 52] * 4), "resting_hr_bpm.last")
    assert known == 1.0
    assert value == pytest.approx(1.0 / np.sqrt(8 / 7), abs=1e-4)


def test_the_weekly_mean_and_slope_are_of_the_last_seven_nights(rhr_state):
    # mean of all eight 53.5, sd sqrt(6); the last seven are 51…57: mean 54, slope 1 a night
    state = rhr_state([50, 51, 52, 53, 54, 55, 56, 57])
    assert _get(state, "resting_hr_bpm.mean_7")[0] == pytest.approx(0.5 / np.sqrt(6), abs=1e-4)
    assert _get(state, "resting_hr_bpm.slope_7")[0] == pytest.approx(7.0 / np.sqrt(6), abs=1e-4)


def test_fewer_than_seven_values_tell_nothing(rhr_state):
    assert _get(rhr_state([50, 52, 51, 53, 50, 52]), "resting_hr_bpm.last") == (0.0, 0.0)


def test_a_value_older_than_three_nights_is_not_the_last_one(rhr_state):
    values = [50, 52] * 4
    assert _get(rhr_state([*values, None, None]), "resting_hr_bpm.last")[1] == 1.0
    assert _get(rhr_state([*values, None, None, None]), "resting_hr_bpm.last")[1] == 0.0


def test_an_implausible_value_is_missing(rhr_state):
    assert rhr_state([50, 52] * 4 + [999.0]) == rhr_state([50, 52] * 4 + [None])


def test_a_z_score_is_clipped_at_four(rhr_state):
    assert _get(rhr_state([50, 50.1] * 8 + [110]), "resting_hr_bpm.last")[0] <= 4.0


def test_a_new_device_starts_a_series_of_its_own(first, night_of):
    old = _nights(first, night_of, [50, 52] * 4)
    new = [night_of(first + timedelta(days=8 + i), rhr=80 + i % 2, epoch="strap-5") for i in range(8)]
    until = first + timedelta(days=16)
    mixed = state_path([*old, *new], [], [], until).at(until)
    alone = state_path(new, [], [], until).at(until)
    assert _get(mixed, "resting_hr_bpm.last") == _get(alone, "resting_hr_bpm.last")


def test_the_first_nights_of_a_new_device_are_not_compared_with_the_old_one(first, night_of):
    old = _nights(first, night_of, [50, 52] * 4)
    until = first + timedelta(days=9)
    state = state_path([*old, night_of(first + timedelta(days=8), rhr=80, epoch="strap-5")], [], [], until).at(until)
    assert _get(state, "resting_hr_bpm.last")[1] == 0.0


def test_answers_are_three_valued_and_of_the_evening_before(first, night_of, told):
    nights = _nights(first, night_of, [50, 52] * 4)
    until = first + timedelta(days=8)
    evening = until - timedelta(days=1)
    journal = [told(evening, "alcohol"), told(evening, "illness", "no"), told(until, "stress"), told(evening - timedelta(days=1), "travel")]
    state = state_path(nights, [], journal, until).at(until)
    assert _get(state, "event.alcohol") == (1.0, 1.0)
    assert _get(state, "event.illness") == (-1.0, 1.0)
    assert _get(state, "event.stress") == (0.0, 0.0)
    assert _get(state, "event.travel") == (0.0, 0.0)


def test_strain_counts_only_for_the_evening_of_its_day(first, night_of, day_of):
    nights = _nights(first, night_of, [50, 52] * 4)
    until = first + timedelta(days=8)
    days = [day_of(first + timedelta(days=i), 8.0 + i % 2) for i in range(8)]
    assert _get(state_path(nights, days, [], until).at(until), "strain.last")[1] == 1.0
    assert _get(state_path(nights, days[:-1], [], until).at(until), "strain.last")[1] == 0.0


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_no_state_moves_when_the_future_changes(data):
    from datetime import UTC, date, datetime

    from core.records import Night

    def night(day, value, epoch):
        known_at = datetime(2030, 1, 1, tzinfo=UTC)
        return Night(
            person_id="ada",
            key=str(day),
            source="s",
            source_epoch=epoch,
            known_at=known_at,
            night=day,
            resting_hr_bpm=value,
            hrv_rmssd_ms=value,
        )

    first = date(2026, 1, 1)
    values = st.one_of(st.none(), st.floats(30, 110))
    epochs = st.sampled_from(["a", "b"])
    past = data.draw(st.lists(st.tuples(values, epochs), min_size=12, max_size=40))
    future = data.draw(st.lists(st.tuples(values, epochs), min_size=1, max_size=12))
    known = [night(first + timedelta(days=i), *one) for i, one in enumerate(past)]
    later = [night(first + timedelta(days=len(past) + i), *one) for i, one in enumerate(future)]
    until = first + timedelta(days=len(past))
    longer = state_path([*known, *later], [], [], until + timedelta(days=len(future)))
    assert state_path(known, [], [], until).at(until) == longer.at(until)


def test_a_history_of_nothing_still_knows_the_weekday(first):
    state = state_path([], [], [], first).at(first)
    assert sum(state[len(FEATURES) :]) == 2.0
    assert _get(state, "weekday.cos") == (1.0, 1.0)  # Monday


def _state(**known):
    values, mask = np.zeros(len(FEATURES)), np.zeros(len(FEATURES))
    for name, value in known.items():
        place = FEATURES.index(name.replace("__", "."))
        values[place], mask[place] = value, 1.0
    return np.concatenate([values, mask])


def test_a_state_is_wholly_like_itself():
    mine = _state(resting_hr_bpm__last=1.2, event__alcohol=1.0)
    assert similarity(mine, mine[None, :])[0] == pytest.approx(1.0)


def test_likeness_falls_with_the_square_of_the_difference():
    mine, other = _state(resting_hr_bpm__last=1.0), _state(resting_hr_bpm__last=0.0)
    assert similarity(mine, other[None, :])[0] == pytest.approx(np.exp(-0.5))


def test_one_wild_value_does_not_decide():
    mine = _state(resting_hr_bpm__last=0.0)
    far, wild = _state(resting_hr_bpm__last=3.0), _state(resting_hr_bpm__last=400.0)
    assert similarity(mine, np.stack([far, wild])).tolist() == [np.exp(-4.5)] * 2


def test_what_cannot_be_compared_lowers_the_likeness():
    mine = _state(resting_hr_bpm__last=1.0, hrv_rmssd_ms__last=1.0)
    assert similarity(mine, _state(resting_hr_bpm__last=1.0)[None, :])[0] == pytest.approx(0.5)
    assert similarity(mine, _state()[None, :])[0] == 0.0


def test_sharing_an_event_counts_for_more_than_sharing_its_absence():
    vitals = {"resting_hr_bpm__last": 1.0}
    with_event = similarity(_state(**vitals, event__alcohol=1.0), _state(resting_hr_bpm__last=0.0, event__alcohol=1.0)[None, :])[0]
    without = similarity(_state(**vitals, event__alcohol=-1.0), _state(resting_hr_bpm__last=0.0, event__alcohol=-1.0)[None, :])[0]
    assert with_event > without
