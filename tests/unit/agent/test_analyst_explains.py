"""The offline analyst on "why" and "what if": it asks the right tool, and copies every numeral from what comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agent.analyst_chat import next_in_chat
from agent.analyst_explains import NIGHT_NOT_KNOWN, NOT_UNDERSTOOD, parts, supposed
from agent.analyst_intents import intent_of
from agent.analyst_reading import reading_of
from agent.analyst_supposing import supposed_in
from agent.grounding import untraced
from agent.safety import diagnosing
from agent.tool_use import carry_out
from agent.transcript import text_of, tool_results
from tools.catalog import TOOLS

CHAT = ("read_report", "run_models", "explain_forecast", "what_if", "read_journal")


@pytest.mark.parametrize(
    ("asked", "arguments"),
    [
        ("What if I go to bed an hour earlier?", {"bedtime_shift_minutes": -60.0}),
        ("what if I went to bed half an hour later", {"bedtime_shift_minutes": 30.0}),
        ("what would happen if my bedtime was 90 minutes earlier?", {"bedtime_shift_minutes": -90.0}),
        ("what if I slept 1.5 hours later", {"bedtime_shift_minutes": 90.0}),
        ("what if I go to bed later", {"bedtime_shift_minutes": 60.0}),
        ("what if I sleep only 5 hours", {"sleep_minutes": 300.0}),
        ("what if I slept 40 hours", {"sleep_minutes": 1080.0}),
        ("what if I drink tonight?", {"happening": ["alcohol"]}),
        ("what if I drink coffee late", {"happening": ["caffeine"]}),
        ("what if I don't drink wine", {"not_happening": ["alcohol"]}),
        ("what if I skip coffee", {"not_happening": ["caffeine"]}),
        ("suppose I train hard and eat late", {"happening": ["late_meal", "hard_training"]}),
        ("what if I reach a strain of 17.5", {"strain": 17.5}),
        ("what if I drink water", {}),
        ("what if pigs fly", {}),
    ],
)
def test_a_supposition_is_read_into_arguments(asked: str, arguments: dict[str, object]) -> None:
    assert intent_of(asked).name == "what_if"
    assert supposed_in(asked) == arguments
    assert intent_of(asked).calls(asked) == ([("what_if", arguments)] if arguments else [])


@pytest.mark.parametrize("asked", ["why?", "how reliable are you?", "what will tonight bring?", "remember that I drink wine on Fridays"])
def test_other_wishes_suppose_nothing(asked: str) -> None:
    assert intent_of(asked).name != "what_if"


def test_every_supposition_fits_the_tool() -> None:
    taken = TOOLS["what_if"].arguments
    for asked in ("go to bed an hour earlier", "sleep 5 hours", "drink", "not train hard", "have a strain of 20", "am ill", "eat late"):
        taken.model_validate(supposed_in(f"what if I {asked}"))


def test_what_cannot_be_supposed_is_asked_back_without_a_tool_or_a_numeral() -> None:
    message = next_in_chat([HumanMessage("what if pigs fly")], CHAT)
    assert message.tool_calls == []
    assert text_of(message) == NOT_UNDERSTOOD
    assert untraced(NOT_UNDERSTOOD, []) == []


def turn(context: Any, asked: str) -> tuple[str, list[Any]]:
    """The analyst's answer to a question, its calls carried out by the real tools; and all messages."""
    first = next_in_chat([HumanMessage(asked)], CHAT)
    messages = [HumanMessage(asked), first, *carry_out(first, context, TOOLS, allowance=8).messages]
    return text_of(next_in_chat(messages, CHAT)), messages


@pytest.mark.parametrize(
    "asked",
    [
        "why?",
        "why is my resting heart rate like that?",
        "explain my respiratory rate",
        "what if I go to bed an hour earlier?",
        "what if I train hard and drink?",
        "what if I don't drink?",
        "what if I slept 5 hours?",
        "what if I had a strain of 18.5?",
    ],
)
def test_every_numeral_of_its_answer_stands_in_a_result_of_a_real_tool(asked: str, context: Any) -> None:
    said, messages = turn(context, asked)
    assert len(said) > 60
    assert untraced(said, [*tool_results(messages)]) == []
    assert diagnosing(said) == ()


