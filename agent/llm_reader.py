"""The language model's reader of journal entries: one call, one repair, and this machine's own reader where nothing usable comes of them.

The entry reaches the model as data, and what the model says of it is sifted against the entry's own words (`agent.claims`).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from agent import prompts
from agent.claims import Sifted, sifted
from agent.model_call import Limits, Spent, Watch, ask, check_budget
from agent.transcript import as_data, text_of
from core.errors import ModelUnavailable
from core.settings import Settings
from voice.reading import Reader, Reading

CALLS = 2
MOST_CHARACTERS = 8_000
"""Of an entry: some ten minutes of speech; longer ones are read on this machine alone."""
TOKENS = 12_000
log = logging.getLogger(__name__)


def reading_limits(settings: Settings) -> Limits:
    """The budget of one entry: no longer than one call to the model may take, the repair and the local reader included."""
    seconds = settings.llm_timeout_seconds
    return Limits(deadline_seconds=seconds, call_seconds=seconds, calls=CALLS, tokens=min(TOKENS, settings.llm_max_tokens), tool_calls=0)


@dataclass(frozen=True)
class LlmReader:
    """A chat model as a reader, with the one that reads on this machine at its side."""

    model: BaseChatModel
    name: str
    local: Reader
    limits: Limits
    monotonic: Callable[[], float] = time.monotonic

    def read(self, text: str) -> Reading:
        """What the model finds and the text bears out; what the local reader finds where nothing usable came (`Reading.reader`)."""
        by_local = self.local.read(text)
        if len(text) > MOST_CHARACTERS:
            return by_local
        try:
            found = asyncio.run(self._dialogue(text, by_local)).reading
        except ModelUnavailable as error:
            log.warning("the language model did not read this entry (%s); this machine does", error.reason)
            return by_local
        return replace(found, reader=self.name) if found.events or found.ratings else by_local

    async def _dialogue(self, text: str, by_local: Reading) -> Sifted:
        """What was left of the model's last answer; of its first where no other came."""
        watch, spent = Watch(self.limits, self.monotonic), Spent()
        messages: list[BaseMessage] = [
            SystemMessage(prompts.READER),
            HumanMessage(prompts.entry_to_read(as_data({"transcript": text}))),
        ]
        found: Sifted | None = None
        for _ in range(self.limits.calls):
            try:
                reply = await ask(self.model, messages, (), check_budget(spent, watch))
            except ModelUnavailable:
                if found is None:
                    raise
                return found
            spent = spent.plus(messages, reply)
            found = _fuller(found, sifted(text_of(reply), text, by_local))
            if not found.faults:
                return found
            messages = [*messages, reply, HumanMessage(prompts.read_again(found.faults))]
        if found is None:
            raise ModelUnavailable("budget spent")
        return found


def _fuller(before: Sifted | None, now: Sifted) -> Sifted:
    """The newer answer, unless nothing of it stands while something of the older one did."""
    if before is not None and not (now.reading.events or now.reading.ratings):
        return replace(before, faults=now.faults)
    return now
