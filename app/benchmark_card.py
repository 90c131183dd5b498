"""A benchmark for people: the verdicts, the alarm, and each target's table; the page with everything is a file."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.backtest_card import backtest_card
from app.card_targets import label_of
from evals.benchmark import Benchmark, Synthetic
from evals.benchmark_verdicts import Verdict

STYLES = {"reached": "green", "tie": "yellow", "unsure": "yellow", "missed": "red", "not measured": "dim"}


def benchmark_card(found: Benchmark) -> Iterator[RenderableType]:
    """The parts of the card, in order."""
    for whose, part in (("Real people", found.real), ("Simulated people", found.synthetic)):
        if part:
            yield Text(f"\n{whose}", style="bold underline")
            yield from backtest_card(part.report.to_json())
    if found.synthetic:
        yield from _attained(found.synthetic)
    measured = tuple(one for one in found.verdicts if one.outcome != "not measured")
    yield Text("\nWhat the combination had to show", style="bold")
    if measured:
        yield Padding(_verdicts(measured), (0, 1))
    if missing := len(found.verdicts) - len(measured):
        yield Text(f"{missing} more were not measured in this run.", style="dim")
    if found.real is None:
        yield Text("Nobody real was scored: name the LifeSnaps daily table to hold the combination against its goals.", style="yellow")
    for leak in found.leaks:
        yield Text(f"Too good to be honest: {leak}", style="bold red")


def _attained(part: Synthetic) -> Iterator[RenderableType]:
    yield Text("\nShare of what could be foreseen of simulated people beyond the best rule", style="bold")
    for name, one in part.attained.items():
        shares = ((told.replace("_", " "), theirs[one.best_rule]) for told, theirs in one.shares.items())
        said = ", ".join(f"{told} {share:.0%}".replace("-", "−") for told, share in shares if share is not None)
        yield Padding(Text(f"{label_of(name)}, beyond {one.best_rule}: {said or 'nothing to attain'}"), (0, 2))


def _verdicts(verdicts: tuple[Verdict, ...]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("", "", "wanted", "found", ""):
        table.add_column(name)
    above = ""
    for one in verdicts:
        table.add_row("" if one.of == above else one.of, one.what, one.wanted, one.found, Text(one.outcome, style=STYLES[one.outcome]))
        above = one.of
    return table
