"""All forecasters: rules, which need no training, and learners, which make trained ones. Adding one is one file and one line here."""

from __future__ import annotations

from forecasting.forecaster import Forecaster
from forecasting.learners.grown import BOOSTED, RANDOM_FOREST
from forecasting.learners.learner import Learner
from forecasting.learners.lstm import LstmLearner
from forecasting.learners.own import OwnTrees, TunedLstmLearner
from forecasting.learners.ridge import RidgeLearner
from forecasting.rules.ar_level import ArLevel
from forecasting.rules.kalman_ar import KalmanAr
from forecasting.rules.lag_regression import LagRegression
from forecasting.rules.local_level import LocalLevel
from forecasting.rules.means import DiscountedMean, WindowMean
from forecasting.rules.persistence import Persistence
from forecasting.rules.statistical import AutoArima, AutoEts, AutoTheta

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
        KalmanAr(),
    )
}
"""By name, in the order they are shown and weighed."""

LEARNERS: dict[str, Learner] = {learner.name: learner for learner in (RidgeLearner(), BOOSTED, RANDOM_FOREST, LstmLearner())}
"""By the name of what they make. A trained forecaster stands beside the rules, and weighs what it earned on people it never saw."""

IN_THE_BOX = "ridge"
"""The learner that ships trained (`forecasting.population`), and that a plain backtest trains on other people."""

OPTIONAL: dict[str, Learner] = {learner.name: learner for learner in (TunedLstmLearner(),)}
"""Learners that are trained only when they are named."""

RIVALS: dict[str, Forecaster] = {rival.name: rival for rival in (AutoEts(), AutoArima(), AutoTheta(), OwnTrees())}
"""Scored in the benchmark beside the members, with no part in the combination: what others would use, and one person's own models."""

BASELINES: tuple[str, ...] = ("persistence", "personal_mean", "mean_7", "mean_30", "ewma", "ar_level")
"""The declared rules that every skill is told against (DESIGN §8)."""
