"""No evening sees what comes after it: cut the future away or fill it with lies, and the seal's hash stays the same.

Long because the honest evenings and the planted leaks that prove the probe stand beside each other, over the same people.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.bootstrap import World, build_world
from agent.day import evening
from core.entries import LIVE, Track
from core.records import Day, Fact, JournalAnswer, Night
from core.settings import Settings, load_settings
from core.snapshot import Snapshot
from core.store import Store
from evals.leaks import ProbeReport, probe
from evals.poison import WORD, copied
from evals.replay import planned, replay
from forecasting.catalog import LEARNERS
from forecasting.learners.learner import Learner
from forecasting.registry.trained_population import TrainedPopulation
from forecasting.training import train
from forecasting.workshop import workshop
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
    assert_nothing_seen(probe(crowd, evenings(crowd, [SECOND], 1, CUT), listen=listen), 1)


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


def test_an_evening_of_a_real_person_does_not_see_the_future(real: tuple[Settings, list[str]], listen) -> None:
    settings, (person, *_) = real
    assert_nothing_seen(probe(settings, middle_evenings(settings, [person], 1), listen=listen), 1)


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


@pytest.mark.parametrize("kind", ["nights", *(pytest.param(kind, marks=pytest.mark.prove) for kind in ("journal", "days"))])
def test_a_reader_that_sees_later_rows_of_one_table_is_caught(crowd: Settings, listen, kind: str) -> None:
    assert not probe(crowd, evenings(crowd, [FIRST], 1, CUT), listen=listen, world_of=leaking(kind)).ok


@pytest.mark.parametrize("kind", ["memories", pytest.param("scores", marks=pytest.mark.prove)])
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


# Trained models: what they learned, and which of them speaks, may not depend on the future either.

HRV = "hrv_rmssd_ms/default"
TRAINED = datetime(2026, 4, 15, 19, tzinfo=UTC)
"""21:00 in Berlin, ten evenings before the replayed ones."""
TINY = {
    "lstm": {"epochs": 8, "width": 16, "lookback": 3, "rate": 0.01},
    "boosted_trees": {"rounds": 20, "min_child_weight": 10.0},
    "random_forest": {"rounds": 10},
}
"""Settings of what would take long, and of what needs more nights than there are."""


def straining(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The same life, in which the strain of the day before the evening's lowers the HRV of the night: something to learn."""
    told = list(facts)
    strain = {fact.day: fact.strain for fact in told if isinstance(fact, Day) and fact.strain is not None}
    for fact in told:
        hard = strain.get(fact.night - timedelta(days=2)) if isinstance(fact, Night) else None
        lowered = isinstance(fact, Night) and hard is not None and fact.hrv_rmssd_ms is not None
        yield replace(fact, hrv_rmssd_ms=fact.hrv_rmssd_ms * math.exp(-0.045 * (hard - 10.0))) if lowered else fact


@pytest.fixture(scope="module")
def learnable(tmp_path_factory: pytest.TempPathFactory, empty_mlflow: Path) -> Settings:
    """The two people of the crowd, whose strain tells of their nights; nothing is trained."""
    folder = tmp_path_factory.mktemp("learnable")
    settings = load_settings(home=folder / "home", anchor=folder / "anchor.jsonl")
    world = build_world(settings)
    for person in population(2, 21, LAST - timedelta(days=99), LAST):
        world.store.add(straining(person.facts()), recorded_at=world.clock.now())
    shutil.copytree(empty_mlflow, settings.home / "mlflow")
    return settings


def learners(*names: str) -> dict[str, Learner]:
    """Those of the catalog, or all of it, in small."""
    return {name: LEARNERS[name].configured(TINY.get(name, {})) for name in names or LEARNERS}


