"""The population that ships with Morrow: its priors, and the ridge that was trained on the same people."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from forecasting.learners.ridge import Ridge, RidgeLearner
from forecasting.prior import PopulationPrior, load_prior

POPULATION_RIDGE = "population_ridge"
"""Name of the shipped ridge: beside it stands `ridge`, once the installation has trained its own."""
SHIPPED = Path(__file__).with_name("ridge.json")


@lru_cache(maxsize=1)
def shipped_population() -> PopulationPrior:
    """The shipped priors, and what was trained with them: frozen, exempt from the rule of dates, and named wherever it speaks."""
    kept = json.loads(SHIPPED.read_text("utf-8"))
    learner = RidgeLearner(POPULATION_RIDGE)
    trained = {key: {POPULATION_RIDGE: learner.load({"ridge.json": json.dumps(one).encode()})} for key, one in kept.items()}
    return dataclasses.replace(load_prior(), trained=trained)


def write_ridges(ridges: Mapping[str, Ridge], path: Path = SHIPPED) -> None:
    """Write the ridges, by target/kind, where `shipped_population` finds them."""
    kept = {key: json.loads(one.files()["ridge.json"]) for key, one in sorted(ridges.items())}
    path.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
