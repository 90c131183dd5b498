"""How well spoken entries are heard and understood, and what each stage takes, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from evals.spoken import TYPED, Cost, Row, SpokenReport


def spoken_card(report: SpokenReport) -> Iterator[RenderableType]:
    """The parts of the card, in order."""
    yield Text(f"\n{report.entries} spoken entries, {report.audio_seconds:,.0f} s of sound; events read by {report.reader!r}", style="bold")
    yield Text("Synthetic voices at several speeds, with and without noise: a hard and narrow judge, and no person's voice.", style="dim")
    yield Padding(_rows(report.rows), (1, 1, 0, 1))
    yield Text("\nWord error rate by condition", style="bold")
    yield Padding(_conditions(report.rows), (0, 1))
    yield Text("\nWhat each stage takes", style="bold")
    yield Padding(_costs(report.costs), (0, 1))
    for name, why in report.left_out.items():
        yield Text(f"{name} could not be run: {why}", style="dim")
    yield Text("")


def _rows(rows: tuple[Row, ...]) -> Table:
    table = _table("words by", "voices", "entries", "words wrong", "events F1", "precision", "recall", "amounts right", "empty")
    for one in rows:
        events, of_typed = one.events, one.voices == TYPED
        table.add_row(
            one.transcriber,
            one.voices,
            f"{one.entries}",
            "–" if of_typed else f"{one.word_error_rate:.1%}",
            f"{events.f1:.2f}",
            f"{events.precision:.2f}",
            f"{events.recall:.2f}",
            "–" if events.amounts_right is None else f"{events.amounts_right:.0%}",
            "–" if of_typed else f"{one.unheard}",
        )
    return table


def _conditions(rows: tuple[Row, ...]) -> Table:
    table = _table("words by", "voices", "noise", "words a minute", "voice", right=0)
    for one in rows:
        if one.voices != TYPED:
            table.add_row(one.transcriber, one.voices, *(_shares(found) for found in (one.by_noise, one.by_speed, one.by_voice)))
    return table


def _shares(found: Mapping[str, float]) -> str:
    return "\n".join(f"{share:4.0%} {name}" for name, share in found.items())


def _costs(costs: tuple[Cost, ...]) -> Table:
    table = _table("stage", "by", "first call", "real-time factor", "memory held", "added")
    for one in costs:
        memory = (f"{one.memory_mb:,.0f} MB", f"{one.added_mb:,.0f} MB")
        table.add_row(one.stage, one.by, f"{one.first_seconds:.2f} s", f"{one.real_time_factor:.4f}", *memory)
    return table


def _table(*columns: str, right: int = 2) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for place, name in enumerate(columns):
        table.add_column(name, justify="right" if right and place >= right else "left")
    return table
