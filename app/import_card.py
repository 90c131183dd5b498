"""What an import did, for people: counts, usable nights per target, and why the others are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.card_targets import label_of
from app.plain import plain
from ingestion.importing import ImportReport

SHOWN_ROWS = 8
"""Rejected rows that are listed before the rest are counted."""
REASONS = {
    "missing": "no value",
    "invalid": "marked as not measured",
    "out_of_range": "outside what is physiologically possible",
    "pending": "not scored yet",
    "calibrating": "strap still calibrating",
    "unscorable": "could not be scored",
    "no_sleep": "no sleep recorded",
}


def import_card(report: ImportReport) -> Iterator[RenderableType]:
    """The parts of the card, in order."""
    people = f"{len(report.people)} people" if len(report.people) > 1 else plain(", ".join(report.people), 60)
    yield Text(f"\nImported from {report.source}: {people}", style="bold")
    yield Padding(_counts(report), (0, 1))
    yield from _rejected(report)
    yield Text("\nNights that can be used", style="bold")
    yield Padding(_usable(report), (0, 1))
    yield from _findings(report)
    yield Text()


def _counts(report: ImportReport) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("file")
    for name in ("added", "revised", "unchanged", "rejected"):
        table.add_column(name, justify="right")
    files = report.files if len(report.files) <= SHOWN_ROWS else ()
    for file in files:
        row = (file.counts.added, file.counts.revised, file.counts.unchanged, len(file.rejected))
        table.add_row(Text(plain(file.name, 40)), *(f"{count:,}" for count in row))
    total = report.counts
    counts = (total.added, total.revised, total.unchanged, len(report.rejected))
    if len(report.files) != 1:
        table.add_row(Text(f"all {len(report.files)} files", style="bold"), *(f"{count:,}" for count in counts))
    return table


def _rejected(report: ImportReport) -> Iterator[RenderableType]:
    for row in report.rejected[:SHOWN_ROWS]:
        yield Padding(Text(plain(f"{row.file}, line {row.line}: {row.reason}", 200), style="yellow"), (0, 2))
    rest = len(report.rejected) - SHOWN_ROWS
    if rest > 0:
        yield Padding(Text(f"and {rest:,} more rows; --json lists them all", style="yellow"), (0, 2))


def _usable(report: ImportReport) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    for name, usable in report.usable.items():
        why = ", ".join(f"{count:,} {REASONS.get(reason, reason)}" for reason, count in usable.reasons.items())
        table.add_row(label_of(name), f"{usable.count:,}", Text(f"not: {why}" if why else "", style="dim"))
    return table


def _findings(report: ImportReport) -> Iterator[RenderableType]:
    kinds = Counter(finding.kind for _, finding in report.findings)
    if kinds:
        told = ", ".join(f"{count:,} × {kind.replace('_', ' ')}" for kind, count in kinds.most_common())
        yield Text("\nFound in the data, and left as it is", style="bold")
        yield Padding(Text(told), (0, 2))
