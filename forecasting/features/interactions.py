"""Interactions: products of two features that may do together what neither does alone; missing where either is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from forecasting.quantiles import Floats

PAIRS: Mapping[str, tuple[str, str]] = {
    "workout_strain_x_sleep_debt": ("workout_strain_today", "sleep_debt_7"),
    "workout_strain_x_hrv_deviation": ("workout_strain_today", "hrv_ln_deviation_28"),
    "sleep_debt_x_hrv_deviation": ("sleep_debt_7", "hrv_ln_deviation_28"),
    "alcohol_x_late_meal": ("journal_alcohol", "journal_late_meal"),
    "alcohol_x_weekend": ("journal_alcohol", "weekend"),
    "utc_offset_change_x_sleep_debt": ("utc_offset_change_7", "sleep_debt_7"),
}
"""Name → the two features multiplied. Of the clock's change only the size counts here: lost sleep and jet lag add up either way."""


def interaction_features(features: Mapping[str, Floats]) -> dict[str, Floats]:
    """Name → (n,) of the interactions group, from the features of the other groups."""
    sized = {**features, "utc_offset_change_7": np.abs(features["utc_offset_change_7"])}
    return {name: sized[one] * sized[other] for name, (one, other) in PAIRS.items()}
