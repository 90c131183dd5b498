"""What stands beside a materialisation on Dagster's page: counts over many people, and small pictures. Nobody can be told from them."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import dagster as dg

from core.entries import LedgerEntry
from core.targets import PRIMARY, TARGETS

Metadata = dict[str, Any]
"""Name → value of any type that Dagster shows."""
SHOWN_NIGHTS = 60
Hits = Mapping[str, Mapping[date, Sequence[bool]]]
"""Target → night → whether each value of anybody lay in its 80% range."""
_CELL, _ROW, _LABEL = 8, 26, 210
_INSIDE, _OUTSIDE, _TRACK, _INK = "#3b7ddd", "#e0662f", "#d9dde3", "#4a5260"


def hits_by_night(entries: Iterable[LedgerEntry], nights: int = SHOWN_NIGHTS) -> dict[str, dict[date, list[bool]]]:
    """For each primary target the hits of the newest scored nights, oldest first."""
    found: dict[str, dict[date, list[bool]]] = {name: {} for name in PRIMARY}
    for entry in sorted(entries, key=lambda entry: (entry.night, entry.sequence)):
        for name, said in entry.payload["targets"].items():
            if name in found and entry.horizon == 1:
                found[name].setdefault(entry.night, []).append(bool(said["covered_80"]))
    shown = sorted({night for rows in found.values() for night in rows})[-nights:]
    return {name: {night: rows[night] for night in shown if night in rows} for name, rows in found.items()}


def covered(hits: Hits) -> dict[str, str]:
    """Target → how many of its scored values lay in the 80% range, of how many."""
    flat = {name: [hit for row in rows.values() for hit in row] for name, rows in hits.items()}
    return {name: f"{sum(row)} of {len(row)}" for name, row in flat.items() if row}


def coverage_picture(hits: Hits) -> dg.MarkdownMetadataValue | None:
    """One row per target, one mark per night: how much of its height is blue says how many values lay in the 80% range."""
    nights = sorted({night for rows in hits.values() for night in rows})
    if not nights:
        return None
    parts = [_text(_LABEL, 14, f"{nights[0]} … {nights[-1]}: share inside the 80% range (about 8 in 10 are meant to be)")]
    for place, (name, rows) in enumerate(hits.items()):
        top = 24 + place * _ROW
        parts.append(_text(4, top + 14, f"{TARGETS[name].label}: {covered({name: rows}).get(name, 'none')}"))
        parts += [_mark(_LABEL + nights.index(night) * _CELL, top, sum(row) / len(row)) for night, row in rows.items()]
    return _picture(parts, _LABEL + max(len(nights) * _CELL, 420), 30 + len(hits) * _ROW)


def missing_by_group(rows: Sequence[Mapping[str, float]], groups: Mapping[str, str]) -> dict[str, float]:
    """Group of features → the share of its values that were not known, over all rows.

    Args:
        rows: name of feature → value of one evening, NaN where it was not known.
        groups: name of feature → its group.
    """
    known: dict[str, list[bool]] = {}
    for row in rows:
        for name, value in row.items():
            known.setdefault(groups[name], []).append(math.isfinite(value))
    return {group: round(1.0 - sum(flags) / len(flags), 3) for group, flags in known.items()}


def shares_picture(title: str, shares: Mapping[str, float]) -> dg.MarkdownMetadataValue | None:
    """One bar per name, from nothing to all."""
    if not shares:
        return None
    parts = [_text(4, 14, title)]
    for place, (name, share) in enumerate(shares.items()):
        top = 24 + place * _ROW
        parts += [_text(4, top + 12, name), _box(_LABEL, top, 300, _TRACK), _box(_LABEL, top, 300 * share, _OUTSIDE)]
        parts.append(_text(_LABEL + 308, top + 12, f"{share:.0%}"))
    return _picture(parts, _LABEL + 360, 30 + len(shares) * _ROW)


def _mark(left: float, top: float, inside: float) -> str:
    """A night's mark: blue from below as far as values lay inside, orange above."""
    height = 18.0
    return _box(left, top, _CELL - 2, _OUTSIDE, height) + _box(left, top + height * (1 - inside), _CELL - 2, _INSIDE, height * inside)


def _box(left: float, top: float, width: float, colour: str, height: float = 14.0) -> str:
    return f'<rect x="{left:g}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _text(left: float, base: float, words: str) -> str:
    return f'<text x="{left:g}" y="{base:g}" font-family="sans-serif" font-size="12" fill="{_INK}">{escape(words)}</text>'


def _picture(parts: Sequence[str], width: float, height: float) -> dg.MarkdownMetadataValue:
    """The parts as an SVG image within Markdown, which Dagster's page shows in place."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"><rect width="100%" height="100%" fill="#fff"/>'
    data = base64.b64encode(f"{head}{''.join(parts)}</svg>".encode()).decode()
    return dg.MetadataValue.md(f"![picture](data:image/svg+xml;base64,{data})")
