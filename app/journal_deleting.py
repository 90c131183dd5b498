"""Erasing one journal entry: what would go with it; the erasing is `app/forgetting.py`'s, as of any other entry."""

from __future__ import annotations

from agent.bootstrap import World
from app.entry_traces import TOLD
from app.erasing import EntryName
from app.forgetting import Plan, plan_forgetting
from core.records import Entry


def plan_deleting(world: World, entry: Entry) -> Plan:
    """What goes with an entry: its rows with all that was read out of it, its recording, and whatever tells of it."""
    return plan_forgetting(world, entry.person_id, EntryName(TOLD, entry.key))
