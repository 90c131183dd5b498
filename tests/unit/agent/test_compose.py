"""From judgement to forecast JSON: what each number is, worked by hand where that is possible."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agent.compose import compose, confidence, contributions, percentile
from agent.judgement import OwnCall, parse_judgement
from agent.opinions import opinions_of, own_quantiles, past_scores
from agent.transcript import ToolResult
from core.entries import LedgerEntry
from core.seal import canonical
from core.targets import TARGETS
from forecasting.effects import Effect, GradedEvidence
from forecasting.models import Abstained, TargetForecast
from forecasting.opinion import START
from forecasting.quantiles import MEDIAN, interval
from tools.catalog import TOOLS, call
from tools.context import ToolContext

HRV, RHR = "hrv_rmssd_ms", "resting_hr_bpm"


@pytest.fixture
def hrv(context: ToolContext) -> TargetForecast:
    forecast = context.models.targets[HRV]
    assert isinstance(forecast, TargetForecast)
    return forecast


@pytest.fixture
def read(context: ToolContext) -> list[ToolResult]:
    return [ToolResult("call_1", "read_journal", call(TOOLS["read_journal"], context, {}))]


def quiet(**given: Any) -> Any:
    return parse_judgement({"evidence": [], "calls": {}, "rationale": "A quiet evening."} | given)


def test_without_evidence_and_calls_all_opinions_are_the_models(first: Any, context: ToolContext) -> None:
    said: Any = compose(first, quiet(), context, [])["targets"]
    target = said[HRV]
    assert (
        target["quantiles"]
        == target["models_only"]["quantiles"]
        == target["evidence_only"]["quantiles"]
        == target["agent_call"]["quantiles"]
    )
    assert target["evidence_only"]["shift"] == 0.0
    assert target["opinion_weights"] == START


def test_the_own_call_has_its_median_and_the_models_shape(hrv: TargetForecast) -> None:
    own = own_quantiles(hrv, OwnCall(median=hrv.median * 1.1))
    assert own[MEDIAN] == pytest.approx(hrv.median * 1.1)
    assert own[18] / own[MEDIAN] == pytest.approx(hrv.quantiles[18] / hrv.median)


def test_the_own_range_widens_and_narrows_within_bounds(hrv: TargetForecast) -> None:
    low, high = interval(hrv.quantiles, 0.8)
    for factor, taken in ((1.5, 1.5), (3.0, 2.0), (0.1, 0.85)):
        call_ = OwnCall(
            median=hrv.median, low_80=hrv.median * (low / hrv.median) ** factor, high_80=hrv.median * (high / hrv.median) ** factor
        )
        own = interval(own_quantiles(hrv, call_), 0.8)
        assert own[1] / own[0] == pytest.approx((high / low) ** taken)


def test_evidence_is_told_per_target_with_its_source(first: Any, context: ToolContext, read: list[ToolResult]) -> None:
    evidence = [{"kind": "alcohol", "answer": "yes", "probability": 1.0, "quote": "two glasses of red wine"}]
    (item,) = compose(first, quiet(evidence=evidence), context, read)["evidence"]  # type: ignore[misc]
    assert item["probability"] == 0.9
    assert item["source"].startswith("call_1:answers[")
    assert item["shift"][HRV] < 0 < item["shift"][RHR]
    assert item["widening"][HRV] > 1


def test_contributions_lead_from_the_personal_mean_to_the_final_median(hrv: TargetForecast, context: ToolContext) -> None:
    evidence = [GradedEvidence("alcohol", "yes", 1.0, "", "")]
    opinions = opinions_of(hrv, evidence, context.effects, None, context.snapshot)
    steps = contributions(hrv, opinions)
    assert [step["step"] for step in steps] == ["personal_mean", "models", "evidence", "final"]
    assert hrv.personal_mean + sum(float(str(step["change"])) for step in steps) == pytest.approx(opinions.final[MEDIAN], abs=1e-3)


def test_an_abstained_target_says_why(first: Any, context: ToolContext) -> None:
    models = replace(context.models, targets={**context.models.targets, RHR: Abstained("needs 3 nights, has 1")})
    said: Any = compose(first, quiet(), replace(context, models=models), [])["targets"]
    assert said[RHR] == {"abstained": "needs 3 nights, has 1"}


def test_trained_versions_that_could_not_serve_are_named(first: Any, context: ToolContext) -> None:
    quality: Any = compose(first, quiet(), context, [])["data_quality"]
    assert quality["refused_models"] == []
    refused = ("model hrv_rmssd_ms/default ridge v2 is refused: ridge.json has been changed",)
    models = replace(context.models, refused=refused)
    quality = compose(first, quiet(), replace(context, models=models), [])["data_quality"]
    assert quality["refused_models"] == list(refused)


def test_recovery_zones_add_up_and_are_absent_without_recovery(first: Any, context: ToolContext) -> None:
    zones: Any = compose(first, quiet(), context, [])["recovery_zone"]
    assert sum(zones.values()) == pytest.approx(1.0, abs=1e-3)
    models = replace(context.models, targets={HRV: context.models.targets[HRV]})
    assert compose(first, quiet(), replace(context, models=models), [])["recovery_zone"] is None


def test_the_percentile_follows_the_median(hrv: TargetForecast) -> None:
    assert percentile(hrv, hrv.median) == hrv.percentile
    assert percentile(hrv, hrv.median * 0.8) < hrv.percentile < percentile(hrv, hrv.median * 1.2)


def test_confidence_is_low_on_few_nights_and_after_gaps_and_high_only_on_much(hrv: TargetForecast) -> None:
    known = replace(hrv, usable_nights=90, nights_since_last=1, normal_range=(1.0, 299.0))
    assert confidence(known, known.quantiles) == "high"
    assert confidence(replace(known, nights_since_last=2), known.quantiles) == "medium"
    assert confidence(replace(known, normal_range=(50.0, 51.0)), known.quantiles) == "medium"
    assert confidence(replace(known, usable_nights=20), known.quantiles) == "low"
    assert confidence(replace(known, nights_since_last=5), known.quantiles) == "low"


def _on_nights(entry: LedgerEntry, nights: int) -> tuple[LedgerEntry, ...]:
    """The same score on so many nights in a row."""
    return tuple(replace(entry, night=entry.night - timedelta(days=back)) for back in range(nights, 0, -1))


def test_weights_are_folded_from_the_scores_of_this_target(context: ToolContext, hrv: TargetForecast) -> None:
    score = {"targets": {HRV: {"normalised": {"models": 0.6, "evidence": 0.6, "agent": 0.2}}, RHR: {"normalised": {}}}}
    entry = LedgerEntry(
        sequence=1,
        kind="score",
        person_id="p1",
        night=context.night,
        horizon=1,
        revision=1,
        written_at=context.snapshot.as_of,
        known_at=context.snapshot.as_of,
        facts_digest="",
        payload=score,
        previous="",
        sha256="",
    )
    scored = replace(context.snapshot, scores=_on_nights(entry, 30))
    assert past_scores(scored, HRV)[0] == {"models": 0.6, "evidence": 0.6, "agent": 0.2}
    assert past_scores(scored, RHR) == []
    weights = opinions_of(hrv, [], context.effects, None, scored).weights
    assert weights["agent"] > START["agent"] * 5


@pytest.mark.parametrize(("probability", "cap"), [(0.01, 0.35), (0.9, 1.0)])
def test_a_hint_of_a_confirmed_kind_does_not_open_the_wide_cap_for_the_agents_own_call(
    probability: float, cap: float, context: ToolContext, hrv: TargetForecast
) -> None:
    score = {"targets": {HRV: {"normalised": {"models": 0.6, "evidence": 0.6, "agent": 0.1}}}}
    when = context.snapshot.as_of
    entry = LedgerEntry(1, "score", "p1", context.night, 1, 1, when, when, "", score, "", "")
    trusted = replace(context.snapshot, scores=_on_nights(entry, 40))
    effects = {("alcohol", HRV): Effect("alcohol", HRV, -0.9, 0.2, 20)}
    evidence = [GradedEvidence("alcohol", "yes", probability, "wine", "call_1:answers[0]")]
    far = OwnCall(median=TARGETS[HRV].from_scale(TARGETS[HRV].to_scale(hrv.median) - 2.5 * hrv.sigma))
    final = opinions_of(hrv, evidence, effects, far, trusted).final
    moved = (TARGETS[HRV].to_scale(final[MEDIAN]) - TARGETS[HRV].to_scale(hrv.median)) / hrv.sigma
    assert moved == pytest.approx(-cap, abs=1e-6)


def test_the_forecast_is_canonical_json_and_holds_no_more_digits_than_needed(first: Any, context: ToolContext) -> None:
    forecast = compose(first, quiet(), context, [])
    assert canonical(forecast)
    quantiles: Any = forecast["targets"][HRV]["quantiles"]  # type: ignore[index]
    assert all(round(value, 4) == value for value in quantiles.values())
