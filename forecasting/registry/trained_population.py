"""The shipped population, joined by whatever was trained here and may serve the evening."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.entries import Track
from core.targets import TARGETS
from forecasting.catalog import FORECASTERS
from forecasting.forecaster import Forecaster
from forecasting.learners.learner import Learner
from forecasting.prior import PopulationPrior, TargetPrior
from forecasting.registry.loading import CHALLENGER, Serving, serve
from forecasting.registry.serving import eligible
from forecasting.registry.versions import Versions


@dataclass(frozen=True)
class TrainedPopulation:
    """What an evening starts from."""

    population: PopulationPrior
    refused: tuple[str, ...]
    """One sentence per version whose files were refused, naming it."""


def trained_population(
    shipped: PopulationPrior,
    versions: Versions,
    learners: Mapping[str, Learner],
    person_id: str,
    night: date,
    as_of: datetime,
    track: Track,
) -> TrainedPopulation:
    """The shipped population with the versions that may serve that evening; it alone where none is registered.

    Args:
        shipped: the frozen one.
        versions: of this installation.
        learners: by name; they make forecasters of files.
        person_id: whom the forecast is for.
        night: that is forecast.
        as_of: the instant whose knowledge is allowed.
        track: live or replay.
    """
    candidates = eligible(versions.registered(), person_id, night, as_of, track)
    priors, refused = dict(shipped.targets), list[str]()
    trained = {key: dict(theirs) for key, theirs in shipped.trained.items()}
    for key in sorted({one.version.key for one in candidates if one.version.target in TARGETS}):
        serving = serve([one for one in candidates if one.version.key == key], person_id, track, learners, versions.folder)
        refused += serving.refused
        trained.setdefault(key, {}).update(serving.forecasters)
        target, kind = key.split("/")
        priors[key] = joined(shipped.of(TARGETS[target], kind), serving)
    joint: Mapping[str, Mapping[str, Forecaster]] = trained
    return TrainedPopulation(dataclasses.replace(shipped, targets=priors, trained=joint), tuple(refused))


def joined(prior: TargetPrior, serving: Serving) -> TargetPrior:
    """The prior with a starting weight and spread for each that serves, as its evaluation found them; the others share what is left."""
    metrics = {name: one.members[0].version.metrics for name, one in serving.forecasters.items()}
    weights = {name: found.get("start_weight", 0.0) for name, found in metrics.items() if not name.endswith(CHALLENGER)}
    weights |= {name: 0.0 for name in metrics if name.endswith(CHALLENGER)}
    spreads = {name: found["start_spread"] for name, found in metrics.items() if "start_spread" in found}
    left = max(1.0 - sum(weights.values()), 0.2)
    scale = (1.0 - left) / sum(weights.values()) if sum(weights.values()) > 0.0 else 0.0
    mine = {name: scale * weight for name, weight in weights.items()}
    standing = prior.weights or dict.fromkeys(FORECASTERS, 1.0 / len(FORECASTERS))  # unwritten, equal weights would mean those of ours
    others = {name: left * weight for name, weight in standing.items()}
    return dataclasses.replace(prior, weights={**others, **mine}, spreads={**prior.spreads, **spreads})
