"""The list of features, and that the table keeps it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from core.errors import UnknownName
from core.events import EVENT_KINDS
from forecasting.features.build import _columns
from forecasting.features.catalog import FEATURES, GROUPS, NAMES, in_group
from forecasting.features.evenings import evenings_of
from forecasting.features.interactions import PAIRS
from forecasting.features.voice import TAKEN


def test_the_five_usual_groups_hold_the_usual_fifty_one():
    counts = Counter(feature.group for feature in FEATURES.values())
    usual = {"nutrition": 16, "activity": 12, "health": 12, "time": 5, "interactions": 6}
    assert {group: counts[group] for group in usual} == usual
    assert sum(usual.values()) == 51


def test_every_group_has_features():
    assert {feature.group for feature in FEATURES.values()} == set(GROUPS)


def test_every_feature_says_its_unit_and_what_it_means():
    assert [feature.name for feature in FEATURES.values() if not feature.unit or not feature.meaning] == []


def test_every_kind_of_event_is_a_feature():
    assert {f"journal_{kind}" for kind in EVENT_KINDS} <= set(NAMES)


def test_every_deviation_of_the_voice_is_a_feature():
    assert {feature.name for feature in in_group("voice")} == set(TAKEN)


def test_what_is_multiplied_is_in_the_catalog():
    assert {name for pair in PAIRS.values() for name in pair} | set(PAIRS) <= set(NAMES)


def test_what_is_computed_and_what_is_listed_are_the_same(life, day):
    history = life(1, 40)
    assert set(_columns(history, evenings_of(history, day(0), 40))) == set(NAMES)


def test_somebody_who_tells_everything_has_every_feature_but_what_no_strap_of_theirs_measures(life, day):
    history = life(1, 90)
    columns = _columns(history, evenings_of(history, day(0), 90))
    unknown = {name for name, column in columns.items() if not np.isfinite(column).any()}
    assert not any(np.isinf(column).any() for column in columns.values())
    not_asked = {f"journal_{kind}" for kind in EVENT_KINDS if kind not in {answer.kind for answer in history.journal}}
    not_eaten = {f"intake_{name}" for name in ("carbohydrate", "fat", "fibre", "sugar", "sodium", "water", "caffeine")}
    not_heard = {feature.name for feature in in_group("voice")}
    assert unknown <= not_asked | not_eaten | not_heard | {"strain_today", "steps_lag_1", "nightly_hr_lag_1", "nightly_hr_deviation_28"}


def test_a_group_can_be_asked_for_by_name():
    assert [feature.name for feature in in_group("time")] == ["weekday_sin", "weekday_cos", "weekend", "holiday", "days_since_start"]
    assert len(in_group(None)) == len(FEATURES)


def test_an_unknown_group_is_refused_with_the_known_ones():
    with pytest.raises(UnknownName, match=r"no group of features 'food'; known: nutrition, activity"):
        in_group("food")