def test_a_last_night_of_which_nothing_is_known_cannot_be_supposed_otherwise(context: Any) -> None:
    assert context.snapshot.nights[-1].night < context.evening
    assert turn(context, "what if I went to bed an hour earlier?")[0] == NIGHT_NOT_KNOWN


def test_why_names_the_target_asked_about_and_what_moves_it(context: Any) -> None:
    said, messages = turn(context, "why is my resting heart rate so?")
    assert [one["args"] for one in messages[1].tool_calls if one["name"] == "explain_forecast"] == [{"target": "resting_hr_bpm"}]
    assert "for resting heart rate departs from your own mean of" in said
    assert "recent nights of resting heart rate by" in said
    assert "That is association, not cause." in said


def reading(name: str, value: dict[str, object]) -> Any:
    made = AIMessage("", tool_calls=[{"name": name, "args": {}, "id": "call_1", "type": "tool_call"}])
    return reading_of([made, ToolMessage(json.dumps(value), tool_call_id="call_1", name=name)])


def part(label: str, adds: float) -> dict[str, object]:
    return {"name": label, "label": label, "adds": adds}


EXPLAINED: dict[str, object] = {
    "target": "hrv_rmssd_ms",
    "median": 40.1,
    "personal_mean": 50.0,
    "normal_range": [42.0, 60.2],
    "out_of_range": True,
    "contributions": [part("recent nights", -9.0), part("sleep debt", -1.2), part("calibration", 0.3)],
    "reading": "association, not cause",
}


def test_parts_are_told_by_side_and_a_forecast_out_of_range_is_flagged() -> None:
    assert parts(reading("explain_forecast", EXPLAINED)) == (
        "The models' 40.1 ms for heart rate variability departs from your own mean of 50.0 ms: what raises it is calibration by 0.3 ms; "
        "what lowers it is recent nights by 9.0 ms and sleep debt by 1.2 ms. That is association, not cause. "
        "It lies outside your normal range of 42 to 60 ms."
    )


def test_a_forecast_that_no_input_moves_is_told_so() -> None:
    told = {**EXPLAINED, "contributions": [], "out_of_range": False}
    assert parts(reading("explain_forecast", told)).endswith("departs from your own mean of 50.0 ms by no single input.")
    assert parts(reading("explain_forecast", {})) == ""


def what_if_result(**rhr: object) -> dict[str, object]:
    return {
        "reading": "association, not cause",
        "supposed": [{"name": "alcohol", "value": True, "words": "alcohol this evening"}],
        "targets": {"resting_hr_bpm": {"as_it_is": {"median": 55.2}, **rhr}},
    }


def test_a_difference_is_told_with_its_range_its_ground_and_its_bound() -> None:
    ground = {"name": "alcohol", "known": "learned", "confirmed_events": 3}
    told = what_if_result(supposed={"median": 56.4}, difference=1.2, difference_80=[-0.1, 2.5], bounded=True, grounds=[ground])
    assert supposed(reading("what_if", told)) == (
        "Supposing alcohol this evening, the models would expect resting heart rate near 56 bpm instead of 55 (1.2 bpm higher, likely from "
        "0.1 lower to 2.5 higher). That is association, not cause. Of alcohol this evening, that is learned from 3 evenings of your own. "
        "The effect is bounded, since too few such evenings of yours are known."
    )


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ([0.4, 2.0], "likely 0.4 to 2.0 higher"),
        ([-2.0, -0.4], "likely 0.4 to 2.0 lower"),
        ([-1.0, 1.0], "likely from 1.0 lower to 1.0 higher"),
    ],
)
def test_a_range_is_told_without_signs(ends: list[float], words: str) -> None:
    told = what_if_result(supposed={"median": 56.4}, difference=0.0, difference_80=ends, bounded=False, grounds=[])
    assert f"(much the same, {words})" in supposed(reading("what_if", told))


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ("unknown", "No model here has learned anything from alcohol this evening for resting heart rate, so there is no number for that."),
        ("as_it_is", "The forecast supposes alcohol this evening already."),
        ("others", "Of alcohol this evening, that is what other people's nights suggest, none of your own yet."),
        ("learned", "Of alcohol this evening, that is what the trained models have learned."),
    ],
)
def test_what_it_rests_on_is_told(known: str, words: str) -> None:
    assert supposed(reading("what_if", what_if_result(grounds=[{"name": "alcohol", "known": known}]))) == words
