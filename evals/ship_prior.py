"""How `forecasting/prior.json` is made: `python -m evals.ship_prior FILE`, FILE being the LifeSnaps daily table.

Kept so that the shipped prior can be made again from its source; a test holds the two equal. Recovery % and SDNN stand in no such
table: their entries are the project's own weak choices, and say so by counting no people.
"""

from __future__ import annotations

import dataclasses
import math
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from core.records import Night
from core.targets import TARGETS
from forecasting.fitting import fit_population
from forecasting.prior import SHIPPED, PopulationPrior, TargetPrior, write_prior
from forecasting.series import Series, series_of
from ingestion.lifesnaps import LifeSnaps

CITATION = (
    "S. Yfantidou, C. Karagianni, S. Efstathiou, A. Vakali, J. Palotti, D. P. Giakatos, T. Marchioro, A. Kazlouski, E. Ferrari, "
    'Š. Girdzijauskas, "LifeSnaps, a 4-month multi-modal dataset capturing unobtrusive snapshots of our lives in the wild", '
    "Scientific Data 9, 663 (2022), doi 10.5281/zenodo.6826682, CC BY 4.0"
)
FITTED = ("hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm", "sleep_minutes")


def shipped_prior(path: Path) -> PopulationPrior:
    """The prior fitted on all people of the table, resting heart rate both as the vendor smooths it and as the night measured it."""
    series: dict[str, list[Series]] = {}
    for rhr in ("vendor_smoothed", "nightly"):
        for person, nights in _nights(path, rhr).items():
            names = FITTED if rhr == "vendor_smoothed" else ("resting_hr_bpm",)
            series.setdefault(person, []).extend(_series(nights, names))
    source = (
        f"Aggregated numbers, fitted on {len(series)} participants of LifeSnaps: {CITATION}. No person's data are contained. "
        "Entries with 0 people are the project's own weak choices."
    )
    fitted = fit_population(series, name="shipped", source=source, sources=("lifesnaps",))
    return dataclasses.replace(fitted, targets=dict(sorted({**fitted.targets, **_own_choices(fitted)}.items())))


def _nights(path: Path, rhr: str) -> dict[str, list[Night]]:
    people: dict[str, list[Night]] = {}
    for file in LifeSnaps().read(path, options={"rhr": rhr}):
        for night in (item for item in file.items if isinstance(item, Night)):
            people.setdefault(night.person_id, []).append(night)
    return people


def _series(nights: list[Night], names: tuple[str, ...]) -> Iterator[Series]:
    for name in names:
        until = max((night.night for night in nights), default=None)
        if until is not None:
            one = series_of(nights, TARGETS[name], until + timedelta(days=1))
            if one.usable:
                yield one


def _own_choices(fitted: PopulationPrior) -> dict[str, TargetPrior]:
    hrv = fitted.targets["hrv_rmssd_ms/default"]
    sdnn = dataclasses.replace(hrv, target="hrv_sdnn_ms", people=0, nights=0, level_mean=math.log(55.0), level_sd=0.5)
    recovery = TargetPrior("recovery_pct", "default", 0, 0, 58.0, 10.0, 18.0, 0.2, 0.02, 4.0)
    return {"hrv_sdnn_ms/default": sdnn, "recovery_pct/default": recovery}


def main(arguments: list[str]) -> None:
    """Writes the shipped prior anew from the table that the command line names."""
    if len(arguments) != 1:
        sys.exit("usage: python -m evals.ship_prior LIFESNAPS_DAILY_TABLE")
    write_prior(shipped_prior(Path(arguments[0])), SHIPPED)


if __name__ == "__main__":
    main(sys.argv[1:])
