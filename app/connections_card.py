"""Connections for people: who, to what, since when, and whether it works; never a token."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from app.plain import plain
from ingestion.whoop_api.connecting import ConnectionState


def connections_table(states: Sequence[ConnectionState]) -> Table:
    """One row per connection."""
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("person", "account", "connected (UTC)", "state"):
        table.add_column(name, overflow="fold")
    for state in states:
        one = state.connection
        word = Text("stands", style="green") if state.trouble is None else Text(plain(state.trouble), style="red")
        account = f"WHOOP {one.account_id}" + (f", simulated at {one.base_url}" if state.simulated else "")
        table.add_row(Text(plain(one.person_id)), Text(plain(account)), f"{one.connected_at:%F %H:%M}", word)
    return table
