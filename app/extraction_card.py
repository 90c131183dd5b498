"""How well journal texts are read, for people: one column a part of the corpus, beside what a list of words reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from evals.extraction import DEFINITIONS, Errors, ExtractionReport, Right
from evals.extraction_counts import Counts

PARTS = {
    "dev": "seen when readers\nwere made",
    "held_back": "held back\nfrom their makers",
    "blind": "by other authors,\nseen by nobody",
}


def extraction_card(reports: Sequence[ExtractionReport]) -> Iterator[RenderableType]:
    """The parts of the card, in order."""
    texts = sum(one.texts for one in reports)
    yield Text(f"\n{texts} journal texts, read by {reports[0].reader!r}", style="bold")
    yield Text("An event is found when its kind, its answer (yes or no) and its day are the label's.", style="dim")
    yield Padding(_figures(reports), (1, 1, 0, 1))
    yield Text("\nBy kind, in the last column's texts", style="bold")
    yield Padding(_kinds(reports[-1].by_kind), (0, 1))
    yield Text("\nErrors are told per labelled event, and in brackets per text that could have one:", style="dim")
    for name, words in DEFINITIONS.items():
        yield Padding(Text(f"{name}: {words}", style="dim"), (0, 1))
    yield Text("")


def _figures(reports: Sequence[ExtractionReport]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("")
    for one in reports:
        table.add_column(f"{PARTS[one.part]}\n{one.texts} texts", justify="right")
    table.add_column(f"{reports[-1].baseline.name},\n{PARTS[reports[-1].part]}", justify="right", style="dim")
    bare = reports[-1].baseline
    table.add_row("F1 of events", *(_f1(one) for one in reports), f"{bare.events.f1:.3f}")
    table.add_row("  precision", *(f"{one.events.precision:.3f}" for one in reports), f"{bare.events.precision:.3f}")
    table.add_row("  recall", *(f"{one.events.recall:.3f}" for one in reports), f"{bare.events.recall:.3f}")
    for answer in reports[0].by_answer:
        table.add_row(f"  F1 of {answer!r}", *(f"{one.by_answer[answer].f1:.3f}" for one in reports), "")
    for name in DEFINITIONS:
        table.add_row(
            f"errors of {name} sort" if name == "any" else f"errors of {name}",
            *(_errors(one.errors[name]) for one in reports),
            _errors(bare.errors[name]),
        )
    for name in ("amounts", "times", "intensities", "ratings"):
        table.add_row(f"{name} read rightly", *(_right(getattr(one, name)) for one in reports), "")
    table.add_row("quotes that do not stand in the text", *(f"{one.foreign_quotes}" for one in reports), "")
    table.add_row("texts per second", *(f"{one.texts_per_second:,.0f}" for one in reports), "")
    return table


def _f1(report: ExtractionReport) -> Text:
    return Text(f"{report.events.f1:.3f}", style="bold").append(f" ({report.f1_low:.3f} … {report.f1_high:.3f})", style="dim")


def _errors(found: Errors) -> str:
    return f"{found.of_events:.1%} ({found.texts_with_error} of {found.texts})"


def _right(found: Right) -> str:
    return f"{found.right} of {found.of}"


def _kinds(by_kind: dict[str, Counts]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("")
    for name in ("found", "missed", "too many", "F1"):
        table.add_column(name, justify="right")
    for kind, counts in by_kind.items():
        table.add_row(kind, f"{counts.hits}", f"{counts.missing}", f"{counts.extra}", f"{counts.f1:.2f}")
    return table
