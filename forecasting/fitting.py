"""Population priors from many people's series: a few aggregated numbers, no person's data.

Order matters, each step runs the forecasters with what the steps before found: levels and memory → drift and lag
coefficients → forecasters' spreads → their weights → the combination's spread and shape.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence

import numpy as np

from core.errors import BadInput, NotEnoughData
from forecasting.calibration import calibrate
from forecasting.catalog import FORECASTERS
from forecasting.combination import combine
from forecasting.forecaster import Forecaster
from forecasting.levels import discounted_mean, robust_path
from forecasting.mixtures import stack_weights
from forecasting.prior import DOF, FEATURES, TargetPrior
from forecasting.quantiles import LEVELS, MEDIAN, SCORED, Flags, Floats, student_row
from forecasting.rules.lag_regression import LagRegression, lag_features
from forecasting.rules.local_level import filtered_levels
from forecasting.rules.persistence import Persistence
from forecasting.series import Series

MIN_PEOPLE = 8
MIN_NIGHTS, MANY_NIGHTS, BURN_IN = 5, 10, 3
DRIFT_RATIOS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
RIDGE = 0.002
"""Share of the features' total variance added to each diagonal element of the pooled regression."""
SD_PER_MEAN_ABSOLUTE = 1.2533
"""√(π/2): standard deviation of a normal over its mean absolute deviation."""
SCALE_PER_MEAN_ABSOLUTE = math.sqrt(math.pi / DOF) * (DOF - 1.0) / 2.0 * math.gamma(DOF / 2.0) / math.gamma((DOF + 1.0) / 2.0)
"""Scale of a t distribution over its mean absolute deviation: 1.089 for six degrees of freedom."""
LOG_SD_VARIANCE = 0.65
"""Sampling variance of the log of a mean absolute deviation is about this over n, for errors with t-tails."""
SAFE_WEIGHT = 0.2
"""Share of the weight given by each forecaster's own loss: the best mixture of these people is not that of the next."""
LOSS_STEEPNESS = 20.0
"""A forecaster 5% worse than the best gets 1/e of its share."""
WEIGHT_STEPS, WEIGHT_RATE = 80, 3.0
SHAPE_NIGHTS = 100.0
"""Nights of the t distribution that the empirical shape of errors is mixed with."""
SYMMETRY = 0.25
"""Share of the mirrored shape: 0 fits the skew of the people at hand, 1 denies it."""
SHAPE_PERSON_POWER = 0.25
"""A person with n nights counts n^(1 − this) towards the shape: between per night (0) and per person (1)."""

Members = Mapping[str, Forecaster]
"""Forecasters by name."""
_PERSISTENCE = Persistence()


def fit_prior(series: Sequence[Series], members: Sequence[Members] | None = None) -> TargetPrior:
    """The population prior of one target and kind from many people's series.

    Args:
        series: one per person, all of one target and kind.
        members: the forecasters of each series, by name, whose spreads and weights to fit; everybody's are the rules by default. A
            trained one must not have seen the person whose series it is asked for, or its weight would be its memory's.

    Raises:
        NotEnoughData: with fewer than `MIN_PEOPLE` people of `MANY_NIGHTS` nights.
        BadInput: if a member sleeps through a night.
    """
    everybody = members or [FORECASTERS] * len(series)
    asked = [(one, theirs) for one, theirs in zip(series, everybody, strict=True) if one.usable >= MIN_NIGHTS]
    many = [(one, theirs) for one, theirs in asked if one.usable >= MANY_NIGHTS]
    prior = _with_spreads(fit_dynamics(series), many)
    experts = [(one, {name: forecaster.path(one, prior) for name, forecaster in theirs.items()}) for one, theirs in asked]
    prior = dataclasses.replace(prior, weights=_weights(experts, prior), stack=_stack(experts, prior))
    combined = [(one.values, combine(one.values, paths, prior).quantiles) for one, paths in experts]
    return _with_shape(_with_combined_spread(prior, combined), combined)


