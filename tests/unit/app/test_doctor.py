"""The doctor: each part fine, or what is wrong and the remedy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agent.bootstrap import World, build_world
from app.doctor import CHECKS, examine
from core.clock import FixedClock
from core.settings import load_settings
from forecasting.registry.versions import Draft, Verdict, Versions

NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)


@pytest.fixture
def world_with(home, tmp_path):
    """A world with some settings of its own."""

    def make(at: datetime = NOW, **settings) -> World:
        return build_world(load_settings(**settings), FixedClock(at))

    return make


def _found(world: World) -> dict:
    return {check.part: check for check in examine(world)}


def test_a_new_installation_has_nothing_wrong(world_with):
    found = _found(world_with())
    assert list(found) == list(CHECKS)
    assert [part for part, check in found.items() if check.state == "wrong"] == []


def test_whatever_is_wrong_comes_with_a_remedy(world_with, home):
    world = world_with(at=datetime(2020, 1, 1, tzinfo=UTC), anchor=home / "anchor.jsonl", llm_base_url="http://127.0.0.1:9", llm_model="m")
    wrong = {part: check for part, check in _found(world).items() if check.state == "wrong"}
    assert set(wrong) == {"anchor", "model", "clock"}
    assert all(check.remedy for check in wrong.values())


def test_an_anchor_inside_the_data_guards_nothing(world_with, home):
    check = _found(world_with(anchor=home / "deep" / "anchor.jsonl"))["anchor"]
    assert check.state == "wrong"
    assert "MORROW_ANCHOR" in (check.remedy or "")


def test_an_unreadable_store_does_not_hide_the_other_parts(world_with, home):
    (home / "morrow.duckdb").write_bytes(b"no database" * 1000)
    found = _found(world_with())
    assert found["store"].state == "wrong"
    assert found["python"].state == "fine"


@pytest.mark.parametrize(("status", "state"), [(200, "fine"), (404, "fine"), (401, "wrong"), (503, "wrong")])
def test_a_model_is_asked_whether_it_answers(world_with, httpserver, status, state):
    httpserver.expect_request("/v1/models").respond_with_data("{}", status=status)
    check = _found(world_with(llm_base_url=httpserver.url_for("/v1"), llm_model="some-model", llm_api_key="sk-secret"))["model"]
    assert check.state == state
    assert "sk-secret" not in str(check)


def test_a_clock_before_the_last_seal_is_wrong(world_with):
    world = world_with()
    said = {"person_id": "ann", "night": "2026-11-21", "horizon": 1}
    world.ledger("live", "live").seal(said, facts_digest="a", at=NOW, deadline=NOW + timedelta(hours=7))
    assert _found(world)["clock"].state == "fine"
    early = world_with(at=NOW - timedelta(days=1))
    assert _found(early)["clock"].state == "wrong"


@pytest.fixture
def registered(world_with):
    """(numbers) → a world with a version for each, whose file says its number."""

    def make(*levels: float) -> World:
        world = world_with()
        gate = Verdict(passed=True, reasons=())
        for level in levels:
            draft = Draft("ridge", "hrv_rmssd_ms", "default", NOW, NOW.date(), frozenset(), gate, {"crps": level}, {}, "1")
            Versions(world.store).add(draft, {"ridge.json": f'{{"level": {level}}}'.encode()})
        return world

    return make


def test_trained_models_are_fine_while_their_files_are_those_registered(registered):
    check = _found(registered(1.0, 2.0))["trained models"]
    assert (check.state, check.found) == ("fine", "2 versions are as they were registered")


def test_damaged_models_are_counted_and_one_is_named_with_the_remedy(registered):
    world = registered(1.0, 2.0, 3.0)
    for row in Versions(world.store).registered()[1:]:
        (Versions(world.store).folder / row.folder / "ridge.json").write_bytes(b'{"level": 9.0}')
    check = _found(world)["trained models"]
    assert (check.state, check.remedy) == ("wrong", "morrow train --force")
    assert check.found.startswith("2 of 3 are damaged: model hrv_rmssd_ms/default ridge v2 is refused: ridge.json has been changed")
    assert check.found.endswith("(and 1 more)")


def test_where_nothing_was_trained_there_is_a_note(registered):
    check = _found(registered())["trained models"]
    assert (check.state, check.remedy) == ("note", "morrow train")


@pytest.mark.parametrize(
    ("analysis", "state", "words"),
    [("opensmile", "note", "licensed for research"), ("plain", "fine", "Morrow's own code"), ("off", "fine", "not measured")],
)
def test_the_voice_analysis_in_force_is_named_with_its_licence(world_with, analysis, state, words):
    check = _found(world_with(voice_analysis=analysis))["voice"]
    assert (check.state, words in check.found) == (state, True)


def test_an_embedded_transcriber_says_how_good_it_is_and_what_is_better(world_with):
    from voice.transcribers.embedded import NAME, QUALITY

    check = _found(world_with(transcriber="embedded"))["transcriber"]
    assert (check.state, NAME in check.found, QUALITY in check.found, bool(check.remedy)) == ("note", True, True, True)


def test_a_transcriber_that_is_wanted_and_not_there_is_wrong(world_with, tmp_path):
    check = _found(world_with(transcriber="whisper", whisper_model=str(tmp_path / "gone.pt")))["transcriber"]
    assert (check.state, bool(check.remedy)) == ("wrong", True)


def test_a_transcriber_elsewhere_is_named_and_that_recordings_go_there(world_with):
    check = _found(world_with(speech_base_url="http://127.0.0.1:9/v1", speech_model="whisper-1"))["transcriber"]
    assert (check.state, "whisper-1" in check.found, "recordings are sent there" in check.found) == ("fine", True, True)


def test_a_microphone_is_no_condition(world_with):
    assert _found(world_with())["microphone"].state in ("fine", "note")
