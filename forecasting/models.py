"""What the models say of one night: quantiles per target, the person's normal range, how the targets hang together."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy import special

from core.records import Night
from core.targets import PRIMARY, TARGETS, Target
from forecasting.dependence import dependence
from forecasting.ensemble import Basis, EnsemblePath, basis_of, run_ensemble
from forecasting.features.table import FeatureTable
from forecasting.levels import discounted_mean
from forecasting.population import shipped_population
from forecasting.prior import PopulationPrior, TargetPrior
from forecasting.quantiles import MEDIAN, Floats, to_unit
from forecasting.series import Series, series_of

MIN_USABLE = 3
"""Usable nights below which no forecast is made: an honest one would repeat the population's."""
NORMAL_NIGHTS = 60
NORMAL_PRIOR_NIGHTS = 5.0
"""Nights that the population's spread weighs in the normal range."""
_Z80 = 1.2815515655446004


@dataclass(frozen=True)
class ForecasterRow:
    """One forecaster's own forecast of the night."""

    name: str
    version: str
    trained_through: date | None
    """Last night of all people it was trained on; None for a rule, which only starts from the population prior."""
    weight: float
    quantiles: tuple[float, ...]
    """In the target's unit."""


@dataclass(frozen=True)
class TargetForecast:
    """The models' forecast of one target."""

    target: Target
    night: date
    usable_nights: int
    quantiles: tuple[float, ...]
    """(21,) in the target's unit: sorted, plausible."""
    sigma: float
    """One-step standard deviation on the modelling scale."""
    forecasters: tuple[ForecasterRow, ...]
    personal_mean: float
    """Mean of the person's nights, shrunk to the population's; of HRV the geometric mean. In the target's unit."""
    normal_range: tuple[float, float]
    """Central 80% of the person's last 60 usable nights, shrunk to the population's spread."""
    percentile: float
    """Where the median stands among those nights, 0 … 100."""
    out_of_range: bool
    """True when the median lies outside the normal range."""
    last_value: float | None
    nights_since_last: int
    """1 when the night before the forecast one has a value."""

    @property
    def median(self) -> float:
        """The 0.5 quantile, in the target's unit."""
        return self.quantiles[MEDIAN]


@dataclass(frozen=True)
class Abstained:
    """No forecast, and why."""

    reason: str


@dataclass(frozen=True)
class ModelsForecast:
    """The models' forecast of one night."""

    night: date
    targets: dict[str, TargetForecast | Abstained]
    """All primary targets, and the secondary ones that the person has values of."""
    dependence: dict[str, object]
    """Targets, correlation matrix of the copula, number of common nights."""
    residuals: dict[str, dict[date, float]]
    """Target → past night → standardised one-step error of the combination."""
    prior: PopulationPrior
    """What it starts from: frozen, and fitted on other people unless it says so."""
    refused: tuple[str, ...] = ()
    """One sentence per trained version that could not serve, naming it."""

    def forecast(self, name: str) -> TargetForecast | None:
        """The forecast of that target, or None when it is abstained from or absent."""
        found = self.targets.get(name)
        return found if isinstance(found, TargetForecast) else None


def forecast_models(
    snapshot_nights: Sequence[Night], night: date, prior: PopulationPrior | None = None, features: FeatureTable | None = None
) -> ModelsForecast:
    """The models' forecast of `night` from the nights before it.

    Args:
        snapshot_nights: one per date, as known at the evening; those dated `night` or later are passed over.
        night: local date on which the night ends.
        prior: the population's; the shipped one by default.
        features: what else each evening knew; without it, trained forecasters know the target's own nights only.
    """
    population = prior or shipped_population()
    targets: dict[str, TargetForecast | Abstained] = {}
    residuals: dict[str, dict[date, float]] = {}
    for target in TARGETS.values():
        series = series_of(snapshot_nights, target, night)
        if series.usable >= MIN_USABLE:
            basis = basis_of(population, series)
            path = run_ensemble(dataclasses.replace(series, features=features), basis.prior, basis.members)
            targets[target.name] = _target_forecast(path, basis)
            residuals[target.name] = _residuals(path)
        elif target.primary or series.usable:
            targets[target.name] = Abstained(_too_few(series))
    tied = [name for name in PRIMARY if name in residuals]
    return ModelsForecast(night, targets, dependence(tied, residuals, population).as_json(), residuals, population)


