"""How much of what can be foreseen is foreseen: `python -m evals.attainable [PEOPLE [NIGHTS [SEED]]]`.

Real nights never tell what could have been known of them; synthetic ones do (`evals.optimum`). The share of attainable skill is
(CRPS of a reference − CRPS of ours) / (CRPS of the reference − CRPS of the optimum): 0 for a forecaster no better than the reference, 1
for the optimum itself. Same nights for all, means within a person and then over people.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from core.errors import Broken
from core.nights import evening_of
from core.records import Night
from core.snapshot import Panel, PersonHistory
from core.store import Store
from core.targets import TARGETS, Target
from evals.optimum import OPTIMA, Knowledge, optimum_paths
from evals.replay import LAST_NIGHT
from forecasting import scores
from forecasting.backtest import backtest
from forecasting.catalog import BASELINES
from forecasting.ensemble import COMBINATION
from forecasting.models import MIN_USABLE
from forecasting.quantiles import Floats, to_unit
from forecasting.rows import END_OF_TIME
from forecasting.series import usable_value
from forecasting.summary import BacktestReport, TargetReport
from ingestion.synthetic import SyntheticPerson, population
from ingestion.synthetic.person import HOME
from ingestion.synthetic.traits import TRIO

DEFAULTS = PEOPLE, NIGHTS, SEED = 20, 200, 1


@dataclass(frozen=True)
class Attained:
    """How one forecaster stands between naive rules and the optima on one target; CRPS in the target's unit."""

    nights: int
    people: int
    ours: str
    crps: float
    optima: Mapping[Knowledge, float]
    """What was told → CRPS of the optimum."""
    rules: Mapping[str, float]
    """Declared rule → CRPS."""
    best_rule: str
    """The rule with the least CRPS on these nights: chosen in hindsight, so against us."""
    shares: Mapping[Knowledge, Mapping[str, float | None]]
    """What was told → rule → share of attainable skill; None where the optimum is not better than the rule."""
    all_shares: Mapping[str, Mapping[Knowledge, float | None]]
    """Every forecaster of the report → what was told → share over the best rule."""


def attainable(
    people: Sequence[SyntheticPerson], panel: Panel, report: BacktestReport, ours: str = COMBINATION, seed: int = 0
) -> dict[str, Attained]:
    """Target of the trio → how our forecaster stands.

    Args:
        people: whose truth is known.
        panel: their histories, all of them, that the report was made of.
        report: a backtest over all nights of that panel.
        ours: the forecaster that is judged.
        seed: of the sampling of optima.

    Raises:
        Broken: if the report was not made of these nights.
    """
    nights = {history.person_id: _usable(history) for history in panel.histories}
    _refuse_others(report, [len(one) - MIN_USABLE for one in nights.values() if len(one) > MIN_USABLE])
    losses: dict[str, dict[Knowledge, list[float]]] = {name: {told: [] for told in OPTIMA} for name in TRIO}
    for person in people:
        known = nights[person.person_id]
        paths = optimum_paths(person, {night.night: _scaled(night) for night in known}, seed)
        scored = known[MIN_USABLE:]
        for place, name in enumerate(TRIO if scored else ()):
            for told in OPTIMA:
                rows = np.stack([paths[told][night.night][place] for night in scored])
                losses[name][told].append(_crps(TARGETS[name], scored, rows))
    return {name: _attained(report.targets[name], ours, losses[name]) for name in TRIO if name in report.targets}


def _refuse_others(report: BacktestReport, scored: Sequence[int]) -> None:
    """Raises if the report was not made of so many nights of so many people."""
    for name in report.targets.keys() & set(TRIO):
        found = report.targets[name]
        if (found.nights, found.people) != (sum(scored), len(scored)):
            wanted = f"wanted a backtest of {sum(scored)} nights of {name}, of {len(scored)} people"
            raise Broken(f"{wanted}; found one of {found.nights} nights, of {found.people} people; hand in the panel it was made of")


def _usable(history: PersonHistory) -> list[Night]:
    """The nights with all three targets, as they stand in the end; of a synthetic person each night tells all or nothing."""
    return [night for night in history.at(END_OF_TIME) if all(usable_value(night, TARGETS[name]) is not None for name in TRIO)]


def _scaled(night: Night) -> Floats:
    return np.array([TARGETS[name].to_scale(getattr(night, name)) for name in TRIO])


def _crps(target: Target, nights: Sequence[Night], rows: Floats) -> float:
    """Mean over nights of the CRPS of rows (n, 21) on the modelling scale, in the target's unit."""
    observed = [getattr(night, target.name) for night in nights]
    return float(scores.crps(observed, to_unit(target, rows)).mean())


def _attained(found: TargetReport, ours: str, losses: Mapping[Knowledge, Sequence[float]]) -> Attained:
    optima = {told: float(np.mean(values)) for told, values in losses.items()}
    crps = {forecaster: one.crps for forecaster, one in found.forecasters.items()}
    rules = {rule: crps[rule] for rule in BASELINES}
    best_rule = min(rules, key=lambda rule: rules[rule])
    return Attained(
        nights=found.nights,
        people=found.people,
        ours=ours,
        crps=crps[ours],
        optima=optima,
        rules=rules,
        best_rule=best_rule,
        shares={told: {rule: share(value, crps[ours], best) for rule, value in rules.items()} for told, best in optima.items()},
        all_shares={one: {told: share(rules[best_rule], value, best) for told, best in optima.items()} for one, value in crps.items()},
    )


def share(reference: float, ours: float, optimum: float) -> float | None:
    """The share of attainable skill; None where there is none to attain."""
    return (reference - ours) / (reference - optimum) if reference > optimum else None


def measured(people: int = PEOPLE, nights: int = NIGHTS, seed: int = SEED, until: date = LAST_NIGHT) -> dict[str, Attained]:
    """The combination's standing on a synthetic population, through a store of its own that is gone afterwards."""
    crowd = population(people, seed, until - timedelta(days=nights - 1), until)
    as_of = evening_of(until + timedelta(days=1), ZoneInfo(HOME))
    with tempfile.TemporaryDirectory(prefix="morrow-attainable-") as folder:
        store = Store(Path(folder) / "morrow.duckdb")
        for person in crowd:
            store.add(person.facts(), recorded_at=as_of)
        panel = store.panel([person.person_id for person in crowd], as_of)
    return attainable(crowd, panel, backtest(panel, TRIO))


def main(arguments: list[str]) -> None:
    """Prints the shares as JSON."""
    if len(arguments) > len(DEFAULTS) or not all(text.isdecimal() for text in arguments):
        sys.exit("usage: python -m evals.attainable [PEOPLE [NIGHTS [SEED]]], all whole numbers")
    people, nights, seed = (*map(int, arguments), *DEFAULTS[len(arguments) :])
    sys.stdout.write(json.dumps({name: asdict(one) for name, one in measured(people, nights, seed).items()}, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
