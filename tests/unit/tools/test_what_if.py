"""The counterfactual as a model reads it: numbers with their range, their grounds, and words where nothing was learned."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from core.errors import ToolRetry
from tools.what_if import what_if

RHR = "resting_hr_bpm"


def test_an_event_moves_the_forecast_by_its_bounded_effect(context_of):
    """0.456 σ of σ 1.235 are held to 0.35 σ = 0.43 until eight evenings are confirmed; ± 1.28 · 0.123 σ = 0.19.

    The 80% range was 4.0 to each side; now it is 4.0 · √(1 + 0.123²) = 4.03.
    """
    told = what_if(context_of(), happening=("alcohol",))
    assert told["reading"] == "association, not cause"
    assert told["supposed"] == [{"name": "alcohol", "value": True, "words": "alcohol this evening"}]
    assert set(told["targets"]) == {RHR}  # the other is abstained from
    assert told["targets"][RHR] == {
        "as_it_is": {"median": 51.0, "interval_80": [47.0, 55.0]},
        "supposed": {"median": 51.4, "interval_80": [47.4, 55.5]},
        "difference": 0.4,
        "difference_80": [0.2, 0.6],
        "bounded": True,
        "grounds": [{"name": "alcohol", "known": "learned", "words": "learned from the person's own evenings", "confirmed_events": 3}],
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"strain": 18.0}, "a workout of strain 18 still to come today"),
        ({"sleep_minutes": 300.0}, "300 minutes asleep last night"),
        ({"bedtime_shift_minutes": -60.0}, "last night's sleep 60 minutes earlier"),
        ({"bedtime_shift_minutes": 30.0}, "last night's sleep 30 minutes later"),
    ],
)
def test_where_nothing_was_learned_words_stand_instead_of_numbers(context_of, arguments, words):
    told = what_if(context_of(), **arguments)
    assert told["supposed"][0]["words"] == words
    target = told["targets"][RHR]
    assert set(target) == {"as_it_is", "grounds"}
    (ground,) = target["grounds"]
    assert ground["known"] == "unknown"
    assert ground["words"] == f"no model here has learned anything from {words} for resting heart rate"


def test_what_only_other_people_suggest_and_what_is_so_already_are_told_apart(context_of, told, night):
    (ground,) = what_if(context_of(effects={}), happening=("illness",))["targets"][RHR]["grounds"]
    assert ground == {"name": "illness", "known": "others", "words": "as other people's nights suggest, none of the person's own yet"}
    journal = [told(night - timedelta(days=1), "alcohol")]
    (ground,) = what_if(context_of(journal=journal), happening=("alcohol",))["targets"][RHR]["grounds"]
    assert ground == {"name": "alcohol", "known": "as_it_is", "words": "the forecast supposes so already"}


def test_what_the_journal_told_can_be_supposed_away(context_of, told, night):
    target = what_if(context_of(journal=[told(night - timedelta(days=1), "alcohol")]), not_happening=("alcohol",))["targets"][RHR]
    assert (target["as_it_is"]["median"], target["supposed"]["median"], target["difference"]) == (51.4, 51.0, -0.4)


def test_senseless_wishes_may_be_tried_otherwise(context_of):
    with pytest.raises(ToolRetry, match="at least one change"):
        what_if(context_of())
    with pytest.raises(ToolRetry, match="both to happen and not to"):
        what_if(context_of(), happening=("alcohol",), not_happening=("alcohol", "caffeine"))
    with pytest.raises(ToolRetry, match="nothing is known of it"):
        what_if(context_of(nights=context_of().snapshot.nights[:-1]), bedtime_shift_minutes=-60.0)


def test_it_is_of_a_sane_size(context_of):
    assert (
        len(json.dumps(what_if(context_of(), strain=18.0, happening=("alcohol", "late_meal", "caffeine", "hard_training", "illness"))))
        < 6_000
    )
