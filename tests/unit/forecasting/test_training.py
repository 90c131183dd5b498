"""The ritual of training: what is due is trained once, named by its recipe, kept fresh, and healed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest

from core.ledger import Content, Ledger
from core.records import Fact, Night
from core.snapshot import PersonHistory
from core.store import Store
from forecasting.catalog import LEARNERS, OPTIONAL
from forecasting.learners.learner import Learner, key_of
from forecasting.learners.ridge import Ridge, RidgeLearner
from forecasting.recipes import recipe_of
from forecasting.registry.artifact import read_artifact
from forecasting.registry.loading import load_version
from forecasting.registry.versions import Draft, ModelVersion, Verdict
from forecasting.training import FRESH, Training, keys_of, last_usable, retrain_if_due, series_of_people, settle_duels, train
from forecasting.workshop import workshop

LAST = date(2026, 3, 31)
EVENING = datetime(2026, 3, 31, 21, tzinfo=UTC)
A_WEEK_BEFORE = EVENING - timedelta(days=7)
HRV, RR = KEYS = ("hrv_rmssd_ms/default", "resp_rate_brpm/default")
TINY = {name: {"epochs": 1, "width": 8, "lookback": 3} for name in ("lstm", "own_lstm")}
"""Settings of what would take long."""
RIDGE: dict[str, Learner] = {"ridge": RidgeLearner(penalty=1.0)}
OTHER: dict[str, Learner] = {"ridge": RidgeLearner(penalty=0.3)}


def two_targets(facts: list[Fact]) -> list[Fact]:
    """The same facts without the resting heart rate: two lines show all that three do, in two thirds of the time."""
    return [replace(fact, resting_hr_bpm=None) if isinstance(fact, Night) else fact for fact in facts]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, strained: Callable[..., list[Fact]], empty_mlflow: Path) -> Path:
    """A home with two people of 120 nights, on whom the ridge was trained a week before."""
    home = tmp_path_factory.mktemp("town")
    store = Store(home / "morrow.duckdb")
    for seed, person in enumerate(("ada", "ben"), start=1):
        store.add(two_targets(strained(person, seed, 120, LAST)), recorded_at=EVENING)
    shutil.copytree(empty_mlflow, home / "mlflow")
    trained_in(store, RIDGE, at=A_WEEK_BEFORE)
    return home


@pytest.fixture
def store(town: Path, tmp_path: Path) -> Store:
    """A copy of the town's."""
    shutil.copytree(town, tmp_path / "home")
    return Store(tmp_path / "home" / "morrow.duckdb")


@pytest.fixture(scope="module")
def rivalled(town: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Training]:
    """The town's home, in which another recipe challenges the champions of the same evening, and what that training came to."""
    home = shutil.copytree(town, tmp_path_factory.mktemp("rivalled") / "home")
    return home, trained_in(Store(home / "morrow.duckdb"), OTHER, at=A_WEEK_BEFORE)


@pytest.fixture
def challenged(rivalled: tuple[Path, Training], tmp_path: Path) -> Store:
    """A copy of that one."""
    shutil.copytree(rivalled[0], tmp_path / "home")
    return Store(tmp_path / "home" / "morrow.duckdb")


@pytest.fixture(scope="module")
def renewed(town: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Training]:
    """The town's home, in which the same recipe was trained again a week later, and what that came to."""
    home = shutil.copytree(town, tmp_path_factory.mktemp("renewed") / "home")
    return home, trained_in(Store(home / "morrow.duckdb"), RIDGE)


@pytest.fixture
def untrained(town: Path, tmp_path: Path) -> Store:
    """The same people, in a home where nothing was trained."""
    (tmp_path / "home").mkdir()
    shutil.copy(town / "morrow.duckdb", tmp_path / "home")
    store = Store(tmp_path / "home" / "morrow.duckdb")
    with store.transaction() as connection:
        connection.execute("DELETE FROM model_versions")
    return store


def trained_in(store: Store, learners: Mapping[str, Learner], at: datetime = EVENING, **options: object) -> Training:
    """What training all people of that store came to."""
    return train(store.panel(None, at), workshop(store, learners), as_of=at, **options)


