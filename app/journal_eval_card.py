"""The evaluation of the journal for people: verdicts first, then a table per world, and what was learned against the truth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from evals.journal import GROUPS, Compared, JournalReport, WorldReport
from evals.journal_verdicts import JournalVerdict
from ingestion.synthetic.traits import TRIO

SHORT = dict(zip(TRIO, ("HRV", "resting HR", "breathing"), strict=True))
MARKS = {True: ("✓", "green"), False: ("✗", "bold red"), None: ("·", "dim")}


def journal_eval_card(report: JournalReport, verdicts: Sequence[JournalVerdict]) -> Iterator[RenderableType]:
    """The parts of the card, in order."""
    seeds = ", ".join(map(str, report.seeds))
    head = f"\nWhat the journal is worth: {report.people} simulated people of each seed ({seeds}), {report.nights} nights each"
    yield Text(head, style="bold")
    yield Text(
        "How much smaller the CRPS of the sealed forecast is with the journal than without; 95% interval over people, then seed by seed",
        style="dim",
    )
    yield Padding(_verdicts(verdicts), (1, 1, 0, 1))
    for world in report.worlds:
        yield from _world(world)
    yield Text()


def _verdicts(verdicts: Sequence[JournalVerdict]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim", title="HRV", title_style="bold", title_justify="left")
    for name in ("", "", "wanted", "found"):
        table.add_column(name)
    for one in verdicts:
        mark, style = MARKS[one.held]
        table.add_row(Text(mark, style=style), one.what, one.wanted, one.found)
    return table


def _world(world: WorldReport) -> Iterator[RenderableType]:
    yield Padding(Text(f"HRV {world.world}", style="bold"), (1, 0, 0, 1))
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("")
    for name in world.targets:
        table.add_column(SHORT[name], justify="right")
    for group, words in GROUPS.items():
        cells = [_cell(target.groups[group]) for target in world.targets.values()]
        nights = max(target.groups[group].nights for target in world.targets.values())
        if nights:
            table.add_row(Text(words).append(f"\n{nights:,} nights", style="dim"), *cells)
    for words, key in (("80% range covers, after alcohol", "events"), ("80% range covers, else", "quiet")):
        covered = [target.coverage_80 for target in world.targets.values()]
        table.add_row(words, *(f"{_share(one[f'{key}_with'])}, without {_share(one[f'{key}_without'])}" for one in covered))
    learned = [target.learned for target in world.targets.values()]
    table.add_row("learned effect's 80% range holds the true one", *(_share(one.covered_80) for one in learned))
    table.add_row("learned effect's mean absolute error", *(_sigma(one.mean_absolute_error) for one in learned))
    yield Padding(table, (0, 1))


def _cell(found: Compared) -> Text:
    skill = found.skill
    if not math.isfinite(skill.estimate):
        return Text("–")
    style = "green" if skill.low > 0 else "red" if skill.high < 0 else ""
    text = Text(_signed(skill.estimate), style=style)
    text.append(f" ({100 * skill.low:+.1f} … {100 * skill.high:+.1f})".replace("-", "−"), style="dim")
    by_seed = " ".join(_signed(one) for one in found.by_seed.values() if math.isfinite(one))
    return text.append(f"\n{by_seed}", style="dim")


def _signed(value: float) -> str:
    return f"{value:+.1%}".replace("-", "−")


def _share(value: float) -> str:
    return f"{value:.0%}" if math.isfinite(value) else "–"


def _sigma(value: float) -> str:
    return f"{value:.2f} σ" if math.isfinite(value) else "–"
