"""Which reader reads events out of a journal entry, as the settings say."""

from __future__ import annotations

import logging

from agent.endpoint import endpoint
from core.errors import ReaderUnavailable, SettingsBroken
from core.settings import Settings
from voice.reading import Reader

log = logging.getLogger(__name__)


def reader_for(settings: Settings) -> Reader:
    """The reader in force: the language model's if an endpoint is set, with this machine's own at its side; else that one.

    Raises:
        SettingsBroken: when the language model is to read and none is set, or its address must not be used.
        ReaderUnavailable: when the learned reader is to read, and its files are missing or damaged.
    """
    local = local_reader(settings)
    place = None if settings.journal_reader in {"rules", "learned"} else endpoint(settings)
    if place is None:
        if settings.journal_reader == "llm":
            raise SettingsBroken(
                "MORROW_JOURNAL_READER is llm, but no language model is set; set MORROW_LLM_BASE_URL, or MORROW_JOURNAL_READER to auto"
            )
        return local
    from agent.chat_models import chat_model
    from agent.llm_reader import LlmReader, reading_limits

    model = chat_model(settings)
    return local if model is None else LlmReader(model, place.model, local, reading_limits(settings))


def local_reader(settings: Settings) -> Reader:
    """The reader that needs no endpoint: the learned one; the rules where they are asked for, or its files cannot be had.

    Raises:
        ReaderUnavailable: when the learned reader is asked for by name, and its files are missing or damaged.
    """
    from voice.rules.reader import RuleReader

    if settings.journal_reader == "rules":
        return RuleReader()
    from voice.learned.reader import LearnedReader

    try:
        return LearnedReader()
    except ReaderUnavailable as error:
        if settings.journal_reader == "learned":
            raise
        log.warning("entries are read by the rules alone: %s", error)
        return RuleReader()