def fit_dynamics(series: Sequence[Series]) -> TargetPrior:
    """The part of a prior that no forecaster is needed for: levels, memory, drift, coefficients, and the lag regression's spread.

    Raises:
        NotEnoughData: with fewer than `MIN_PEOPLE` people of `MANY_NIGHTS` nights.
    """
    many = [one for one in series if one.usable >= MANY_NIGHTS]
    if len(many) < MIN_PEOPLE:
        raise NotEnoughData(f"a population prior needs {MIN_PEOPLE} people with {MANY_NIGHTS} nights, has {len(many)}; import more people")
    prior = _with_dynamics(_levels([one for one in series if one.usable >= MIN_NIGHTS], many), many)
    rule = LagRegression()
    return _with_spreads(prior, [(one, {rule.name: rule}) for one in many])


def _levels(some: Sequence[Series], many: Sequence[Series]) -> TargetPrior:
    """Level, its spread between people, and the typical spread within one, by medians and absolute deviations."""
    levels = np.array([np.nanmedian(one.values) for one in some])
    spreads = [SD_PER_MEAN_ABSOLUTE * np.nanmean(np.abs(one.values - np.nanmedian(one.values))) for one in many]
    within_sd = float(np.exp(np.mean(np.log(np.maximum(spreads, 1e-6)))))
    return TargetPrior(
        target=some[0].target.name,
        kind=some[0].kind,
        people=len(some),
        nights=sum(one.usable for one in some),
        level_mean=float(levels.mean()),
        level_sd=max(float(levels.std(ddof=1)), 0.1 * within_sd),
        within_sd=within_sd,
        memory=0.3,
        drift_ratio=0.03,
        spread_nights=4.0,
    )


def _with_dynamics(prior: TargetPrior, many: Sequence[Series]) -> TargetPrior:
    prior = dataclasses.replace(prior, memory=_memory(many, prior))
    prior = dataclasses.replace(prior, drift_ratio=min(DRIFT_RATIOS, key=lambda ratio: _drift_error(many, prior, ratio)))
    gram, coefficients = _lag_coefficients(many, prior)
    rows = tuple(tuple(float(cell) for cell in row) for row in gram)
    return dataclasses.replace(prior, lag_gram=rows, lag_coefficients=tuple(float(c) for c in coefficients))


def _memory(many: Sequence[Series], prior: TargetPrior) -> float:
    """Pooled AR(1) coefficient of clipped deviations from a slow level."""
    cross = square = 0.0
    for one in many:
        deviation = one.values - discounted_mean(one.values, 0.03, prior)[:-1]
        clipped = np.clip(deviation, -3.0 * prior.within_sd, 3.0 * prior.within_sd)
        before, after = clipped[:-1], clipped[1:]
        both = np.isfinite(before) & np.isfinite(after)
        cross += float((before[both] * after[both]).sum())
        square += float((before[both] ** 2).sum())
    return min(0.95, max(0.0, cross / square)) if square > 0.0 else 0.0


def _drift_error(many: Sequence[Series], prior: TargetPrior, ratio: float) -> float:
    """Sum over people of mean absolute one-step errors of the local level with that ratio."""
    errors = [one.values - filtered_levels(one.values, prior, ratio)[:-1] for one in many]
    return sum(_mean_absolute(error) for error in errors)


