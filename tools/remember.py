"""A note that the person asked for: put in a queue, never written here."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.errors import ToolFailed
from tools.context import ToolContext


def remember(
    context: ToolContext,
    text: Annotated[str, Field(min_length=1, max_length=2_000, description="what to remember, in the person's own words")],
) -> dict[str, object]:
    """Queues a note of something the person asked to be remembered, such as a medication or a habit.

    Call it only after the person said yes to remembering exactly these words. It changes no forecast that is sealed.
    """
    if context.queue_note is None:
        raise ToolFailed("notes are taken in chat only, after the person's yes; go on without one")
    return {"queued": True, "id": context.queue_note(text)}
