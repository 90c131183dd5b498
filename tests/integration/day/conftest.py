"""A real installation with one person who lives on a clock that the test sets."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.bootstrap import build_world
from agent.day import Evening, evening
from core.clock import FixedClock
from core.records import Fact, JournalAnswer, Night, Person
from core.settings import Settings, load_settings
from ingestion.synthetic import generate

BERLIN = ZoneInfo("Europe/Berlin")
LAST = date(2026, 3, 10)
"""The last night that is known when a test begins."""


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


class Life:
    """One person's facts, told to the installation up to a moment, as a strap and a journal would."""

    def __init__(self, settings: Settings, facts: Sequence[Fact], said: Evening | None = None) -> None:
        self.clock = FixedClock(berlin("2026-03-10T21:00"))
        self.world = build_world(settings, self.clock)
        self.said = said
        """What was sealed already when the test begins."""
        self._facts = facts

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


@pytest.fixture(scope="session")
def facts() -> Sequence[Fact]:
    """All that will ever be told."""
    whole = generate("ann", 11, LAST - timedelta(days=120), LAST + timedelta(days=10), home="Europe/Berlin").facts()
    return [replace(fact, simulated=False) if isinstance(fact, Person) else fact for fact in whole]


@pytest.fixture(scope="session")
def evening_before(tmp_path_factory: pytest.TempPathFactory, facts: Sequence[Fact]) -> tuple[Path, Evening]:
    """A folder with an installation in which the evening of 10 March was sealed at 21:00, and what it said."""
    folder = tmp_path_factory.mktemp("sealed")
    life = Life(load_settings(home=folder / "home", anchor=folder / "anchor.jsonl"), facts).at("2026-03-10T21:00")
    return folder, evening(life.world, "ann")


@pytest.fixture
def life(home: Path, facts: Sequence[Fact]) -> Life:
    """Nothing is told yet."""
    return Life(load_settings(), facts)


@pytest.fixture
def sealed(home: Path, facts: Sequence[Fact], evening_before: tuple[Path, Evening]) -> Life:
    """At 21:00 of 10 March, with that evening's forecast sealed."""
    folder, said = evening_before
    settings = load_settings()
    shutil.copytree(folder / "home", home, dirs_exist_ok=True)
    settings.anchor.parent.mkdir()
    shutil.copy(folder / "anchor.jsonl", settings.anchor)
    return Life(settings, facts, said)


@pytest.fixture
def at() -> Callable[[str], datetime]:
    return berlin
