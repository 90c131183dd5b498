"""The targets of a forecast as rows: median, 80% range and bar, with the person's usual range beneath."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.bars import forecast_bar, scale_over, shares_bar, usual_bar
from app.plain import plain
from app.schema import Abstained, Forecast, RecoveryZone, TargetForecast
from core.targets import TARGETS

LABEL_CELLS, MEDIAN_CELLS, RANGE_CELLS, GAPS = 27, 7, 13, 8
ZONE_TEXT_CELLS, MOST_ZONE_CELLS = 70, 30
LEGENDS = ((36, "─ 95%  ━ 80%  ● median  └─┘ usual"), (0, "━ 80%  ● median"))
"""What the bars mean, by the cells that it needs."""
PLACES = ((20, "low"), (40, "rather low"), (60, "as usual"), (80, "rather high"), (101, "high"))
"""Words for where a median stands among the person's own nights, by the percentile below which they hold."""
ZONES = (("green", "green", "█"), ("yellow", "yellow", "▓"), ("red", "red", "░"))
"""Name, colour and shade: the shade tells them apart where there is no colour."""


def target_part(forecast: Forecast, width: int) -> Iterator[RenderableType]:
    """All targets: those that are forecast as a table, the others with their reason, and WHOOP's zones of recovery."""
    said = {name: part for name, part in in_order(forecast) if isinstance(part, TargetForecast)}
    if said:
        yield _table(said, width)
    if forecast.recovery_zone is not None:
        yield Padding(_zones(forecast.recovery_zone, max(0, width - ZONE_TEXT_CELLS)), (0, 1))
    for name, part in in_order(forecast):
        if isinstance(part, Abstained):
            yield Padding(Text(f"{label_of(name)}: no forecast, {plain(part.abstained)}", style="dim"), (0, 2))


def in_order(forecast: Forecast) -> list[tuple[str, TargetForecast | Abstained]]:
    """The targets in the order of their catalog, the primary ones first; a sealed forecast has them by name."""
    return [(name, forecast.targets[name]) for name in catalog_order(forecast.targets)]


def catalog_order(names: Iterable[str]) -> list[str]:
    """The names of targets as their catalog has them; unknown ones last."""
    known = list(TARGETS)
    return sorted(names, key=lambda name: known.index(name) if name in TARGETS else len(known))


def label_of(name: str) -> str:
    """Words for a target, also for one that this version does not know."""
    return TARGETS[name].label if name in TARGETS else plain(name)


def number(name: str, value: float) -> str:
    """A value with the digits that its target is shown with."""
    return f"{value:.{TARGETS[name].decimals if name in TARGETS else 1}f}"


def _table(said: dict[str, TargetForecast], width: int) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=True, header_style="dim")
    table.add_column("", width=LABEL_CELLS, no_wrap=True)
    table.add_column("median", justify="right", min_width=MEDIAN_CELLS, no_wrap=True)
    table.add_column("80% range", justify="center", min_width=RANGE_CELLS, no_wrap=True)
    cells = max(12, width - LABEL_CELLS - MEDIAN_CELLS - RANGE_CELLS - GAPS)
    table.add_column(next(legend for needed, legend in LEGENDS if cells >= needed), no_wrap=True)
    for name, part in said.items():
        for row in _rows(name, part, cells):
            table.add_row(*row)
    return table


def _rows(name: str, part: TargetForecast, cells: int) -> Iterator[tuple[Text, Text, Text, Text]]:
    scale = scale_over([*part.interval_95, *part.normal_range], cells)
    low, high = part.interval_80
    usual_low, usual_high = part.normal_range
    strong = "bold yellow" if part.out_of_range else "bold"
    yield (
        Text(label_of(name), style="bold"),
        Text(number(name, part.median), style=strong),
        Text(f"{number(name, low)} – {number(name, high)}"),
        Text(forecast_bar(scale, part.interval_95, part.interval_80, part.median), style="yellow" if part.out_of_range else "cyan"),
    )
    unit = TARGETS[name].unit if name in TARGETS else ""
    yield (
        Text(f" {unit} · {_place(part)}", style="dim"),
        Text("usual", style="dim"),
        Text(f"{number(name, usual_low)} – {number(name, usual_high)}", style="dim"),
        Text(usual_bar(scale, part.normal_range), style="dim"),
    )


def _place(part: TargetForecast) -> str:
    """Where the median stands among the person's own nights."""
    if part.out_of_range:
        return "below usual" if part.median < part.normal_range[0] else "above usual"
    return next(words for below, words in PLACES if part.percentile < below)


def _zones(zone: RecoveryZone, cells: int) -> Text:
    shares = [float(getattr(zone, name)) for name, _, _ in ZONES]
    text = Text("recovery zone".ljust(LABEL_CELLS + 2))
    text.append_text(
        Text(" · ").join(Text(f"{name} {share:.0%}", style=colour) for (name, colour, _), share in zip(ZONES, shares, strict=True))
    )
    text.append("   ")
    for (_, colour, shade), count in zip(ZONES, shares_bar(shares, min(cells, MOST_ZONE_CELLS)), strict=True):
        text.append(shade * count, style=colour)
    return text
