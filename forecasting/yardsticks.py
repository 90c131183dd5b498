"""What a backtest's numbers are held against: accuracy within people, what perfect calibration would show, whether a PIT is flat.

Pure functions over scored nights: person → observations (n,) and person → quantiles (n, 21), both in the target's unit and without
missing nights, as `forecasting.rows` gives them. Means are taken within a person first, then over people (as every skill here), so
that nobody counts more for having more nights; what is pooled over nights says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasting import scores
from forecasting.quantiles import LEVELS, MEDIAN, Floats

By = Mapping[str, Floats]
"""Person → an array with one row per scored night."""

DEPENDENCE = (
    "p-values and bands hold for independent nights. They are exact for an ideal forecaster, whose PITs are independent; one that is "
    "right only on average errs on several nights of a person alike, so a small p-value asks for a look and proves nothing"
)
"""Said wherever such a number is shown. Source: Diebold, Gunther & Tay, International Economic Review 39 (1998), on independence."""


@dataclass(frozen=True)
class Accuracy:
    """How close medians and intervals came, in the target's unit unless said otherwise."""

    mae: float
    rmse: float
    mape_pct: float
    """Percent of what came; nights of exactly 0 left out."""
    r2_within: float
    """Share of a person's variation around their own mean that the medians foresaw. That mean is taken in hindsight over the same
    nights, so a running mean stands a little below 0. NaN where nobody varies."""
    r2_pooled: float
    """The same around the mean of all people's nights: mostly that people differ. Shown because others show it; it says nothing of
    tomorrow (EVALUATION §2: 0.70 for the running mean alone)."""
    interval_score_80: float
    interval_score_95: float


def accuracy(observed: By, quantiles: By) -> Accuracy:
    """The accuracy of one forecaster on one target."""
    errors = {person: observed[person] - rows[:, MEDIAN] for person, rows in quantiles.items()}
    return Accuracy(
        mae=_mean_over_people({person: np.abs(error) for person, error in errors.items()}),
        rmse=float(np.mean([math.sqrt(float((error**2).mean())) for error in errors.values()])),
        mape_pct=_mean_over_people({person: _percent(error, observed[person]) for person, error in errors.items()}),
        r2_within=_r2_within(observed, errors),
        r2_pooled=_r2_pooled(observed, errors),
        interval_score_80=_interval_score(observed, quantiles, 0.8),
        interval_score_95=_interval_score(observed, quantiles, 0.95),
    )


def _interval_score(observed: By, quantiles: By, coverage: float) -> float:
    return _mean_over_people({person: scores.interval_score(observed[person], rows, coverage) for person, rows in quantiles.items()})


def _mean_over_people(losses: By) -> float:
    """Mean within a person, then over the people who have any."""
    means = [float(one.mean()) for one in losses.values() if len(one)]
    return float(np.mean(means)) if means else math.nan


def _percent(errors: Floats, observed: Floats) -> Floats:
    some = observed != 0.0
    percent: Floats = 100.0 * np.abs(errors[some] / observed[some])
    return percent


def _r2_within(observed: By, errors: By) -> float:
    """1 − mean squared error over mean variance, both within a person, then over people with two or more nights.

    Not the mean of each person's own R²: somebody with ten alike nights would decide it.
    """
    people = [person for person in errors if len(errors[person]) > 1]
    return _r2(sum(float((errors[person] ** 2).mean()) for person in people), sum(float(observed[person].var()) for person in people))


def _r2_pooled(observed: By, errors: By) -> float:
    everything, every_error = np.concatenate(list(observed.values())), np.concatenate(list(errors.values()))
    return _r2(float((every_error**2).mean()), float(everything.var()))


def _r2(squared_error: float, variance: float) -> float:
    return 1.0 - squared_error / variance if variance > 0.0 else math.nan


DECILE_NIGHTS = 10
"""Scored nights below which a person's coverage is chance and is left out of the worst decile."""


