"""Settling: what came true is written down, the forecast that stood is scored as it was issued, and remembered.

Idempotent: a night that is settled is passed over, and a killed settling is completed by the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Any

from agent.bootstrap import World
from core.crash import crash_point
from core.entries import LedgerEntry
from core.ledger import Content
from core.nights import deadline_of, slot_of_night
from core.quality import why_unusable
from core.records import Night
from core.seal import canonical, sha256
from core.snapshot import Snapshot
from core.targets import TARGETS
from forecasting.quantiles import from_keyed, interval
from forecasting.scores import night_scores
from forecasting.series import epoch_of, standing_epoch, usable_value

MOST_AHEAD = timedelta(hours=36)
"""A forecast is of the next main sleep that ends within so many hours (DESIGN §2)."""
MOST_AWAKE = timedelta(hours=36)
"""After so long awake a sleep that nobody measured must lie between."""
OPINIONS = {"models": "models_only", "evidence": "evidence_only", "agent": "agent_call"}
"""Name of each opinion in a score, and where it stands in forecast JSON."""

WIDTH_80 = 2.5631
"""Width of the central 80% of a normal distribution, in standard deviations."""


def settle(world: World, snapshot: Snapshot) -> int:
    """How many outcomes and scores were appended to the ledger of the snapshot's track and run.

    Args:
        world: where the ledger stands.
        snapshot: what is known now; a night counts as soon as a usable value of it is known.
    """
    contents = unsettled(snapshot)
    if contents:
        world.ledger(snapshot.track, snapshot.run_id).append(contents, at=snapshot.as_of)
        crash_point("settle.appended")
    return len(contents)


def unsettled(snapshot: Snapshot) -> list[Content]:
    """The outcomes and scores that are known and not written down yet."""
    contents: list[Content] = []
    forecast, scored = _by_night(snapshot.forecasts), {entry.payload["forecast_sequence"]: entry.night for entry in snapshot.scores}
    for night in snapshot.nights:
        around = night.night in forecast or night.night - timedelta(days=1) in forecast
        values = _values(night) if around else {}
        standing = forecast_that_counts(snapshot, night) if values else None
        if values and (standing is not None or night.night in forecast):
            contents += _outcome(snapshot, night, values)
        fresh = {name: value for name, value in values.items() if name not in snapshot.scored.get(night.night, {})}
        # A night that came to light after its forecast had to serve the next one gets no score: a forecast is scored once.
        if standing is None or scored.get(standing.sequence, night.night) != night.night:
            continue
        if told := _scores_of(standing, _comparable(snapshot, night, fresh)):
            contents.append(_score(snapshot, standing, night, told))
    return contents


def forecast_that_counts(snapshot: Snapshot, night: Night) -> LedgerEntry | None:
    """The forecast that stood for a night when it began: of its own date, else of the date that was skipped on the way there."""
    forecast = _by_night(snapshot.forecasts)
    own = standing_forecast(forecast.get(night.night, ()), snapshot, night)
    return own or _of_skipped_date(snapshot, night, forecast.get(night.night - timedelta(days=1), []))


def _of_skipped_date(snapshot: Snapshot, night: Night, revisions: list[LedgerEntry]) -> LedgerEntry | None:
    """The forecast of the date before, where no night ended on that date: a traveller crossed it, or a long day ran over it.

    It was of the next main sleep, and this is the next main sleep.
    """
    before = max((one for one in snapshot.nights if one.night < night.night), key=lambda one: one.night, default=None)
    start, end = night.sleep_start, night.sleep_end
    if not revisions or before is None or before.sleep_end is None or start is None or end is None:
        return None
    if before.night == revisions[0].night or start - before.sleep_end > MOST_AWAKE:
        return None
    known = min(start, night.known_at)
    in_time = [e for e in revisions if e.written_at < known and end - e.written_at <= MOST_AHEAD and not e.payload["late"]]
    return max(in_time, key=sealing_order, default=None)


def standing_forecast(revisions: Iterable[LedgerEntry], snapshot: Snapshot, night: Night | None) -> LedgerEntry | None:
    """The revision that counts: the last one sealed before the deadline, and before anything of the night was known."""
    entries = list(revisions)
    if not entries:
        return None
    deadline = deadline_of(slot_of_night(entries[0].night, _zone_of_night(snapshot, night)), night.sleep_start if night else None)
    known = night.known_at if night else None
    in_time = [e for e in entries if e.written_at < deadline and (known is None or e.written_at < known) and not e.payload["late"]]
    return max(in_time, key=sealing_order, default=None)


def _zone_of_night(snapshot: Snapshot, night: Night | None) -> tzinfo:
    """Where the night was spent, if its source says so."""
    offset = night.utc_offset_minutes if night else None
    return snapshot.zone if offset is None else timezone(timedelta(minutes=offset))


def sealing_order(entry: LedgerEntry) -> tuple[datetime, int]:
    """Sorts revisions by the instant of their seal: evenings of one night may be replayed in any order."""
    return entry.written_at, entry.sequence


def _by_night(forecasts: Iterable[LedgerEntry]) -> dict[date, list[LedgerEntry]]:
    nights: dict[date, list[LedgerEntry]] = {}
    for entry in forecasts:
        if entry.horizon == 1:
            nights.setdefault(entry.night, []).append(entry)
    return nights


def _values(night: Night) -> dict[str, float]:
    """The usable values of a night: none while its score is pending, none of an unscorable one."""
    return {name: float(getattr(night, name)) for name, target in TARGETS.items() if why_unusable(night, target) is None}


def _comparable(snapshot: Snapshot, night: Night, values: Mapping[str, float]) -> dict[str, float]:
    """The values that measure what was forecast: not those of another device or definition than the nights before rest on."""
    found = {}
    for name, value in values.items():
        target = TARGETS[name]
        before = [one for one in snapshot.nights if one.night < night.night and usable_value(one, target) is not None]
        if not before or standing_epoch(before, target) == epoch_of(night, target):
            found[name] = value
    return found


def _outcome(snapshot: Snapshot, night: Night, values: Mapping[str, float]) -> list[Content]:
    """The outcome as a new revision, if it is not the one that stands."""
    standing = [entry for entry in snapshot.outcomes if entry.night == night.night]
    if standing and standing[-1].payload["values"] == dict(values):
        return []
    payload: dict[str, object] = {
        "night": night.night.isoformat(),
        "values": dict(values),
        "source": night.source,
        "source_epoch": night.source_epoch,
    }
    return [_content("outcome", snapshot, night.night, len(standing) + 1, night.known_at, payload)]


def _scores_of(standing: LedgerEntry, values: Mapping[str, float]) -> dict[str, dict[str, object]]:
    targets = standing.payload["targets"]
    return {name: score_target(targets[name], value) for name, value in values.items() if "quantiles" in targets.get(name, {})}


def _score(snapshot: Snapshot, standing: LedgerEntry, night: Night, scored: Mapping[str, Mapping[str, object]]) -> Content:
    payload = {
        "night": night.night.isoformat(),
        "forecast_sequence": standing.sequence,
        "revision": standing.revision,
        "targets": dict(scored),
    }
    return _content("score", snapshot, night.night, standing.revision, night.known_at, payload)


def _content(kind: str, snapshot: Snapshot, night: date, revision: int, known_at: datetime, payload: dict[str, object]) -> Content:
    digest = sha256(canonical(payload))
    return Content(kind, snapshot.person_id, night, 1, revision, known_at, digest, payload)  # type: ignore[arg-type]  # kind is one of Kind


def score_target(said: Mapping[str, Any], outcome: float) -> dict[str, object]:
    """Every score of one target's forecast against its outcome, as a score entry holds it.

    Args:
        said: the target's part of forecast JSON.
        outcome: what came, in the target's unit.

    Returns:
        `outcome`, `crps` and `absolute_error` by name (final, the three opinions, every forecaster), `covered_80`, `covered_95`, `pit`,
        `normalised`: CRPS of the opinions in standard deviations of the models' forecast (from its 80% interval).
    """
    by_name = {name: night_scores(outcome, row) for name, row in _all_quantiles(said).items()}
    final, models = by_name["final"], from_keyed(said["models_only"]["quantiles"])
    low, high = interval(models, 0.80)
    spread = (high - low) / WIDTH_80
    return {
        "outcome": outcome,
        "crps": {name: round(score.crps, 6) for name, score in by_name.items()},
        "absolute_error": {name: round(score.absolute_error, 6) for name, score in by_name.items()},
        "covered_80": bool(final.covered_80),
        "covered_95": bool(final.covered_95),
        "pit": round(final.pit, 4),
        "normalised": {name: round(by_name[name].crps / spread, 6) for name in OPINIONS if name in by_name},
    }


def _all_quantiles(said: Mapping[str, Any]) -> dict[str, tuple[float, ...]]:
    found = {"final": from_keyed(said["quantiles"])}
    for name, key in OPINIONS.items():
        part = said.get(key)
        if part and part.get("quantiles"):
            found[name] = from_keyed(part["quantiles"])
    return found | {row["name"]: from_keyed(row["quantiles"]) for row in said["forecasters"]}
