"""A backtest for people: per target every forecaster's score, and the combination's skill over naive rules with its interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.card_targets import label_of

COMBINATION = "combination"
BASELINES = ("persistence", "personal_mean", "ewma", "ar_level")


def backtest_card(report: Mapping[str, Any]) -> Iterator[RenderableType]:
    """The parts of the card, in order.

    Args:
        report: as `morrow backtest --json` prints it.
    """
    for name, target in report["targets"].items():
        yield Text(f"\n{label_of(name)} · {target['nights']:,} nights of {target['people']:,} people", style="bold")
        yield Padding(_table(target["forecasters"]), (0, 1))
        yield from _skills(target["forecasters"].get(COMBINATION, {}))
    yield Text("\nCRPS and MAE in the target's unit, lower is better; 80% covers should be near 80%.", style="dim")


def _table(forecasters: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("forecaster")
    for name in ("CRPS", "MAE", "80% covers", "worst tenth", "80% width"):
        table.add_column(name, justify="right")
    best = min((row["crps"] for row in forecasters.values()), default=0.0)
    for name, row in sorted(forecasters.items(), key=lambda item: item[1]["crps"]):
        numbers = (
            f"{row['mae']:.3f}",
            _percent(row["coverage_80"]),
            _percent(row.get("coverage_80_worst_decile")),
            f"{row['width_80']:.2f}",
        )
        crps = Text(f"{row['crps']:.3f}", style="bold" if row["crps"] == best else "")
        table.add_row(Text(name, style="bold cyan" if name == COMBINATION else ""), crps, *numbers)
    return table


def _skills(combination: Mapping[str, Any]) -> Iterator[RenderableType]:
    skills = combination.get("skill_crps", {})
    said = [f"{name.replace('_', ' ')} {_skill(skills[name])}" for name in BASELINES if name in skills]
    if said:
        yield Padding(Text("combination against: " + "; ".join(said)), (0, 2))


def _skill(skill: Mapping[str, float]) -> str:
    return f"{skill['estimate']:+.1%} ({skill['low']:+.1%} … {skill['high']:+.1%})".replace("-", "−")


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
