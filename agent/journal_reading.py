"""Which reader reads events out of a journal entry, as the settings say."""

from __future__ import annotations

from agent.endpoint import endpoint
from core.errors import SettingsBroken
from core.settings import Settings
from voice.reading import Reader


def reader_for(settings: Settings) -> Reader:
    """The reader in force: the language model's if an endpoint is set, with the rules at its side; else the rules.

    Raises:
        SettingsBroken: when the language model is to read and none is set, or its address must not be used.
    """
    from voice.rules.reader import RuleReader

    rules = RuleReader()
    place = None if settings.journal_reader == "rules" else endpoint(settings)
    if place is None:
        if settings.journal_reader == "llm":
            raise SettingsBroken(
                "MORROW_JOURNAL_READER is llm, but no language model is set; set MORROW_LLM_BASE_URL, or MORROW_JOURNAL_READER to auto"
            )
        return rules
    from agent.chat_models import chat_model
    from agent.llm_reader import LlmReader, reading_limits

    model = chat_model(settings)
    return rules if model is None else LlmReader(model, place.model, rules, reading_limits(settings))
