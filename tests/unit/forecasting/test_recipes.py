"""A recipe is told as one line of text, and that line makes the same learner again."""

from __future__ import annotations

import pytest

from core.errors import BadInput
from forecasting.catalog import LEARNERS
from forecasting.learners.lstm import LstmLearner
from forecasting.learners.ridge import RidgeLearner
from forecasting.recipes import follow, like, recipe_of


def test_a_recipe_tells_the_learners_version_and_every_setting_by_name() -> None:
    assert recipe_of(RidgeLearner(penalty=2.5)) == "1 penalty=2.5"
    told = recipe_of(LstmLearner().configured({"width": 8})).split(" ")
    assert told[0] == "1"
    assert told[1:] == sorted(told[1:])
    assert {"width=8", "attention=False", "schedule=cosine", "rate=0.003"} <= set(told)


@pytest.mark.parametrize("name", LEARNERS)
def test_every_learner_of_the_catalog_follows_its_own_recipe(name: str) -> None:
    learner = LEARNERS[name]
    assert recipe_of(follow(learner, recipe_of(learner))) == recipe_of(learner)


def test_settings_of_every_type_are_followed() -> None:
    other = LstmLearner().configured({"width": 8, "rate": 0.01, "attention": True, "schedule": "constant"})
    assert recipe_of(follow(LstmLearner(), recipe_of(other))) == recipe_of(other)


def test_a_setting_that_is_gone_is_passed_over() -> None:
    assert follow(RidgeLearner(), "0 penalty=2.0 spline_knots=7").penalty == 2.0
    assert follow(RidgeLearner(), "0") == RidgeLearner()


@pytest.mark.parametrize(
    ("known", "text", "value"), [(1.5, "2", 2.0), (3, "4", 4), (True, "False", False), (False, "true", True), ("adam", "sgd", "sgd")]
)
def test_a_text_becomes_a_value_of_the_settings_type(known, text: str, value) -> None:
    found = like(known, text)
    assert found == value
    assert type(found) is type(known)


@pytest.mark.parametrize(
    ("known", "text", "wanted"),
    [(1.5, "much", "a number"), (3, "4.5", "a whole number"), (True, "1", "true or false"), (3, "", "a whole number")],
)
def test_a_text_that_is_none_is_bad_input(known, text: str, wanted: str) -> None:
    with pytest.raises(BadInput, match=f"wanted {wanted}, found '{text}'"):
        like(known, text)
