"""The one function behind live forecasts and the backtest: forecasters → combination → calibration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from forecasting.calibration import calibrate
from forecasting.catalog import FORECASTERS
from forecasting.combination import combine
from forecasting.forecaster import Forecaster
from forecasting.prior import PopulationPrior, TargetPrior
from forecasting.quantiles import MEDIAN, Floats, spread_of, to_unit
from forecasting.series import Series

COMBINATION = "combination"


@dataclass(frozen=True)
class Basis:
    """What the forecasts of a series start from: people in general."""

    prior: TargetPrior
    members: Mapping[str, Forecaster] = field(default_factory=lambda: FORECASTERS)
    """The forecasters that are combined, by name: the rules, and what was trained on other people."""
    rivals: Mapping[str, Forecaster] = field(default_factory=dict)
    """Scored beside them in a backtest, and never combined."""

    @property
    def learned(self) -> Mapping[str, Forecaster]:
        """The members that were trained."""
        return {name: member for name, member in self.members.items() if name not in FORECASTERS}


def basis_of(population: PopulationPrior, series: Series) -> Basis:
    """What a series starts from in that population."""
    trained = population.trained.get(f"{series.target.name}/{series.kind}", {})
    return Basis(population.of(series.target, series.kind), {**FORECASTERS, **trained})


@dataclass(frozen=True)
class EnsemblePath:
    """Every night of a series as it would have been forecast; row t uses values[:t] only, the last row is the coming night.

    Quantiles stand on the modelling scale.
    """

    series: Series
    quantiles: Floats
    """(n+1, 21) of the calibrated combination: finite, sorted, within the plausible range."""
    expert_quantiles: Mapping[str, Floats]
    """Name → (n+1, 21)."""
    weights: Mapping[str, Floats]
    """Name → (n+1,), summing to 1 over names."""
    sigma: Floats
    """(n+1,) one-step standard deviation, as the 80% interval implies it."""
    seconds: Mapping[str, float]
    """By forecaster and `COMBINATION`: time spent, as the given clock counts it."""

    def residuals(self) -> Floats:
        """Standardised one-step errors (n,) of the combination; NaN where the night is missing."""
        errors: Floats = (self.series.values - self.quantiles[:-1, MEDIAN]) / self.sigma[:-1]
        return errors


def run_ensemble(
    series: Series,
    prior: TargetPrior,
    forecasters: Mapping[str, Forecaster] = FORECASTERS,
    *,
    timer: Callable[[], float] = lambda: 0.0,
) -> EnsemblePath:
    """The whole path of a series, causal row by row.

    Args:
        series: the nights; may be empty.
        prior: of the series' target and kind.
        forecasters: the experts.
        timer: counts seconds; the backtest hands in the process's CPU clock.
    """
    experts, seconds = {}, {}
    started = timer()
    for name, forecaster in forecasters.items():
        begun = timer()
        experts[name] = forecaster.path(series, prior)
        seconds[name] = timer() - begun
    combined = combine(series.values, experts, prior)
    calibrated = calibrate(series.values, combined.quantiles, prior)
    seconds[COMBINATION] = timer() - started
    weights = {name: combined.weights[:, place] for place, name in enumerate(experts)}
    sigma = spread_of(calibrated.quantiles)
    return EnsemblePath(series, _plausible(series, calibrated.quantiles), experts, weights, sigma, seconds)


def _plausible(series: Series, quantiles: Floats) -> Floats:
    """The path with every quantile inside the target's plausible range, on the modelling scale."""
    low, high = (series.target.to_scale(edge) for edge in series.target.plausible)
    return np.clip(quantiles, low, high)


def unit_paths(path: EnsemblePath) -> dict[str, Floats]:
    """Paths (n+1, 21) of every forecaster and of the combination in the target's unit, the combination first."""
    target = path.series.target
    paths = {COMBINATION: to_unit(target, path.quantiles)}
    return paths | {name: to_unit(target, quantiles) for name, quantiles in path.expert_quantiles.items()}
