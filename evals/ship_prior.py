"""How the shipped population is made: `python -m evals.ship_prior FILE`, FILE being the LifeSnaps daily table.

It writes `forecasting/prior.json` and `forecasting/ridge.json`. Kept so that they can be made again from their source; a test holds
them equal. Recovery % and SDNN stand in no such table: their entries are the project's own weak choices, and say so by counting no people.
"""

from __future__ import annotations

import dataclasses
import math
import sys
from collections import defaultdict
from datetime import UTC
from pathlib import Path
from typing import cast

from core.records import Day, Fact, Measure, Night
from core.snapshot import PersonHistory
from core.targets import TARGETS
from forecasting import population, prior
from forecasting.backtest import features_of
from forecasting.crossfit import fit_population
from forecasting.learners.ridge import Ridge, RidgeLearner
from forecasting.population import POPULATION_RIDGE
from forecasting.prior import PopulationPrior, TargetPrior
from forecasting.rows import newest_series
from forecasting.series import Series
from ingestion.lifesnaps import LifeSnaps

CITATION = (
    "S. Yfantidou, C. Karagianni, S. Efstathiou, A. Vakali, J. Palotti, D. P. Giakatos, T. Marchioro, A. Kazlouski, E. Ferrari, "
    'Š. Girdzijauskas, "LifeSnaps, a 4-month multi-modal dataset capturing unobtrusive snapshots of our lives in the wild", '
    "Scientific Data 9, 663 (2022), doi 10.5281/zenodo.6826682, CC BY 4.0"
)
FITTED = ("hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm", "nightly_hr_bpm", "sleep_minutes")


def shipped(path: Path) -> PopulationPrior:
    """The population of all people of the table, resting heart rate both as the vendor smooths it and as the night measured it."""
    people: dict[str, list[Series]] = defaultdict(list)
    for rhr, names in (("vendor_smoothed", FITTED), ("nightly", ("resting_hr_bpm",))):
        for history in _histories(path, rhr):
            features = features_of(history)
            found = (newest_series(history, TARGETS[name], features) for name in names)
            people[history.person_id].extend(one for one in found if one.usable)
    source = (
        f"Aggregated numbers, fitted on {len(people)} participants of LifeSnaps: {CITATION}. No person's data are contained. "
        "Entries with 0 people are the project's own weak choices."
    )
    fitted = fit_population(people, name="shipped", source=source, sources=("lifesnaps",), learners=[RidgeLearner(POPULATION_RIDGE)])
    return dataclasses.replace(fitted, targets=dict(sorted({**fitted.targets, **_own_choices(fitted)}.items())))


def _histories(path: Path, rhr: str) -> list[PersonHistory]:
    facts: dict[str, dict[type[Fact], list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for file in LifeSnaps().read(path, options={"rhr": rhr}):
        for fact in (item for item in file.items if isinstance(item, Fact)):
            facts[fact.person_id][type(fact)].append(fact)
    return [
        PersonHistory(
            person,
            UTC,
            nights=tuple(cast("list[Night]", theirs[Night])),
            days=tuple(cast("list[Day]", theirs[Day])),
            measures=tuple(cast("list[Measure]", theirs[Measure])),
        )
        for person, theirs in sorted(facts.items())
    ]


def _own_choices(fitted: PopulationPrior) -> dict[str, TargetPrior]:
    """Entries for what the table does not hold; without the ridge, which nothing was trained for there."""
    hrv = fitted.targets["hrv_rmssd_ms/default"]
    sdnn = dataclasses.replace(hrv, target="hrv_sdnn_ms", people=0, nights=0, level_mean=math.log(55.0), level_sd=0.5)
    recovery = TargetPrior("recovery_pct", "default", 0, 0, 58.0, 10.0, 18.0, 0.2, 0.02, 4.0)
    return {"hrv_sdnn_ms/default": sdnn, "recovery_pct/default": recovery}


def ridges_of(made: PopulationPrior) -> dict[str, Ridge]:
    """The shipped ridges, by target/kind."""
    return {key: one for key, learned in made.trained.items() if isinstance(one := learned[POPULATION_RIDGE], Ridge)}


def main(arguments: list[str]) -> None:
    """Writes the shipped population anew from the table that the command line names."""
    if len(arguments) != 1:
        sys.exit("usage: python -m evals.ship_prior LIFESNAPS_DAILY_TABLE")
    made = shipped(Path(arguments[0]))
    prior.write_prior(made, prior.SHIPPED)
    population.write_ridges(ridges_of(made))


if __name__ == "__main__":
    main(sys.argv[1:])
