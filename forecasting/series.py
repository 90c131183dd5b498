"""One person's nights of one target as a series of consecutive calendar nights."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from core.quality import why_unusable
from core.records import Night
from core.targets import Target
from forecasting.features.table import FeatureTable
from forecasting.quantiles import Floats

RECENT_NIGHTS = 7
"""Nights that decide which epoch stands."""
Epoch = tuple[str, str, str]
"""Source epoch, method and window of a measurement."""


@dataclass(frozen=True)
class Series:
    """Consecutive nights on the modelling scale; the forecasters' one input."""

    target: Target
    start: date
    """Date of the first value."""
    values: Floats
    """(n,) on the modelling scale (log for HRV); NaN is a missing night."""
    kind: str = "default"
    """What is measured: picks the population prior (`kind_of`)."""
    features: FeatureTable | None = None
    """What else each evening knew; rules do without, trained forecasters ask for the rows of these nights."""

    @property
    def next_night(self) -> date:
        """The night that the last row of a path is about."""
        return self.start + timedelta(days=len(self.values))

    @property
    def usable(self) -> int:
        """Nights with a value."""
        return int(np.isfinite(self.values).sum())

    def before(self, night: date) -> Series:
        """The same series, ended so that `night` is its next night."""
        return dataclasses.replace(self, values=self.values[: (night - self.start).days])


def usable_value(night: Night, target: Target) -> float | None:
    """The night's value in the target's unit, or None where `core.quality.why_unusable` has a reason."""
    value: float | None = getattr(night, target.name)
    return value if why_unusable(night, target) is None else None


def epoch_of(night: Night, target: Target) -> Epoch:
    """What must be equal for two nights to stand in one series: epoch, method and window of the measurement."""
    if target.name.startswith("hrv_"):
        return night.source_epoch, night.hrv_method or "", night.hrv_window or ""
    method = night.rhr_method if target.name == "resting_hr_bpm" else None
    return night.source_epoch, method or "", ""


def kind_of(night: Night, target: Target) -> str:
    """The kind of series a night belongs to: a smoothed resting heart rate behaves unlike a nightly one (EVALUATION §1)."""
    if target.name == "resting_hr_bpm":
        return "vendor_smoothed" if night.rhr_method == "vendor_smoothed" else "unsmoothed"
    return "default"


def series_of(nights: Sequence[Night], target: Target, until: date) -> Series:
    """The series of the nights dated before `until`, ending the day before it.

    Of several methods or source epochs only one is taken (`standing_epoch`); implausible values are missing.

    Args:
        nights: one per date, in any order.
        target: what to read.
        until: the night to forecast; nights without a record up to it are missing values.
    """
    usable = [night for night in nights if night.night < until and usable_value(night, target) is not None]
    if not usable:
        return Series(target, until, np.empty(0))
    return series_within(usable, target, standing_epoch(sorted(usable, key=lambda night: night.night), target), until)


def standing_epoch(usable: Sequence[Night], target: Target) -> Epoch:
    """The epoch that most of the last usable nights are of, of several the newer one.

    So one night that another device told does not take a long series away, and a new device takes over within days.

    Args:
        usable: nights with a value of the target, ascending by date; at least one.
        target: which one.
    """
    epochs = [epoch_of(night, target) for night in usable[-RECENT_NIGHTS:]]
    last = {epoch: place for place, epoch in enumerate(epochs)}
    return max(last, key=lambda epoch: (epochs.count(epoch), last[epoch]))


def series_within(nights: Sequence[Night], target: Target, epoch: Epoch, until: date) -> Series:
    """The series of one epoch's nights dated before `until`; empty when there are none."""
    chosen = [night for night in nights if night.night < until and epoch_of(night, target) == epoch]
    values = {night.night: value for night in chosen if (value := usable_value(night, target)) is not None}
    if not values:
        return Series(target, until, np.empty(0))
    start = min(values)
    array = np.full((until - start).days, np.nan)
    for day, value in values.items():
        array[(day - start).days] = target.to_scale(value)
    return Series(target, start, array, kind_of(chosen[0], target))
