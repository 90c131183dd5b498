"""Verification: what must be found, is found; what is sound, passes."""

from __future__ import annotations

import copy
import json
import random
import re
from typing import Any

import pytest

from agent.compose import compose
from agent.graph import DayState
from agent.grounding import Grounding
from agent.judgement import Judgement, parse_judgement
from agent.transcript import ToolResult, tool_results
from agent.verify import farthest, number_findings, verify
from core.targets import TARGETS
from forecasting.models import TargetForecast
from tools.context import ToolContext


@pytest.fixture
def run(run_day: Any) -> dict[str, Any]:
    """An undisturbed run by the analyst."""
    final: dict[str, Any] = run_day()
    return final


@pytest.fixture
def results(run: dict[str, Any]) -> list[ToolResult]:
    return tool_results(run["messages"])


@pytest.fixture
def judgement(run: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(run["judgement"])


@pytest.fixture
def findings(run: dict[str, Any], results: list[ToolResult], context: ToolContext) -> Any:
    def check(given: dict[str, Any]) -> tuple[str, ...]:
        judged = Judgement.model_validate(given)
        return verify(judged, run["forecast"], results, context.models, context.evening).findings

    return check


def test_the_analysts_own_judgement_passes(findings: Any, judgement: dict[str, Any]) -> None:
    assert findings(judgement) == ()


def test_every_numeral_of_a_sound_rationale_when_altered_is_caught(
    findings: Any, judgement: dict[str, Any], results: list[ToolResult]
) -> None:
    """Mutation: each numeral in turn becomes one that no result holds, in several ways of writing."""
    sources = Grounding(tuple(results))
    chance = random.Random(7)
    said = judgement["rationale"]
    known = {abs(float(n)) for result in results for n in re.findall(r"-?\d+\.?\d*", json.dumps(result.value))}
    places = list(re.finditer(r"\d+(?:\.\d+)?", said))
    assert len(places) > 15
    for place in places:
        number = next(
            n for n in iter(lambda: chance.randint(1000, 99_999), None) if not any(abs(n - k) < 1 or abs(n - 100 * k) < 1 for k in known)
        )
        for written in (
            f"{number}",
            f"{number:,}",
            f"{number}.5",
            f"{number}ms",
            f"{number / 10:.1f}",
            f"−{number}",
            "".join(chr(0x660 + int(d)) for d in str(number)),
        ):
            assert sources.trace(said[: place.start()] + written + said[place.end() :])[1], written
    judgement["rationale"] = said.replace(places[0][0], "98765", 1)
    assert findings(judgement)


@pytest.mark.parametrize(
    "added",
    [
        "It is 777.",
        "Up by 31.4%.",
        "At 03:17 you woke.",
        "On 1999-12-31.",
        "The 99th percentile.",
        "7 h 77 min.",
        "1.2.3",
        "٧٧٧",
        "in 0x2D",
        "1e9 steps",
        "Down by ninety-seven percent.",
        "Near seven hundred ms.",
        "五十三 ms",
    ],
)
def test_an_added_numeral_is_caught_wherever_it_stands(added: str, findings: Any, judgement: dict[str, Any]) -> None:
    places: list[Any] = [
        lambda j: j.update(rationale=j["rationale"] + " " + added),
        lambda j: j.update(change_mind=[*j["change_mind"], added]),
        lambda j: j["calls"]["hrv_rmssd_ms"].update(reason=added),
    ]
    for put in places:
        altered = copy.deepcopy(judgement)
        put(altered)
        assert any("no tool result holds" in finding for finding in findings(altered))


def test_evidence_without_a_backing_is_caught(findings: Any, judgement: dict[str, Any]) -> None:
    judgement["evidence"].append({"kind": "illness", "answer": "yes", "probability": 0.9, "quote": "I feel feverish"})
    assert any("is not found" in finding for finding in findings(judgement))


@pytest.mark.parametrize(
    "text", ["You are ill.", "See https://evil.example", "![x](y)", "<img src=x>", "<b>bold</b>", "[click](http://a)", "&#57;&#57;"]
)
def test_diagnoses_and_markup_are_caught(text: str, findings: Any, judgement: dict[str, Any]) -> None:
    judgement["rationale"] += " " + text
    assert findings(judgement)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ({"median": 4000.0}, "plausible"),
        ({"median": -3.0}, "plausible"),
        ({"median": 299.0}, "out of proportion"),
        ({"median": 50.0, "low_80": 60.0, "high_80": 70.0}, "low_80 < median"),
        ({"median": 50.0, "low_80": 50.0, "high_80": 50.0}, "low_80 < median"),
        ({"median": 50.0, "low_80": 1.0, "high_80": 60.0}, "plausible"),
    ],
)
def test_impossible_calls_are_caught(call: dict[str, Any], said: str, findings: Any, judgement: dict[str, Any]) -> None:
    judgement["calls"]["hrv_rmssd_ms"] = call
    assert any(said in finding for finding in findings(judgement))


