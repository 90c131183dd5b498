"""The doctor: each part fine, or what is wrong and the remedy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agent.bootstrap import World, build_world
from app.doctor import CHECKS, examine
from core.clock import FixedClock
from core.settings import load_settings

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
