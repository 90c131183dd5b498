"""The state of one daily run, as LangGraph keeps it between nodes and in checkpoints: plain values and chat messages only."""

from __future__ import annotations

from typing import Literal, TypedDict

from langchain_core.messages import BaseMessage

Speaker = Literal["llm", "offline_analyst"]


class DayState(TypedDict, total=False):
    """What the nodes hand on. The first block is given, the rest they make."""

    person_id: str
    night: str
    """ISO date."""
    as_of: str
    """ISO instant, UTC."""
    issued_at: str
    track: str
    run_id: str
    preview: bool
    facts_digest: str
    """Of the snapshot: a checkpoint of other facts is never continued."""

    resolved: dict[str, object]
    speaker: Speaker
    messages: list[BaseMessage]
    calls: int
    """Calls to a chat model so far, the analyst's included."""
    tokens: dict[str, int]
    """Input and output so far."""
    tool_calls: int
    mistakes: list[str]
    """What went wrong in tool calls: each may happen once."""
    retries: int
    """How often the judgement was sent back."""
    findings: list[str]
    """Why it was sent back last."""
    degraded: list[str]
    """Short reasons why the language model did not finish, in order."""
    judgement: dict[str, object] | None
    forecast: dict[str, object]
    """Composed, then verified, then sealed."""


def first_state(
    *, person_id: str, night: str, as_of: str, issued_at: str, track: str, run_id: str, preview: bool, facts_digest: str
) -> DayState:
    """The state a run begins with. Instants and dates are ISO texts."""
    return DayState(
        person_id=person_id,
        night=night,
        as_of=as_of,
        issued_at=issued_at,
        track=track,
        run_id=run_id,
        preview=preview,
        facts_digest=facts_digest,
        calls=0,
        tokens={"input": 0, "output": 0},
        tool_calls=0,
        mistakes=[],
        retries=0,
        findings=[],
        degraded=[],
        judgement=None,
    )
