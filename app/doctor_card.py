"""The doctor's findings for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from app.doctor import Check, State

MARKS: dict[State, tuple[str, str]] = {"fine": ("✓", "green"), "note": ("·", "yellow"), "wrong": ("✗", "bold red")}


def doctor_table(checks: Sequence[Check]) -> Table:
    """One row per part: its mark, what was found, and the remedy where there is one."""
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column(width=1)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        mark, style = MARKS[check.state]
        found = Text(check.found)
        if check.remedy:
            found.append(f"\n→ {check.remedy}", style="dim" if check.state == "note" else "")
        table.add_row(Text(mark, style=style), Text(check.part, style="bold"), found)
    return table
