"""Helpers of the integration tests: an ear at the chat models, the invariants that hold after anything, and homes with a WHOOP."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from agent.bootstrap import World
from evals.invariants import violations

if TYPE_CHECKING:
    from core.records import Fact
    from core.settings import Settings
    from core.store import Store
    from ingestion.syncing import SyncReport
    from ingestion.whoop_simulator.simulator import Simulator

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


@dataclass(frozen=True)
class WhoopHome:
    """An installation whose people are connected to a simulated WHOOP, as `morrow connect whoop` leaves it."""

    simulator: Simulator
    settings: Settings
    store: Store

    @classmethod
    def connected(cls, simulator: Simulator, folder: Path, *people: str, **more: object) -> WhoopHome:
        """A new installation in a folder; the consent of its people is given behind the scenes."""
        from core.connections import Connection, keep_connection
        from core.settings import load_settings
        from core.store import Store
        from core.vault import vault_of
        from ingestion.whoop_api.oauth import TokenAnswer, app_of
        from ingestion.whoop_api.tokens import Held, TokenFile, tokens_of

        app = {f"whoop_{name}": getattr(simulator, name) for name in ("url", "client_id", "client_secret")}
        places = {"home": folder / "home", "anchor": folder / "config" / "anchor.jsonl", "token_key": folder / "config" / "token.key"}
        settings = load_settings(**places, **app, llm_base_url=None, **more)
        store, now = Store(settings.store_path), simulator.clock.now()
        for person in people:
            tokens = tokens_of(TokenAnswer.model_validate(simulator.grant(person)), now)
            TokenFile(settings, vault_of(settings), person, app_of(settings)).write(Held(tokens))
            account = str(simulator.account(person).user_id)
            keep_connection(store, Connection(person, "whoop_api", account, app_of(settings).base_url, now))
        return cls(simulator, settings, store)

    def sync(self, person: str | None = None) -> SyncReport:
        """The report of the only connection, or of that person's."""
        from ingestion.syncing import sync_everybody, sync_person

        clock = self.simulator.clock
        reports = sync_person(self.store, self.settings, clock, person) if person else sync_everybody(self.store, self.settings, clock)
        assert len(reports) == 1
        return reports[0]

    def values(self, person: str) -> dict[tuple[type[Fact], str], Fact]:
        """What stands of that person's days and nights, without the moments at which it became known."""
        standing = [fact for fact in self.store.standing(person, "whoop_api") if type(fact).__name__ not in ("Measure", "Person")]
        return {(type(fact), fact.key): dataclasses.replace(fact, known_at=datetime(2000, 1, 1, tzinfo=UTC)) for fact in standing}


@pytest.fixture(scope="session")
def whoop_home() -> Callable[..., WhoopHome]:
    """Connects people of a running simulator to a new installation: (simulator, folder, person …, further settings)."""
    return WhoopHome.connected