def _lag_coefficients(many: Sequence[Series], prior: TargetPrior) -> tuple[Floats, Floats]:
    """Mean outer product (6, 6) of the features and the pooled ridge coefficients (6,); people weigh by their precision."""
    gram, cross, total = np.zeros((FEATURES, FEATURES)), np.zeros(FEATURES), 0.0
    for one in many:
        robust = robust_path(one.values, prior)
        outcomes = robust.pulled - robust.levels[:-1]
        used = np.isfinite(outcomes) & (np.cumsum(np.isfinite(one.values)) >= MIN_NIGHTS)
        spread = max(SD_PER_MEAN_ABSOLUTE * float(np.nanmean(np.abs(outcomes))), 1e-6)
        weight = (prior.within_sd / spread) ** 2
        features = lag_features(robust, prior)[:-1][used]
        gram += weight * (features[:, :, None] * features[:, None, :]).sum(axis=0)
        cross += weight * (features * outcomes[used][:, None]).sum(axis=0)
        total += weight * float(used.sum())
    gram, cross = gram / total, cross / total
    eye = np.eye(FEATURES) * max(float(np.trace(gram)), 1e-12)
    coefficients: Floats = np.linalg.solve(gram + RIDGE * eye, cross).astype(np.float64)
    return gram + 1e-3 * eye, coefficients


def _with_spreads(prior: TargetPrior, many: Sequence[tuple[Series, Members]]) -> TargetPrior:
    """Each forecaster's typical one-step scale, and how much people differ in it (which says what the prior weighs)."""
    logs = {name: [_log_scale(one.values, members[name].path(one, prior), prior) for one, members in many] for name in many[0][1]}
    spreads = {name: float(np.exp(np.mean(values))) for name, values in logs.items()}
    counts = np.array([one.usable for one, _ in many], dtype=np.float64)
    best = min(spreads, key=lambda name: spreads[name])
    between = float(np.var(logs[best], ddof=1)) - LOG_SD_VARIANCE * float(np.mean(1.0 / counts))
    return dataclasses.replace(prior, spreads=spreads, spread_nights=float(np.clip(0.5 / max(between, 1e-3), 2.0, 30.0)))


def _log_scale(values: Floats, path: Floats, prior: TargetPrior) -> float:
    """Log t-scale of one person's one-step errors after the first nights; a person who never changes counts as a twentieth."""
    scale = SCALE_PER_MEAN_ABSOLUTE * _mean_absolute((values - path[:-1, MEDIAN])[_after_burn_in(values)])
    return math.log(max(scale, 0.05 * prior.within_sd))


def _mean_absolute(errors: Floats) -> float:
    known = errors[np.isfinite(errors)]
    return float(np.abs(known).mean()) if len(known) else 0.0


def _after_burn_in(values: Floats) -> Flags:
    """True (n,) for usable nights with at least `BURN_IN` usable ones before."""
    known = np.isfinite(values)
    after: Flags = known & (np.cumsum(known) > BURN_IN)
    return after


def _weights(experts: Sequence[tuple[Series, Mapping[str, Floats]]], prior: TargetPrior) -> dict[str, float]:
    """Weights of the static mixture with the least pooled CRPS, people counting alike; mixed with equal weights.

    Exponentiated gradient descent on the simplex: Kivinen & Warmuth, Information and Computation 132 (1997).
    """
    names = list(experts[0][1])
    observed, quantiles, mass = _pooled(experts)
    levels = np.array(LEVELS[SCORED])
    weights = np.full(len(names), 1.0 / len(names))
    for _ in range(WEIGHT_STEPS):
        mixture = (weights[None, :, None] * quantiles).sum(axis=1)
        gradient = ((observed[:, None] < mixture) - levels) * mass[:, None] * (2.0 / len(levels))
        slopes = (gradient[:, None, :] * quantiles).sum(axis=(0, 2))
        weights = weights * np.exp(-WEIGHT_RATE / prior.within_sd * (slopes - (weights * slopes).sum()))
        weights /= weights.sum()
    mixed = (1.0 - SAFE_WEIGHT) * weights + SAFE_WEIGHT * _by_loss(observed, quantiles, mass)
    return dict(zip(names, (float(weight) for weight in mixed), strict=True))


