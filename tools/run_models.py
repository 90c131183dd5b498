"""The statistical models' forecast, each forecaster beside the combination."""

from __future__ import annotations

from forecasting.models import Abstained, ForecasterRow, TargetForecast
from forecasting.quantiles import MEDIAN, interval
from tools.context import ToolContext
from tools.wording import rounded, rounded_pair

LEAST_WEIGHT = 0.05
"""Forecasters that weigh less are sealed and scored all the same; here they would only cost the model's attention."""


def run_models(context: ToolContext) -> dict[str, object]:
    """The statistical models' forecast of the night ahead, for every target.

    Per target: the combination's median with its 80% and 95% intervals, `sigma` (standard deviation of one night's surprise, on the
    modelling scale: logarithmic for heart rate variability), the person's mean, normal range and last value, and the median of each
    forecaster that has earned a weight of 0.05 or more. Where the models abstain, the reason stands instead. No event of this evening
    is in these numbers: weigh those yourself.
    """
    return {"night": context.night.isoformat(), "targets": {name: _target(name, one) for name, one in context.models.targets.items()}}


def _target(name: str, forecast: TargetForecast | Abstained) -> dict[str, object]:
    if isinstance(forecast, Abstained):
        return {"abstained": forecast.reason}
    return {
        "median": rounded(forecast.quantiles[MEDIAN], name),
        "interval_80": rounded_pair(interval(forecast.quantiles, 0.8), name),
        "interval_95": rounded_pair(interval(forecast.quantiles, 0.95), name),
        "sigma": round(forecast.sigma, 3),
        "usable_nights": forecast.usable_nights,
        "personal_mean": rounded(forecast.personal_mean, name),
        "normal_range": rounded_pair(forecast.normal_range, name),
        "last_value": None if forecast.last_value is None else rounded(forecast.last_value, name),
        "forecasters": [_forecaster(name, row) for row in forecast.forecasters if row.weight >= LEAST_WEIGHT],
    }


def _forecaster(name: str, row: ForecasterRow) -> dict[str, object]:
    return {"name": row.name, "weight": round(row.weight, 2), "median": rounded(row.quantiles[MEDIAN], name)}
