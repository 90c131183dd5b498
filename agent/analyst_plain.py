"""The last resort of a run: a judgement without a single numeral, for the day when even the analyst's reasons fail verification."""

from __future__ import annotations

from agent.judgement import Judgement, OwnCall
from forecasting.models import ModelsForecast, TargetForecast

RATIONALE = (
    "The statistical models' forecast stands as it is; no reasons are given, because the ones written this evening could not be verified."
)


def plain_judgement(models: ModelsForecast) -> Judgement:
    """The models' medians as they are, no evidence, no numerals in words."""
    medians = {
        name: forecast.quantiles[len(forecast.quantiles) // 2]
        for name, forecast in models.targets.items()
        if isinstance(forecast, TargetForecast)
    }
    calls = {name: OwnCall(median=median, reason="The models' median stands.") for name, median in medians.items()}
    return Judgement(calls=calls, rationale=RATIONALE, change_mind=["A journal answer that can be read and traced."])
