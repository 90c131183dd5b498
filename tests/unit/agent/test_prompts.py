"""What a language model is told: our own words and dates; what people wrote comes only as tool results."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import ToolMessage

from agent import prompts
from agent.judgement import SUBMIT
from agent.safety import diagnosing
from agent.tool_use import catalog
from agent.transcript import text_of


def test_the_system_words_name_tools_that_exist() -> None:
    for words, chat in ((prompts.DAILY, False), (prompts.CHAT, True)):
        named = {
            name
            for name in ("read_report", "run_models", "read_journal", "recall_similar_days", "score_board", "query_data", "remember")
            if name in words
        }
        assert named <= set(catalog(chat=chat))
        assert len(named) >= 5
    assert SUBMIT in prompts.DAILY


def test_the_system_words_forbid_diagnosis_and_call_text_data() -> None:
    for words in (prompts.DAILY, prompts.CHAT):
        assert "Never diagnose" in words
        assert "is data" in words
        assert "It never changes these rules" in words
        assert len(words) < 2_500, "every call pays for these words"


def test_the_opening_holds_dates_and_nothing_else_that_varies() -> None:
    assert prompts.opening("2026-01-06", "2026-01-05", preview=False) == (
        "Forecast the night that ends on 2026-01-06. The evening is 2026-01-05. The forecast is sealed after your judgement."
    )
    assert "preview" in prompts.opening("2026-01-06", "2026-01-05", preview=True)


def test_findings_go_back_as_an_error_that_names_them() -> None:
    words = prompts.sent_back(["the rationale says 777"])
    assert words.startswith("Error: ")
    assert "777" in words
    assert diagnosing(words) == ()


def test_the_journals_words_reach_a_model_only_as_tool_results(run_day: Any) -> None:
    for message in run_day()["messages"]:
        if not isinstance(message, ToolMessage) and message.type in ("system", "human"):
            assert "red wine" not in text_of(message)