def standing(store: Store, key: str = HRV) -> dict[int, ModelVersion]:
    """Number → version of the line, those that are not retired."""
    return {row.version: row for row in workshop(store).versions.registered() if row.key == key and row.name == "ridge"}


def aliases(store: Store, key: str = HRV) -> dict[int, str | None]:
    return {number: row.alias for number, row in standing(store, key).items()}


def spoil(store: Store, row: ModelVersion) -> None:
    """Changes one byte of its artifact."""
    path = workshop(store).versions.folder / row.folder / "ridge.json"
    content = bytearray(path.read_bytes())
    content[-2] ^= 1
    path.write_bytes(content)


# What is trained


def test_every_line_is_judged_registered_named_and_logged(store: Store) -> None:
    rows = {row.key: row for row in workshop(store).versions.registered()}
    assert tuple(rows) == KEYS
    for row in rows.values():
        assert (row.version, row.alias, row.gate.passed, row.trained_at) == (1, "champion", True, A_WEEK_BEFORE)
        assert row.trained_through == date(2026, 3, 24)
        assert row.knows("ada")
        assert not row.knows("eve")
        assert (row.code_version, row.settings["penalty"]) == ("1 penalty=1.0", 1.0)
        assert row.run_id != ""
        assert 0.0 < row.metrics["start_weight"] <= 0.15
        assert row.metrics["start_spread"] > 0.0
        # Of 113 nights of each person, the last four tenths were forecast: from the 68th night on, which is place int(0.6 · 226) of 226
        assert row.metrics["nights"] == 2 * (113 - 67)


def test_what_was_registered_is_what_was_trained_on_the_nights_of_then(store: Store) -> None:
    shop, (row, *_) = workshop(store), workshop(store).versions.registered()
    people = series_of_people(store.panel(None, A_WEEK_BEFORE))
    again = RIDGE["ridge"].train(shop.training_set(people, "again"))[row.key]
    assert read_artifact(shop.versions.folder / row.folder, row.digest, row.label) == dict(again.files())
    loaded = load_version(row, LEARNERS, shop.versions.folder).trained
    assert isinstance(loaded, Ridge)
    assert loaded.trained_through == date(2026, 3, 24)


def test_training_as_of_an_evening_does_not_change_with_what_came_later(store: Store, strained: Callable[..., list[Fact]]) -> None:
    """Nights of a stranger, and revisions of every night, that arrive after the evening."""
    before = {row.key: row.digest for row in workshop(store).versions.registered()}
    stranger = [fact for fact in strained("eve", 9, 90, LAST + timedelta(days=40)) if fact.known_at > A_WEEK_BEFORE]
    revised = [replace(fact, hrv_rmssd_ms=250.0, known_at=EVENING) for fact in strained("ada", 1, 120, LAST) if isinstance(fact, Night)]
    store.add([*stranger, *revised], recorded_at=EVENING + timedelta(days=60))
    trained_in(store, RIDGE, at=A_WEEK_BEFORE, force=True)
    rows = workshop(store).versions.registered()
    assert {row.key: row.digest for row in rows if row.version == 2} == before


def test_a_second_run_trains_nothing(store: Store) -> None:
    before = workshop(store).versions.registered(retired=True)
    found = trained_in(store, RIDGE, at=A_WEEK_BEFORE)
    assert [(line.version, line.reasons) for line in found.lines] == [(None, (FRESH,))] * 2
    assert workshop(store).versions.registered(retired=True) == before


def test_a_week_later_the_same_recipe_takes_the_champions_place(renewed: tuple[Path, Training]) -> None:
    store, found = Store(renewed[0] / "morrow.duckdb"), renewed[1]
    assert [line.reasons for line in found.lines] == [("was trained 7 days ago, at most 6 are fresh; nights up to 2026-03-31 are new",)] * 2
    assert aliases(store) == {1: None, 2: "champion"}
    assert [row.trained_through for row in standing(store).values()] == [date(2026, 3, 24), LAST]


