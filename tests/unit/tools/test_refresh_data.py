"""The tool that asks for newer data: one request, no arguments, nothing in a replay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.errors import ToolFailed, ToolRetry
from core.requests import ask, waiting_requests
from core.store import Store
from tools.catalog import TOOLS, call

NOW = datetime(2026, 3, 1, 20, tzinfo=UTC)


def test_it_asks_and_says_that_nothing_of_it_is_seen_in_this_run(context_of):
    asked = []
    context = replace(context_of(), ask_refresh=lambda: asked.append("once"))
    assert call(TOOLS["refresh_data"], context, {}) == {"queued": True, "seen_in_this_run": False}
    assert asked == ["once"]


def test_a_replay_has_nothing_to_refresh(context_of):
    with pytest.raises(ToolFailed, match="nothing to read anew"):
        call(TOOLS["refresh_data"], context_of(), {})


def test_no_words_choose_whose_data_or_what_is_read(context_of):
    context = replace(context_of(), ask_refresh=lambda: None)
    assert TOOLS["refresh_data"].parameters["properties"] == {}
    for arguments in ({"person_id": "somebody-else"}, {"source": "whoop_api"}, {"url": "https://example.org"}):
        with pytest.raises(ToolRetry):
            call(TOOLS["refresh_data"], context, arguments)


def test_one_run_may_ask_once():
    assert TOOLS["refresh_data"].most_calls == 1


def test_however_often_it_is_asked_one_request_waits(context_of, tmp_path):
    store = Store(tmp_path / "morrow.duckdb")
    context = replace(context_of(), ask_refresh=lambda: ask(store, "refresh_data", "ada", at=NOW))
    for _ in range(5):
        call(TOOLS["refresh_data"], context, {})
    assert [(request.kind, request.person_id) for request in waiting_requests(store)] == [("refresh_data", "ada")]
