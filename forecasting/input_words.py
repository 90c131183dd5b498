"""Words, units, values and what is usual, for everything that a forecast may be explained by."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.targets import Target
from forecasting.features.catalog import FEATURES
from forecasting.features.table import FeatureTable
from forecasting.learners.correction import CONSTANT
from forecasting.learners.design import ABSOLUTE, OWN_NIGHTS
from forecasting.member_terms import LEVEL

RECENT, WEEKDAY, CALIBRATION, REST = "recent_nights", "weekday", "calibration", "rest"
_WEEKDAYS = ("weekday_sin", "weekday_cos", "weekend")
_WORDS: Mapping[str, str] = {
    LEVEL: "slow level of {target}",
    "last": "last night's {target}",
    "last_but_one": "{target} of the night before last",
    "same_weekday": "{target} on the same weekday of past weeks",
    "recent_fast": "{target} of the last few nights",
    "recent_middle": "{target} of the last two weeks",
    "population_pull": "pull towards other people's {target}",
    "rule": "how far recent nights alone would move it",
    WEEKDAY: "day of the week",
    RECENT: "recent nights of {target}",
    CALIBRATION: "correction for the usual error",
    CONSTANT: "what is added on an average evening",
    REST: "what no part explains",
    "sleep_debt_7": "sleep debt of the last 7 nights",
    "days_since_start": "days on record",
    "holiday": "a public holiday",
}
"""The lags are those of `forecasting.rules.lag_regression.lag_features`; of features those whose meaning begins otherwise than by naming
them."""


@dataclass(frozen=True)
class Known:
    """What an evening knows of one feature."""

    value: float | None
    """In the feature's unit; None where it is not known."""
    usual: float | None
    """Mean of the person's evenings before; None where fewer than five knew it, and of what means the same for everybody."""


def words_of(name: str, target: Target) -> str:
    """Words for a part of a forecast: a feature's meaning in short, or what a lag or a rule stands for."""
    if name in _WORDS:
        return _WORDS[name].format(target=target.label)
    if name not in FEATURES:
        return f"recent nights of {target.label}, by {name}"
    feature = FEATURES[name]
    if feature.group == "interactions":
        return name.replace("_x_", " × ").replace("_", " ")
    said = re.split(r"[;,(]", feature.meaning)[0].strip()
    return said.split(":")[0] if feature.unit == "0/1" else said


def heading(name: str) -> str:
    """The name under which people are told a part: whatever rules and lags say of recent nights is one, and so is the weekday."""
    if name in _WEEKDAYS:
        return WEEKDAY
    return name if name in FEATURES or name in (CALIBRATION, CONSTANT, REST) else RECENT


def unit_of(name: str) -> str | None:
    """The unit of a feature; None for what is no feature."""
    return FEATURES[name].unit if name in FEATURES else None


def known_features(features: FeatureTable | None, night: date) -> dict[str, Known]:
    """Name → what the evening before that night knows of each feature; empty without a table."""
    if features is None or not len(features.until(night).values):
        return {}
    past, row = features.until(night).values, features.row(night)
    seen = np.isfinite(past)
    counts = seen.sum(axis=0)
    means = np.where(counts >= OWN_NIGHTS, np.where(seen, past, 0.0).sum(axis=0) / np.maximum(counts, 1), np.nan)
    usual = dict(zip(features.names, means.tolist(), strict=True))
    return {name: Known(_finite(value), None if FEATURES[name].group in ABSOLUTE else _finite(usual[name])) for name, value in row.items()}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
