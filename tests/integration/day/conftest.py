"""A real installation with one person who lives on a clock that the test sets."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.bootstrap import World, build_world
from core.clock import FixedClock
from core.records import Fact, JournalAnswer, Night, Person
from core.settings import load_settings
from ingestion.synthetic import generate

BERLIN = ZoneInfo("Europe/Berlin")
LAST = date(2026, 3, 10)
"""The last night that is known when a test begins."""


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


class Life:
    """One person's facts, told to the installation up to a moment, as a strap and a journal would."""

    def __init__(self, world: World, clock: FixedClock) -> None:
        self.world = world
        self.clock = clock
        whole = generate("ann", 11, LAST - timedelta(days=120), LAST + timedelta(days=10), home="Europe/Berlin").facts()
        self._facts = [replace(fact, simulated=False) if isinstance(fact, Person) else fact for fact in whole]

    def at(self, text: str) -> "Life":
        """Sets the clock and tells everything that is known by then, the journal aside."""
        self.clock.instant = berlin(text)
        known = [fact for fact in self._facts if fact.known_at <= self.clock.instant and not isinstance(fact, JournalAnswer)]
        self.world.store.add(known, recorded_at=self.clock.instant)
        return self

    def tell(self, fact: Fact) -> None:
        """One more fact, received now."""
        self.world.store.add([fact], recorded_at=self.clock.instant)

    def says(self, kind: str, answer: str = "yes") -> None:
        """A journal answer, spoken now about this evening."""
        now = self.clock.instant
        meta = {"person_id": "ann", "source": "spoken", "source_epoch": "spoken/1", "known_at": now, "key": f"{now.isoformat()}:{kind}"}
        self.tell(JournalAnswer(day=now.astimezone(BERLIN).date(), kind=kind, answer=answer, quote=f"{kind}, I would say", **meta))

    def night(self, day: date) -> Night:
        """The night of that date, as it will be."""
        return next(fact for fact in self._facts if isinstance(fact, Night) and fact.night == day)


@pytest.fixture
def life(tmp_path: Path, home: Path) -> Life:
    clock = FixedClock(berlin("2026-03-10T21:00"))
    return Life(build_world(load_settings(), clock), clock)


@pytest.fixture
def at() -> Callable[[str], datetime]:
    return berlin