def test_force_trains_what_is_fresh_and_of_that_only_what_is_wanted(store: Store) -> None:
    """Of one target alone the model is the same."""
    found = trained_in(store, RIDGE, at=A_WEEK_BEFORE, wanted=frozenset([HRV]), force=True)
    assert [line.reasons for line in found.lines] == [("was asked for",)]
    assert [row.key for row in found.trained] == [HRV]
    assert (aliases(store), aliases(store, RR)) == ({1: None, 2: "champion"}, {1: "champion"})
    people = series_of_people(store.panel(None, A_WEEK_BEFORE))
    whole = RIDGE["ridge"].train(workshop(store).training_set(people, "whole"))[HRV]
    version = found.trained[0]
    assert read_artifact(workshop(store).versions.folder / version.folder, version.digest, version.label) == dict(whole.files())


def test_nobodys_few_nights_are_not_learned_from(strained: Callable[..., list[Fact]], tmp_path: Path) -> None:
    store = Store(tmp_path / "morrow.duckdb")
    store.add(strained("ada", 1, 59, LAST), recorded_at=EVENING)
    assert trained_in(store, RIDGE).lines == ()
    assert not (tmp_path / "mlflow").exists()
    store.add(strained("ben", 2, 1, LAST), recorded_at=EVENING)
    assert HRV in keys_of(series_of_people(store.panel(None, EVENING)))  # 60 of all people together


def test_the_last_night_is_the_last_with_a_value(make_series) -> None:
    assert last_usable(make_series([4.0, np.nan, 4.1, np.nan])) == date(2024, 1, 3)


def test_people_without_a_usable_night_are_nobody(store: Store) -> None:
    panel = store.panel(None, EVENING)
    panel = replace(panel, histories=(*panel.histories, PersonHistory("zoe", UTC, ())))
    people = series_of_people(panel)
    assert sorted(people) == ["ada", "ben"]
    assert [key_of(one) for one in people["ada"]] == list(KEYS)
    assert all(one.features is not None for one in people["ada"])


@pytest.mark.parametrize("name", [*LEARNERS, *OPTIONAL])
def test_what_any_learner_makes_can_be_kept_and_is_loaded_as_it_was(store: Store, name: str) -> None:
    """The files stand in an artifact, and say the same afterwards."""
    learner = {**LEARNERS, **OPTIONAL}[name].configured(TINY.get(name, {}))
    shop, people = workshop(store), series_of_people(store.panel(None, EVENING))
    trained = learner.train(shop.training_set(people, "once"))[HRV]
    template = {field: getattr(standing(store)[1], field) for field in Draft.__dataclass_fields__}
    added = shop.versions.add(Draft(**template | {"name": name}), trained.files())
    loaded = load_version(added, {name: learner}, shop.versions.folder).trained
    (series, *_), prior = people["ada"], shop.population.targets[HRV]
    np.testing.assert_array_equal(loaded.path(series, prior), trained.path(series, prior))
    assert loaded.trained_through == trained.trained_through == LAST


# Recipes, champions, challengers


def test_another_recipe_challenges_and_the_champion_stays_fresh(rivalled: tuple[Path, Training], challenged: Store) -> None:
    assert [line.reasons for line in rivalled[1].lines] == [("was trained by code version 1 penalty=1.0, this is 1 penalty=0.3",)] * 2
    assert aliases(challenged) == {1: "champion", 2: "challenger"}
    assert trained_in(challenged, RIDGE, at=A_WEEK_BEFORE).trained == ()
    assert trained_in(challenged, OTHER, at=A_WEEK_BEFORE).trained == ()


def test_what_fails_the_gate_has_no_alias_and_is_not_tried_again_on_the_same_nights(untrained: Store, empty_mlflow: Path) -> None:
    """Where nothing was told of the days, and next to no penalty keeps a hundred inputs from following noise."""
    shutil.copytree(empty_mlflow, untrained.path.with_name("mlflow"))
    with untrained.transaction() as connection:
        connection.execute("DELETE FROM days")
    wild: dict[str, Learner] = {"ridge": RidgeLearner(penalty=1e-6)}
    found = trained_in(untrained, wild)
    assert [(row.gate.passed, row.alias) for row in found.trained] == [(False, None)] * 2
    assert aliases(untrained) == {}  # retired, with what it reached
    assert trained_in(untrained, wild).trained == ()


