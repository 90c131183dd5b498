"""What each evening knew of each day it looks back on, as windows of daily values.

A fact enters on the first evening that knew it, a revision replaces it on the first evening that knew the revision, and no
earlier row moves. Nearly every day has one version, so a window is a view of one array, patched where some evening knew less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.records import Fact
from forecasting.features.evenings import Evenings
from forecasting.quantiles import Floats

F = TypeVar("F", bound=Fact)
DEPTH = 29
"""Days in a window: the evening's own day and the 28 before it."""


@dataclass(frozen=True)
class Reading(Generic[F]):
    """How the facts of one day become its values."""

    dated: Callable[[F], date]
    """The day that a fact belongs to."""
    names: tuple[str, ...]
    """Of the values."""
    values: Callable[[int, Sequence[F]], Sequence[float]]
    """(place of the day's evening, its facts as known, each in one revision) → one value per name, NaN where missing."""


@dataclass
class _Patches:
    """Entries of the windows that differ from what was known in the end."""

    empty: list[tuple[int, int]] = field(default_factory=list)
    """(evening, days back) of which nothing was known yet."""
    older: list[tuple[int, int, Sequence[float]]] = field(default_factory=list)
    """(evening, days back, values) as they stood then."""


def windows(facts: Sequence[F], reading: Reading[F], evenings: Evenings, depth: int = DEPTH) -> dict[str, Floats]:
    """Name → (n, depth): at [r, k] the value of the day k days before evening r's, as that evening knew it; NaN where it did not."""
    count = len(evenings)
    final = np.full((count + depth - 1, len(reading.names)), np.nan)
    patches = _Patches()
    for day, group in _by_day(facts, reading.dated, evenings, depth).items():
        first, last = max(day, 0), min(day + depth, count)
        versions = list(_versions(day, group, reading, count))
        _patch(patches, day, first, last, versions)
        seen = [values for since, values in versions if since < last]
        if seen:
            final[day + depth - 1] = seen[-1]
    return _windows(final, patches, reading.names, depth)


def earliest(facts: Sequence[F], dated: Callable[[F], date], evenings: Evenings) -> Floats:
    """(n,) ordinal of the earliest date that a fact has, of those that each evening knew; NaN where it knew none."""
    count, origin = len(evenings), evenings.first.toordinal()
    heard = evenings.heard(facts).tolist()
    found = np.full(count + 1, np.inf)
    replaced: list[tuple[int, int, int]] = []
    for fact, known, until in zip(facts, heard, _superseded(facts, heard, count), strict=True):
        ordinal = dated(fact).toordinal()
        since = min(max(known, ordinal - origin, 0), count)
        if until < count:
            replaced.append((since, until, ordinal))
        else:
            found[since] = min(found[since], ordinal)
    found = np.minimum.accumulate(found[:-1])
    for since, until, ordinal in replaced:
        found[since:until] = np.minimum(found[since:until], ordinal)
    return np.where(np.isfinite(found), found, np.nan)


class _Shown(NamedTuple, Generic[F]):
    """A revision of a fact, and the evenings that saw it."""

    fact: F
    since: int
    until: int


def _by_day(facts: Sequence[F], dated: Callable[[F], date], evenings: Evenings, depth: int) -> dict[int, list[_Shown[F]]]:
    """Place of the day → its facts that some evening saw, in their order."""
    count, origin = len(evenings), evenings.first.toordinal()
    heard = evenings.heard(facts).tolist()
    found: dict[int, list[_Shown[F]]] = {}
    for fact, known, until in zip(facts, heard, _superseded(facts, heard, count), strict=True):
        day = dated(fact).toordinal() - origin
        since = max(known, day, 0)
        if -depth < day and since < min(until, count):
            found.setdefault(day, []).append(_Shown(fact, since, until))
    return found


def _superseded(facts: Sequence[F], heard: Sequence[int], count: int) -> list[int]:
    """The first evening that knew a newer revision of each fact; `count` where none did."""
    keys = [(fact.source, fact.key) for fact in facts]
    if len(set(keys)) == len(keys):
        return [count] * len(keys)
    later: dict[tuple[str, str], int] = {}
    found = [count] * len(keys)
    for place in range(len(keys) - 1, -1, -1):
        found[place] = later.get(keys[place], count)
        later[keys[place]] = min(found[place], heard[place])
    return found


def _versions(day: int, group: Sequence[_Shown[F]], reading: Reading[F], count: int) -> Iterator[tuple[int, Sequence[float]]]:
    """(first evening, values) of each state that the knowledge of a day went through, of `count` evenings."""
    changes = {shown.since for shown in group} | {shown.until for shown in group if shown.until < count}
    for change in sorted(changes):
        facts = [shown.fact for shown in group if shown.since <= change < shown.until]
        yield change, reading.values(day, facts) if facts else [np.nan] * len(reading.names)


def _patch(patches: _Patches, day: int, first: int, last: int, versions: Sequence[tuple[int, Sequence[float]]]) -> None:
    """Note every evening from `first` to before `last` that knew another version than the last of them."""
    seen = [version for version in versions if version[0] < last]
    if not seen:
        return
    patches.empty += [(evening, evening - day) for evening in range(first, seen[0][0])]
    for (since, values), (until, _) in pairwise(seen):
        patches.older += [(evening, evening - day, values) for evening in range(since, until)]


def _windows(final: Floats, patches: _Patches, names: tuple[str, ...], depth: int) -> dict[str, Floats]:
    view = sliding_window_view(final, depth, axis=0)
    found = np.ascontiguousarray(view[:, :, ::-1].transpose(1, 0, 2))
    if patches.empty:
        rows, back = np.array(patches.empty).T
        found[:, rows, back] = np.nan
    if patches.older:
        rows, back = np.array([(row, place) for row, place, _ in patches.older]).T
        found[:, rows, back] = np.array([values for _, _, values in patches.older]).T
    return dict(zip(names, found, strict=True))
