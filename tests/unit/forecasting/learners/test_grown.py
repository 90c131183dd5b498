"""Trees as learners: what they add to the rule, what is kept of them, and what they refuse."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.errors import BadInput, UnknownName
from forecasting.learners.correction import CONSTANT
from forecasting.learners.design import design_of
from forecasting.learners.grown import BOOSTED, RANDOM_FOREST, TOLD, TreesLearner
from forecasting.scores import crps

HRV = "hrv_rmssd_ms/default"


@pytest.fixture(params=[BOOSTED, RANDOM_FOREST], ids=lambda learner: learner.name)
def learner(request) -> TreesLearner:
    return request.param.configured({"rounds": 30, "min_child_weight": 20.0})


def test_they_find_an_effect_and_use_it_on_people_they_never_saw(learner, training, person):
    data = training(20, 80, effect=1.0)
    trained, prior = learner.train(data)[HRV], data.priors[HRV]
    gains = []
    for seed in range(100, 106):
        series = person(seed, 80, effect=1.0)
        path, design = trained.path(series, prior), design_of(series, prior)
        around = path - (path[:, [10]] - design.base[:, None])
        scored = np.flatnonzero(np.isfinite(series.values))[10:]
        gains.append(1.0 - crps(series.values, path[:-1])[scored].mean() / crps(series.values, around[:-1])[scored].mean())
    assert np.mean(gains) > 0.08


def test_contributions_add_up_to_the_correction_of_the_median(learner, training, person):
    data = training(12, 80, effect=0.6)
    trained, series, prior = learner.train(data)[HRV], person(7, 60, effect=0.6), data.priors[HRV]
    parts = trained.contributions(series, prior, 3)
    whole = trained.path(series, prior)[-3:, 10] - design_of(series, prior).base[-3:]
    assert CONSTANT in parts
    np.testing.assert_allclose(sum(parts.values()), whole, atol=1e-6)


def test_trees_over_other_inputs_are_refused(learner, training):
    files = dict(learner.train(training(12, 60))[HRV].files())
    told = json.loads(files[TOLD])
    files[TOLD] = json.dumps({**told, "inputs": told["inputs"][:-1]}).encode()
    with pytest.raises(BadInput, match=r"today's \d+ inputs"):
        learner.load(files)


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [({"rouns": 3}, UnknownName, "rounds"), ({"depth": 99}, BadInput, "depth"), ({"rate": "fast"}, BadInput, "number")],
)
def test_settings_that_cannot_be_are_refused_with_what_could(learner, settings, error, words):
    with pytest.raises(error, match=words):
        learner.configured(settings)
