"""Ranges drawn in one line of text. Pure; all bars of one target share a scale, so that they can be held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

THIN, THICK, POINT = "─", "━", "●"
OPEN, CLOSE = "└", "┘"


@dataclass(frozen=True)
class Scale:
    """Where values stand in a line of `cells` characters."""

    low: float
    high: float
    cells: int

    def cell(self, value: float) -> int:
        """The character, from 0, that a value falls on; values beyond the ends fall on the last one."""
        if self.high <= self.low:
            return self.cells // 2
        share = (value - self.low) / (self.high - self.low)
        return min(self.cells - 1, max(0, round(share * (self.cells - 1))))


def scale_over(values: Sequence[float], cells: int) -> Scale:
    """A scale on which all of these values have room."""
    return Scale(min(values), max(values), cells)


def forecast_bar(scale: Scale, interval_95: tuple[float, float], interval_80: tuple[float, float], median: float) -> str:
    """A thin line over the 95% range, a thick one over the 80% range, and the median as a point."""
    line = _span(scale, interval_95, THIN, [" "] * scale.cells)
    line = _span(scale, interval_80, THICK, line)
    line[scale.cell(median)] = POINT
    return "".join(line)


def usual_bar(scale: Scale, normal_range: tuple[float, float]) -> str:
    """A bracket under the personal normal range."""
    line = _span(scale, normal_range, THIN, [" "] * scale.cells)
    low, high = scale.cell(normal_range[0]), scale.cell(normal_range[1])
    line[low], line[high] = OPEN, CLOSE
    return "".join(line)


def shares_bar(shares: Sequence[float], cells: int) -> list[int]:
    """How many of the characters each share takes; they add up to `cells` by largest remainder."""
    total = sum(shares)
    exact = [share / total * cells for share in shares] if total > 0 else [0.0] * len(shares)
    counts = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda index: exact[index] - counts[index], reverse=True)
    for index in order[: cells - sum(counts) if total > 0 else 0]:
        counts[index] += 1
    return counts


def _span(scale: Scale, ends: tuple[float, float], mark: str, line: list[str]) -> list[str]:
    first, last = scale.cell(ends[0]), scale.cell(ends[1])
    return [mark if first <= place <= last else letter for place, letter in enumerate(line)]
