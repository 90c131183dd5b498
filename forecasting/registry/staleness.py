"""Why a line of versions is due for training, in words; empty when it is not. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from forecasting.registry.drift import Drift
from forecasting.registry.versions import ModelVersion

MAX_AGE_DAYS = 7


def due(
    versions: Sequence[ModelVersion],
    newest_night: date | None,
    drift: Sequence[Drift],
    now: datetime,
    *,
    max_age_days: int = MAX_AGE_DAYS,
    code_version: str | None = None,
) -> tuple[str, ...]:
    """The reasons to train a line anew.

    What counts is the newest version, whatever the gate said of it: nights that did not suffice yesterday do not suffice today.

    Args:
        versions: of one target, kind and name, retired ones too.
        newest_night: the newest night of anybody that training would see; None where there is none.
        drift: of scores and inputs, noticed since the newest version was trained.
        now: the instant.
        max_age_days: how old a version may become while there are newer nights.
        code_version: of the learner as it is now; None where that does not matter.
    """
    if newest_night is None:
        return ()
    if not versions:
        return ("was never trained",)
    newest = max(versions, key=lambda row: (row.trained_at, row.version))
    if newest.struck:
        return (f"v{newest.version} was erased with a person it was trained on",)
    reasons = []
    if code_version is not None and newest.code_version != code_version:
        reasons.append(f"was trained by code version {newest.code_version}, this is {code_version}")
    if newest_night <= newest.trained_through:
        return tuple(reasons)  # the same nights would give the same model
    age = now - newest.trained_at
    if age >= timedelta(days=max_age_days):
        reasons.append(f"was trained {age.days} days ago, at most {max_age_days - 1} are fresh; nights up to {newest_night} are new")
    reasons += [f"drift: {one.reason}" for one in drift if one.flag]
    return tuple(reasons)
