"""Helpers of the integration tests: an ear at the chat models, and the invariants that hold after anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

import pytest

from agent.bootstrap import World
from evals.invariants import violations

Listen = Callable[[], AbstractContextManager[Sequence[str]]]


@pytest.fixture(scope="session")
def assert_invariants() -> Callable[[World], None]:
    """Fails with every invariant that an installation breaks."""

    def check(world: World) -> None:
        assert violations(world) == []

    return check


@pytest.fixture(scope="session")
def listen() -> Listen:
    """Opens an ear: every message that goes to a chat model while it is open, tool results and its own answers among them."""
    from langchain_core.callbacks import BaseCallbackHandler
    from langchain_core.tracers.context import register_configure_hook

    class Ear(BaseCallbackHandler):
        def __init__(self) -> None:
            self.texts: list[str] = []

        def on_chat_model_start(self, serialized, messages, **kwargs) -> None:
            self.texts += [f"{message.content} {getattr(message, 'tool_calls', '')}" for batch in messages for message in batch]

    variable: ContextVar[Ear | None] = ContextVar("ear", default=None)
    register_configure_hook(variable, inheritable=True)

    @contextmanager
    def opened() -> Iterator[Sequence[str]]:
        ear = Ear()
        token = variable.set(ear)
        try:
            yield ear.texts
        finally:
            variable.reset(token)

    return opened
