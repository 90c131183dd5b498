from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import BadInput
from ingestion.whoop_simulator.clock import SimulatedClock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class _Bells:
    """An agenda that notes what the clock shows when a bell rings."""

    def __init__(self, clock: SimulatedClock, *minutes: int) -> None:
        self.clock, self.left, self.rung = clock, [NOON + timedelta(minutes=minute) for minute in minutes], []

    def next_due(self, upto):
        return min((bell for bell in self.left if bell <= upto), default=None)

    def do(self, now):
        self.rung += [self.clock.now() for bell in self.left if bell <= now]
        self.left = [bell for bell in self.left if bell > now]


def test_it_stands_still_until_it_is_advanced():
    clock = SimulatedClock(NOON)
    assert (clock.now(), clock.now()) == (NOON, NOON)
    assert clock.advance(timedelta(hours=3)) == clock.now() == NOON + timedelta(hours=3)
    clock.advance_to(NOON + timedelta(days=1))
    assert clock.now() == NOON + timedelta(days=1)


def test_it_runs_with_the_wall_clock_at_its_speed_and_can_still_be_advanced():
    wall = [100.0]
    clock = SimulatedClock(NOON, speed=60.0, wall=lambda: wall[0])
    wall[0] += 2.0
    assert clock.now() == NOON + timedelta(minutes=2)
    clock.advance(timedelta(hours=1))
    wall[0] += 1.0
    assert clock.now() == NOON + timedelta(hours=1, minutes=3)
    clock.run(0.0)
    wall[0] += 50.0
    assert clock.now() == NOON + timedelta(hours=1, minutes=3)


def test_it_never_goes_back():
    with pytest.raises(BadInput, match="only goes forward"):
        SimulatedClock(NOON).advance(timedelta(seconds=-1))


def test_what_is_due_on_the_way_is_done_while_the_clock_shows_that_instant():
    clock = SimulatedClock(NOON)
    bells = _Bells(clock, 10, 20, 90)
    with clock.following(bells):
        clock.advance(timedelta(hours=1))
    clock.advance(timedelta(hours=1))
    assert bells.rung == [NOON + timedelta(minutes=10), NOON + timedelta(minutes=20)]
    assert clock.now() == NOON + timedelta(hours=2)
