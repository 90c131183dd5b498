"""One network for all targets, that corrects the rule for each; what it promises beyond every learner's contract."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

import numpy as np
import pytest

from core.errors import BadInput
from forecasting.features.table import FeatureTable
from forecasting.learners.design import LEARNED, design_of, told_by_own_past
from forecasting.learners.learner import TrainingSet
from forecasting.learners.lstm import SMALL, Lstm, LstmLearner, _block
from forecasting.quantiles import MEDIAN
from forecasting.rules.lag_regression import LagRegression
from forecasting.scores import crps

HRV, RHR = "hrv_rmssd_ms/default", "resting_hr_bpm/unsmoothed"
TINY = LstmLearner(dataclasses.replace(SMALL, width=8, lookback=7, epochs=3))


@pytest.fixture
def trained(of_two_targets) -> dict[str, Lstm]:
    return dict(TINY.train(of_two_targets))


def same(one: Lstm, other: Lstm) -> bool:
    return one.files() == other.files()


# ---------------------------------------------------------------- training


def test_one_network_serves_all_targets(trained):
    assert set(trained) == {HRV, RHR}
    assert trained[HRV].network is trained[RHR].network
    assert trained[HRV].network.targets == (HRV, RHR)


def test_it_has_seen_the_last_night_of_any_target_for_each(of_two_targets, trained):
    """HRV ends 20 nights before resting heart rate; what was learned from those nights is in the weights of both."""
    last = of_two_targets.people["p00"][1].next_night - timedelta(days=1)
    assert trained[HRV].trained_through == trained[RHR].trained_through == last


def test_a_target_of_too_few_nights_is_left_out_of_the_network(of_two_targets, person):
    few = [person(99, 60, name="resp_rate_brpm")]
    people = {**of_two_targets.people, "p99": [dataclasses.replace(few[0], kind="default")]}
    priors = {**of_two_targets.priors, "resp_rate_brpm/default": of_two_targets.priors[RHR]}
    found = TINY.train(dataclasses.replace(of_two_targets, people=people, priors=priors))
    assert found[HRV].network.targets == (HRV, RHR)


def test_of_nobody_nothing_is_learned(of_two_targets):
    assert TINY.train(TrainingSet({}, {})) == {}
    assert TINY.train(dataclasses.replace(of_two_targets, priors={})) == {}


def test_another_seed_gives_another_network_and_the_same_the_same(of_two_targets, trained):
    again, other = TINY.train(of_two_targets), TINY.train(dataclasses.replace(of_two_targets, seed=1))
    assert same(again[HRV], trained[HRV])
    assert not same(other[HRV], trained[HRV])


def test_targets_stand_in_the_row_of_their_evening(person, prior):
    """A network that is right about strain's effect must have read it in the row of the night that it moved."""
    people = {f"p{number:02}": [person(number, 120, effect=1.5)] for number in range(16)}
    learner = LstmLearner(dataclasses.replace(SMALL, width=16, lookback=3, epochs=12, rate=1e-2))
    network = learner.train(TrainingSet(people, {HRV: prior}))[HRV]
    unseen = [person(seed, 120, effect=1.5) for seed in range(500, 504)]
    losses = [
        np.mean([np.nanmean(crps(one.values, forecaster.path(one, prior)[:-1])[20:]) for one in unseen])
        for forecaster in (network, LagRegression())
    ]
    assert losses[0] < 0.85 * losses[1]  # at best √(1/3.25) = 0.55


def test_each_target_stands_beside_its_evening_whenever_its_series_began(of_two_targets):
    """HRV from the 12th night on, resting heart rate from the first: the row of features is the same night's for both."""
    hrv, rhr = of_two_targets.people["p00"]
    late = dataclasses.replace(hrv, start=hrv.start + timedelta(days=11), values=hrv.values[11:])
    block = _block(dataclasses.replace(of_two_targets, people={"p00": [late, rhr]}), "p00", (HRV, RHR))
    assert block.rows.shape == (60, len(LEARNED))
    assert np.array_equal(block.rows[30], told_by_own_past(hrv.features).values[30], equal_nan=True)
    outcomes = design_of(late, of_two_targets.priors[HRV]).outcomes
    assert np.array_equal(block.targets[11:40, 0], outcomes, equal_nan=True)
    assert np.isnan(block.targets[[*range(11), *range(40, 60)], 0]).all()
    assert np.array_equal(block.targets[:, 1], design_of(rhr, of_two_targets.priors[RHR]).outcomes, equal_nan=True)


