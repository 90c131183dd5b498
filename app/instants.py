"""Instants and nights as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from core.errors import BadInput
from core.nights import SCHEDULED, local_instant


def instant_of(text: str, zone: tzinfo) -> datetime:
    """The instant in UTC that an ISO text names.

    Args:
        text: date and time; without an offset it is local; a date alone means the scheduled hour, 21:00, of that date.
        zone: the person's.

    Raises:
        BadInput: when it cannot be read.
    """
    try:
        if len(text) == len("2026-03-01"):
            return local_instant(date.fromisoformat(text), SCHEDULED, zone)
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"wanted an instant like 2026-03-01T21:00, found {text!r}") from error
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)


def night_of(text: str) -> date:
    """The date that an ISO text names.

    Raises:
        BadInput: when it cannot be read.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"wanted a date like 2026-03-01, found {text!r}") from error
