"""Journal entries as tools tell them: by id, in short, and what was read out of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.errors import ToolRetry
from core.records import Entry, Fact
from tools.context import ToolContext
from tools.wording import line

MOST_NAMED = 10
"""Ids that a refusal names."""
FIRST_WORDS = 80


def entries_until(context: ToolContext, since: date | None = None) -> list[Entry]:
    """The entries up to this evening, the newest first."""
    known = [one for one in context.snapshot.entries if (since is None or since <= one.day) and one.day <= context.evening]
    return sorted(known, key=lambda one: (one.told_at, one.key), reverse=True)


def entry_meant(context: ToolContext, entry_id: str) -> Entry:
    """The one entry whose id begins so.

    Raises:
        ToolRetry: when none, or several, do; the newest ids are named.
    """
    known = entries_until(context)
    found = [one for one in known if entry_id and one.key.startswith(entry_id)]
    if len(found) != 1:
        named = ", ".join(f"{one.key} ({one.day})" for one in known[:MOST_NAMED]) or "none, nothing was told yet"
        raise ToolRetry(f"wanted the id of one journal entry, found {len(found)} that begin so; the newest are: {named}")
    return found[0]


def told_clock(context: ToolContext, entry: Entry) -> str:
    """When it was told, as the person's clock showed it."""
    return f"{entry.told_at.astimezone(context.snapshot.zone):%H:%M}"


def in_short(context: ToolContext, entry: Entry) -> dict[str, object]:
    """Id, when, and the first words."""
    told = {"entry_id": entry.key, "day": entry.day.isoformat(), "told_at": told_clock(context, entry)}
    return {**told, "transcriber": line(entry.transcriber, 40), "first_words": line(entry.text, FIRST_WORDS)}


def is_part_of(fact: Fact, entry: Entry) -> bool:
    """True for what was read out of that entry."""
    return fact.source == entry.source and fact.key.partition("|")[0] == entry.key


def entry_id_of(fact: Fact, entries: Sequence[Entry]) -> str | None:
    """The id of the entry that a fact was read out of, or None."""
    return next((one.key for one in entries if is_part_of(fact, one)), None)
