"""What a sync did, for people and as JSON: what changed, up to when all is known, and what stands in the way; not the syncing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.plain import plain
from core.revisions import Counts
from ingestion.syncing import SyncReport

STATUS = {
    "synced": ("up to date", "green"),
    "behind": ("not up to date", "yellow"),
    "reconnect": ("to be connected again", "red"),
    "failed": ("failed", "red"),
}
"""Words and colour."""
_FRESH = timedelta(minutes=1)


def sync_card(report: SyncReport, now: datetime) -> Iterator[RenderableType]:
    """The parts of the card, in order."""
    words, colour = STATUS[report.status]
    yield Text.assemble((f"\n{plain(report.person_id, 60)} · {report.source}: ", "bold"), (words, f"bold {colour}"))
    if report.reason:
        yield Padding(Text(plain(report.reason, 400), style=colour), (0, 2))
    yield Padding(Text(_reach(report, now)), (0, 2))
    changed = {table: counts for table, counts in (report.by_table or {}).items() if _changes(counts)}
    if changed:
        yield Padding(_table(changed), (0, 1))
    elif report.since is not None:
        yield Padding(Text("Nothing has changed."), (0, 2))
    yield Text()


def sync_json(report: SyncReport, now: datetime) -> dict[str, object]:
    """The report, with the age of the data in minutes; None where nothing was ever read whole."""
    age = None if report.until is None else round((now - report.until) / timedelta(minutes=1), 1)
    return {**report.to_json(), "age_minutes": age}


def age_words(age: timedelta) -> str:
    """How old data are: `just now`, `12 min old`, `3 h old`, `5 days old`."""
    if age < _FRESH:
        return "just now"
    if age < timedelta(hours=2):
        return f"{age // timedelta(minutes=1)} min old"
    return f"{age // timedelta(hours=1)} h old" if age < timedelta(days=2) else f"{age.days} days old"


def _reach(report: SyncReport, now: datetime) -> str:
    """Since when was looked, up to when all is known, and what it took."""
    took = f"{report.requests} request" + ("s" if report.requests != 1 else "")
    looked = f"looked at since {report.since:%Y-%m-%d}, " if report.since else ""
    if report.until is None:
        return f"Nothing has been read whole yet; {looked}{took}."
    return f"Known up to {report.until:%Y-%m-%d %H:%M} UTC ({age_words(now - report.until)}); {looked}{took}."


def _changes(counts: Counts) -> int:
    return counts.added + counts.revised + counts.withdrawn


def _table(changed: dict[str, Counts]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("")
    for name in ("added", "revised", "withdrawn", "unchanged"):
        table.add_column(name, justify="right")
    for kind, counts in changed.items():
        table.add_row(kind, *(f"{count:,}" for count in (counts.added, counts.revised, counts.withdrawn, counts.unchanged)))
    return table
