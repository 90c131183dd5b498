"""Composition: judgement, models and learned effects become forecast JSON (schema version 1). Pure.

A model grades and explains; how far that moves a number is decided by code, within caps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from agent.evidence import graded
from agent.judgement import Judgement
from agent.opinions import Opinions, opinions_of
from agent.safety import safety_words
from agent.state import DayState
from agent.transcript import ToolResult

if TYPE_CHECKING:
    from forecasting.effects import GradedEvidence
    from forecasting.models import ForecasterRow, TargetForecast
    from tools.context import ToolContext

SCHEMA_VERSION = 1
_DIGITS = 4
"""Decimals of every quantile: far below what a strap can measure, and equal on every machine."""
MOST_QUESTIONS = 2
_WELL_KNOWN, _BARELY_KNOWN = 60, 21
"""Usable nights from which confidence is high, and below which it is low."""


def compose(state: DayState, judgement: Judgement, context: ToolContext, results: Sequence[ToolResult]) -> dict[str, object]:
    """The forecast JSON of DESIGN §8, but for `grounding`, `agent`, `payload_sha256` and `seal`, which later nodes fill.

    Args:
        state: whose night, when, on which track.
        judgement: evidence, own calls and reasons.
        context: models, effects, snapshot and brief of this run.
        results: of this run's tool calls, which back the evidence.
    """
    from forecasting.models import TargetForecast

    night = date.fromisoformat(state["night"])
    evidence = graded(judgement.evidence, results, night - timedelta(days=1))
    opinions = {
        name: opinions_of(forecast, evidence, context.effects, judgement.calls.get(name), context.snapshot)
        for name, forecast in context.models.targets.items()
        if isinstance(forecast, TargetForecast)
    }
    brief = cast("dict[str, object]", context.brief.model_dump(mode="json"))
    return {
        "schema_version": SCHEMA_VERSION,
        **_identity(state),
        "targets": {name: _target(forecast, opinions.get(name), judgement) for name, forecast in context.models.targets.items()},
        "dependence": dict(context.models.dependence),
        "recovery_zone": _recovery_zone(opinions),
        "evidence": [_evidence(item, opinions) for item in evidence],
        "questions": _rows(brief, "questions")[:MOST_QUESTIONS],
        "rationale": _with_safety(judgement.rationale, context, night - timedelta(days=2)),
        "change_mind": list(judgement.change_mind),
        "grounding": [],
        "agent": {},
        "data_quality": _data_quality(brief, context),
        "prior": _prior(context),
        "seal": None,
    }


def _identity(state: DayState) -> dict[str, object]:
    """Who, which night, when; revision and lateness are the seal's to say."""
    return {
        "forecast_id": None,
        "person_id": state["person_id"],
        "track": state["track"],
        "night": state["night"],
        "horizon": 1,
        "revision": None,
        "issued_at": state["issued_at"],
        "as_of": state["as_of"],
        "late": False,
        "run_id": state["run_id"],
    }


def _target(forecast: object, opinions: Opinions | None, judgement: Judgement) -> dict[str, object]:
    from forecasting.models import Abstained
    from forecasting.quantiles import MEDIAN, interval

    if isinstance(forecast, Abstained) or opinions is None:
        return {"abstained": getattr(forecast, "reason", "no forecast")}
    models = cast("TargetForecast", forecast)
    call = judgement.calls.get(models.target.name)
    median = _rounded(opinions.final[MEDIAN])
    low, high = models.normal_range
    return {
        "median": median,
        "quantiles": _keyed(opinions.final),
        "interval_80": [_rounded(end) for end in interval(opinions.final, 0.8)],
        "interval_95": [_rounded(end) for end in interval(opinions.final, 0.95)],
        "normal_range": [_rounded(low), _rounded(high)],
        "percentile": round(percentile(models, opinions.final[MEDIAN]), 1),
        "confidence": confidence(models, opinions.final),
        "out_of_range": not low <= median <= high,
        "models_only": {"quantiles": _keyed(models.quantiles)},
        "evidence_only": {
            "quantiles": _keyed(opinions.adjusted.quantiles),
            "shift": _rounded(opinions.adjusted.shift),
            "widening": _rounded(opinions.adjusted.widening),
        },
        "agent_call": {"quantiles": _keyed(opinions.own), "reason": call.reason if call else "No call of its own."},
        "opinion_weights": {name: _rounded(weight) for name, weight in opinions.weights.items()},
        "contributions": contributions(models, opinions),
        "forecasters": [_forecaster(row) for row in models.forecasters],
    }


