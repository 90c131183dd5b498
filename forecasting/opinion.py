"""Three opinions on one night — models, models with evidence, the agent's own call — and how much each has earned.

Weights are a fold over scored nights: multiplicative weights on the CRPS in σ, discounted, with a fixed share back to
the start. A bad agent fades, a good one leads; whatever leads, the median stays within the night's cap of the models'.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from core.errors import BadInput
from core.targets import Target
from forecasting.quantiles import MEDIAN, Floats, open_ended, to_unit

OPINIONS = ("models", "evidence", "agent")
START: dict[str, float] = {"models": 0.35, "evidence": 0.60, "agent": 0.05}
"""Before anything is scored: evidence is the models wherever there is none, a noisy agent costs 4 to 12% (EVALUATION §2)."""
RATE = 2.0
"""Of the multiplicative update. A usual CRPS is 0.56 σ, so 20 nights at 5% better raise the odds by e^(2·20·0.028) = 3."""
DISCOUNT = 0.98
"""A night's loss counts half after 34 nights."""
SHARE = 0.02
CLIP = 3.0
"""Normalised losses beyond count as this: one wild night must not settle the matter."""


def opinion_weights(past: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The weights of the opinions after these nights, adding up to 1.

    Args:
        past: per scored night, oldest first, opinion → CRPS in σ of the models' forecast. An opinion that is missing or
            not a number in a night gained and lost nothing: it is held to be as good as the models.

    Source: exponentially weighted average forecaster with fixed share, Cesa-Bianchi & Lugosi, Prediction, Learning, and
    Games (2006), §2.1 and §5.2.
    """
    start = np.array([START[name] for name in OPINIONS])
    logs = np.zeros(len(OPINIONS))
    for losses in map(_losses, past):
        if losses is not None:
            logs = DISCOUNT * logs - RATE * losses
    raw = start * np.exp(logs - logs.max())
    weights = (1.0 - SHARE) * raw / raw.sum() + SHARE * start
    return dict(zip(OPINIONS, (float(weight) for weight in weights), strict=True))


def _losses(night: Mapping[str, float]) -> Floats | None:
    """Losses (3,) relative to the models', or None when the models themselves were not scored."""
    reference = night.get("models", math.nan)
    if not math.isfinite(reference):
        return None
    found = [night.get(name, math.nan) for name in OPINIONS]
    return np.array([min(CLIP, max(-CLIP, loss - reference)) if math.isfinite(loss) else 0.0 for loss in found])


def aggregate(
    opinions: Mapping[str, Sequence[float]], weights: Mapping[str, float], *, target: Target, sigma: float, cap: float
) -> tuple[float, ...]:
    """The final quantiles (21,): the weighted mean of the opinions' quantiles, held within the night's cap.

    Args:
        opinions: opinion → quantiles in the target's unit; "models" must be there, others may be missing.
        weights: by opinion; those present are scaled to add up to 1.
        target: says the modelling scale, on which the mean is taken.
        sigma: one-step standard deviation on the modelling scale.
        cap: largest |shift| of the median against the models', in σ (`forecasting.effects.night_cap`).

    Raises:
        BadInput: without the models' quantiles.
    """
    if "models" not in opinions:
        raise BadInput(f"the models' forecast of {target.name} must be among the opinions; found: {', '.join(opinions) or 'none'}")
    rows = {name: open_ended(target, opinions[name]) for name in OPINIONS if name in opinions}
    total = sum(weights.get(name, 0.0) for name in rows)
    if total <= 0.0:
        return tuple(opinions["models"])
    mixed = np.sum([weights.get(name, 0.0) / total * row for name, row in rows.items()], axis=0)
    shift = float(mixed[MEDIAN] - rows["models"][MEDIAN])
    excess = shift - min(cap * sigma, max(-cap * sigma, shift))
    return tuple(to_unit(target, mixed - excess).tolist())