def test_a_training_of_the_past_leaves_the_champion_alone(renewed: tuple[Path, Training], tmp_path: Path) -> None:
    store = Store(shutil.copytree(renewed[0], tmp_path / "home") / "morrow.duckdb")
    past = A_WEEK_BEFORE - timedelta(days=20)
    found = trained_in(store, RIDGE, at=past)
    assert [line.reasons for line in found.lines] == [("was never trained",)] * 2  # as far as that evening knew
    assert aliases(store) == {1: None, 2: "champion", 3: None}
    assert trained_in(store, RIDGE, at=past).trained == ()


def test_a_damaged_champion_is_due_and_whole_again_after(store: Store) -> None:
    spoil(store, standing(store)[1])
    found = trained_in(store, RIDGE, at=A_WEEK_BEFORE)
    (line,) = [line for line in found.lines if line.version is not None]
    assert "hrv_rmssd_ms/default ridge v1 is refused: ridge.json has been changed" in line.reasons[0]
    shop = workshop(store)
    assert shop.damage(shop.versions.registered()) == ()  # the same nights gave the same bytes
    assert aliases(store) == {1: None, 2: "champion"}


def test_a_champion_that_cannot_be_loaded_defends_nothing(store: Store) -> None:
    spoil(store, standing(store)[1])
    trained_in(store, OTHER)
    assert aliases(store) == {1: None, 2: "champion"}
    assert aliases(store, KEYS[1]) == {1: "champion", 2: "challenger"}


# Stopped and gone on


@pytest.mark.parametrize("alias", [None, "champion"])
def test_a_version_that_a_killed_training_left_half_registered_is_completed(store: Store, alias) -> None:
    """Killed before it had its alias; killed before it had its run."""
    shop = workshop(store, OTHER)
    whole = standing(store)[1]
    half = {name: getattr(whole, name) for name in Draft.__dataclass_fields__} | {"trained_at": EVENING, "trained_through": LAST}
    added = shop.versions.add(Draft(**half), read_artifact(shop.versions.folder / whole.folder, whole.digest, whole.label))
    if alias:
        shop.versions.set_alias(added, alias)
    trained_in(store, RIDGE, wanted=frozenset([HRV]))
    assert aliases(store) == {1: None, 2: "champion"}
    assert standing(store)[2].run_id not in ("", whole.run_id)


def test_a_half_registered_version_that_failed_its_gate_gets_no_alias(store: Store) -> None:
    shop = workshop(store, RIDGE)
    whole = standing(store)[1]
    half = {name: getattr(whole, name) for name in Draft.__dataclass_fields__} | {"gate": Verdict(passed=False, reasons=("too wide",))}
    shop.versions.add(Draft(**half), read_artifact(shop.versions.folder / whole.folder, whole.digest, whole.label))
    assert shop.complete()
    assert aliases(store) == {1: "champion", 2: None}
    assert not shop.complete()


def test_the_versions_of_a_learner_that_is_not_asked_for_are_left_alone(store: Store) -> None:
    whole = standing(store)[1]
    other = workshop(store, {"lstm": LEARNERS["lstm"]})
    files = read_artifact(other.versions.folder / whole.folder, whole.digest, whole.label)
    other.versions.add(Draft(**{name: getattr(whole, name) for name in Draft.__dataclass_fields__}), files)
    assert not other.complete()


# Kept fresh


def test_an_installation_that_never_trained_is_left_alone(untrained: Store) -> None:
    found = retrain_if_due(untrained, EVENING)
    assert (found.lines, found.swaps) == ((), ())
    assert [path.name for path in untrained.path.parent.iterdir() if path.is_dir()] == []


def test_an_evening_before_anything_was_trained_is_left_alone(store: Store) -> None:
    """A pipeline that is run for past days does not train for each of their weeks."""
    assert retrain_if_due(store, A_WEEK_BEFORE - timedelta(days=1)).lines == ()