def test_a_missing_primary_call_is_caught_and_a_missing_secondary_one_is_not(findings: Any, judgement: dict[str, Any]) -> None:
    judgement["calls"].pop("recovery_pct")
    assert findings(judgement) == ()
    judgement["calls"].pop("resp_rate_brpm")
    assert findings(judgement) == ("the call of resp_rate_brpm is missing",)


def broken(row: dict[str, float], fault: str) -> dict[str, float]:
    keys = list(row)
    if fault == "not finite":
        return row | {keys[3]: float("nan")}
    if fault == "not ordered":
        return row | {keys[3]: row[keys[15]]}
    if fault == "no width":
        return dict.fromkeys(keys, row["0.5"])
    if fault == "implausible":
        return row | {keys[-1]: 5000.0}
    return {}


@pytest.mark.parametrize("fault", ["not finite", "not ordered", "no width", "implausible", "no quantiles"])
@pytest.mark.parametrize("place", ["quantiles", "models_only", "evidence_only", "agent_call"])
def test_broken_quantiles_are_caught_in_every_opinion(fault: str, place: str, run: dict[str, Any]) -> None:
    forecast = copy.deepcopy(run["forecast"])
    target = forecast["targets"]["hrv_rmssd_ms"]
    holder, key = (target, "quantiles") if place == "quantiles" else (target[place], "quantiles")
    holder[key] = broken(holder[key], fault)
    assert number_findings(forecast) == [f"hrv_rmssd_ms.{place}: {fault}"]


def test_whatever_a_model_calls_the_composed_numbers_are_sound(first: DayState, context: ToolContext, results: list[ToolResult]) -> None:
    """Composition comes before verification, and must not be breakable by what verification will refuse."""
    chance = random.Random(3)
    extremes = [-1e300, -5.0, 0.0, 1e-9, 5.0, 50.0, 299.9, 300.0, 4000.0, 1e300]
    for _ in range(60):
        calls = {
            name: {
                "median": chance.choice(extremes),
                "low_80": chance.choice([None, *extremes]),
                "high_80": chance.choice([None, *extremes]),
            }
            for name in TARGETS
        }
        evidence = [{"kind": "alcohol", "answer": "yes", "probability": chance.random(), "quote": "two glasses of red wine"}]
        judged = parse_judgement({"evidence": evidence, "calls": calls, "rationale": "x"})
        forecast = compose(first, judged, context, results)
        assert number_findings(forecast) == []
        for name, models in context.models.targets.items():
            if isinstance(models, TargetForecast):
                targets: Any = forecast["targets"]
                target = models.target
                moved = target.to_scale(targets[name]["median"]) - target.to_scale(models.median)
                assert abs(moved) <= models.sigma * (1.0 if context.effects["alcohol", name].count >= 8 else 0.35) + 1e-3


def test_the_room_for_own_calls_is_three_sigma(context: ToolContext) -> None:
    models = context.models.targets["resting_hr_bpm"]
    assert isinstance(models, TargetForecast)
    low, high = farthest(models)
    assert high - models.median == pytest.approx(3 * models.sigma)
    assert models.median - low == pytest.approx(3 * models.sigma)
