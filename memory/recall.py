"""Recall that is safe in time: exact over the rows of a snapshot, so rows that came later cannot change an answer.

Relevance leads; among relevant things those count more that are recent (towards the night in question, not the wall clock) or
that surprised. Ties break by night and id, so the same snapshot always gives the same list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import numpy as np

from core.memories import MemoryRow
from core.quality import why_unusable
from core.records import Night
from core.snapshot import Snapshot
from core.targets import PRIMARY, TARGETS
from memory.embedding import embed, similarities
from memory.index import MemoryIndex
from memory.state_vector import FEATURES, similarity, state_path

HALF_LIFE_NIGHTS = 90.0
RECENCY_WEIGHT, SURPRISE_WEIGHT = 0.25, 0.15
SURPRISE_FULL = 3.0
"""Standard deviations at which a surprise counts in full."""
LEAST_RELEVANCE = 0.1
"""Below this a text is about something else: unlike texts reach about ±0.05 by chance."""


@dataclass(frozen=True)
class Recalled:
    """One remembered night or thing."""

    night: date | None
    relevance: float
    """Likeness of state, or of text: 0 … 1."""
    score: float
    """What it is ranked by."""
    row: MemoryRow | None
    """The memory; None for a night that was lived and never forecast."""


def similar_days(
    snapshot: Snapshot, state: Sequence[float], k: int, *, night: date, surprises: Mapping[date, float] | None = None
) -> list[Recalled]:
    """The k past nights whose evenings were most like this one, best first: remembered ones, and others of the history.

    Args:
        snapshot: what is known.
        state: flat state of the evening in question.
        k: how many.
        night: the night that is asked about; only nights before it are recalled.
        surprises: size of the surprise of past nights that no episode tells of, in standard deviations.
    """
    episodes = {cast("date", row.night): row for row in _known(snapshot, night) if row.kind == "episode"}
    path = state_path(snapshot.nights, snapshot.days, snapshot.journal, night)
    flat = path.flat()
    lived = [one.night for one in snapshot.nights if one.night < night and _tells_something(one)]
    nights = sorted(set(lived) | set(episodes))
    if not nights:
        return []
    states = np.stack([_state(episodes.get(one), flat[(one - path.first).days] if one >= path.first else None) for one in nights])
    found = []
    for one, likeness in zip(nights, similarity(state, states), strict=True):
        row = episodes.get(one)
        surprise = _surprise(row) if row else (surprises or {}).get(one, 0.0)
        found.append(Recalled(one, float(likeness), _score(float(likeness), (night - one).days, surprise), row))
    return _best(found, k)


def search(snapshot: Snapshot, index: MemoryIndex | None, text: str, k: int, *, night: date) -> list[Recalled]:
    """The k memories nearest in meaning to a text, best first; fewer when fewer have to do with it.

    Args:
        snapshot: what is known; only its rows can be found.
        index: where vectors may be read from; without one they are computed, with the same answers.
        text: what is looked for.
        k: how many.
        night: the night that is asked about; memories of it or later ones are passed over.
    """
    rows = _known(snapshot, night)
    if not rows:
        return []
    relevance = index.search(text, rows) if index else _computed(text, rows)
    found = []
    for row in rows:
        likeness = round(relevance[row.memory_id], 6)
        if likeness >= LEAST_RELEVANCE:
            when = row.night or row.known_at.astimezone(snapshot.zone).date() + timedelta(days=1)
            found.append(Recalled(row.night, likeness, _score(likeness, (night - when).days, _surprise(row)), row))
    return _best(found, k)


def _known(snapshot: Snapshot, night: date) -> list[MemoryRow]:
    """The snapshot's memories of nights before this one. Its rows are known at as_of by construction; it costs nothing to insist."""
    return [row for row in snapshot.memories if row.known_at <= snapshot.as_of and (row.night is None or row.night < night)]


def _computed(text: str, rows: Sequence[MemoryRow]) -> dict[str, float]:
    found = similarities(embed(text), np.stack([embed(row.text) for row in rows]))
    return {row.memory_id: float(value) for row, value in zip(rows, found, strict=True)}


def _state(row: MemoryRow | None, lived: np.ndarray | None) -> np.ndarray:
    """The state as remembered; else as the history gives it now; else unknown in every feature."""
    if row is not None and row.state is not None and len(row.state) == 2 * len(FEATURES):
        return np.asarray(row.state, dtype=float)
    return lived if lived is not None else np.zeros(2 * len(FEATURES))


def _tells_something(night: Night) -> bool:
    return any(why_unusable(night, TARGETS[name]) is None for name in PRIMARY)


def _surprise(row: MemoryRow) -> float:
    """The largest surprise of a remembered night; 0 for notes."""
    return max((abs(float(z)) for z in cast("Mapping[str, float]", row.data.get("surprise", {})).values()), default=0.0)


def _score(relevance: float, nights_ago: int, surprise: float) -> float:
    recency: float = 0.5 ** (max(nights_ago, 0) / HALF_LIFE_NIGHTS)
    lift = RECENCY_WEIGHT * recency + SURPRISE_WEIGHT * min(abs(surprise) / SURPRISE_FULL, 1.0)
    return relevance * (1.0 + lift)


def _best(found: list[Recalled], k: int) -> list[Recalled]:
    """The best k; of equals the newer night first, then by id."""

    def place(one: Recalled) -> tuple[float, int, str]:
        return -round(one.score, 6), -(one.night or date.min).toordinal(), one.row.memory_id if one.row else ""

    return sorted(found, key=place)[: max(k, 0)]
