"""Which trained versions may speak of a night, and the forecaster that they make together. Pure choice: no file, no alias in a replay.

A version's row for a night is honest only where the night came after everything that the version was trained on: rows at or before
`trained_through` of a version that met the person are in-sample, and asleep (NaN). Two exceptions, both of versions that never met the
person: live, such a version may also tell of earlier nights (a back-cast, DESIGN §3); and a frozen shipped one may in a replay too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.entries import Track
from core.errors import BadInput
from forecasting.learners.learner import Trained
from forecasting.prior import TargetPrior
from forecasting.quantiles import LEVELS, Floats
from forecasting.registry.versions import ModelVersion
from forecasting.series import Series

Role = Literal["champion", "challenger", "past", "replay"]
"""champion and challenger: by alias, live. past: stood before the champion, and tells of earlier nights or stands in for it. replay: by
date alone."""


@dataclass(frozen=True)
class Candidate:
    """A version that may serve, and as what."""

    version: ModelVersion
    role: Role
    in_sample_through: date | None
    """Its rows up to this night must not be shown for the person asked about; None where it never met them."""


@dataclass(frozen=True)
class Loaded:
    """A version and what its files hold."""

    version: ModelVersion
    trained: Trained


def eligible(versions: Sequence[ModelVersion], person_id: str, night: date, as_of: datetime, track: Track) -> list[Candidate]:
    """The versions that may serve a night, newest first within a line (target, kind and name).

    Live: each line's champion and challenger, and what stood before the champion. Replay: every version that was trained by
    `as_of` on nights before `night`, whatever its alias is today. In both only what passed its gate and is not retired.

    Args:
        versions: of any lines.
        person_id: whom the forecast is for.
        night: that is forecast; its evening is the date before.
        as_of: the instant whose knowledge is allowed.
        track: live or replay.
    """
    honest = [row for row in versions if row.gate.passed and row.retired_at is None and row.trained_at <= as_of]
    if track == "replay":
        chosen: list[tuple[ModelVersion, Role]] = [(row, "replay") for row in honest if row.trained_through < night]
    else:
        champions = {_line(row): row for row in honest if row.alias == "champion"}
        chosen = [(row, role) for row in honest if (role := _live_role(row, champions.get(_line(row)))) is not None]
    candidates = [Candidate(row, role, row.trained_through if row.knows(person_id) else None) for row, role in chosen]
    newest_first = sorted(candidates, key=lambda one: _age(one.version), reverse=True)
    return sorted(newest_first, key=lambda one: _line(one.version))


def _live_role(row: ModelVersion, champion: ModelVersion | None) -> Role | None:
    if row.alias is not None:
        return row.alias
    return "past" if champion is not None and _age(row) < _age(champion) else None


def _line(row: ModelVersion) -> tuple[str, str, str]:
    return row.target, row.kind, row.name


def _age(row: ModelVersion) -> tuple[date, int]:
    return row.trained_through, row.version


@dataclass(frozen=True)
class ServedForecaster:
    """A `Forecaster` made of several versions of one line: each night is told by the newest that may tell it."""

    name: str
    """The learner's; a challenger's ends in `_challenger`, so that both are weighed and shown side by side."""
    members: tuple[Loaded, ...]
    """Newest first."""
    person_id: str
    track: Track
    role: Role
    timeless: bool = False
    """True for a frozen shipped version: it may tell of any night of people whom it never met, and is marked wherever shown."""

    def __post_init__(self) -> None:
        lines = {_line(member.version) for member in self.members}
        if len(lines) != 1:
            raise BadInput(f"{self.name} wants versions of one target, kind and name, found {sorted(lines) or 'none'}")
        object.__setattr__(self, "members", tuple(sorted(self.members, key=lambda member: _age(member.version), reverse=True)))

    @property
    def version(self) -> str:
        """The numbers of its versions, newest first: v7, or v7+v5+v2."""
        return "+".join(f"v{member.version.version}" for member in self.members)

    @property
    def trained_through(self) -> date | None:
        """Last night of all people that its newest version was trained on."""
        return self.members[0].version.trained_through

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        """Quantiles (n+1, 21) on the modelling scale; a row that no version may tell is all NaN: asleep."""
        path = np.full((len(series.values) + 1, len(LEVELS)), np.nan)
        chosen = self._chosen(series)
        for place, member in enumerate(self.members):
            rows = np.flatnonzero(chosen == place)
            if len(rows):
                until = series.before(series.start + timedelta(days=int(rows[-1])))  # later values could not matter; nor can they now
                path[rows] = member.trained.path(until, prior, since=int(rows[0]))[rows]
        return path

    def _chosen(self, series: Series) -> npt.NDArray[np.int64]:
        """Place of the member that tells each night (n+1,), −1 where none may: those that saw only earlier nights come first."""
        nights = series.start.toordinal() + np.arange(len(series.values) + 1)
        chosen = np.full(len(nights), -1, dtype=np.int64)
        allowed = [nights > member.version.trained_through.toordinal() for member in self.members]
        allowed += [np.full(len(nights), self._may_back_cast(member.version)) for member in self.members]
        for turn, mask in enumerate(allowed):
            chosen[mask & (chosen < 0)] = turn % len(self.members)
        return chosen

    def _may_back_cast(self, version: ModelVersion) -> bool:
        return (self.timeless or self.track == "live") and not version.knows(self.person_id)
