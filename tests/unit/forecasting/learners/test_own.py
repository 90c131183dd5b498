"""Forecasters of one person alone: asleep until they have nights enough, trained every four weeks on what had come by then."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from forecasting.catalog import OPTIONAL, RIVALS
from forecasting.learners.design import design_of
from forecasting.learners.lstm import LstmLearner
from forecasting.learners.neural.settings import LstmSettings
from forecasting.learners.own import EVERY, LEAST, OwnTrees, TunedLstmLearner, retrainings
from forecasting.scores import crps
from forecasting.series import Series

HRV = "hrv_rmssd_ms/default"
TINY = LstmLearner(LstmSettings(lookback=5, layers=1, width=8, epochs=2, rate=3e-3))


@pytest.fixture
def prior(training):
    return training(12, 60).priors[HRV]


def changed_from(series: Series, place: int) -> Series:
    """The same series with nonsense from that night on, in values and features."""
    values, features = series.values.copy(), series.features.values.copy()
    values[place:], features[place + 1 :] = 6.0, 999.0
    return dataclasses.replace(series, values=values, features=dataclasses.replace(series.features, values=features))


def test_they_are_found_where_rivals_and_named_learners_are():
    assert isinstance(RIVALS["own_trees"], OwnTrees)
    assert isinstance(OPTIONAL["own_lstm"], TunedLstmLearner)


def test_the_first_training_waits_for_sixty_nights_and_each_serves_four_weeks(person, prior):
    design = design_of(person(1, 200), prior)
    found = list(retrainings(design))
    first = found[0][0].stop
    assert np.isfinite(design.outcomes[:first]).sum() == LEAST
    assert [told.start for _, told in found] == list(range(first, len(design.base), EVERY))
    assert all(learned.stop == told.start for learned, told in found)
    assert found[-1][1].stop == len(design.base)


def test_too_few_nights_are_slept_through(person, prior):
    path = OwnTrees().path(person(1, 50), prior)
    assert path.shape == (51, 21)
    assert np.isnan(path).all()


def test_own_trees_wake_when_there_are_nights_enough(person, prior):
    series = person(1, 150)
    path = OwnTrees().path(series, prior)
    awake = np.isfinite(path).all(axis=1)
    assert not awake[:LEAST].any()
    assert awake[LEAST + 20 :].all()
    assert (np.diff(path[awake], axis=1) > 0).all()


def test_own_trees_never_look_ahead(person, prior):
    series = person(2, 130)
    one, other = (OwnTrees().path(each, prior) for each in (series, changed_from(series, 100)))
    assert np.array_equal(one[:101], other[:101], equal_nan=True)


def test_own_trees_find_what_moves_this_person(person, prior):
    series = person(3, 500, effect=1.0)
    path, rule = OwnTrees().path(series, prior), design_of(series, prior)
    scored = np.isfinite(path[:-1, 10]) & np.isfinite(series.values)
    around = path - (path[:, [10]] - rule.base[:, None])  # as wide, where the rule says
    assert crps(series.values, path[:-1])[scored].mean() < 0.95 * crps(series.values, around[:-1])[scored].mean()


def test_a_tuned_network_is_the_pooled_one_until_there_is_something_to_tune_by(training, person, prior):
    tuned, pooled = (learner.train(training(8, 60))[HRV] for learner in (TunedLstmLearner(TINY), TINY))
    short = person(4, 50)
    np.testing.assert_array_equal(tuned.path(short, prior), dataclasses.replace(pooled, name="own_lstm").path(short, prior))


def test_a_tuned_network_never_looks_ahead_and_comes_back_from_its_files(training, person, prior):
    tuned = TunedLstmLearner(TINY).train(training(8, 60))[HRV]
    series = person(5, 110)
    path = tuned.path(series, prior)
    assert np.isfinite(path).all()
    np.testing.assert_array_equal(path[:91], tuned.path(changed_from(series, 90), prior)[:91])
    np.testing.assert_array_equal(path, TunedLstmLearner(TINY).load(tuned.files()).path(series, prior))


def test_its_settings_are_the_pooled_networks():
    changed = TunedLstmLearner(TINY).configured({"width": 16})
    assert changed.pooled.settings.width == 16
    assert changed.recipe == changed.pooled.recipe
    assert changed.space == changed.pooled.space
