"""What is due for whom at an instant: evenings to forecast, mornings to settle, weekly reports. A pure question over the store.

Whoever ticks (Dagster every hour, a person by hand) asks this and runs the same rituals; a machine that slept asks later and finds
what is still open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from agent.bootstrap import World

DutyKind = Literal["evening", "morning", "weekly_report"]


@dataclass(frozen=True)
class Duty:
    """One thing to do for one person."""

    kind: DutyKind
    person_id: str
    day: date
    """Its partition: the local date of the evening, of the waking, or of the Monday that ends the week."""
    as_of: datetime | None
    """As `agent.day` wants it: None is now, on the live track; an instant is a simulated person's."""
    run_id: str | None
    """As `agent.day` wants it."""


def due_now(world: World) -> tuple[Duty, ...]:
    """Everything that is due for anybody at the world's now, in order of person."""
    raise NotImplementedError
