"""What is known of people in general before a person's own nights are many: the population priors.

A prior is a few dozen aggregated numbers per target and kind of series, fitted by `forecasting.fitting`. The shipped
one (`prior.json`) is frozen; the backtest fits its own on other people.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.errors import BadInput
from core.targets import Target
from core.targets import target as target_named
from forecasting.quantiles import Floats, student_row

if TYPE_CHECKING:
    from forecasting.forecaster import Forecaster

SHIPPED = Path(__file__).with_name("prior.json")
DOF = 6.0
"""Degrees of freedom of the forecasters' t-tails; 5 to 8 score alike on LifeSnaps, 15 is worse on three of four series."""
FEATURES = 6
"""Number of features of the lag regression."""


@dataclass(frozen=True)
class TargetPrior:
    """The population prior of one target and kind of series; everything on the modelling scale."""

    target: str
    kind: str
    people: int
    """How many it is fitted on; 0 for a weak default."""
    nights: int
    level_mean: float
    level_sd: float
    """Spread of people's levels around `level_mean`."""
    within_sd: float
    """Typical spread of one person's nights around the person's level."""
    memory: float
    """AR(1) coefficient of the deviations from the level."""
    drift_ratio: float
    """Variance of the level's nightly step over the variance of a night's noise (local level)."""
    spread_nights: float
    """How many nights of a person's own errors the prior's spread weighs."""
    spreads: Mapping[str, float] = field(default_factory=dict)
    """One-step t-scale of each forecaster."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """Prior weight of each forecaster in the combination."""
    stack: Mapping[str, float] = field(default_factory=dict)
    """Weights of the fixed mixture (`forecasting.mixtures`); empty where none was fitted."""
    combined_spread: float | None = None
    """One-step t-scale of the combination; None: as the personal mean's."""
    shape: tuple[float, ...] = ()
    """Quantiles (21,) of the combination's standardised errors; empty: the t distribution's."""
    lag_coefficients: tuple[float, ...] = ()
    """(6,), see `forecasting.rules.lag_regression`; empty: those of an AR(1)."""
    lag_gram: tuple[tuple[float, ...], ...] = ()
    """(6, 6) mean outer product of the features, which scales the shrinkage; empty: that of independent features."""

    @property
    def level_nights(self) -> float:
        """How many nights the population's level weighs against a person's own (empirical Bayes)."""
        return (self.within_sd / self.level_sd) ** 2

    @property
    def step_sd(self) -> float:
        """Spread of one step of the AR(1) around its forecast."""
        return self.within_sd * math.sqrt(max(1.0 - self.memory**2, 0.1))

    def spread(self, forecaster: str) -> float:
        """The prior one-step scale of a forecaster; of one it was not fitted for, the nights' own spread."""
        return self.spreads.get(forecaster, self.within_sd)

    def weight(self, forecaster: str) -> float:
        """The prior weight of a forecaster; of one it was not fitted for, the mean weight."""
        return self.weights.get(forecaster, sum(self.weights.values()) / len(self.weights) if self.weights else 1.0)

    @cached_property
    def shape_row(self) -> Floats:
        """Quantiles (21,) of standardised errors."""
        return np.array(self.shape) if self.shape else student_row(DOF)

    @cached_property
    def coefficients(self) -> Floats:
        """Population coefficients (6,) of the lag regression."""
        return np.array(self.lag_coefficients) if self.lag_coefficients else self.memory * np.eye(FEATURES)[0]

    @cached_property
    def gram(self) -> Floats:
        """Mean outer product (6, 6) of the lag regression's features."""
        return np.array(self.lag_gram) if self.lag_gram else self.within_sd**2 * np.eye(FEATURES)


