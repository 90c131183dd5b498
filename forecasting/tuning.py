"""Settings tuned within a budget of time, on the same rolling evaluation that judges versions. The one owner of Optuna.

The score of a trial is the mean, over targets, of its CRPS relative to the best rule's. The chosen settings have seen the stretches
that judge them: the gate's numbers of a tuned version are a little flattered, and say so; its sealed scores are not.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.errors import NotEnoughData
from forecasting.learners.learner import Choice, Learner, Progress, silent
from forecasting.rolling_origin import Prepare, evaluate
from forecasting.series import Series

if TYPE_CHECKING:
    from optuna import Trial

MOST_TRIALS = 200


@dataclass(frozen=True)
class Tuned:
    """What tuning chose."""

    learner: Learner
    """With the best settings found; the learner as it was where nothing was better."""
    trials: int
    score: float
    """CRPS relative to the best rule's, averaged over targets; below 1 is skill."""
    before: float
    """The same of the settings it began with."""


def tune(
    learner: Learner,
    people: Mapping[str, Sequence[Series]],
    training_set: Prepare,
    *,
    seconds: float,
    seed: int = 0,
    clock: Callable[[], float] = time.monotonic,
    progress: Progress = silent,
) -> Tuned:
    """The learner with the best settings found in that time; at least one trial is made beside its own settings.

    Args:
        learner: with the settings to begin with, and the space to search.
        people: whom it learns from and is judged on.
        training_set: makes what a learner takes.
        seconds: no trial is begun after them.
        seed: of the search.
        clock: counts the seconds.
        progress: told each trial.

    Raises:
        NotEnoughData: where nothing can be evaluated.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    begun, before = clock(), _score(learner, people, training_set)
    if not math.isfinite(before):
        raise NotEnoughData(f"wanted nights enough to judge {learner.name} by, found too few; import more")

    def objective(trial: Trial) -> float:
        score = _score(learner.configured(_asked(trial, learner.space)), people, training_set)
        progress(f"{learner.name}: trial {trial.number + 1}, {score:.4f} of the best rule's CRPS", min((clock() - begun) / seconds, 1.0))
        return score

    for trial in range(MOST_TRIALS):
        if trial and clock() - begun >= seconds:
            break
        study.optimize(objective, n_trials=1)
    better = study.best_value < before
    return Tuned(learner.configured(study.best_params) if better else learner, len(study.trials), min(study.best_value, before), before)


def _asked(trial: Trial, space: Mapping[str, Choice]) -> dict[str, float | int | str]:
    return {name: _one(trial, name, choice) for name, choice in space.items()}


def _one(trial: Trial, name: str, choice: Choice) -> float | int | str:
    low, high = choice[0], choice[-1]
    if isinstance(low, str) or isinstance(high, str):
        return str(trial.suggest_categorical(name, [str(one) for one in choice]))
    if isinstance(low, int) and isinstance(high, int):
        return trial.suggest_int(name, low, high)
    return trial.suggest_float(name, float(low), float(high), log=True)


def _score(learner: Learner, people: Mapping[str, Sequence[Series]], training_set: Prepare) -> float:
    found = evaluate(learner, people, training_set)
    ratios = [1.0 - over for one in found.values() if math.isfinite(over := one.metrics.over_best.estimate)]
    return float(np.mean(ratios)) if ratios else math.inf
