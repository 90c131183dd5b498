"""Sentences about results that are too good to be honest: a release stops on any of them.

Real nights are hard to foresee, so a skill far above what careful work reached on the same kind of data is a leak until it is
explained: a column of the target night, a date that is off by one, a model that met the person. The limits lie between what was
honestly measured and what planted leaks give (EVALUATION §2: inputs of the same night fake +26 to +29% on HRV).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from core.targets import TARGETS
from forecasting import scores
from forecasting.catalog import BASELINES
from forecasting.rows import PersonRows
from forecasting.yardsticks import By, accuracy

ENOUGH_NIGHTS = 300
"""Scored nights below which luck alone passes a limit; EVALUATION §2: 286 nights are needed to see a skill of 5%."""


@dataclass(frozen=True)
class Achieved:
    """What one forecaster reached on one target and kind of series."""

    target: str
    kind: str
    """As `forecasting.series.kind_of` says it."""
    forecaster: str
    nights: int
    """Scored, over all people."""
    skill_crps: Mapping[str, float]
    """Declared rule → skill over it; NaN or absent where it cannot be told."""
    r2_within: float
    """As `forecasting.yardsticks.accuracy` measures it."""
    journal: bool = False
    """True when it saw what the evening's journal told."""


@dataclass(frozen=True)
class Limit:
    """The most that is believed of one target and kind."""

    skill_crps: Mapping[str, float]
    """Declared rule → skill over it, without a journal."""
    r2_within: float
    """Without a journal."""
    r2_ever: float
    """With a journal too."""
    source: str


LIMITS: Mapping[str, Limit] = {
    "hrv_rmssd_ms/default": Limit(
        {"personal_mean": 0.15, "persistence": 0.35},
        0.30,
        0.50,
        "EVALUATION §5: +15% or R² 0.30 stops a release; §7: R² 0.5 is a leak; honest: +6.7% and 0.14 (Fitbit), 0.25 (WHOOP)",
    ),
    "resting_hr_bpm/unsmoothed": Limit(
        {"personal_mean": 0.35, "persistence": 0.40},
        0.50,
        0.50,
        "EVALUATION §7: R² 0.5 is a leak; honest: +17.7% over the best rule and R² 0.31 (WHOOP)",
    ),
    "resting_hr_bpm/vendor_smoothed": Limit(
        {"persistence": 0.15},
        0.85,
        0.85,
        "EVALUATION §1, §5 and §7: lag-1 correlation 0.86, so R² about 0.74; honest: +2 to +6% over persistence and R² 0.70",
    ),
    "resp_rate_brpm/default": Limit(
        {"personal_mean": 0.15, "persistence": 0.35},
        0.35,
        0.50,
        "EVALUATION §5 and §7: +5% hoped for; honest: +2 to +8% and R² up to 0.19 (WHOOP)",
    ),
    "nightly_hr_bpm/default": Limit(
        {"personal_mean": 0.25, "persistence": 0.35},
        0.35,
        0.50,
        "EVALUATION §7: +7.8% over the best rule and R² 0.13 (Fitbit), in-sample ceiling 0.11",
    ),
    "recovery_pct/default": Limit(
        {"personal_mean": 0.15, "persistence": 0.35},
        0.35,
        0.50,
        "the project's own choice: computed mostly from HRV, so held to its limits",
    ),
    "hrv_sdnn_ms/default": Limit(
        {"personal_mean": 0.15, "persistence": 0.35}, 0.30, 0.50, "the project's own choice: another measure of HRV, held to its limits"
    ),
    "sleep_minutes/default": Limit(
        {"personal_mean": 0.15, "persistence": 0.40}, 0.30, 0.50, "the project's own choice: nobody measured it elsewhere"
    ),
}
"""By target/kind. Skills are CRPS, R² within people; sources that give MAE are close enough for an alarm."""


def achieved(target: str, kind: str, rows: Mapping[str, PersonRows], *, journal: bool = False) -> tuple[Achieved, ...]:
    """What every forecaster of a backtest's rows reached, person → rows; the kind is that of most of their series."""
    observed = {person: np.array(one.observed) for person, one in rows.items()}
    names = next(iter(rows.values())).quantiles if rows else ()
    quantiles: dict[str, By] = {name: {person: np.array(one.quantiles[name]) for person, one in rows.items()} for name in names}
    means = {name: float(np.mean([scores.crps(observed[person], q).mean() for person, q in by.items()])) for name, by in quantiles.items()}
    nights = sum(len(one.nights) for one in rows.values())
    return tuple(
        Achieved(
            target=target,
            kind=kind,
            forecaster=name,
            nights=nights,
            skill_crps={rule: 1.0 - means[name] / means[rule] for rule in BASELINES if means.get(rule, 0.0) > 0.0},
            r2_within=accuracy(observed, by).r2_within,
            journal=journal,
        )
        for name, by in quantiles.items()
    )


def leak_alarm(report: Iterable[Achieved]) -> tuple[str, ...]:
    """A sentence for everything that lies beyond its limit; none when all is believable, or rests on too few nights to tell.

    A target or kind without limits of its own is said too: nobody has thought of what is honest there.
    """
    return tuple(sentence for one in report if one.nights >= ENOUGH_NIGHTS for sentence in _sentences(one))


def _sentences(one: Achieved) -> Iterator[str]:
    label = TARGETS[one.target].label if one.target in TARGETS else one.target
    who = f"{label} ({one.kind}), {one.forecaster}, {one.nights} nights"
    limit = LIMITS.get(f"{one.target}/{one.kind}")
    if limit is None:
        yield f"{who}: no limit of honest skill is known; add one to forecasting.leak_alarm"
        return
    for rule, most in limit.skill_crps.items() if not one.journal else ():
        skill = one.skill_crps.get(rule, math.nan)
        if skill > most:
            yield f"{who}: CRPS skill {skill:+.1%} over {rule}, at most {most:+.0%} is honest without a journal ({limit.source})"
    most = limit.r2_ever if one.journal else limit.r2_within
    if one.r2_within > most:
        yield f"{who}: R² {one.r2_within:.2f} within people, at most {most:.2f} is honest ({limit.source})"
