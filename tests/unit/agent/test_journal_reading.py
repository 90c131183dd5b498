"""Who reads an entry, as the settings say."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.journal_reading import reader_for
from agent.llm_reader import LlmReader, reading_limits
from core.errors import SettingsBroken
from core.settings import load_settings
from voice.learned.reader import LearnedReader
from voice.rules.reader import RuleReader

LOOPBACK = "http://127.0.0.1:1/v1"


@pytest.mark.parametrize(
    ("reader", "url", "name"),
    [
        ("auto", None, "learned"),
        ("auto", LOOPBACK, "qwen"),
        ("rules", LOOPBACK, "rules"),
        ("rules", None, "rules"),
        ("learned", LOOPBACK, "learned"),
        ("llm", LOOPBACK, "qwen"),
    ],
)
def test_the_model_reads_where_one_is_set_and_wanted(home: Path, reader: str, url: str | None, name: str) -> None:
    assert home.is_dir()
    found = reader_for(load_settings(journal_reader=reader, llm_base_url=url, llm_model="qwen"))
    assert found.name == name
    assert isinstance(found, {"rules": RuleReader, "learned": LearnedReader, "qwen": LlmReader}[name])


def test_a_model_that_is_wanted_and_not_set_is_named_with_the_remedy(home: Path) -> None:
    assert home.is_dir()
    with pytest.raises(SettingsBroken, match="set MORROW_LLM_BASE_URL"):
        reader_for(load_settings(journal_reader="llm"))
    with pytest.raises(SettingsBroken, match="MORROW_LLM_BASE_URL"):
        reader_for(load_settings(llm_base_url="http://169.254.169.254/v1"))


def test_an_entry_costs_two_calls_and_a_quarter_of_a_runs_tokens_at_most(home: Path) -> None:
    assert home.is_dir()
    limits = reading_limits(load_settings(llm_timeout_seconds=20.0))
    assert (limits.calls, limits.tokens, limits.deadline_seconds, limits.tool_calls) == (2, 12_000, 20.0, 0)
    assert reading_limits(load_settings(llm_max_tokens=600)).tokens == 600