def _too_few(series: Series) -> str:
    known = np.flatnonzero(np.isfinite(series.values)).tolist()
    dates = ", ".join((series.start + timedelta(days=place)).isoformat() for place in known)
    return f"{series.target.label} needs {MIN_USABLE} usable nights, has {len(known)}" + (f" ({dates})" if dates else "")


def _residuals(path: EnsemblePath) -> dict[date, float]:
    """Standardised errors of the nights that a live forecast would have been made for."""
    known = np.isfinite(path.series.values)
    scored = np.flatnonzero(known & (np.cumsum(known) > MIN_USABLE)).tolist()
    errors = path.residuals().tolist()
    return {path.series.start + timedelta(days=place): errors[place] for place in scored}


def _target_forecast(path: EnsemblePath, basis: Basis) -> TargetForecast:
    series, target, prior = path.series, path.series.target, basis.prior
    values = series.values[np.isfinite(series.values)]
    recent = values[-NORMAL_NIGHTS:]
    level = float(discounted_mean(values, 0.0, prior)[-1])
    median = float(path.quantiles[-1, MEDIAN])
    low, high = _normal_range(recent, prior)
    return TargetForecast(
        target=target,
        night=series.next_night,
        usable_nights=len(values),
        quantiles=_unit_row(target, path.quantiles[-1]),
        sigma=float(path.sigma[-1]),
        forecasters=_rows(path, basis),
        personal_mean=_unit(target, level),
        normal_range=(_unit(target, low), _unit(target, high)),
        percentile=_percentile(median, recent, prior),
        out_of_range=not low <= median <= high,
        last_value=target.from_scale(float(values[-1])),
        nights_since_last=len(series.values) - int(np.flatnonzero(np.isfinite(series.values))[-1]),
    )


def _unit_row(target: Target, row: Floats) -> tuple[float, ...]:
    return tuple(to_unit(target, row).tolist())


def _unit(target: Target, value: float) -> float:
    low, high = target.plausible
    return min(high, max(low, target.from_scale(value)))


def _rows(path: EnsemblePath, basis: Basis) -> tuple[ForecasterRow, ...]:
    """What each forecaster says of the coming night; who sleeps through it says nothing."""
    target = path.series.target
    awake = {name: rows[-1] for name, rows in path.expert_quantiles.items() if np.isfinite(rows[-1, MEDIAN])}
    return tuple(
        ForecasterRow(name, member.version, member.trained_through, float(path.weights[name][-1]), _unit_row(target, awake[name]))
        for name, member in basis.members.items()
        if name in awake
    )


def _share(recent: Floats) -> float:
    """How much the person's own recent nights weigh against the population's spread."""
    return len(recent) / (len(recent) + NORMAL_PRIOR_NIGHTS)


def _normal_range(recent: Floats, prior: TargetPrior) -> tuple[float, float]:
    own, share, level = np.quantile(recent, [0.1, 0.9]), _share(recent), float(np.mean(recent))
    low = share * own[0] + (1.0 - share) * (level - _Z80 * prior.within_sd)
    high = share * own[1] + (1.0 - share) * (level + _Z80 * prior.within_sd)
    return float(low), float(high)


def _percentile(median: float, recent: Floats, prior: TargetPrior) -> float:
    own = float(np.mean(recent < median) + np.mean(recent == median) / 2.0)
    expected = float(special.ndtr((median - float(np.mean(recent))) / prior.within_sd))
    share = _share(recent)
    return 100.0 * (share * own + (1.0 - share) * expected)
