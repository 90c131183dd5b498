"""A clock of the simulator's own: it stands until it is advanced, or runs with the wall clock at some speed.

What is due at an instant (webhooks) is done on the way there: while it is done, the clock shows that instant and not the one aimed at.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol

from core.errors import BadInput


class Agenda(Protocol):
    """Something that has things to do at certain instants."""

    def next_due(self, upto: datetime) -> datetime | None:
        """The instant of the first thing not done yet; None where there is none up to and including `upto`."""
        ...

    def do(self, now: datetime) -> None:
        """Does everything that is due."""
        ...


class SimulatedClock:
    """A `core.clock.Clock` that moves forward only.

    Args:
        instant: what it shows at first.
        speed: simulated seconds in a second of the wall clock; 0 stands still until it is advanced.
        wall: seconds of a clock that never jumps.
    """

    def __init__(self, instant: datetime, speed: float = 0.0, *, wall: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        # One tuple, replaced as a whole: readers need no lock.
        self._since = (instant.astimezone(UTC), wall(), speed)
        self._moving = threading.RLock()
        self._agendas: list[Agenda] = []

    def now(self) -> datetime:
        """The simulated instant, in UTC."""
        instant, wall, speed = self._since
        return instant + timedelta(seconds=speed * (self._wall() - wall)) if speed else instant

    @property
    def speed(self) -> float:
        """Simulated seconds in a second of the wall clock."""
        return self._since[2]

    def run(self, speed: float) -> None:
        """Goes on at another speed from here; 0 stands still."""
        with self._moving:
            self._since = (self.now(), self._wall(), speed)

    def advance(self, by: timedelta) -> datetime:
        """The instant after that much more time.

        Raises:
            BadInput: for a step back.
        """
        with self._moving:
            return self.advance_to(self.now() + by)

    def advance_to(self, instant: datetime) -> datetime:
        """That instant, once everything that is due on the way has been done.

        Raises:
            BadInput: when it lies in the past.
        """
        with self._moving:
            if instant < self.now():
                raise BadInput(f"the simulated clock only goes forward: it shows {self.now().isoformat()}, wanted {instant.isoformat()}")
            while (due := self._first_due(instant)) is not None:
                self._show(due)
                self.catch_up()
            self._show(instant)
            return self.now()

    @contextmanager
    def following(self, agenda: Agenda) -> Iterator[None]:
        """While the block lasts, what that agenda holds is done on every way forward."""
        self._agendas.append(agenda)
        try:
            yield
        finally:
            self._agendas.remove(agenda)

    def catch_up(self) -> None:
        """Does what is due by now; for a clock that runs, somebody must call this every now and then."""
        for agenda in self._agendas:
            agenda.do(self.now())

    def _show(self, instant: datetime) -> None:
        self._since = (max(instant.astimezone(UTC), self.now()), self._wall(), self.speed)

    def _first_due(self, upto: datetime) -> datetime | None:
        return min((due for agenda in self._agendas if (due := agenda.next_due(upto)) is not None), default=None)
