"""The habits of the service that make its data hard to follow, each with a number of its own; `PLAIN` has none of them.

Shares are probabilities per object, drawn from a random stream per person, habit and date: changing one habit moves no other.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """How late, how preliminary and how complete the objects are. Ranges are inclusive; a share or a length of 0 switches a habit off."""

    upload_minutes: tuple[int, int] = (2, 20)
    """From the end of a sleep or workout until the strap has synced it."""
    late_share: float = 0.04
    """Nights that the strap syncs only hours later, and with them everything of that cycle so far."""
    late_hours: tuple[int, int] = (3, 10)
    pending_minutes: tuple[int, int] = (3, 15)
    """How long a sleep or workout stands as PENDING_SCORE. The recovery appears when its sleep is scored."""
    unscorable_share: float = 0.01
    """Nights that end as UNSCORABLE, sleep and recovery."""
    rescored_share: float = 0.06
    """Nights that are first scored slightly wrong, and put right hours later."""
    rescored_hours: tuple[int, int] = (2, 9)
    calibrating_nights: int = 4
    """First nights of a person that carry `user_calibrating`."""
    missing_rate_share: float = 0.01
    """For each of the four optional rates of a sleep by itself."""
    deleted_share: float = 0.01
    """Sleeps, naps and workouts that their owner deletes; a recovery goes with its sleep."""
    deleted_hours: tuple[int, int] = (6, 48)
    """From the first score until then."""
    running_minutes: int = 15
    """How often the totals of the running cycle are renewed; 0 leaves it PENDING_SCORE until it ends."""
    v1_ids: bool = False
    """Sleeps and workouts also carry the id they had in version 1."""


HABITS = Habits()
PLAIN = Habits(
    upload_minutes=(0, 0),
    late_share=0.0,
    pending_minutes=(0, 0),
    unscorable_share=0.0,
    rescored_share=0.0,
    calibrating_nights=0,
    missing_rate_share=0.0,
    deleted_share=0.0,
    running_minutes=0,
)
"""Every object appears at its natural moment, scored, complete and for good."""
