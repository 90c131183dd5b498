"""Pages of a collection put together: each object once in its newest form, or nothing at all where the pages do not come to an end."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from core.errors import SourceBroken

MOST_REPEATS = 2
"""Pages without anything new that are borne with: an object that came in between shifts all that follow."""
MOST_EMPTY = 10
"""Pages with nothing on them at all that are borne with."""


class Revised(Protocol):
    """An object that knows when it was last changed."""

    @property
    def updated_at(self) -> datetime:
        """When WHOOP changed it last."""
        ...


T = TypeVar("T", bound=Revised)


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page, and the token of the next; the last one has none."""

    records: Sequence[T]
    next_token: str | None


def whole(fetch: Callable[[str | None], Page[T]], identity: Callable[[T], Hashable]) -> list[T]:
    """All objects of a collection, in the order in which they were first seen.

    Args:
        fetch: the page of a token; without one the first.
        identity: what tells objects apart.

    Raises:
        SourceBroken: when the pages go round in a circle.
    """
    found: dict[Hashable, T] = {}
    followed: set[str] = set()
    repeats = empty = 0
    token: str | None = None
    while True:
        page = fetch(token)
        news = _taken(found, page.records, identity)
        empty += not page.records
        repeats += bool(page.records) and not news
        token = page.next_token
        if token is None:
            return list(found.values())
        if token in followed or repeats >= MOST_REPEATS or empty > MOST_EMPTY:
            raise SourceBroken("WHOOP's pages go round in a circle; nothing of this span of time was used. Try again later")
        followed.add(token)


def _taken(found: dict[Hashable, T], records: Sequence[T], identity: Callable[[T], Hashable]) -> bool:
    """True when something new was on the page; of an object that comes twice, its newest form is kept."""
    before = len(found)
    changed = False
    for record in records:
        held = found.get(identity(record))
        if held is None or record.updated_at > held.updated_at:
            changed = changed or held is not None
            found[identity(record)] = record
    return changed or len(found) > before
