"""The tool that asks for connected sources to be read again; it reads nothing and writes nothing itself."""

from __future__ import annotations

from core.errors import ToolFailed
from tools.context import ToolContext


def refresh_data(context: ToolContext) -> dict[str, object]:
    """Asks that this person's connected sources be read again soon. Call it at most once, where something recent is missing.

    It only puts a request in a queue. Nothing that comes in is seen in this run: go on with what you have read, and say that newer data
    will count in a later forecast.
    """
    if context.ask_refresh is None:
        raise ToolFailed("this looks at what was known then, so there is nothing to read anew; go on with what you have")
    context.ask_refresh()
    return {"queued": True, "seen_in_this_run": False}