def test_what_was_trained_is_kept_fresh_by_its_champions_recipe(store: Store) -> None:
    """The catalog's ridge has another penalty; the champion's is kept."""
    assert recipe_of(LEARNERS["ridge"]) != "1 penalty=1.0"
    assert retrain_if_due(store, A_WEEK_BEFORE + timedelta(days=6)).trained == ()
    found = retrain_if_due(store, EVENING)
    assert [(row.key, row.version, row.code_version, row.alias) for row in found.trained] == [
        (key, 2, "1 penalty=1.0", "champion") for key in KEYS
    ]
    assert retrain_if_due(store, EVENING).trained == ()


def test_a_challenger_does_not_make_its_champion_due(challenged: Store) -> None:
    assert retrain_if_due(challenged, A_WEEK_BEFORE).trained == ()


def seal(store: Store, since: date, said: list[dict[str, object]]) -> None:
    """Puts live scores of ada's HRV into the ledger: one a night from that date on."""
    contents = []
    for number, score in enumerate(said):
        night = since + timedelta(days=number)
        told = datetime.combine(night, time(8), UTC)
        contents.append(Content("score", "ada", night, 1, 1, told, str(night), {"targets": {"hrv_rmssd_ms": score}}))
    Ledger(store, store.path.parent.with_name("anchor.jsonl"), track="live", run_id="live").append(contents, at=contents[-1].known_at)


def test_drift_makes_a_line_due_until_it_was_trained_on(store: Store) -> None:
    """Ada's sealed scores treble on 19 March: seven nights later, after the champion's last, it is noticed; once trained on, answered."""
    until, change = date(2026, 3, 30), date(2026, 3, 19)
    nights = [date(2026, 1, 1) + timedelta(days=number) for number in range((until - date(2026, 1, 1)).days + 1)]
    seal(store, nights[0], [{"crps": {}, "normalised": {"models": 1.8 if night >= change else 0.6}} for night in nights])
    found = retrain_if_due(store, A_WEEK_BEFORE + timedelta(days=6))
    (line,) = [line for line in found.lines if line.version is not None]
    assert line.key == HRV
    assert line.reasons[0].startswith("drift: scores went from 0.60σ to 1.80σ")
    assert [row.key for row in retrain_if_due(store, EVENING).trained] == [RR]  # a week old; HRV has had its answer


def duel(challenger: float, nights: int) -> list[dict[str, object]]:
    """Scores of nights on which the champion's CRPS is 5 ms, give or take, and σ is 8 ms."""
    noise = np.random.default_rng(1).normal(0.0, 0.3, (nights, 2)).tolist()
    return [
        {"crps": {"models": 4.0, "ridge": 5.0 + one, "ridge_challenger": challenger + other}, "normalised": {"models": 0.5}}
        for one, other in noise
    ]


def test_a_challenger_that_was_sealed_better_takes_the_place_and_is_what_is_kept_fresh(challenged: Store) -> None:
    seal(challenged, date(2026, 3, 25), duel(challenger=4.0, nights=30))
    found = retrain_if_due(challenged, EVENING + timedelta(days=30))
    (swapped,) = found.swaps
    assert swapped.startswith("hrv_rmssd_ms/default ridge v2 took its champion's place: the challenger is better")
    assert {row.key: (row.version, row.code_version, row.alias) for row in found.trained} == {
        HRV: (3, "1 penalty=0.3", "champion"),
        RR: (3, "1 penalty=1.0", "champion"),
    }
    assert aliases(challenged, RR) == {1: None, 2: "challenger", 3: "champion"}


@pytest.mark.parametrize(("since", "challenger"), [(date(2026, 3, 25), 5.0), (date(2026, 2, 23), 4.0)])
def test_an_equal_challenger_and_nights_that_it_was_trained_on_change_nothing(challenged: Store, since: date, challenger: float) -> None:
    seal(challenged, since, duel(challenger, nights=30))
    assert settle_duels(challenged, workshop(challenged), EVENING + timedelta(days=30)) == ()
    assert aliases(challenged) == {1: "champion", 2: "challenger"}
