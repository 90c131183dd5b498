"""What comes after something was told of an evening, in a sentence: which forecast takes it up, or why none does."""

from __future__ import annotations

from datetime import timedelta

from app.words import day_words
from core.nights import slot_at
from core.records import Entry
from core.snapshot import Snapshot


def next_words(snapshot: Snapshot | None, entry: Entry) -> str:
    """What becomes of an entry.

    Args:
        snapshot: what is known as the person's evening stands, with the forecasts of their own run; None where there is nothing yet.
        entry: what was told.
    """
    if snapshot is None or not snapshot.nights:
        return f"No nights of {entry.person_id} stand here yet: `morrow import PATH` brings them, and from then on this counts."
    slot = slot_at(snapshot.as_of, snapshot.zone)
    if entry.day != slot.night - timedelta(days=1):
        return f"It speaks of {day_words(entry.day)}: the effects of what you tell are learned from it."
    sealed = [one for one in snapshot.forecasts if one.night == slot.night and one.horizon == 1]
    if sealed and max(sealed, key=lambda one: one.sequence).facts_digest == snapshot.facts_digest:
        return "The sealed forecast of this night counts it in."
    if sealed:
        return "The forecast of this night was sealed before: `morrow forecast` adds a revision that knows what you told."
    preview = " (a preview; from 18:00 on it is sealed)" if slot.is_preview(snapshot.as_of) else ""
    return f"`morrow forecast` counts it in{preview}."
