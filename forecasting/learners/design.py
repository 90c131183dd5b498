"""What learners learn from: the inputs of each evening, and by how much the night then missed the strongest rule.

A learner does not forecast from nothing: it corrects the lag regression, in that rule's own scale. So it needs to learn only what
the rule cannot see, adapts to a person as fast as the rule does, and is harmless where it has learned nothing. Measured on
LifeSnaps: boosting and an LSTM that forecast deviations from a level lose 2 to 8% to the rules, as corrections they lose nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from core.errors import BadInput
from forecasting.features.catalog import FEATURES, NAMES
from forecasting.features.table import FeatureTable
from forecasting.levels import robust_path
from forecasting.prior import TargetPrior
from forecasting.quantiles import Flags, Floats
from forecasting.rules.lag_regression import LagRegression, lag_features
from forecasting.series import Series
from forecasting.spread import rolling_spread, widening

LAGS = ("last", "last_but_one", "same_weekday", "recent_fast", "recent_middle", "population_pull")
"""Inputs of the lag regression, in the population's spread of nights; see `forecasting.rules.lag_regression.lag_features`."""
TOLD_TONIGHT = tuple(
    name for name, one in FEATURES.items() if (one.group == "journal" and not name.endswith("_lag_1")) or name.startswith("alcohol_x_")
)
"""What the journal tells of the evening acts as evidence, on what the models leave unexplained; an event that were an input as well
would count twice (DESIGN §5, one door)."""
UNTRAINED = tuple(name for name, one in FEATURES.items() if one.group == "voice")
"""Features that no data at hand tell of: nobody's voice stands beside their nights in LifeSnaps, and an input that was never seen to
help would only make what ships and what people trained unreadable. The agent and people see them all the same."""
LEARNED = tuple(name for name in FEATURES if name not in (*TOLD_TONIGHT, *UNTRAINED))
"""The features that are learned from."""
INPUTS: tuple[str, ...] = (*LAGS, "rule", *LEARNED)
"""Names of the inputs: the lags, what the rule makes of them, and those features."""
ABSOLUTE = frozenset({"time", "journal"})
"""Groups of features that mean the same for everybody; all others are told against the person's own past."""
OWN_NIGHTS = 5
"""Known values of a feature before which nothing is usual for a person: until then it is missing."""
CLIP = 3.0
"""Of inputs, in the person's own standard deviations."""
OUTCOME_CLIP = 4.0
"""Of outcomes, in the rule's scale: a night of fever is not twenty usual ones."""
LEAST_SPREAD = 1e-6
"""Of a feature, as a share of its mean: what is less is rounding, and the person has no usual spread."""
LONGEST = 250.0
"""Bound of absolute features. All but `days_since_start` lie far below; nobody of LifeSnaps reaches 250 days, and a line drawn through
their months must not be carried on through somebody's years."""
MIN_BEFORE = 3
"""Usable nights before the first that is learned from."""

_ABSOLUTE: Flags = np.array([FEATURES[name].group in ABSOLUTE for name in LEARNED])


@dataclass(frozen=True)
class Design:
    """One series, ready to learn from; row t holds what the evening before night t knew."""

    inputs: Floats
    """(n+1, len(INPUTS)); NaN where it was not known."""
    base: Floats
    """(n+1,) the rule's medians, on the modelling scale."""
    scale: Floats
    """(n+1,) t-scales of the rule's errors, widened where less is known."""
    outcomes: Floats
    """(n,) (value − base) / scale, clipped; NaN where the night is missing or too few stand before it."""

    @property
    def learnable(self) -> npt.NDArray[np.intp]:
        """Places (m,) of the nights to learn from."""
        return np.flatnonzero(np.isfinite(self.outcomes))


def design_of(series: Series, prior: TargetPrior) -> Design:
    """The design of a series; causal row by row."""
    values, rule = series.values, LagRegression()
    robust = robust_path(values, prior)
    base = rule.locations(robust, prior)
    factors = widening(values, prior)
    scale = rolling_spread(values, base, factors, prior.spread(rule.name), prior.spread_nights) * factors
    lags = np.column_stack([lag_features(robust, prior), base - robust.levels]) / prior.within_sd
    known = np.isfinite(values)
    outcomes = np.clip((values - base[:-1]) / scale[:-1], -OUTCOME_CLIP, OUTCOME_CLIP)
    outcomes[~known | (np.cumsum(known) <= MIN_BEFORE)] = np.nan
    features = told_by_own_past(series.features).rows(series.start, len(values) + 1)
    return Design(np.column_stack([lags, features]), base, scale, outcomes)


def told_by_own_past(table: FeatureTable | None) -> FeatureTable:
    """The features that are learned from, as deviations from the mean of the rows before, in their standard deviation.

    Absolute ones stay as they are; what is not known, or not yet usual for the person, is NaN; without a table there are no rows. The
    table must begin where the person's facts do: the past before its first row counts too.

    Raises:
        BadInput: if the table lacks a column.
    """
    if table is None:
        return FeatureTable(date.min, LEARNED, np.empty((0, len(LEARNED))))
    rows = table.values[:, _places(table.names)]
    known = np.isfinite(rows)
    filled = np.where(known, rows, 0.0)
    count, total, square = (_before(part) for part in (known.astype(np.float64), filled, filled * filled))
    seen = np.maximum(count, 1.0)
    mean = total / seen
    spread = np.sqrt(np.maximum(square / seen - mean * mean, 0.0))
    usual = known & (count >= OWN_NIGHTS) & (spread > LEAST_SPREAD * (1.0 + np.abs(mean)))
    told = np.clip((rows - mean) / np.where(usual, spread, 1.0), -CLIP, CLIP)
    return FeatureTable(table.start, LEARNED, np.where(_ABSOLUTE, np.minimum(rows, LONGEST), np.where(usual, told, np.nan)))


def _places(names: tuple[str, ...]) -> list[int]:
    """Where the features that are learned from stand in a table."""
    missing = [name for name in LEARNED if name not in names]
    if missing:
        raise BadInput(f"wanted a table of all {len(NAMES)} features, it lacks {', '.join(missing[:3])}; make it with `feature_table`")
    return [names.index(name) for name in LEARNED]


def _before(parts: Floats) -> Floats:
    """Sums (n+1, k) over the rows before each."""
    sums: Floats = np.concatenate([np.zeros((1, parts.shape[1])), np.cumsum(parts, axis=0)[:-1]])
    return sums
