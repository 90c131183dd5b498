"""The nights after the coming one: what the models say up to seven nights ahead, and how a plan of strain would move it.

The first night of an outlook is the coming night's forecast, unchanged. For the nights after it the series goes on with nights that are not
known, so each forecaster says what it says after missing nights: memories fade, medians drift to the person's level. Weights are
those of the coming night. The distribution is the coming night's too, moved to the new median and made wider by what was measured for
that horizon (`forecasting.horizon_spread`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from core.errors import BadInput
from core.records import Night
from core.targets import Target
from forecasting.ensemble import Basis, basis_of
from forecasting.features.table import FeatureTable
from forecasting.horizon_spread import MOST_NIGHTS, gap_growth, horizon_factors
from forecasting.models import Abstained, ModelsForecast, TargetForecast, forecast_models
from forecasting.population import shipped_population
from forecasting.prior import PopulationPrior
from forecasting.quantiles import MEDIAN, Floats, open_ended, to_unit
from forecasting.series import Series, series_of

ROUNDING = 1e-9
"""On the modelling scale; a forecaster that moves less did not answer to a plan."""


@dataclass(frozen=True)
class NightAhead:
    """The forecast of one target for one night."""

    night: date
    horizon: int
    """1 is the coming night."""
    quantiles: tuple[float, ...]
    """(21,) in the target's unit: sorted, plausible."""
    sigma: float
    """Standard deviation on the modelling scale; never less than that of the night before. In the unit of a logarithmic target a width
    may still fall, where the median does."""

    @property
    def median(self) -> float:
        """The 0.5 quantile, in the target's unit."""
        return self.quantiles[MEDIAN]


@dataclass(frozen=True)
class TargetOutlook:
    """The nights ahead of one target."""

    target: Target
    nights: tuple[NightAhead, ...]
    """By horizon; nothing is supposed of days that have not come."""
    planned: tuple[NightAhead, ...] = ()
    """The same nights if the days go as planned; empty without a plan."""
    answering: tuple[str, ...] = ()
    """Forecasters with a say in the forecast that the plan moves. None: nothing was learned of it, so it makes no difference."""


@dataclass(frozen=True)
class Plan:
    """What is supposed of the days between."""

    strain: Mapping[date, float]
    features: FeatureTable
    """The features of the nights ahead with that strain (`forecasting.features.ahead`)."""


@dataclass(frozen=True)
class Outlook:
    """Several nights ahead; never sealed, so never scored."""

    night: date
    """The first: the coming one."""
    nights_ahead: int
    targets: Mapping[str, TargetOutlook | Abstained]
    """All that the coming night is forecast of."""
    tomorrow: ModelsForecast
    """The coming night's forecast, from which all begins."""
    strain: Mapping[date, float] = field(default_factory=dict)
    """Planned day → strain; empty without a plan."""


def outlook(
    nights: Sequence[Night],
    night: date,
    population: PopulationPrior | None = None,
    features: FeatureTable | None = None,
    *,
    nights_ahead: int = MOST_NIGHTS,
    plan: Plan | None = None,
) -> Outlook:
    """The models' forecasts of `night` and of the nights after it, from the nights before it.

    Args:
        nights: one per date, as known at the evening; those dated `night` or later are passed over.
        night: the coming one.
        population: the shipped one by default.
        features: what else each evening knew, and of the evenings ahead what is known already; rows after those are missing.
        nights_ahead: 1 to 7.
        plan: told beside the outlook without it.

    Raises:
        BadInput: for another number of nights.
    """
    if not 1 <= nights_ahead <= MOST_NIGHTS:
        raise BadInput(f"wanted 1 to {MOST_NIGHTS} nights ahead, got {nights_ahead}; how wide to be beyond was never measured")
    people = population or shipped_population()
    tomorrow = forecast_models(nights, night, people, features.until(night + timedelta(days=1)) if features else None)
    targets: dict[str, TargetOutlook | Abstained] = {}
    for name, said in tomorrow.targets.items():
        if isinstance(said, Abstained):
            targets[name] = said
        else:
            series = dataclasses.replace(series_of(nights, said.target, night), features=features)
            targets[name] = _target_outlook(said, series, basis_of(people, series), nights_ahead, plan)
    return Outlook(night, nights_ahead, targets, tomorrow, dict(plan.strain) if plan else {})


def _target_outlook(said: TargetForecast, series: Series, basis: Basis, count: int, plan: Plan | None) -> TargetOutlook:
    weights = {row.name: row.weight for row in said.forecasters}
    missing = said.nights_since_last - 1
    factors = horizon_factors(said.target, series.kind, missing, basis.prior)[:count]
    usual = medians_ahead(series, basis, weights, count)
    shifts = mixture(usual, weights)
    nights = _nights(said, shifts - shifts[0], factors)
    if plan is None:
        return TargetOutlook(said.target, nights)
    moved = medians_ahead(dataclasses.replace(series, features=plan.features), basis, weights, count)
    effects = (mixture(moved, weights) - shifts) / gap_growth(missing, count, basis.prior)
    planned = _nights(said, shifts + effects - shifts[0], factors)
    answering = (name for name, weight in weights.items() if weight > 0.0 and _differ(usual[name], moved[name]))
    return TargetOutlook(said.target, nights, planned, tuple(answering))


def medians_ahead(series: Series, basis: Basis, names: Mapping[str, float] | Sequence[str], count: int) -> dict[str, Floats]:
    """Forecaster → medians (count,) on the modelling scale of the coming night and of those after it, none of them known.

    Args:
        series: up to the coming night, with the features of the nights ahead.
        basis: of whose members.
        names: the members asked.
        count: nights, the coming one included.
    """
    longer = dataclasses.replace(series, values=np.concatenate([series.values, np.full(count - 1, np.nan)]))
    return {name: basis.members[name].path(longer, basis.prior)[-count:, MEDIAN] for name in names}


def mixture(medians: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Weighted means (count,) over the forecasters that are awake; who sleeps through a night leaves its weight to the others."""
    rows = np.stack([medians[name] for name in weights])
    shares = np.array(list(weights.values()))[:, None] * np.isfinite(rows)
    mixed: Floats = (shares * np.nan_to_num(rows)).sum(axis=0) / shares.sum(axis=0)
    return mixed


def spread_out(row: Floats, shift: float, factor: float) -> Floats:
    """A row (21,) on the modelling scale, its median moved and everything around it that much wider."""
    wider: Floats = row[MEDIAN] + shift + factor * (row - row[MEDIAN])
    return wider


def _nights(said: TargetForecast, shifts: Floats, factors: Floats) -> tuple[NightAhead, ...]:
    """The night of each horizon; an unmoved first one is the coming night's forecast to the last digit."""
    row = open_ended(said.target, said.quantiles)
    found = []
    for place, (shift, factor) in enumerate(zip(shifts.tolist(), factors.tolist(), strict=True)):
        same = shift == 0.0 and factor == 1.0
        quantiles = said.quantiles if same else tuple(to_unit(said.target, spread_out(row, shift, factor)).tolist())
        found.append(NightAhead(said.night + timedelta(days=place), place + 1, quantiles, said.sigma * factor))
    return tuple(found)


def _differ(one: Floats, other: Floats) -> bool:
    return bool((np.abs(one - other) > ROUNDING).any())