def _forecaster(row: ForecasterRow) -> dict[str, object]:
    trained = row.trained_through.isoformat() if row.trained_through else None
    return {
        "name": row.name,
        "version": row.version,
        "trained_through": trained,
        "weight": _rounded(row.weight),
        "quantiles": _keyed(row.quantiles),
    }


def contributions(models: TargetForecast, opinions: Opinions) -> list[dict[str, object]]:
    """How the median came about, step by step in the target's unit: from the personal mean over models and evidence to the final one."""
    from forecasting.quantiles import MEDIAN

    steps = (
        ("personal_mean", models.personal_mean),
        ("models", models.quantiles[MEDIAN]),
        ("evidence", opinions.adjusted.quantiles[MEDIAN]),
        ("final", opinions.final[MEDIAN]),
    )
    found: list[dict[str, object]] = []
    before = models.personal_mean
    for name, value in steps:
        found.append({"step": name, "median": _rounded(value), "change": _rounded(value - before)})
        before = value
    return found


def percentile(models: TargetForecast, median: float) -> float:
    """Where the final median stands among the person's own nights, 0 … 100: the models' place, moved as far as the median was."""
    from statistics import NormalDist

    scale, normal = models.target, NormalDist()
    low, high = (scale.to_scale(end) for end in models.normal_range)
    moved = scale.to_scale(median) - scale.to_scale(models.median)
    spread = (high - low) / (2 * normal.inv_cdf(0.9))
    place = min(max(models.percentile / 100, 0.001), 0.999)
    return models.percentile if moved == 0 or spread <= 0 else 100 * normal.cdf(normal.inv_cdf(place) + moved / spread)


def confidence(models: TargetForecast, final: Sequence[float]) -> str:
    """How much the person should lean on it: "high", "medium" or "low".

    High wants many usable nights, a recent one, and an 80% range no wider than the personal normal range; low is what rests on few
    nights or follows a gap.
    """
    from forecasting.quantiles import interval

    low, high = interval(list(final), 0.8)
    width = models.normal_range[1] - models.normal_range[0]
    if models.usable_nights < _BARELY_KNOWN or models.nights_since_last > 3:
        return "low"
    narrow = high - low <= width
    return "high" if narrow and models.usable_nights >= _WELL_KNOWN and models.nights_since_last <= 1 else "medium"


def _evidence(item: GradedEvidence, opinions: Mapping[str, Opinions]) -> dict[str, object]:
    terms = {name: [term for term in said.adjusted.items if term.kind == item.kind] for name, said in opinions.items()}
    return {
        "kind": item.kind,
        "answer": item.answer,
        "probability": _rounded(item.probability),
        "quote": item.quote or None,
        "source": item.source,
        "shift": {name: _rounded(found[0].shift) for name, found in terms.items() if found},
        "widening": {name: _rounded(found[0].widening) for name, found in terms.items() if found},
    }


def _recovery_zone(opinions: Mapping[str, Opinions]) -> dict[str, float] | None:
    """Probabilities of green, yellow and red; None where recovery % is not forecast."""
    from forecasting.recovery import zone_probabilities

    recovery = opinions.get("recovery_pct")
    return None if recovery is None else {name: _rounded(share) for name, share in zone_probabilities(recovery.final).items()}


def _data_quality(brief: Mapping[str, object], context: ToolContext) -> dict[str, object]:
    from forecasting.models import TargetForecast

    forecasts = {name: forecast for name, forecast in context.models.targets.items() if isinstance(forecast, TargetForecast)}
    return {
        "findings": _rows(brief, "quality"),
        "usable_nights": {name: forecast.usable_nights for name, forecast in forecasts.items()},
        "nights_since_last": {name: forecast.nights_since_last for name, forecast in forecasts.items()},
        "refused_models": list(context.models.refused),
    }


def _prior(context: ToolContext) -> dict[str, object]:
    """The population prior the models start from: frozen, so it may be newer than a replayed evening, and says so."""
    prior = context.models.prior
    through = prior.trained_through.isoformat() if prior.trained_through else None
    return {"name": prior.name, "trained_through": through, "includes_person": prior.knows(context.snapshot.person_id)}


def _with_safety(rationale: str, context: ToolContext, since: date) -> str:
    """The rationale, after fixed words where the person's own words of the last days ask for them, whether or not a model read them."""
    words = safety_words(" \n ".join(answer.quote for answer in context.snapshot.journal if answer.day >= since and answer.quote))
    return f"{words} {rationale}" if words else rationale


def _rows(brief: Mapping[str, object], key: str) -> list[object]:
    found = brief.get(key)
    return list(found) if isinstance(found, list) else []


def _keyed(quantiles: Sequence[float]) -> dict[str, float]:
    from forecasting.quantiles import keyed

    return keyed([_rounded(value) for value in quantiles])


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)
