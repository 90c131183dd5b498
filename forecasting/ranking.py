"""Which inputs move a person's forecasts most: mean size of each part over recent nights and over the models by weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.explanation import unit_per_scale
from forecasting.input_words import heading
from forecasting.member_terms import Parts, Setting, summed


@dataclass(frozen=True)
class Ranked:
    """One input, and how much it moves the forecasts."""

    name: str
    """Of a feature, or a heading of `forecasting.input_words`."""
    size: float
    """Mean absolute part, on the modelling scale."""
    in_unit: float
    """The same in the target's unit, near this evening's forecast."""
    share: float
    """Of the sizes of all."""


def feature_ranking(setting: Setting) -> tuple[Ranked, ...]:
    """The inputs of one target's forecasts, the one that moves them most first.

    A size is |part| averaged over the last `member_terms.NIGHTS` nights and over the models, by the weights that they have this evening;
    what rules and lags make of recent nights of the target itself is one input. Inputs that never moved anything are left out.
    """
    sizes: dict[str, float] = {}
    for row in setting.forecast.forecasters:
        for name, values in _headed(setting.parts.get(row.name, {})).items():
            sizes[name] = sizes.get(name, 0.0) + row.weight * float(np.abs(values).mean())
    total = sum(sizes.values()) or 1.0
    factor = unit_per_scale(setting.forecast.target, setting.forecast.median, setting.forecast.median)
    ranked = [Ranked(name, size, factor * size, size / total) for name, size in sizes.items() if size > 0.0]
    return tuple(sorted(ranked, key=lambda one: (-one.size, one.name)))


def _headed(parts: Parts) -> Parts:
    """The parts under their headings."""
    return summed({heading(name): values} for name, values in parts.items())
