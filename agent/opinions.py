"""The three opinions of a target as quantiles: the models', the evidence-adjusted one, its own call; and what they make together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.judgement import OwnCall
from agent.verify import farthest
from core.targets import TARGETS

if TYPE_CHECKING:
    from core.snapshot import Snapshot
    from forecasting.effects import Adjusted, Effect, GradedEvidence
    from forecasting.models import TargetForecast

SPREAD_FACTORS = (0.85, 2.0)
"""Bounds of how much narrower or wider than the models an own call may be."""


@dataclass(frozen=True)
class Opinions:
    """The opinions of one target and the forecast they make."""

    adjusted: Adjusted
    own: tuple[float, ...]
    weights: dict[str, float]
    final: tuple[float, ...]


def opinions_of(
    forecast: TargetForecast,
    evidence: Sequence[GradedEvidence],
    effects: Mapping[tuple[str, str], Effect],
    call: OwnCall | None,
    snapshot: Snapshot,
) -> Opinions:
    """All opinions of one target, aggregated by the weights they have earned in scored nights."""
    from forecasting.effects import MIN_CONFIDENCE, apply_evidence, night_cap
    from forecasting.opinion import aggregate, opinion_weights

    target = forecast.target
    adjusted = apply_evidence(forecast, evidence, effects)
    own = own_quantiles(forecast, call) if call is not None else adjusted.quantiles
    weights = opinion_weights(past_scores(snapshot, target.name))
    rows = {"models": forecast.quantiles, "evidence": adjusted.quantiles, "agent": own}
    likely = [item.kind for item in evidence if item.answer == "yes" and item.probability >= MIN_CONFIDENCE]
    cap = night_cap(likely, target.name, effects)  # a hint of a confirmed kind must not open the wide cap for everything else
    return Opinions(adjusted, own, weights, aggregate(rows, weights, target=target, sigma=forecast.sigma, cap=cap))


def own_quantiles(forecast: TargetForecast, call: OwnCall) -> tuple[float, ...]:
    """The own call as quantiles: the models' shape, moved to its median and made as wide as it says, within bounds.

    Args:
        forecast: the models'.
        call: with a median, and perhaps an 80% range, in the target's unit.
    """
    from forecasting.quantiles import MEDIAN, interval, open_ended, to_unit

    target = TARGETS[forecast.target.name]
    low, high = farthest(forecast)
    scaled = open_ended(target, forecast.quantiles)
    middle = target.to_scale(min(max(call.median, low), high))
    factor = 1.0
    if call.low_80 is not None and call.high_80 is not None and target.plausible[0] <= call.low_80 < call.high_80 <= target.plausible[1]:
        models_low, models_high = interval(scaled.tolist(), 0.8)
        wanted = (target.to_scale(call.high_80) - target.to_scale(call.low_80)) / (models_high - models_low)
        factor = min(max(wanted, SPREAD_FACTORS[0]), SPREAD_FACTORS[1])
    return tuple(to_unit(target, middle + factor * (scaled - scaled[MEDIAN])).tolist())


def past_scores(snapshot: Snapshot, target: str) -> list[dict[str, float]]:
    """The normalised scores of the opinions in every scored night of a target, oldest first."""
    told = (targets[target]["normalised"] for targets in snapshot.scored.values() if target in targets)
    return [{name: float(value) for name, value in normalised.items()} for normalised in told if normalised]
