"""Instants and nights as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING

from core.errors import BadInput
from core.nights import SCHEDULED, local_instant

if TYPE_CHECKING:
    from agent.bootstrap import World

YEARS = (1900, 2200)


def instant_of(text: str, zone: tzinfo) -> datetime:
    """The instant in UTC that an ISO text names.

    Args:
        text: date and time; without an offset it is local; a date alone means the scheduled hour, 21:00, of that date.
        zone: the person's.

    Raises:
        BadInput: when it cannot be read.
    """
    try:
        instant = _scheduled(text, zone) or datetime.fromisoformat(text)
        _check_year(instant.year)
    except ValueError as error:
        raise BadInput(f"wanted an instant like 2026-03-01T21:00, found {text!r}") from error
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)


def instant_at(world: World, person_id: str, text: str | None) -> datetime | None:
    """The instant that a text names; without a zone it is in the person's own, as it was then. None for no text.

    Raises:
        BadInput: when it cannot be read.
    """
    if text is None:
        return None
    about = instant_of(text, world.store.snapshot(person_id, world.clock.now()).zone)
    then = world.store.snapshot(person_id, about)
    return instant_of(text, then.zone) if then.nights or then.person else about


def _scheduled(text: str, zone: tzinfo) -> datetime | None:
    """The scheduled hour of a date alone, None for any other text."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    _check_year(day.year)
    return local_instant(day, SCHEDULED, zone)


def _check_year(year: int) -> None:
    """Far outside of what anybody means, arithmetic on dates overflows."""
    if not YEARS[0] <= year <= YEARS[1]:
        raise ValueError(f"the year {year} is not within {YEARS[0]}…{YEARS[1]}")


def night_of(text: str) -> date:
    """The date that an ISO text names.

    Raises:
        BadInput: when it cannot be read.
    """
    try:
        night = date.fromisoformat(text)
        _check_year(night.year)
    except ValueError as error:
        raise BadInput(f"wanted a date like 2026-03-01, found {text!r}") from error
    return night
