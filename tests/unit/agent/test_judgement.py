"""What language models send as a judgement: read strictly, mended once where that is safe, else refused in words they can use."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.json_in_text import MOST_CHARACTERS, object_in, value_in
from agent.judgement import SUBMIT, Judgement, parse_judgement, submit_tool
from core.errors import ToolRetry


def good() -> dict[str, Any]:
    return {
        "evidence": [{"kind": "alcohol", "answer": "yes", "probability": 0.9, "quote": "two glasses of wine"}],
        "calls": {"hrv_rmssd_ms": {"median": 52.0, "low_80": 41, "high_80": 66.5, "reason": "wine"}},
        "rationale": "The journal says yes to alcohol.",
        "change_mind": ["no wine after all"],
    }


def test_a_clean_judgement_is_read_as_it_is() -> None:
    judgement = parse_judgement(good())
    assert judgement.calls["hrv_rmssd_ms"].median == 52.0
    assert judgement.evidence[0].kind == "alcohol"


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "```json\n{}\n```",
        "Here is my judgement:\n{}\nThank you.",
        "<think>the median {is} 50?</think>{}",
        '{{"judgement": {}}}',
        '{{"name": "submit_judgement", "arguments": {}}}',
        "Sure {{not json}} but {}",
    ],
)
def test_words_fences_and_wrappers_around_the_json_do_no_harm(around: str) -> None:
    text = around.replace("{}", "\0").replace("{{", "{").replace("}}", "}").replace("\0", json.dumps(good()))
    assert parse_judgement(text) == parse_judgement(good())


@pytest.mark.parametrize(("sent", "meant"), [("52", 52.0), ("52.5", 52.5), ("52,5", 52.5), ("52 ms", 52.0), (" -3 ", -3.0)])
def test_numbers_sent_as_text_are_read(sent: str, meant: float) -> None:
    value = good()
    value["calls"]["hrv_rmssd_ms"]["median"] = sent
    value["calls"]["hrv_rmssd_ms"].pop("low_80")
    assert parse_judgement(value).calls["hrv_rmssd_ms"].median == meant


def test_a_percent_of_recovery_stays_a_percent_and_a_percent_of_probability_becomes_a_share() -> None:
    value = good()
    value["calls"] = {"recovery_pct": {"median": "55%"}}
    value["evidence"][0]["probability"] = "85%"
    judgement = parse_judgement(value)
    assert judgement.calls["recovery_pct"].median == 55.0
    assert judgement.evidence[0].probability == 0.85


def test_harmless_deviations_are_mended() -> None:
    value = good() | {"confidence": "high", "change_mind": "no wine"}
    value["evidence"] = [{"kind": "alcohol", "answer": True, "probability": 1, "why": "said so", "direction": None}]
    value["calls"] = [{"target": "hrv_rmssd_ms", "median": 52, "unit": "ms"}]
    judgement = parse_judgement(value)
    assert judgement.change_mind == ["no wine"]
    assert judgement.evidence[0].answer == "yes"
    assert judgement.calls["hrv_rmssd_ms"].median == 52
    assert parse_judgement(good() | {"evidence": None}).evidence == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("calls", "hrv_rmssd_ms", "median"), "about fifty", "calls.hrv_rmssd_ms.median"),
        (("calls", "hrv_rmssd_ms", "median"), float("nan"), "finite"),
        (("calls", "hrv_rmssd_ms", "median"), float("inf"), "finite"),
        (("calls", "hrv_rmssd_ms", "median"), None, "median"),
        (("calls", "hrv_rmssd_ms", "median"), True, "median"),
        (("calls", "pulse"), {"median": 50}, "no target 'pulse'"),
        (("evidence", 0, "kind"), "party", "no event kind 'party'"),
        (("evidence", 0, "answer"), "maybe", "yes"),
        (("evidence", 0, "probability"), 1.7, "less than or equal to 1"),
        (("rationale",), "", "rationale"),
        (("rationale",), "x" * 5000, "rationale"),
    ],
)
def test_what_cannot_be_mended_is_refused_with_the_place_and_the_fault(path: tuple[Any, ...], value: object, said: str) -> None:
    judgement = good()
    at: Any = judgement
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    with pytest.raises(ToolRetry, match=said):
        parse_judgement(judgement)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty answer"),
        ("I think it will be fine.", "prose only"),
        ('{"calls": {"hrv_rmssd_ms": {"median": 5', "breaks off"),
        ('{"calls": {"hrv_rmssd_ms": {"median": NaN}}, "rationale": "x"}', "NaN stands"),
        ('{"calls": {"hrv_rmssd_ms": {"median": -Infinity}}, "rationale": "x"}', "-Infinity stands"),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, "nested|breaks off"),
        ("x" * (MOST_CHARACTERS + 1), "characters"),
        ("[1, 2]", "prose only"),
        ('{"rationale": "x"}', "calls: is missing"),
    ],
)
def test_text_without_a_usable_judgement_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(ToolRetry, match=said):
        parse_judgement(text)


@given(st.text(max_size=300))
def test_no_text_makes_the_reader_fail_otherwise(text: str) -> None:
    with contextlib.suppress(ToolRetry):
        parse_judgement(text)
    value_in(text)


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=10),
    lambda c: (
        st.lists(c, max_size=3)
        | st.dictionaries(
            st.sampled_from(["evidence", "calls", "rationale", "change_mind", "median", "hrv_rmssd_ms", "kind", "answer", "probability"]),
            c,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["evidence", "calls", "rationale", "change_mind", "judgement"]), _json, max_size=5))
def test_no_object_makes_the_reader_fail_otherwise(value: dict[str, Any]) -> None:
    try:
        judgement = parse_judgement(value)
    except ToolRetry:
        return
    assert Judgement.model_validate(judgement.model_dump()) == judgement


def test_the_first_object_of_several_is_taken() -> None:
    assert object_in('first {"a": 1} then {"b": 2}') == {"a": 1}


def test_the_judgement_as_a_tool_has_no_references() -> None:
    schema = json.dumps(submit_tool())
    assert SUBMIT in schema
    assert "$ref" not in schema
    assert "$defs" not in schema
