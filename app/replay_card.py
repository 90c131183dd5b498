"""A replay for people: scores and coverage per target, skill over naive rules with intervals, and what it took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.card_targets import label_of
from evals.replay_report import RULES, ReplayReport, TargetReport


def replay_card(report: ReplayReport) -> Iterator[RenderableType]:
    """The parts of the card, in order."""
    yield Text(f"\nReplay {report.run_id!r}: {report.evenings:,} evenings of {report.people:,} people", style="bold")
    counts = ", ".join(f"{count:,} {status}" for status, count in report.statuses.items())
    yield Text(f"{counts} · {report.nights_per_second:g} evenings per second · at most {report.max_rss_mb:,.0f} MB of memory", style="dim")
    if report.degraded:
        yield Text(f"{report.degraded:,} forecasts were finished by the offline analyst", style="yellow")
    yield Padding(_scores(report.targets), (1, 1, 0, 1))
    yield Text(
        "\nSkill: how much smaller the CRPS is than that of a naive rule, or of the models alone; 95% interval over people", style="bold"
    )
    yield Padding(_skills(report.targets), (0, 1))
    holds = "The ledger of this replay holds." if report.ledger_ok else "The ledger of this replay does NOT hold: morrow ledger verify"
    yield Text(f"\n{holds}\n", style="green" if report.ledger_ok else "bold red")


def _scores(targets: Mapping[str, TargetReport]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("")
    for name in ("nights", "CRPS", "MAE", "80% covers", "95% covers"):
        table.add_column(name, justify="right")
    for name, target in targets.items():
        shares = (f"{target.coverage_80:.0%}", f"{target.coverage_95:.0%}")
        table.add_row(label_of(name), f"{target.nights:,}", f"{target.crps['final']:.3f}", f"{target.mae:.3f}", *shares)
    return table


def _skills(targets: Mapping[str, TargetReport]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("over …")
    for name in (*RULES, "models"):
        table.add_column(name.replace("_", " "), justify="right")
    for name, target in targets.items():
        cells = [_skill(target.skill_crps.get(rule)) for rule in RULES]
        table.add_row(label_of(name), *cells, _skill(target.skill_over_models.get("final")))
    return table


def _skill(found: Mapping[str, float] | None) -> Text:
    if not found:
        return Text("–")
    style = "green" if found["low"] > 0 else "red" if found["high"] < 0 else ""
    text = Text(f"{found['estimate']:+.1%}".replace("-", "−"), style=style)
    return text.append(f"\n{100 * found['low']:+.1f} … {100 * found['high']:+.1f}".replace("-", "−"), style="dim")