@pytest.fixture(scope="module")
def trained(learnable: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same people; a straight line and a forest were trained ten evenings before the replayed ones."""
    return trained_in(learnable, tmp_path_factory.mktemp("trained"), "ridge", "random_forest")


def trained_in(learnable: Settings, folder: Path, *names: str) -> Settings:
    """A copy of those people's home in which those learners of the catalog were trained, or all of them."""
    settings = copied(learnable, folder)
    store = build_world(settings).store
    train(store.panel(None, TRAINED), workshop(store, learners(*names)), as_of=TRAINED, wanted=frozenset([HRV]))
    return settings


def speakers(forecast: dict[str, Any], target: str = "hrv_rmssd_ms") -> dict[str, str]:
    """Name → date up to which it was trained, of the trained forecasters that speak of a target."""
    return {row["name"]: row["trained_through"] for row in forecast["targets"][target]["forecasters"] if row["trained_through"]}


def assert_models_see_nothing(settings: Settings, names: Iterable[str], folder: Path, listen) -> None:
    """An evening on which each of them speaks comes out the same, whatever lies after it."""
    wanted = evenings(settings, [FIRST], 1, CUT)
    report = probe(settings, wanted, listen=listen)
    assert_nothing_seen(report, 1)
    ((person, as_of),) = wanted
    forecast = evening(build_world(copied(settings, folder)), person, as_of=as_of).forecast
    assert report.hashes == (forecast["payload_sha256"],)
    spoken = speakers(forecast)
    assert {name: spoken.get(name) for name in names} == dict.fromkeys(names, "2026-04-15")
    assert forecast["data_quality"]["refused_models"] == []


def test_evenings_with_trained_models_do_not_see_the_future(trained: Settings, tmp_path: Path, listen) -> None:
    assert_models_see_nothing(trained, ("ridge", "random_forest"), tmp_path, listen)


@pytest.mark.prove
def test_evenings_with_every_learner_trained_do_not_see_the_future(learnable: Settings, tmp_path: Path, listen) -> None:
    assert_models_see_nothing(trained_in(learnable, tmp_path / "trained"), tuple(LEARNERS), tmp_path, listen)


class Training:
    """Trains in each home before its evening, on what the home says was known then; or so many days later, which is a leak."""

    def __init__(self, *names: str, ahead: timedelta = timedelta(0)) -> None:
        self.learners = learners(*names)
        self.ahead = ahead
        self.made: list[tuple[tuple[str, str, bool], ...]] = []
        """Of each home in turn: label and digest of what was trained there, and whether it passed the gate."""

    def __call__(self, world: World, as_of: datetime) -> None:
        panel = world.store.panel(None, as_of + self.ahead)
        found = train(panel, workshop(world.store, self.learners), as_of=as_of, wanted=frozenset([HRV]), force=True)
        self.made.append(tuple((row.label, row.digest, row.gate.passed) for row in found.trained))


def assert_trained_alike(training: Training, evenings: int) -> None:
    """In all three homes of each evening the same bytes were made, and passed."""
    assert len(training.made) == 3 * evenings
    assert [made for made in training.made if not made or not all(passed for _, _, passed in made)] == []
    assert [len({*training.made[place : place + 3]}) for place in range(0, 3 * evenings, 3)] == [1] * evenings


def test_training_in_three_homes_makes_the_same_model(learnable: Settings, listen) -> None:
    """Where the future is cut away or full of lies, the very same bytes are trained, and say the same."""
    training = Training("ridge")
    assert_nothing_seen(probe(learnable, evenings(learnable, [FIRST], 1, CUT), listen=listen, before=training), 1)
    assert_trained_alike(training, 1)


@pytest.mark.prove
def test_training_of_every_learner_in_three_homes_makes_the_same_models(learnable: Settings, listen) -> None:
    """Two evenings, everything trained anew before each: what was trained on the first speaks on the second too."""
    training = Training()
    assert_nothing_seen(probe(learnable, evenings(learnable, [FIRST], 2, CUT), listen=listen, before=training), 2)
    assert_trained_alike(training, 2)
    assert all({label.split()[1] for label, _, _ in made} == set(LEARNERS) for made in training.made)


@pytest.mark.prove
def test_evenings_of_real_people_with_trained_models_do_not_see_the_future(
    real: tuple[Settings, list[str]], tmp_path: Path, empty_mlflow: Path, listen
) -> None:
    """Every learner, trained on all people of the shared data on the evening before the stretch."""
    settings, persons = copied(real[0], tmp_path), real[1]
    shutil.copytree(empty_mlflow, settings.home / "mlflow", dirs_exist_ok=True)
    wanted = middle_evenings(settings, persons, 4)
    store, before = build_world(settings).store, wanted[0][1] - timedelta(days=1)
    made = train(store.panel(None, before), workshop(store, learners()), as_of=before).trained
    assert [row for row in made if row.gate.passed]
    assert_nothing_seen(probe(settings, wanted, listen=listen), 12)


@dataclass(frozen=True)
class FromTheFuture(World):
    """Lets a version speak that was trained on the replayed night itself (EVALUATION §6 e)."""

    def trained(self, snapshot: Snapshot, night: date) -> TrainedPopulation:
        """As the real one, two days later."""
        later = replace(snapshot, as_of=snapshot.as_of + timedelta(days=2))
        return super().trained(later, night + timedelta(days=2))


@dataclass(frozen=True)
class ByAlias(World):
    """Asks in a replay for the champion of today (EVALUATION §6 h)."""

    def trained(self, snapshot: Snapshot, night: date) -> TrainedPopulation:
        """As the real one does on the live track."""
        return super().trained(replace(snapshot, track="live"), night)


@pytest.mark.parametrize("leaky", [FromTheFuture, ByAlias])
def test_a_version_from_the_future_or_by_todays_name_is_caught(trained: Settings, listen, leaky: type[World]) -> None:
    def build(settings: Settings) -> World:
        world = build_world(settings)
        return leaky(world.settings, world.clock, world.store)

    report = probe(trained, evenings(trained, [FIRST], 1, CUT), listen=listen, world_of=build)
    assert {leak.home for leak in report.leaks} == {"poisoned"}  # only there is a model that was trained later


@pytest.mark.prove
def test_a_training_that_sees_later_nights_is_caught(learnable: Settings, listen) -> None:
    training = Training("ridge", ahead=timedelta(days=4))
    report = probe(learnable, evenings(learnable, [FIRST], 1, CUT), listen=listen, before=training)
    assert "truncated" in {leak.home for leak in report.leaks}
    assert len({*training.made}) > 1
