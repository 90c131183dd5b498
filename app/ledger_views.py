"""The ledger as JSON and as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from app.card_targets import number
from app.plain import plain
from app.tracks import Run
from core.entries import LedgerEntry
from core.ledger import Verification
from core.targets import PRIMARY

SHORT = {"hrv_rmssd_ms": "HRV", "resting_hr_bpm": "RHR", "resp_rate_brpm": "RR"}
"""Names of the primary targets where there is little room."""


def verdicts_json(verdicts: Sequence[Verification]) -> dict[str, object]:
    """As `morrow ledger verify --json` prints it; `first_bad` names the first entry that does not hold."""
    bad = next((verdict for verdict in verdicts if not verdict.ok), None)
    found = None
    if bad is not None:
        found = {"track": bad.track, "run_id": bad.run_id, "sequence": bad.first_bad_sequence, "reason": bad.reason}
    return {"ok": bad is None, "ledgers": [verdict.to_json() for verdict in verdicts], "first_bad": found}


def verdict_table(verdicts: Sequence[Verification]) -> Iterator[RenderableType]:
    """The verdicts for people."""
    if not verdicts:
        yield Text("No ledger stands here yet: nothing has been sealed.")
        return
    table = Table(box=None, header_style="dim")
    for name in ("ledger", "entries", "anchored", "verdict"):
        table.add_column(name, justify="right" if name in ("entries", "anchored") else "left")
    for verdict in verdicts:
        late = f", {verdict.newly_anchored} anchored just now" if verdict.newly_anchored else ""
        gone = f", {verdict.erased:,} erased on purpose" if verdict.erased else ""
        said = (
            Text(f"holds{gone}{late}", style="green")
            if verdict.ok
            else Text(f"entry {verdict.first_bad_sequence}: {verdict.reason}", style="bold red")
        )
        name = "live" if verdict.track == "live" else f"replay {plain(verdict.run_id, 40)}"
        table.add_row(Text(name), f"{verdict.entries:,}", f"{verdict.anchored:,}", said)
    yield table


def entry_line(entry: LedgerEntry) -> dict[str, object]:
    """One entry without its content, as JSON."""
    return {
        "sequence": entry.sequence,
        "kind": entry.kind,
        "person_id": entry.person_id,
        "night": entry.night.isoformat(),
        "horizon": entry.horizon,
        "revision": entry.revision,
        "written_at": entry.written_at.isoformat(),
        "previous": entry.previous,
        "sha256": entry.sha256,
    }


def entry_json(entry: LedgerEntry, run: Run) -> dict[str, object]:
    """One entry with its content, as JSON."""
    return {"track": run.track, "run_id": run.run_id, **entry_line(entry), "known_at": entry.known_at.isoformat(), "payload": entry.payload}


def entries_table(entries: Sequence[LedgerEntry], last: int, run: Run) -> Iterator[RenderableType]:
    """The newest entries for people."""
    if not entries:
        yield Text(f"Nothing stands in the ledger {run.label} about this person.")
        return
    table = Table(box=None, header_style="dim", title=f"ledger {run.label}", title_justify="left")
    for name in ("entry", "night", "kind", "what", "written (UTC)", "sha256"):
        table.add_column(name, no_wrap=name != "what", justify="right" if name == "entry" else "left")
    for entry in entries[-last:]:
        written = f"{entry.written_at:%Y-%m-%d %H:%M}"
        table.add_row(str(entry.sequence), entry.night.isoformat(), entry.kind, Text(_what(entry)), written, entry.sha256[:10] + "…")
    yield table
    if len(entries) > last:
        yield Text(f"{len(entries) - last:,} older entries; --last N shows more", style="dim")


def _what(entry: LedgerEntry) -> str:
    if entry.kind == "outcome":
        values = entry.payload["values"]
        return _values({name: values[name] for name in PRIMARY if name in values})
    if entry.kind == "score":
        covered = [said["covered_80"] for said in entry.payload["targets"].values()]
        return f"{sum(covered)} of {len(covered)} inside 80%"
    said = entry.payload["targets"]
    medians = _values({name: said[name]["median"] for name in PRIMARY if "median" in said.get(name, {})})
    revision = f" (revision {entry.revision})" if entry.revision > 1 else ""
    return f"{medians}{revision}{', late' if entry.payload['late'] else ''}"


def _values(values: Mapping[str, float]) -> str:
    return ", ".join(f"{SHORT.get(name, name)} {number(name, value)}" for name, value in values.items())
