"""The voice of an entry as it is told: each measure against the person's own range, or why it is compared with nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.journal import Told
from core.snapshot import Snapshot

if TYPE_CHECKING:
    from voice.normal_range import Standing

UNITS = {"share": "%", "1/s": "per second", "words/min": "words/min"}
WHOLE = frozenset({"Hz", "words/min", "dBFS", "share"})
"""Units of which digits after the point say nothing."""


@dataclass(frozen=True)
class VoiceLine:
    """One measure, in words."""

    label: str
    shown: str
    """Value and unit."""
    usual: str
    """The person's own range, where there is one."""
    standing: str
    """Towards that range."""
    outside: bool


@dataclass(frozen=True)
class VoiceView:
    """The voice of one entry."""

    lines: tuple[VoiceLine, ...] = ()
    remark: str | None = None
    """Why nothing is compared, where it is not."""


def voice_view(snapshot: Snapshot | None, told: Told) -> VoiceView:
    """The voice of an entry, line by line; empty where none was measured."""
    found = _standings(snapshot, told)
    return VoiceView(tuple(map(_line, found)), _remark(found))


def voice_json(snapshot: Snapshot | None, told: Told) -> dict[str, object] | None:
    """The voice of an entry with the person's own range of each measure; None where none was measured."""
    told_voice = told.to_json()["voice"]
    if not isinstance(told_voice, dict):
        return None
    standings = {one.name: one for one in _standings(snapshot, told)}
    measures = {name: {**said, **_compared(standings.get(name))} for name, said in told_voice["measures"].items()}
    return {**told_voice, "measures": measures}


def _standings(snapshot: Snapshot | None, told: Told) -> tuple[Standing, ...]:
    from voice.normal_range import standings

    known = snapshot is not None and any(entry.key == told.entry.key for entry in snapshot.entries)
    return standings(snapshot, told.entry.key) if snapshot is not None and known and told.voice else ()


def _compared(standing: Standing | None) -> dict[str, object]:
    usual = None if standing is None else standing.usual
    if standing is None or usual is None:
        return {"usual": None, "verdict": None}
    range_told = {"low": round(usual.low, 3), "high": round(usual.high, 3), "entries": usual.entries}
    below = None if standing.share_below is None else [round(share, 3) for share in standing.share_below]
    return {"usual": range_told, "verdict": standing.verdict, "share_below": below}


def _line(one: Standing) -> VoiceLine:
    from voice.measuring.catalog import MEASURES

    measure = MEASURES[one.name]
    shown = f"{_number(one.value, measure.unit)} {UNITS.get(measure.unit, measure.unit)}"
    if one.usual is None or one.share_below is None:
        return VoiceLine(measure.label, shown, "", "", outside=False)
    usual = f"usual {_number(one.usual.low, measure.unit)} … {_number(one.usual.high, measure.unit)}"
    least, most = (round(100 * share) for share in one.share_below)
    return VoiceLine(measure.label, shown, usual, f"above {least}–{most}% of your own", outside=one.verdict != "as usual")


def _remark(found: tuple[Standing, ...]) -> str | None:
    """Of all measures together, since the entry's flags and the number of earlier entries are mostly the same for all."""
    from voice.normal_range import LEAST_ENTRIES

    if not found or any(one.usual for one in found):
        return None
    flags = dict.fromkeys(flag.replace("_", " ") for one in found for flag in one.flags)
    if flags:
        return f"compared with nothing: {', '.join(flags)}"
    before = max(one.before for one in found)
    return f"compared with your own from {LEAST_ENTRIES} recordings on, {before} so far" if before < LEAST_ENTRIES else None


def _number(value: float, unit: str) -> str:
    told = 100.0 * value if unit == "share" else value
    return f"{told:.{0 if unit in WHOLE else 1}f}".replace("-", "−")
