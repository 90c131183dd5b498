"""Every numeral of the reasons traces to a tool result; one that does not is always caught."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from agent.grounding import Grounding, untraced
from agent.transcript import ToolResult, at_path, leaves


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("heart rate variability was 48 ms", "targets.hrv_rmssd_ms.last_value"),
        ("it was 48.2", "targets.hrv_rmssd_ms.last_value"),
        ("3 ms below", "targets.hrv_rmssd_ms.trend_7"),
        ("moved by −3.2", "targets.hrv_rmssd_ms.trend_7"),
        ("the 80% range", "interval_levels[0]"),
        ("on 5 January", "night"),
    ],
)
def test_a_rounded_value_is_traced_to_its_call_and_path(text: str, path: str, results: list[ToolResult]) -> None:
    traced, lost = Grounding(tuple(results)).trace(text)
    assert lost == []
    assert traced[0]["call"] == "call_1"
    assert traced[0]["path"] == path or "last_night" in str(traced[0]["path"]) or "evening" in str(traced[0]["path"])


@pytest.mark.parametrize(
    "text",
    [
        "it was 49 ms",
        "it was 48.3",
        "it was 48.20001",
        "moved by +3.2",
        "moved by 3.3",
        "on 2026-02-05",
        "on 7 January",
        "at 22:15",
    ],
)
def test_a_numeral_that_no_result_holds_is_caught(text: str, results: list[ToolResult]) -> None:
    assert len(untraced(text, results)) == 1


def test_a_difference_of_two_values_traces_to_nothing(results: list[ToolResult]) -> None:
    # 54.3 - 48.2 = 6.1: true, but no tool said it
    assert untraced("6.1 below the mean", results) == ["6.1"]


def test_a_share_may_be_said_in_percent_but_only_a_share(results: list[ToolResult]) -> None:
    assert untraced("held 79% of the time", results) == []
    assert untraced("held 0.79 of the time", results) == []
    assert untraced("held 79 times", results) == ["79"]
    assert untraced("91% alike", results) == ["91%"]  # a similarity is no share
    assert untraced("5430% of it", results) == ["5430%"]


def test_identifiers_are_no_sources(results: list[ToolResult]) -> None:
    assert untraced("that is 77", results) == ["77"]


def test_quoted_words_may_be_repeated_exactly_but_not_rounded(results: list[ToolResult]) -> None:
    results = [*results, ToolResult("call_7", "read_journal", {"answers": [{"quote": "ran 11.6 km at 23:40"}]})]
    assert untraced('you said "ran 11.6 km at 23:40"', results) == []
    assert untraced("about 12 km", results) == ["12"]


def test_names_of_forecasters_are_no_numerals(results: list[ToolResult]) -> None:
    assert untraced("mean_7 leads", results) == []
    assert untraced("mean_8 leads", results) == ["8"]


def test_a_remembered_echo_is_no_source() -> None:
    results = [ToolResult("call_1", "remember", {"queued": True, "id": "1", "text": "HRV is 99"})]
    assert untraced("HRV is 99", results) == ["99"]


def test_minutes_may_be_said_as_hours_and_minutes() -> None:
    results = [ToolResult("call_1", "run_models", {"sleep_minutes": 440.4})]
    assert untraced("7 h 20 min", results) == []
    assert untraced("7 h 30 min", results) == ["7 h 30 min"]


_values = st.one_of(st.integers(-500, 500).map(float), st.floats(-300, 300).map(lambda x: round(x, 2)))


@given(st.lists(_values, min_size=1, max_size=8), st.integers(0, 2), st.data())
def test_whatever_is_copied_with_rounding_is_traced(values: list[float], decimals: int, data: st.DataObject) -> None:
    value = data.draw(st.sampled_from(values))
    text = f"it was {value:.{decimals}f} then"
    assert untraced(text, [ToolResult("c", "t", {"values": values})]) == []


@given(st.lists(_values, min_size=0, max_size=8), st.floats(0.01, 999), st.integers(0, 2), st.sampled_from(["", "-", "+"]))
@settings(suppress_health_check=[HealthCheck.filter_too_much], max_examples=300)
def test_whatever_is_not_a_rounded_value_is_caught(values: list[float], said: float, decimals: int, sign: str) -> None:
    text = f"{said:.{decimals}f}"
    number = float(text)
    near = [v for v in values if abs((abs(v) if not sign else v) - (number if sign != "-" else -number)) <= 0.5 * 10**-decimals + 1e-6]
    assume(not near)
    assert untraced(f"it was {sign}{text} then", [ToolResult("c", "t", {"values": values})]) == [f"{sign}{text}"]


@given(
    st.recursive(
        st.integers() | st.text(max_size=5),
        lambda c: st.lists(c, max_size=3) | st.dictionaries(st.sampled_from("abcd"), c, max_size=3),
        max_leaves=10,
    )
)
def test_every_path_leads_back_to_its_leaf(value: object) -> None:
    for path, _, leaf in leaves({"root": json.loads(json.dumps(value))}):
        assert at_path({"root": value}, path)[-1] == leaf
