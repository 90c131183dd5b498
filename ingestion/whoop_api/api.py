"""The seam between the client and what reads through it: whole windows of each collection, single objects, and what can go wrong.

`client.WhoopClient` is the one implementation; sync and webhooks know this protocol alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ingestion.whoop_api.wire import BodyMeasurement, Cycle, Profile, Recovery, Sleep, Workout

SOURCE = "whoop_api"
"""The name that facts of this source carry."""


class WhoopApi(Protocol):
    """WHOOP for one connected person.

    Every method may raise, all of `core.errors`: `Reconnect` when the grant is gone and the person must connect again; `SourceUnavailable`
    when WHOOP could not be had within the time allowed (outage, timeouts, rate limit used up); `SourceBroken` when what WHOOP answered
    is not what its description says (cut JSON, a loop of pages, wrong types).
    A collection is returned whole or not at all.
    """

    def cycles(self, start: datetime, end: datetime) -> Sequence[Cycle]:
        """Cycles that overlap [start, end), ascending by start, each once."""
        ...

    def sleeps(self, start: datetime, end: datetime) -> Sequence[Sleep]:
        """Sleeps, naps included, that overlap [start, end), ascending by start, each once."""
        ...

    def recoveries(self, start: datetime, end: datetime) -> Sequence[Recovery]:
        """Recoveries whose sleep overlaps [start, end), as WHOOP sees it; each once."""
        ...

    def workouts(self, start: datetime, end: datetime) -> Sequence[Workout]:
        """Workouts that overlap [start, end), ascending by start, each once."""
        ...

    def sleep(self, sleep_id: UUID) -> Sleep | None:
        """One sleep; None where WHOOP has none (404)."""
        ...

    def workout(self, workout_id: UUID) -> Workout | None:
        """One workout; None where WHOOP has none."""
        ...

    def recovery_of(self, cycle_id: int) -> Recovery | None:
        """The recovery of a cycle; None where WHOOP has none."""
        ...

    def cycle(self, cycle_id: int) -> Cycle | None:
        """One cycle; None where WHOOP has none."""
        ...

    def profile(self) -> Profile:
        """Whose account it is."""
        ...

    def body(self) -> BodyMeasurement:
        """What the person told WHOOP of their body."""
        ...
