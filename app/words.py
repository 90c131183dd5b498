"""Short sentences that several cards and commands share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo

from agent.day import Evening, Status
from app.plain import plain
from app.schema import Agent

STATUS: Mapping[Status, str] = {
    "sealed": "Sealed just now: it stands as it is, and will be scored when the night is known.",
    "stands": "The forecast of this night stands sealed already; nothing new is known since.",
    "preview": "A preview, not sealed: the window opens at 18:00 local time. Run it again then.",
    "late": "Late: the deadline of this night, sleep onset or 04:00, has passed. It is kept, marked late, and will never be scored.",
}


def status_words(evening: Evening) -> str:
    """What became of the forecast, in one sentence or two."""
    words = STATUS[evening.status]
    if evening.status == "stands" and evening.forecast.get("late"):
        return f"{words} It was sealed late, so it will never be scored."
    return words


def day_words(day: date) -> str:
    """A date with its weekday: Saturday, 21 November 2026."""
    return f"{day:%A}, {day.day} {day:%B %Y}"


def instant_words(instant: datetime, zone: tzinfo) -> str:
    """An instant in the person's local time, with its offset."""
    local = instant.astimezone(zone)
    offset = local.strftime("%z")
    return f"{local.day} {local:%b %Y, %H:%M} (UTC{offset[:3]}:{offset[3:5]})"


def speaker_words(agent: Agent) -> str:
    """Who gave the reasons, and what that took."""
    who = (
        "the offline analyst (rules, no language model)"
        if agent.kind == "offline_analyst"
        else f"the language model {plain(agent.model, 80)}"
    )
    tokens = f", {agent.tokens:,} tokens" if agent.tokens and agent.kind == "llm" else ""
    return f"Reasons by {who} · {agent.calls} turns{tokens} · {agent.seconds:.1f} s"


def refused_words(sentences: Sequence[str]) -> str | None:
    """Which trained versions could not serve, if so: one is told in full, of more the first."""
    more = f" (and {len(sentences) - 1} more; morrow doctor tells which)" if len(sentences) > 1 else ""
    return f"Not as trained: {plain(sentences[0], 300)}{more}." if sentences else None


def degraded_words(agent: Agent) -> str | None:
    """Why the one who was to speak did not finish, if so."""
    reasons = ", ".join(plain(reason, 80) for reason in agent.degraded)
    return f"Not as planned: {reasons}." if reasons else None
