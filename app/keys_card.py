"""The keys of the HTTP API for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from app.keys import KeyRow


def keys_table(keys: Sequence[KeyRow]) -> Table:
    """One row per key; never its secret."""
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("key", "may", "people", "made (UTC)", "state"):
        table.add_column(name)
    for key in keys:
        state = Text("stands", style="green") if key.revoked_at is None else Text(f"revoked {key.revoked_at:%F %H:%M}", style="dim")
        table.add_row(Text(key.key_id), ", ".join(key.may), Text(", ".join(key.people)), f"{key.created_at:%F %H:%M}", state)
    return table