def worst_decile(coverages: Sequence[float]) -> float:
    """The mean of the lowest tenth of people, at least one; NaN of nobody."""
    worst = sorted(coverages)[: math.ceil(len(coverages) / 10)]
    return float(np.mean(worst)) if worst else math.nan


@dataclass(frozen=True)
class Floor:
    """What the worst-covered tenth of people would show under perfect calibration; NaN when nobody has enough nights."""

    median: float
    """Half the time it is lower than this."""
    low: float
    """The quantile asked for: below it, chance is no longer an explanation."""


def calibrated_worst_tenth(counts: Sequence[int], level: float = 0.8, draws: int = 4000, seed: int = 0, quantile: float = 0.05) -> Floor:
    """What `coverage_80_worst_decile` of the backtest would be by chance alone: no interval is to blame for the worst of many people.

    Every night falls into its interval with probability `level`, independently; people under `DECILE_NIGHTS` nights are left out.

    Args:
        counts: scored nights of each person.
        level: what the intervals promise.
        draws: simulated backtests.
        seed: of the simulation.
        quantile: of the lower end.
    """
    enough = np.array([count for count in counts if count >= DECILE_NIGHTS])
    if not len(enough):
        return Floor(math.nan, math.nan)
    covered = np.random.default_rng(seed).binomial(enough, level, size=(draws, len(enough))) / enough
    worst = [worst_decile(one) for one in covered.tolist()]
    return Floor(float(np.median(worst)), float(np.quantile(worst, quantile)))


@dataclass(frozen=True)
class Band:
    """Where a share lies by chance; ends inclusive."""

    low: float
    high: float

    def holds(self, share: float) -> bool:
        """True where chance explains the share."""
        return self.low <= share <= self.high


def coverage_band(nights: int, level: float = 0.8, confidence: float = 0.95) -> Band:
    """Where the pooled coverage of perfectly calibrated intervals lies on so many independent nights (`DEPENDENCE`).

    Central quantiles of the binomial distribution.

    Args:
        nights: at least one.
        level: what the intervals promise.
        confidence: how often the band holds.
    """
    from scipy import stats

    tail = (1.0 - confidence) / 2.0
    return Band(*(float(stats.binom.ppf(at, nights, level)) / nights for at in (tail, 1.0 - tail)))


@dataclass(frozen=True)
class PitReport:
    """Whether what came fell evenly over what was forecast."""

    counts: tuple[int, ...]
    """Nights in each of equally wide bins from 0 to 1; a hump says too wide, a valley too narrow, a slope to one side."""
    kolmogorov_p: float
    cramer_p: float
    """p-values of flatness as if nights were independent (`DEPENDENCE`); Kolmogorov–Smirnov sees one large deviation, Cramér–von
    Mises many small ones. NaN without nights."""


def pit_report(observed: By, quantiles: By, bins: int = 10, seed: int = 0) -> PitReport:
    """The histogram of the probability integral transforms over all nights, and how flat it is.

    A row of quantiles does not say where in its outer 2.5% a night fell: there the transform is drawn evenly, so that a calibrated
    forecaster is flat there too.

    Source: randomised PIT, Czado, Gneiting & Held, Biometrics 65 (2009), §2.
    """
    from scipy import stats

    values = np.concatenate([np.empty(0), *(scores.pit(observed[person], quantiles[person]) for person in observed)])
    drawn = np.random.default_rng(seed).uniform(0.0, LEVELS[0], len(values))
    values = np.where(values < LEVELS[0], drawn, np.where(values > LEVELS[-1], 1.0 - drawn, values))
    counts, _ = np.histogram(values, bins=bins, range=(0.0, 1.0))
    if not len(values):
        return PitReport(tuple(counts.tolist()), math.nan, math.nan)
    tests = stats.kstest(values, "uniform"), stats.cramervonmises(values, "uniform")
    return PitReport(tuple(counts.tolist()), float(tests[0].pvalue), float(tests[1].pvalue))
