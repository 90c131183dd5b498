"""No evening sees what comes after it: cut the future away or fill it with lies, and the seal's hash stays the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from agent.bootstrap import World, build_world
from agent.day import evening
from core.entries import LIVE, Track
from core.records import JournalAnswer
from core.settings import Settings, load_settings
from core.snapshot import Snapshot
from core.store import Store
from evals.leaks import ProbeReport, probe
from evals.poison import WORD, copied
from evals.replay import planned, replay
from ingestion.importing import import_path
from ingestion.synthetic import population

LAST = date(2026, 4, 30)
CUT = LAST - timedelta(days=5)
"""The last night that is forecast; what comes after it is cut away, or lied about."""
FIRST, SECOND = "synthetic-21-000", "synthetic-21-001"
RUN = "probe"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two synthetic people of a hundred nights, at home in the last of them."""
    folder = tmp_path_factory.mktemp("crowd")
    settings = load_settings(home=folder / "home", anchor=folder / "anchor.jsonl")
    world = build_world(settings)
    for person in population(2, 21, LAST - timedelta(days=99), LAST):
        world.store.add(person.facts(), recorded_at=world.clock.now())
    return settings


def evenings(settings: Settings, persons: list[str], nights: int, until: date) -> list[tuple[str, datetime]]:
    """Person and instant of the evenings before those nights."""
    return [(item.person_id, item.as_of) for item in planned(build_world(settings), persons, nights, until=until)]


def assert_nothing_seen(report: ProbeReport, evenings: int) -> None:
    """The probe looked, and found nothing."""
    assert report.leaks == ()
    assert report.evenings == evenings
    assert all(len(sha) == 64 for sha in report.hashes), "an evening was refused: nothing was compared"
    assert report.texts > 30 * evenings, "the ear heard next to nothing"


@pytest.fixture(scope="module")
def remembering(crowd: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same people; a replay of the first one's last evenings has scores and memories already."""
    settings = copied(crowd, tmp_path_factory.mktemp("remembering"))
    replay(build_world(settings), [FIRST], 2, run_id=RUN, until=CUT - timedelta(days=2))
    return settings


def test_evenings_replayed_one_by_one_do_not_see_the_future(crowd: Settings, listen) -> None:
    assert_nothing_seen(probe(crowd, evenings(crowd, [FIRST, SECOND], 1, CUT), listen=listen), 2)


def test_evenings_that_remember_each_other_do_not_see_the_future(remembering: Settings, listen) -> None:
    assert_nothing_seen(probe(remembering, evenings(remembering, [FIRST], 2, CUT), run_id=RUN, listen=listen), 2)


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[str]]:
    """The real people of the shared data; the three with the longest stretch of nights."""
    folder = tmp_path_factory.mktemp("real")
    settings = load_settings(home=folder / "home", anchor=folder / "anchor.jsonl")
    world = build_world(settings)
    import_path(world.store, shared_data / "lifesnaps_daily_dev.csv.gz", person_id=None, now=world.clock.now())
    panel = world.store.panel(None, world.clock.now())
    by_nights = sorted(panel.histories, key=lambda history: -sum(night.hrv_rmssd_ms is not None for night in history.nights))
    return settings, [history.person_id for history in by_nights[:3]]


def test_evenings_of_real_people_do_not_see_the_future(real: tuple[Settings, list[str]], listen) -> None:
    settings, persons = real
    assert_nothing_seen(probe(settings, middle_evenings(settings, persons, 1), listen=listen), 3)


@pytest.mark.prove
def test_thirty_evenings_of_three_real_people_do_not_see_the_future(real: tuple[Settings, list[str]], listen) -> None:
    settings, persons = real
    assert_nothing_seen(probe(settings, middle_evenings(settings, persons, 30), listen=listen), 90)


def middle_evenings(settings: Settings, persons: list[str], nights: int) -> list[tuple[str, datetime]]:
    """Evenings of each person that have days after them to poison."""
    world = build_world(settings)
    lasts = {person: world.store.snapshot(person, world.clock.now()).nights[-1].night for person in persons}
    found = [one for person in persons for one in evenings(settings, [person], nights, lasts[person] - timedelta(days=7))]
    return sorted(found, key=lambda one: one[1])