# ---------------------------------------------------------------- forecasts


def test_what_it_adds_is_one_term_in_the_rules_scale(of_two_targets, trained):
    series, prior = of_two_targets.people["p03"][0], of_two_targets.priors[HRV]
    found, design = trained[HRV].correction(series, prior), design_of(series, prior)
    said = trained[HRV].network.predict(told_by_own_past(series.features).values)[:, 0, MEDIAN]
    assert found.terms[:, 0] == pytest.approx(said)
    assert trained[HRV].path(series, prior)[:, MEDIAN] == pytest.approx(design.base + design.scale * said)


def test_evenings_before_the_series_are_read_too(of_two_targets, trained):
    """A series of the same nights that begins later ends as the whole does: the window reaches back into the table."""
    series, prior = of_two_targets.people["p03"][0], of_two_targets.priors[HRV]
    late = dataclasses.replace(series, start=series.start + timedelta(days=30), values=series.values[30:])
    whole, part = (trained[HRV].correction(one, prior).terms for one in (series, late))
    assert np.array_equal(whole[30:], part)


def test_a_table_that_begins_after_the_series_leaves_its_first_evenings_unknown(of_two_targets, trained):
    series, prior = of_two_targets.people["p03"][0], of_two_targets.priors[HRV]
    table = series.features
    late = FeatureTable(table.start + timedelta(days=20), table.names, table.values[20:])
    path = trained[HRV].path(dataclasses.replace(series, features=late), prior)
    assert path.shape == (41, 21)
    assert np.isfinite(path).all()


def test_a_point_head_corrects_as_well(of_two_targets):
    learner = LstmLearner(dataclasses.replace(TINY.settings, head="point"))
    series, prior = of_two_targets.people["p03"][0], of_two_targets.priors[HRV]
    point = learner.train(of_two_targets)[HRV]
    assert point.correction(series, prior).terms.shape == (41, 1)
    assert np.isfinite(point.path(series, prior)).all()


# ---------------------------------------------------------------- files and settings


def test_its_recipe_is_all_its_settings_and_can_be_changed(trained):
    assert TINY.recipe["width"] == 8
    assert TINY.configured({"width": 16}).settings == dataclasses.replace(TINY.settings, width=16)
    for wrong in ({"width": 0}, {"depth": 3}, {"schedule": "none"}):
        with pytest.raises(BadInput):
            TINY.configured(wrong)
    assert trained[HRV].report()["width"] == 8


def test_curves_have_a_value_for_each_pass(trained):
    curves = trained[HRV].curves()
    assert {name: len(values) for name, values in curves.items()} == {"training_loss": 3, "validation_loss": 3, "rate": 3}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"key": "resp_rate_brpm/default", "trained_through": None}, "that knows resp_rate_brpm/default"),
        ({"key": HRV}, "trained_through"),
        ({"key": HRV, "trained_through": "yesterday"}, "yesterday"),
        ([HRV], "key and trained_through"),
    ],
    ids=["of another target", "without a date", "no date", "another shape"],
)
def test_a_file_that_tells_of_another_network_is_refused(trained, told, why):
    with pytest.raises(BadInput, match=why):
        TINY.load({**trained[HRV].files(), "lstm.json": json.dumps(told).encode()})


def test_a_network_of_other_features_is_refused_though_they_are_as_many(trained):
    other = dataclasses.replace(trained[HRV].network, columns=trained[HRV].network.columns[::-1])
    with pytest.raises(BadInput, match="train again"):
        TINY.load(dataclasses.replace(trained[HRV], network=other).files())


def test_rows_that_are_not_asked_for_cost_nothing_and_the_others_are_the_same_to_the_last_bit(training, person):
    data = training(8, 60)
    trained, series = TINY.train(data)[HRV], person(30, 70)
    whole, last = trained.path(series, data.priors[HRV]), trained.path(series, data.priors[HRV], since=68)
    np.testing.assert_array_equal(last[68:], whole[68:])
    assert np.isnan(last[:68]).all()