@dataclass(frozen=True)
class PopulationPrior:
    """The priors of all targets and kinds, and where they come from."""

    name: str
    """shipped, cross-fitted, weak."""
    source: str
    """Whose data, under which licence."""
    sources: tuple[str, ...]
    """Source modules of the people it is fitted on."""
    fitted_on: frozenset[str]
    """Digests (`digest_of`) of those people: none of them may be judged with it."""
    trained_through: date | None
    """Last night of the people it is fitted on; None for a weak default."""
    targets: Mapping[str, TargetPrior]
    """By "target/kind"."""
    correlations: Mapping[str, float]
    """Of one-step errors, by "target~target"; missing pairs are 0."""
    trained: Mapping[str, Mapping[str, Forecaster]] = field(default_factory=dict)
    """Target/kind → name → forecaster trained on those people."""

    def knows(self, person_id: str) -> bool:
        """True for a person it is fitted on."""
        return digest_of(person_id) in self.fitted_on

    def of(self, target: Target, kind: str) -> TargetPrior:
        """The prior of that series, or a weak default where nothing is known."""
        return self.targets.get(f"{target.name}/{kind}") or weak_prior(target, kind)

    def correlation(self, one: str, other: str) -> float:
        """The prior correlation of two targets' errors."""
        return self.correlations.get(f"{one}~{other}", self.correlations.get(f"{other}~{one}", 0.0))


def digest_of(person_id: str) -> str:
    """The first twelve hexadecimal digits of the SHA-256 of a person's id: enough to recognise it, not to tell it."""
    return hashlib.sha256(person_id.encode()).hexdigest()[:12]


def weak_prior(target: Target, kind: str) -> TargetPrior:
    """A prior that says next to nothing: level anywhere in the plausible range, spread a twentieth of it.

    That is a few times too wide for a respiratory rate and a third too narrow for recovery %; so it weighs less than a night.
    """
    low, high = (target.to_scale(edge) for edge in target.plausible)
    return TargetPrior(
        target=target.name,
        kind=kind,
        people=0,
        nights=0,
        level_mean=(low + high) / 2.0,
        level_sd=(high - low) / 4.0,
        within_sd=(high - low) / 20.0,
        memory=0.3,
        drift_ratio=0.03,
        spread_nights=0.75,
    )


def weak_population() -> PopulationPrior:
    """A population of which nothing is known but the targets' plausible ranges."""
    return PopulationPrior("weak", "the targets' plausible ranges", (), frozenset(), None, {}, {})


@lru_cache(maxsize=1)
def load_prior() -> PopulationPrior:
    """The shipped prior."""
    return read_prior(SHIPPED)


def read_prior(path: Path) -> PopulationPrior:
    """The prior that a file holds.

    Raises:
        BadInput: if the file is not a prior of this version.
    """
    try:
        raw = json.loads(path.read_text("utf-8"))
        entries = [_target_prior(entry) for entry in raw["targets"]]
        through = raw["trained_through"]
        return PopulationPrior(
            name=raw["name"],
            source=raw["source"],
            sources=tuple(raw["sources"]),
            fitted_on=frozenset(raw["fitted_on"]),
            trained_through=date.fromisoformat(through) if through else None,
            targets={f"{entry.target}/{entry.kind}": entry for entry in entries},
            correlations=raw["correlations"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path.name} is not a population prior ({error}); write it again with `forecasting.fitting`") from error


def write_prior(prior: PopulationPrior, path: Path) -> None:
    """Write the prior where `read_prior` finds it, with six significant digits."""
    payload = {
        "name": prior.name,
        "source": prior.source,
        "sources": list(prior.sources),
        "fitted_on": sorted(prior.fitted_on),
        "trained_through": prior.trained_through.isoformat() if prior.trained_through else None,
        "correlations": dict(prior.correlations),
        "targets": [_rounded(dataclasses.asdict(entry)) for entry in prior.targets.values()],
    }
    path.write_text(json.dumps(payload, indent=1, sort_keys=True) + "\n", "utf-8")


def _target_prior(entry: dict[str, object]) -> TargetPrior:
    target_named(str(entry["target"]))  # an unknown target is a broken file
    gram = entry.pop("lag_gram")
    shape, coefficients = entry.pop("shape"), entry.pop("lag_coefficients")
    if not (isinstance(gram, list) and isinstance(shape, list) and isinstance(coefficients, list)):
        raise TypeError("shape, lag_coefficients and lag_gram must be lists")
    rows = tuple(tuple(row) for row in gram)
    return TargetPrior(**entry, shape=tuple(shape), lag_coefficients=tuple(coefficients), lag_gram=rows)  # type: ignore[arg-type]


def _rounded(value: object) -> object:
    """The same JSON value with floats at six significant digits."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
