"""Hypothesis cards name a testable condition, expect little, and stand or fall by later nights."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from core.events import EVENT_KINDS
from memory.cards import Card, Predicate, card_of, expected_effects, outstanding, predicate_for, standings
from memory.state_vector import FEATURES


def _state(**known):
    values, mask = np.zeros(len(FEATURES)), np.zeros(len(FEATURES))
    for name, value in known.items():
        place = FEATURES.index(name.replace("__", "."))
        values[place], mask[place] = value, 1.0
    return (*values, *mask)


def test_an_event_is_tested_before_anything_else(first):
    state = _state(strain__last=3.0)
    assert predicate_for(first, ["stress", "alcohol"], state, {"hrv_rmssd_ms": -3.0}) == Predicate("event", "alcohol")


def test_without_an_event_the_furthest_feature_is_tested(first):
    state = _state(strain__last=1.6, sleep_minutes__last=-2.0)
    assert predicate_for(first, [], state, {}) == Predicate("state", "sleep_minutes.last", "low")


def test_a_surprise_without_a_cause_is_laid_to_the_weekday_and_a_quiet_night_to_nothing(first):
    assert predicate_for(first, [], _state(), {"hrv_rmssd_ms": -1.6}) == Predicate("weekday", "Monday")
    assert predicate_for(first, [], _state(), {"hrv_rmssd_ms": -1.4}) == Predicate("ordinary")


def test_an_ordinary_evening_never_expects_a_correction():
    assert expected_effects(Predicate("ordinary"), {"hrv_rmssd_ms": -5.0}) == {}


def test_one_night_lets_expect_a_quarter_of_its_surprise_within_bounds():
    effects = expected_effects(Predicate("event", "alcohol"), {"hrv_rmssd_ms": -1.0, "resting_hr_bpm": 4.0, "resp_rate_brpm": 0.2})
    assert effects == {"hrv_rmssd_ms": -0.25, "resting_hr_bpm": 0.35}


@pytest.mark.parametrize(
    ("predicate", "events", "state", "expected"),
    [
        (Predicate("event", "alcohol"), ["alcohol"], None, True),
        (Predicate("event", "alcohol"), ["stress"], None, False),
        (Predicate("weekday", "Monday"), [], None, True),
        (Predicate("weekday", "Sunday"), [], None, False),
        (Predicate("state", "strain.last", "high"), [], _state(strain__last=1.5), True),
        (Predicate("state", "strain.last", "high"), [], _state(strain__last=-1.5), False),
        (Predicate("state", "strain.last", "high"), [], None, False),
        (Predicate("ordinary"), [], _state(), True),
        (Predicate("ordinary"), ["nap"], _state(), False),
    ],
)
def test_a_condition_can_be_looked_up_for_any_evening(first, predicate, events, state, expected):
    assert predicate.holds(first, events, state) is expected


def test_every_condition_has_words():
    kinds = [Predicate("event", kind) for kind in EVENT_KINDS]
    features = [Predicate("state", name, side) for side in ("low", "high") for name, _ in outstanding([9.0] * 2 * len(FEATURES))]
    for predicate in [*kinds, *features, Predicate("weekday", "Friday"), Predicate("ordinary")]:
        assert len(predicate.words) > 10


def test_a_card_survives_its_row(first, memory_of):
    card = Card(Predicate("state", "strain.last", "high"), {"hrv_rmssd_ms": -0.2}, "this person")
    assert card_of(memory_of("reflection:1", "…", night=first, kind="reflection", card=card.to_json())) == card


@pytest.mark.parametrize("card", [None, 3, {}, {"predicate": {"kind": "event", "name": "gone", "side": None}, "effects": {}, "scope": ""}])
def test_a_card_of_an_unknown_shape_is_passed_over(first, memory_of, card):
    assert card_of(memory_of("reflection:1", "…", night=first, kind="reflection", card=card)) is None


@pytest.fixture
def history(first, memory_of):
    """A card about alcohol on the first night, then nights with the given surprises."""

    def make(surprises, events=("alcohol",)):
        card = Card(Predicate("event", "alcohol"), {"hrv_rmssd_ms": -0.3}, "")
        rows = [memory_of("reflection:0", "…", night=first, kind="reflection", card=card.to_json())]
        for i, surprise in enumerate(surprises, start=1):
            night = first + timedelta(days=i)
            data = {"surprise": {"hrv_rmssd_ms": surprise}, "events": list(events)}
            rows.append(memory_of(f"episode:{i}", "…", night=night, kind="episode", **data))
        return standings(rows)[Predicate("event", "alcohol"), "hrv_rmssd_ms"]

    return make


def test_seven_nights_are_not_evidence(history):
    assert history([-1.0] * 7).status == "shadow"


def test_a_hypothesis_that_holds_is_promoted(history):
    standing = history([-0.9, -1.1] * 4)
    assert (standing.status, standing.tests, standing.held) == ("promoted", 8, 8)
    # 0.81 − 0.36 and 1.21 − 0.64: 0.45 and 0.57
    assert standing.gain == pytest.approx(0.51)


def test_a_hypothesis_that_fails_is_refuted(history):
    assert history([0.9, 1.1] * 4).status == "refuted"


def test_nights_without_the_condition_do_not_count(history):
    assert history([-1.0] * 20, events=("stress",)).tests == 0


def test_the_night_that_suggested_a_hypothesis_does_not_support_it(first, memory_of):
    card = Card(Predicate("event", "alcohol"), {"hrv_rmssd_ms": -0.3}, "")
    rows = [
        memory_of("reflection:0", "…", night=first, kind="reflection", card=card.to_json()),
        memory_of("episode:0", "…", night=first, kind="episode", surprise={"hrv_rmssd_ms": -2.0}, events=["alcohol"]),
    ]
    assert standings(rows)[Predicate("event", "alcohol"), "hrv_rmssd_ms"].tests == 0
