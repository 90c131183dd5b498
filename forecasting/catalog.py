"""All forecasters. Adding one is one file and one line here."""

from __future__ import annotations

from forecasting.rules.ar_level import ArLevel
from forecasting.forecaster import Forecaster
from forecasting.rules.lag_regression import LagRegression
from forecasting.rules.local_level import LocalLevel
from forecasting.rules.means import DiscountedMean, WindowMean
from forecasting.rules.persistence import Persistence

FORECASTERS: dict[str, Forecaster] = {
    forecaster.name: forecaster
    for forecaster in (
        Persistence(),
        DiscountedMean("personal_mean", rate=0.0),
        WindowMean("mean_7", window=7),
        WindowMean("mean_30", window=30),
        DiscountedMean("ewma_fast", rate=0.30),
        DiscountedMean("ewma", rate=0.12),
        DiscountedMean("ewma_slow", rate=0.05),
        ArLevel(),
        LocalLevel(),
        LagRegression(),
    )
}
"""By name, in the order they are shown and weighed."""

BASELINES: tuple[str, ...] = ("persistence", "personal_mean", "mean_7", "mean_30", "ewma", "ar_level")
"""The declared rules that every skill is told against (DESIGN §8)."""