# Planted leaks: a reader that ignores known_at in one place must be caught. If it were not, the tests above would prove nothing.


class Leaky(Store):
    """A store whose snapshots hold, of one kind, also what became known later."""

    def __init__(self, path: Path, kind: str, ahead: timedelta) -> None:
        super().__init__(path)
        self.kind = kind
        self.ahead = ahead

    def snapshot(
        self, person_id: str, as_of: datetime, *, track: Track = "live", run_id: str = LIVE, recorded_by: datetime | None = None
    ) -> Snapshot:
        """As the real one, but for what leaks."""
        honest = super().snapshot(person_id, as_of, track=track, run_id=run_id, recorded_by=recorded_by)
        later = super().snapshot(person_id, as_of + self.ahead, track=track, run_id=run_id, recorded_by=recorded_by)
        # stamped as if known in time, since some readers look at the stamp once more
        leaked = tuple(replace(row, known_at=min(row.known_at, as_of)) for row in getattr(later, self.kind))
        return replace(honest, **{self.kind: leaked})

    def refreshed(self, snapshot: Snapshot) -> Snapshot:
        """Leaks again."""
        return self.snapshot(snapshot.person_id, snapshot.as_of, track=snapshot.track, run_id=snapshot.run_id)


def leaking(kind: str, ahead: timedelta = timedelta(days=1)) -> Callable[[Settings], World]:
    """Builds worlds whose snapshots leak."""

    def build(settings: Settings) -> World:
        world = build_world(settings)
        return World(world.settings, world.clock, Leaky(settings.store_path, kind, ahead))

    return build


@pytest.mark.parametrize("kind", ["nights", "journal", "days"])
def test_a_reader_that_sees_later_rows_of_one_table_is_caught(crowd: Settings, listen, kind: str) -> None:
    assert not probe(crowd, evenings(crowd, [FIRST], 1, CUT), listen=listen, world_of=leaking(kind)).ok


@pytest.mark.parametrize("kind", ["memories", "scores"])
def test_a_reader_that_sees_memories_or_scores_of_tomorrow_is_caught(remembering: Settings, listen, kind: str) -> None:
    wanted = evenings(remembering, [FIRST], 1, CUT - timedelta(days=1))
    assert not probe(remembering, wanted, run_id=RUN, listen=listen, world_of=leaking(kind)).ok


class EarlyRevisions(Store):
    """A store that shows the newest revision of a night, whenever it arrived."""

    def snapshot(
        self, person_id: str, as_of: datetime, *, track: Track = "live", run_id: str = LIVE, recorded_by: datetime | None = None
    ) -> Snapshot:
        """As the real one, with the nights that it knows in the values of today."""
        honest = super().snapshot(person_id, as_of, track=track, run_id=run_id, recorded_by=recorded_by)
        today = {night.night: night for night in super().snapshot(person_id, datetime.now(UTC)).nights}
        return replace(honest, nights=tuple(today.get(night.night, night) for night in honest.nights))


def test_a_reader_that_uses_a_late_revision_early_is_caught(crowd: Settings, listen) -> None:
    def build(settings: Settings) -> World:
        world = build_world(settings)
        return World(world.settings, world.clock, EarlyRevisions(settings.store_path))

    assert not probe(crowd, evenings(crowd, [FIRST], 1, CUT), listen=listen, world_of=build).ok


def test_an_answer_that_was_given_the_next_morning_is_hidden_until_then(crowd: Settings, tmp_path: Path) -> None:
    world = build_world(copied(crowd, tmp_path))
    ((person, as_of),) = evenings(crowd, [FIRST], 1, CUT)
    before = evening(world, person, as_of=as_of).forecast["payload_sha256"]
    answer = JournalAnswer(
        person_id=person,
        key="late",
        source="voice",
        source_epoch="voice/1",
        known_at=as_of + timedelta(hours=9),
        day=as_of.date(),
        kind="illness",
        answer="yes",
        quote=WORD,
    )
    world.store.add([answer], recorded_at=as_of + timedelta(hours=9))
    assert evening(world, person, as_of=as_of).forecast["payload_sha256"] == before
    assert WORD in str(world.store.snapshot(person, as_of + timedelta(hours=9)).journal)
