"""A conversation of one person with the agent, put together from the installation: what is known now, who speaks, where notes go.

Notes wait in a queue while the agent speaks, and are written when its turn has ended: the tool itself writes nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from agent.bootstrap import World
from agent.chat import ChatEvent, ChatParts, Conversation, chat_limits_of, open_conversation
from agent.chat_models import chat_model
from agent.daily_run import context_of
from agent.day import When, resolve, resolve_when
from agent.offline_analyst import OfflineAnalyst
from core.errors import NotEnoughData
from core.nights import slot_at
from core.snapshot import Snapshot
from memory.episodes import note

THREAD = "terminal"


@dataclass
class Talk:
    """One conversation, open."""

    conversation: Conversation
    queue: list[str]
    keep: Callable[[str], None]
    """Writes a note."""
    kept: list[str] = field(default_factory=list)
    """Notes that were written, in order."""

    async def say(self, text: str) -> AsyncIterator[ChatEvent]:
        """What the agent answers, event by event; notes that the person said yes to are kept at the end of the turn."""
        async for event in self.conversation.say(text):
            yield event
        while self.queue:
            words = self.queue.pop(0)
            self.keep(words)
            self.kept.append(words)


@asynccontextmanager
async def open_talk(world: World, person_id: str) -> AsyncIterator[Talk]:
    """The conversation of a person, going on where it stood.

    Raises:
        NotEnoughData: when nothing is known that one could speak of.
    """
    when = resolve_when(world, person_id, None, None)
    snapshot = resolve(world, person_id, when)
    if not snapshot.nights:
        raise NotEnoughData(f"wanted nights of {person_id!r} to speak of, found none; import some")
    models = world.models(snapshot, slot_at(when.as_of, snapshot.zone).night)
    queue: list[str] = []

    def queue_note(text: str) -> str:
        queue.append(text)
        return f"note-{len(queue)}"

    with context_of(world, snapshot, models) as context:
        settings = world.settings
        parts = ChatParts(
            context=lambda: context,
            queue_note=queue_note,
            model=chat_model(settings),
            analyst=OfflineAnalyst(),
            limits=chat_limits_of(settings),
        )
        async with open_conversation(parts, kept_at(world, person_id), THREAD) as conversation:
            yield Talk(conversation, queue, lambda text: _keep(world, snapshot, when, text))


def kept_at(world: World, person_id: str) -> Path:
    """The file in which a person's conversation is kept."""
    return world.folder("chat") / f"{sha256(person_id.encode()).hexdigest()[:24]}.sqlite"


def _keep(world: World, snapshot: Snapshot, when: When, text: str) -> None:
    row = note(text, person_id=snapshot.person_id, at=when.as_of, track=when.track, run_id=when.run_id)
    world.store.remember([row], recorded_at=world.clock.now())
