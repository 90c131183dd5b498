"""The sources for people: what can be brought in and what its values mean, and which of them a person's nights rest on; no choosing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.card_targets import label_of
from app.paragraphs import INDENT, section
from app.plain import plain
from app.sources import PersonSources, Span
from core.precedence import SOURCE_PRECEDENCE
from ingestion.definitions import Definition

SHOWN_SPANS = 12
"""Stretches of dates that are listed before the rest are counted."""


def sources_card(listed: Sequence[tuple[Definition, str]]) -> Iterator[RenderableType]:
    """The parts of the list of all sources: its words and what to give it."""
    for definition, describe in listed:
        yield Text(f"\n{definition.source} · {definition.way}", style="bold")
        yield Padding(Text(describe), (0, 2))
        told = {"HRV": definition.hrv, "resting heart rate": definition.resting_hr, "respiratory rate": definition.resp_rate}
        words = " · ".join(f"{name}: {meaning or 'none'}" for name, meaning in told.items())
        yield Padding(Text(words if any(told.values()) else "tells of no nights", style="dim"), (0, 2))
    yield from section("Where several sources tell of one night, the first of these counts", [Text(", ".join(SOURCE_PRECEDENCE))])
    yield Text("  Values of two kinds never stand in one series, and none is converted into another.\n", style="dim")


def person_card(found: PersonSources) -> Iterator[RenderableType]:
    """The parts of one person's sources."""
    yield Text(f"\nNights of {plain(found.person_id, 60)}, by source", style="bold")
    if not found.standing:
        yield Text("  No source tells of a night yet.\n")
        return
    yield Padding(_standing(found), INDENT)
    yield from section("Which source counts", [_spans(found.spans)])
    rest = len(found.spans) - SHOWN_SPANS
    if rest > 0:
        yield Padding(Text(f"and {rest} earlier stretches; --json lists them all", style="yellow"), INDENT)
    yield from section("What the coming forecast rests on", [_rests(found)])
    yield Text()


def _standing(found: PersonSources) -> Table:
    table = _table("source", "nights", "from", "to", "counts for", "HRV", "resting heart rate", "source epoch")
    for one in found.standing:
        days = (one.first.isoformat(), one.last.isoformat())
        words = (", ".join(some).replace("_", " ") or "–" for some in (one.hrv, one.resting_hr))
        table.add_row(one.source, f"{one.nights:,}", *days, f"{one.counts:,}", *words, Text(", ".join(one.epochs), style="dim"))
    return table


def _spans(spans: Sequence[Span]) -> Table:
    table = _table("from", "to", "nights", "source", "because")
    for one in spans[-SHOWN_SPANS:]:
        table.add_row(one.first.isoformat(), one.last.isoformat(), f"{one.nights:,}", one.source, one.why)
    return table


def _rests(found: PersonSources) -> Table:
    table = _table("", "series", "nights", "since", "of other series")
    for one in found.rests:
        table.add_row(label_of(one.target), " ".join(one.epoch), f"{one.usable:,}", one.first.isoformat(), f"{one.left_out:,}")
    return table


def _table(*names: str) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in names:
        table.add_column(
            name, justify="right" if name in {"nights", "counts for", "of other series"} else "left", no_wrap=name in {"from", "to"}
        )
    return table
