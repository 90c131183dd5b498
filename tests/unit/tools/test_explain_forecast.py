"""The explanation as a model reads it: few lines, rounded, adding up."""

from __future__ import annotations

import dataclasses
import json

import pytest

from core.errors import ToolFailed, ToolRetry
from tools.explain_forecast import MOST_MODELS, MOST_PARTS, MOST_RANKED, explain_forecast

RHR = "resting_hr_bpm"


def test_the_parts_and_the_others_add_up_to_the_departure(context_of):
    told = explain_forecast(context_of(), RHR)
    assert (told["median"], told["personal_mean"], told["departure"]) == (51.0, 51.0, 0.0)
    assert sum(part["adds"] for part in told["contributions"]) + told["others"] == pytest.approx(told["departure"])
    assert told["reading"] == "association, not cause"
    assert (told["label"], told["unit"], told["night"]) == ("resting heart rate", "bpm", "2026-03-02")


def test_a_model_that_carries_next_to_nothing_is_not_told(context_of):
    """Of the two, the mean of seven nights weighs 0.049. Last night's 52 lies 0.96 above the mean of 51.04; the rest is told."""
    (model,) = explain_forecast(context_of(), RHR)["models"]
    assert (model["name"], model["weight"], model["median"]) == ("persistence", 0.26, 51.0)
    assert {part["name"] for part in model["adds"]} == {"persistence", "rest"}


def test_a_forecast_out_of_the_usual_range_is_flagged_with_the_range(context_of):
    context = context_of()
    forecast = dataclasses.replace(context.models.forecast(RHR), out_of_range=True)
    models = dataclasses.replace(context.models, targets={RHR: forecast})
    told = explain_forecast(dataclasses.replace(context, models=models), RHR)
    assert told["out_of_range"] is True
    assert told["normal_range"] == [48.3, 54.3]


def test_the_ranking_is_told_in_percent(context_of):
    ranking = explain_forecast(context_of(), RHR)["ranking"]
    assert ranking["nights"] == 28
    assert ranking["inputs"] == [{"name": "recent_nights", "label": "recent nights of resting heart rate", "share_pct": 100.0}]


def test_it_is_bounded(context_of):
    told = explain_forecast(context_of(), RHR)
    assert len(told["contributions"]) <= MOST_PARTS
    assert len(told["models"]) <= MOST_MODELS
    assert len(told["ranking"]["inputs"]) <= MOST_RANKED
    assert len(json.dumps(told)) < 6_000


def test_a_target_that_is_not_forecast_is_refused_with_the_reason(context_of):
    with pytest.raises(ToolRetry, match="there is one of hrv_rmssd_ms, resting_hr_bpm"):
        explain_forecast(context_of(), "mood")
    with pytest.raises(ToolFailed, match="needs 3 usable nights"):
        explain_forecast(context_of())
