"""Each forecaster's median as a sum: the personal mean, what recent nights say, and what each input adds. Only what was known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from core.errors import NotEnoughData, UnknownName
from core.records import Night
from forecasting.ensemble import Basis, basis_of
from forecasting.features.table import FeatureTable
from forecasting.forecaster import Forecaster
from forecasting.learners.design import LAGS
from forecasting.learners.learner import Trained
from forecasting.levels import discounted_mean, robust_path
from forecasting.models import Abstained, ModelsForecast, TargetForecast
from forecasting.prior import TargetPrior
from forecasting.quantiles import MEDIAN, Floats
from forecasting.registry.serving import ServedForecaster
from forecasting.rules.lag_regression import LagRegression
from forecasting.series import Series, series_of

NIGHTS = 28
"""Over which parts are told: four of each weekday."""
LEVEL = "level"
"""Name of the part that the slow level differs from the personal mean by."""
Parts = dict[str, Floats]
"""Name → (nights,) parts of a median's departure from the personal mean, on the modelling scale."""


@dataclass(frozen=True)
class Setting:
    """One target of one evening: what is said of it, and what that was made of."""

    forecast: TargetForecast
    series: Series
    """With its features."""
    basis: Basis

    @property
    def awake(self) -> dict[str, Forecaster]:
        """The members that speak of the night, by name."""
        speaking = {row.name for row in self.forecast.forecasters}
        return {name: member for name, member in self.basis.members.items() if name in speaking}

    @cached_property
    def parts(self) -> dict[str, Parts]:
        """Of every member awake, over the last `NIGHTS` nights; the coming one is the last."""
        return terms_of(self.awake, self.series, self.basis.prior, NIGHTS)


def setting_of(nights: Sequence[Night], models: ModelsForecast, name: str, features: FeatureTable | None) -> Setting:
    """The setting of one target.

    Args:
        nights: those that the models' forecast was made of.
        models: that forecast.
        name: of the target.
        features: those that it was made of; without them, trained members can only be explained by the nights.

    Raises:
        UnknownName: if the models say nothing of that target.
        NotEnoughData: if they abstain from it.
    """
    said = models.targets.get(name)
    if said is None:
        raise UnknownName(f"no forecast of {name!r} this evening; there is one of {', '.join(models.targets)}")
    if isinstance(said, Abstained):
        raise NotEnoughData(said.reason)
    series = series_of(nights, said.target, models.night)
    return Setting(said, replace(series, features=features), basis_of(models.prior, series))


def trained_of(member: Forecaster, night: date) -> Trained | None:
    """What was trained, if the member was: of several versions the one that tells that night."""
    if not isinstance(member, ServedForecaster):
        return member if isinstance(member, Trained) else None
    honest = [one for one in member.members if one.version.trained_through < night]
    strangers = [one for one in member.members if not one.version.knows(member.person_id)]
    found = next((one.trained for one in (*honest, *strangers)), None)
    return found if isinstance(found, Trained) else None


def terms_of(members: Mapping[str, Forecaster], series: Series, prior: TargetPrior, nights: int = 1) -> dict[str, Parts]:
    """Member → the parts that its medians of the last nights, the coming one included, are made of.

    The lag regression gives its level and six lags; what corrects it, these and one part per input; any other rule one part, by its
    own name. The sum of a member's parts is its median minus the personal mean, in every night.

    Args:
        members: by name.
        series: the nights, with features.
        prior: of the series.
        nights: how many rows; those of a trained member are all told by the version that tells the coming night.
    """
    mean = discounted_mean(series.values, 0.0, prior)[-nights:]
    lagged = _lagged(series, prior, mean, nights)
    return {name: _parts(name, member, series, prior, mean, lagged) for name, member in members.items()}


def _parts(name: str, member: Forecaster, series: Series, prior: TargetPrior, mean: Floats, lagged: Parts) -> Parts:
    trained = trained_of(member, series.next_night)
    if trained is not None:
        return summed([lagged, trained.contributions(series, prior, len(mean))])
    if isinstance(member, LagRegression):
        return lagged
    return {name: member.path(series, prior)[-len(mean) :, MEDIAN] - mean}


def _lagged(series: Series, prior: TargetPrior, mean: Floats, nights: int) -> Parts:
    """The lag regression's parts."""
    robust = robust_path(series.values, prior)
    terms = LagRegression().terms(robust, prior)[-nights:]
    return {LEVEL: robust.levels[-nights:] - mean, **dict(zip(LAGS, terms.T, strict=True))}


def summed(several: Iterable[Mapping[str, Floats]]) -> Parts:
    """The parts of several added up by name."""
    found: Parts = {}
    for parts in several:
        for name, values in parts.items():
            found[name] = found[name] + values if name in found else values
    return found