def _stack(experts: Sequence[tuple[Series, Mapping[str, Floats]]], prior: TargetPrior) -> dict[str, float]:
    """Weights of the fixed mixture, on changes since the last usable night in each person's own spread.

    Against a level instead, whoever stands off it most would say what the mean is worth.
    """
    observed, quantiles, mass = _pooled(experts)
    anchors = np.concatenate([_PERSISTENCE.path(one, prior)[:-1, MEDIAN][_after_burn_in(one.values)] for one, _ in experts])
    spreads = np.concatenate([np.full(int(_after_burn_in(one.values).sum()), _own_spread(one)) for one, _ in experts])
    medians = (quantiles[:, :, MEDIAN - SCORED.start] - anchors[:, None]) / spreads[:, None]
    found = stack_weights((observed - anchors) / spreads, medians, mass)
    return {name: float(weight) for name, weight in zip(experts[0][1], found, strict=True) if weight > 0.0}


def _own_spread(one: Series) -> float:
    """Mean absolute change from night to night; a person who never changes counts as one unit of the scale."""
    known = one.values[np.isfinite(one.values)]
    return float(np.abs(np.diff(known)).mean()) or 1.0


def _by_loss(observed: Floats, quantiles: Floats, mass: Floats) -> Floats:
    """Weights (k,) that fall exponentially with the relative excess of a forecaster's pooled CRPS."""
    error = observed[:, None, None] - quantiles
    levels = np.array(LEVELS[SCORED])
    losses = (mass[:, None] * np.maximum(levels * error, (levels - 1.0) * error).mean(axis=2)).sum(axis=0)
    weights = np.exp(-LOSS_STEEPNESS * (losses / losses.min() - 1.0))
    normalised: Floats = weights / weights.sum()
    return normalised


def _pooled(experts: Sequence[tuple[Series, Mapping[str, Floats]]]) -> tuple[Floats, Floats, Floats]:
    """Observations (m,), experts' quantiles (m, k, 19) and the weight (m,) of each night."""
    observed, quantiles, mass = [], [], []
    for one, paths in experts:
        used = _after_burn_in(one.values)
        observed.append(one.values[used])
        quantiles.append(np.stack([path[:-1][used][:, SCORED] for path in paths.values()], axis=1))
        mass.append(np.full(int(used.sum()), 1.0 / (max(int(used.sum()), 1) * len(experts))))
    said = np.concatenate(quantiles)
    if not np.isfinite(said).all():
        raise BadInput("weights are fitted on what everybody says of every night, a member sleeps through some; leave it out")
    return np.concatenate(observed), said, np.concatenate(mass)


def _with_combined_spread(prior: TargetPrior, combined: Sequence[tuple[Floats, Floats]]) -> TargetPrior:
    logs = [_log_scale(values, path, prior) for values, path in combined if np.isfinite(values).sum() >= MANY_NIGHTS]
    return dataclasses.replace(prior, combined_spread=float(np.exp(np.mean(logs))))


def _with_shape(prior: TargetPrior, combined: Sequence[tuple[Floats, Floats]]) -> TargetPrior:
    """The quantiles of all people's standardised errors, drawn a little towards symmetry and towards the t distribution."""
    errors, mass = [], []
    for values, path in combined:
        used = _after_burn_in(values)
        spread = calibrate(values, path, prior).spread
        errors.append(((values - path[:-1, MEDIAN]) / spread[:-1])[used])
        mass.append(np.full(int(used.sum()), max(int(used.sum()), 1) ** -SHAPE_PERSON_POWER))
    pooled, weight = np.concatenate(errors), np.concatenate(mass)
    order = np.argsort(pooled, kind="stable")
    pooled, weight = pooled[order], weight[order] / weight.sum()
    empirical = np.interp(LEVELS, np.cumsum(weight) - 0.5 * weight, pooled)
    drawn = (1.0 - SYMMETRY) * empirical + SYMMETRY * (empirical - empirical[::-1]) / 2.0
    share = len(pooled) / (len(pooled) + SHAPE_NIGHTS)
    shape = np.sort(share * drawn + (1.0 - share) * student_row(DOF))
    return dataclasses.replace(prior, shape=tuple(float(q) for q in shape))
