"""Rivals: the automatic statistical models a person would try first, fitted to one person's nights by darts and statsforecast.

They are shown beside the forecasters, not combined with them: on WHOOP nights they score below an EWMA (EVALUATION §7).
The one file of the forecasting room that opens darts.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np

from forecasting.levels import discounted_mean
from forecasting.prior import TargetPrior
from forecasting.quantiles import LEVELS, MEDIAN, Floats, student_row
from forecasting.series import Series
from forecasting.spread import path_around

MIN_NIGHTS = 14
"""Usable nights below which nothing is fitted; 10 loses 1% to 2% on HRV and nightly heart rate."""
EVERY_NIGHT, WEEKLY = 1, 7
HORIZON = 28
"""Nights ahead beyond which a gap changes the forecast no more: a trend must not run away."""
SEASON = 1
"""Nights in a season: none. Weeks (7) score alike or worse on LifeSnaps and take three to ten times as long."""
LEAST_SIGMA = 1e-6
"""Standard deviations, in the population's, below which the library has taken a series for certain."""
_NORMAL = student_row(math.inf)


class _Model(Protocol):
    """What we use of darts' statsforecast models."""

    def fit(self, series: object) -> object:
        """Choose the form and the parameters."""
        ...

    def predict(self, n: int, series: object, *, predict_likelihood_parameters: bool) -> _Values:
        """Quantiles of the next n nights of a series, with the parameters fitted before."""
        ...


class _Values(Protocol):
    """What we use of darts' series."""

    def values(self) -> Floats:
        """(n, 21) here."""
        ...


@dataclass(frozen=True)
class AutoEts:
    """Exponential smoothing of the form with the least AICc, chosen anew every night (6 ms a time; weekly loses 2% on HRV).

    Source: Hyndman, Koehler, Ord & Snyder, Forecasting with Exponential Smoothing: The State Space Approach (2008).
    """

    name: str = "auto_ets"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21); see `rival_path`."""

        def make() -> _Model:
            from darts.models import AutoETS

            model: _Model = AutoETS(season_length=SEASON, quantiles=list(LEVELS))
            return model

        return rival_path(self.name, make, EVERY_NIGHT, series, prior)


@dataclass(frozen=True)
class AutoArima:
    """ARIMA of the orders with the least AICc, chosen anew every week (80 ms a time), applied every night.

    Source: Hyndman & Khandakar, Journal of Statistical Software 27 (2008).
    """

    name: str = "auto_arima"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21); see `rival_path`."""

        def make() -> _Model:
            from darts.models import AutoARIMA

            model: _Model = AutoARIMA(season_length=SEASON, quantiles=list(LEVELS))
            return model

        return rival_path(self.name, make, WEEKLY, series, prior)


@dataclass(frozen=True)
class AutoTheta:
    """Theta model of the kind with the least squared error, chosen anew every week (up to 25 ms a time), applied every night.

    Source: Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler, International Journal of Forecasting 32 (2016).
    """

    name: str = "auto_theta"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21); see `rival_path`."""

        def make() -> _Model:
            from darts.models import AutoTheta as Theta

            model: _Model = Theta(season_length=SEASON, quantiles=list(LEVELS))
            return model

        return rival_path(self.name, make, WEEKLY, series, prior)


def rival_path(name: str, make: Callable[[], _Model], every: int, series: Series, prior: TargetPrior) -> Floats:
    """Quantiles (n+1, 21) of a rival; row t is fitted on values[:t] only.

    A missing night stands in later fits as what the rival itself foretold for it; a gap that still lasts is bridged by
    forecasting further ahead. Before `MIN_NIGHTS`, and where the library fails or is certain, the shrunk personal mean stands.

    Args:
        name: of the rival.
        make: a new, unfitted model.
        every: nights after which it is fitted anew; in between the same parameters are applied to the new nights.
        series: the nights.
        prior: of the series' target and kind.
    """
    path = path_around(name, series.values, discounted_mean(series.values, 0.0, prior), prior)
    walk = _Walk(make, every, LEAST_SIGMA * prior.within_sd)
    for row, value in enumerate(series.values.tolist()):
        walk.foretell(path[row])
        walk.pass_night(value, float(path[row, MEDIAN]))
    walk.foretell(path[-1])
    return path


class _Walk:
    """A rival on its way through a person's nights."""

    def __init__(self, make: Callable[[], _Model], every: int, least_sigma: float) -> None:
        self._make, self._every, self._least_sigma = make, every, least_sigma
        self._nights: list[float] = []  # from the first usable one on, missing ones filled
        self._usable = 0
        self._missing = 0  # since the last usable one
        self._model: _Model | None = None
        self._fitted_on = 0  # nights; 0 before the first fit

    def foretell(self, row: Floats) -> None:
        """Write the next night's quantiles into the row (21,), if there is something to say."""
        if self._usable < MIN_NIGHTS:
            return
        nights = np.array(self._nights[: len(self._nights) - self._missing])
        if not self._fitted_on or len(nights) - self._fitted_on >= self._every:
            self._model, self._fitted_on = _fitted(self._make, nights), len(nights)
        found = _foretold(self._model, nights, min(self._missing + 1, HORIZON)) if self._model else None
        if found is None:
            return
        mean, sigma = found
        # filled nights have no error of their own, so the library's sigma is counted over the usable ones
        sigma *= math.sqrt(len(nights) / self._usable)
        if sigma > self._least_sigma:
            row[:] = mean + sigma * _NORMAL

    def pass_night(self, value: float, foretold: float) -> None:
        """The night has come, or is missing and stands as foretold."""
        missing = math.isnan(value)
        if self._nights or not missing:
            self._nights.append(foretold if missing else value)
        self._usable += not missing
        self._missing = self._missing + 1 if missing else 0


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the library's warnings (of poor fits, and of its own first compilation) and random numbers to itself."""
    state = np.random.get_state()  # noqa: NPY002 - darts sets numpy's old global state at every call
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002 - as above


def _fitted(make: Callable[[], _Model], nights: Floats) -> _Model | None:
    """A model fitted to the nights; None where the library fails on them."""
    try:
        with _undisturbed():
            from darts import TimeSeries

            model = make()
            model.fit(TimeSeries.from_values(nights))
    except Exception:  # noqa: BLE001 - statsforecast raises bare `Exception` where no model fits
        return None
    return model


def _foretold(model: _Model, nights: Floats, horizon: int) -> tuple[float, float] | None:
    """Mean and standard deviation of the night so far ahead; None where the library fails.

    The library's quantiles are normal ones, but the theta model's, which come from 200 draws with one fixed seed and so lie
    0.07 standard deviations too high: of those only the spread is taken.
    """
    try:
        with _undisturbed():
            from darts import TimeSeries

            told = model.predict(horizon, TimeSeries.from_values(nights), predict_likelihood_parameters=True).values()[-1]
    except Exception:  # noqa: BLE001 - statsforecast raises bare `Exception`
        return None
    mean = float(told[MEDIAN])
    sigma = float(((told - mean) * _NORMAL).sum() / (_NORMAL**2).sum())
    return (mean, sigma) if math.isfinite(mean + sigma) else None
