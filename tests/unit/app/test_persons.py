"""Which person, instant and run a command means."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agent.day import DEMONSTRATION, STANDALONE
from app.instants import instant_of, night_of
from app.persons import choose_person, is_simulated, real_people
from app.tracks import Run, chosen_run
from core.errors import BadInput, NotEnoughData, UnknownPerson
from core.ledger import Ledger
from core.records import Night, Person
from core.store import Store

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def store_of(tmp_path):
    """A store with one night of each person; names that begin with `sim` are simulated."""

    def make(*people: str) -> Store:
        store = Store(tmp_path / f"{'-'.join(people)}.duckdb")
        common = {"source": "whoop_export", "source_epoch": "1", "known_at": AT}
        facts = [Night(person_id=person, key="2026-03-01", night=date(2026, 3, 1), **common) for person in people]
        marks = [Person(person_id=person, key="person", simulated=True, **common) for person in people if person.startswith("sim")]
        store.add([*facts, *marks], recorded_at=AT)
        return store

    return make


def test_the_only_person_needs_no_name(store_of):
    assert choose_person(store_of("ann"), None) == "ann"


def test_a_named_person_goes_before_the_usual_one(store_of):
    assert choose_person(store_of("ann", "ben"), "ben", "ann") == "ben"
    assert choose_person(store_of("ann", "ben"), None, "ann") == "ann"


def test_several_people_are_named_in_the_refusal(store_of):
    with pytest.raises(BadInput, match=r"ann, ben.*--person") as caught:
        choose_person(store_of("ann", "ben"), None)
    assert caught.value.exit_code == 2


def test_a_simulated_person_is_meant_only_where_nobody_else_is(store_of):
    assert choose_person(store_of("ann", "sim1"), None) == "ann"
    assert choose_person(store_of("sim1"), None) == "sim1"
    with pytest.raises(BadInput):
        choose_person(store_of("sim1", "sim2"), None)


def test_an_empty_store_says_how_to_begin(tmp_path):
    with pytest.raises(NotEnoughData, match=r"morrow import PATH.*morrow demo"):
        choose_person(Store(tmp_path / "none.duckdb"), None)


def test_a_stranger_is_refused_with_the_names_that_are_known(store_of):
    with pytest.raises(UnknownPerson, match=r"'eve'.*ann"):
        choose_person(store_of("ann"), "eve")


def test_many_people_are_counted_after_the_first_few(store_of):
    with pytest.raises(BadInput, match="and 3 more"):
        choose_person(store_of(*(f"p{number:02}" for number in range(11))), None)


def test_simulated_people_are_told_apart(store_of):
    store = store_of("ann", "sim1")
    assert real_people(store, store.people()) == ["ann"]
    assert is_simulated(store, "sim1")
    assert not is_simulated(store, "ann")


def test_a_reading_command_means_the_live_track_of_real_people_and_the_demonstration_of_simulated_ones(store_of):
    store = store_of("ann", "sim1")
    assert chosen_run(store, "ann") == Run("live", "live")
    assert chosen_run(store, "sim1") == Run("replay", DEMONSTRATION)
    assert chosen_run(store, "ann", "replay") == Run("replay", STANDALONE)
    assert chosen_run(store, "ann", None, "mine") == Run("replay", "mine")
    assert chosen_run(store, "sim1", "live") == Run("live", "live")


@pytest.mark.parametrize(("runs", "meant"), [(("pipelines",), "pipelines"), (("pipelines", "demo"), "demo")])
def test_of_a_simulated_persons_replays_the_demonstration_is_meant_where_there_is_one(store_of, tmp_path, runs, meant):
    store = store_of("sim1")
    for run_id in runs:
        said = {"person_id": "sim1", "night": "2026-03-02", "horizon": 1}
        ledger = Ledger(store, tmp_path / "anchor.jsonl", track="replay", run_id=run_id)
        ledger.seal(said, facts_digest="x", at=AT, deadline=AT + timedelta(hours=12))
    assert chosen_run(store, "sim1") == Run("replay", meant)


def test_a_track_that_does_not_exist_or_a_run_of_the_live_one_is_wrong_usage(store_of):
    store = store_of("ann")
    with pytest.raises(BadInput):
        chosen_run(store, "ann", "dream")
    with pytest.raises(BadInput):
        chosen_run(store, "ann", "live", "mine")


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-03-01T21:00", 20),  # an hour ahead of UTC in winter
        ("2026-07-01T21:00", 19),
        ("2026-03-01T21:00Z", 21),
        ("2026-03-01 21:00+05:00", 16),
        ("2026-03-01", 20),  # the scheduled hour
        ("20260301", 20),
    ],
)
def test_an_instant_without_an_offset_is_the_persons_local_time(text, hour):
    instant = instant_of(text, BERLIN)
    assert instant.tzinfo is UTC
    assert instant.hour == hour


@pytest.mark.parametrize(
    "text", ["", "tonight", "2026-13-01", "2026-03-01T25:00", "01.03.2026", "0001-01-01T00:00", "9999-12-31T23:59-05:00"]
)
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(BadInput):
        instant_of(text, BERLIN)


def test_a_night_is_a_date():
    assert night_of("2026-03-02") == date(2026, 3, 2)
    with pytest.raises(BadInput):
        night_of("tomorrow")
    with pytest.raises(BadInput):
        night_of("0001-01-01")
