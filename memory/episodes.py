"""What is remembered: one episode and one reflection per scored night, and notes of what the person told.

Rows are made here and written by `core.store.Store.remember`. Ids follow from person-independent facts (the night, or a note's
words and time), so a run that is killed and started again remembers the same night once.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import cast

from core.entries import LIVE, LedgerEntry, Track
from core.errors import BadInput
from core.events import EVENT_KINDS
from core.memories import MemoryKind, MemoryRow
from core.records import JournalAnswer
from core.snapshot import Snapshot
from core.targets import TARGETS
from memory.cards import WEEKDAYS, Card, expected_effects, predicate_for
from memory.state_vector import state_path

SURPRISE_LIMIT = 6.0
WIDTH_80 = 2.5631
"""Width of the central 80% of a normal distribution, in standard deviations."""
MAX_NOTE = 2_000
MAX_QUOTE = 200
NOTABLE = 1.0
"""Below this many standard deviations an outcome is no surprise."""


def remembered(snapshot: Snapshot, score: LedgerEntry) -> tuple[MemoryRow, MemoryRow]:
    """The episode and the reflection of one scored night, from a snapshot that knows its score.

    The state is that of the evening: only facts that were known when the forecast was sealed.

    Raises:
        BadInput: when the snapshot has no forecast of that night and revision.
    """
    forecast = next((f for f in snapshot.forecasts if _identity(f) == _identity(score)), None)
    if forecast is None:
        raise BadInput(f"wanted the forecast of {score.night} (revision {score.revision}) that was scored, found none in the snapshot")
    sealed_at = forecast.written_at
    path = state_path(
        [night for night in snapshot.nights if night.known_at <= sealed_at],
        [day for day in snapshot.days if day.known_at <= sealed_at],
        [answer for answer in snapshot.journal if answer.known_at <= sealed_at],
        score.night,
    )
    told = [answer for answer in snapshot.journal if (score.night - answer.day).days == 1 and answer.known_at <= sealed_at]
    row = episode(forecast, score, path.at(score.night), told, track=snapshot.track, run_id=snapshot.run_id)
    return row, reflection(row, score)


def episode(
    forecast: LedgerEntry,
    score: LedgerEntry,
    state: tuple[float, ...],
    told: Sequence[JournalAnswer],
    *,
    track: Track = "live",
    run_id: str = LIVE,
) -> MemoryRow:
    """What happened: the state of the evening, what was forecast, what came, what the person had told.

    Args:
        forecast: the sealed forecast.
        score: its score; `payload["targets"][name]["outcome"]` is what came.
        state: flat state vector of the evening.
        told: journal answers of that evening.
        track: track of the row.
        run_id: run of the row.
    """
    said = _targets(forecast)
    came = {name: _number(one["outcome"]) for name, one in _targets(score).items() if name in TARGETS}
    surprise = {name: surprise_of(name, value, said[name]) for name, value in came.items() if "median" in said.get(name, {})}
    events = sorted({answer.kind for answer in told if answer.answer == "yes"})
    data: dict[str, object] = {
        "values": {name: round(value, TARGETS[name].decimals + 1) for name, value in came.items()},
        "forecast": {name: _number(said[name]["median"]) for name in surprise},
        "surprise": surprise,
        "events": events,
        "revision": score.revision,
    }
    return MemoryRow(
        memory_id=f"episode:{score.night.isoformat()}",
        kind="episode",
        person_id=score.person_id,
        track=track,
        run_id=run_id,
        night=score.night,
        known_at=max(score.known_at, score.written_at),
        text=_episode_text(score.night, came, said, told),
        state=state,
        data=data,
    )


def reflection(remembered_night: MemoryRow, score: LedgerEntry) -> MemoryRow:
    """What may be learned: a hypothesis card for that night, with plain words. It changes nothing until it has held."""
    night = cast("date", remembered_night.night)
    surprise = cast("dict[str, float]", remembered_night.data["surprise"])
    events = cast("list[str]", remembered_night.data["events"])
    predicate = predicate_for(night, events, remembered_night.state, surprise)
    card = Card(predicate, expected_effects(predicate, surprise), f"this person, nights after {night.isoformat()}")
    return MemoryRow(
        memory_id=f"reflection:{night.isoformat()}",
        kind="reflection",
        person_id=remembered_night.person_id,
        track=remembered_night.track,
        run_id=remembered_night.run_id,
        night=night,
        known_at=remembered_night.known_at,
        text=_reflection_text(night, card, surprise, score),
        data={"card": card.to_json(), "surprise": surprise, "revision": score.revision},
    )


def note(text: str, *, person_id: str, at: datetime, track: Track = "live", run_id: str = LIVE) -> MemoryRow:
    """What the person asked to be remembered, in their own words.

    Raises:
        BadInput: for an empty text or one longer than 2,000 characters.
    """
    words = " ".join(text.split())
    if not 0 < len(words) <= MAX_NOTE:
        raise BadInput(f"a note has 1 to {MAX_NOTE} characters, found {len(words)}; write it shorter or in parts")
    mark = hashlib.sha256(f"{at.isoformat()} {words}".encode()).hexdigest()[:12]
    kind: MemoryKind = "note"
    return MemoryRow(
        memory_id=f"{kind}:{mark}", kind=kind, person_id=person_id, track=track, run_id=run_id, night=None, known_at=at, text=words
    )


def surprise_of(name: str, outcome: float, said: Mapping[str, object]) -> float:
    """Outcome minus median in standard deviations of the forecast (from its 80% interval, on the modelling scale), within ±6."""
    scale = TARGETS[name].to_scale
    low, high = (scale(_number(edge)) for edge in cast("Sequence[object]", said["interval_80"]))
    spread = max((high - low) / WIDTH_80, 1e-6)
    z = (scale(outcome) - scale(_number(said["median"]))) / spread
    return round(max(-SURPRISE_LIMIT, min(SURPRISE_LIMIT, z)), 2)


def _identity(entry: LedgerEntry) -> tuple[date, int, int]:
    return entry.night, entry.horizon, entry.revision


def _targets(entry: LedgerEntry) -> dict[str, dict[str, object]]:
    return cast("dict[str, dict[str, object]]", entry.payload["targets"])


def _number(value: object) -> float:
    number = float(cast("float", value))
    if not math.isfinite(number):
        raise BadInput(f"wanted a finite number, found {value!r}")
    return number


def _episode_text(night: date, came: Mapping[str, float], said: Mapping[str, Mapping[str, object]], told: Sequence[JournalAnswer]) -> str:
    parts = [_came_text(name, value, said.get(name, {})) for name, value in came.items()]
    events = _told_text(told)
    return f"Night of {night.isoformat()} ({WEEKDAYS[night.weekday()]}). {'; '.join(parts) or 'No target came'}. {events}".strip()


def _came_text(name: str, value: float, said: Mapping[str, object]) -> str:
    target = TARGETS[name]
    digits = target.decimals
    came = f"{target.label} {value:.{digits}f} {target.unit}"
    if "median" not in said:
        return f"{came}, not forecast"
    low, high = (_number(edge) for edge in cast("Sequence[object]", said["interval_80"]))
    side = "below" if value < low else "above" if value > high else "inside"
    return f"{came}, forecast {_number(said['median']):.{digits}f}, {side} the 80% range {low:.{digits}f} to {high:.{digits}f}"


def _told_text(told: Iterable[JournalAnswer]) -> str:
    lines = []
    for answer in told:
        label = EVENT_KINDS[answer.kind].label if answer.kind in EVENT_KINDS else (answer.question or "other")[:MAX_QUOTE]
        amount = f", {answer.amount:g} {answer.unit or ''}".rstrip() if answer.amount is not None else ""
        quote = f' ("{answer.quote[:MAX_QUOTE]}")' if answer.quote else ""
        if answer.answer == "yes" or quote:
            lines.append(f"{label}: {answer.answer}{amount}{quote}")
    return f"The evening before: {'; '.join(lines)}." if lines else ""


def _reflection_text(night: date, card: Card, surprise: Mapping[str, float], score: LedgerEntry) -> str:
    said = [f"{TARGETS[name].label} came {abs(z):.1f} σ {'above' if z > 0 else 'below'} the forecast" for name, z in surprise.items()]
    notable = [text for text, z in zip(said, surprise.values(), strict=True) if abs(z) >= NOTABLE]
    seen = "; ".join(notable) or "the forecast held for every target"
    expected = [f"{TARGETS[name].label} {abs(e):.2f} σ {'higher' if e > 0 else 'lower'}" for name, e in card.effects.items()]
    claim = f"expect {' and '.join(expected)} than forecast" if expected else "the forecast needs no change"
    nearest = _nearest_opinion(score)
    return f"Night of {night.isoformat()}: {seen}. To be tested: {card.predicate.words}, {claim}.{nearest}"


def _nearest_opinion(score: LedgerEntry) -> str:
    """Which of the three opinions scored best over the targets of the night, if one did."""
    sums: dict[str, float] = {}
    for one in _targets(score).values():
        for name, value in cast("Mapping[str, object]", one.get("normalised", {})).items():
            sums[name] = sums.get(name, 0.0) + _number(value)
    if len(set(sums.values())) < 2:
        return ""
    words = {"models": "the models alone", "evidence": "the models with the evidence", "agent": "the agent's own call"}
    best = min(sums, key=lambda name: (sums[name], name))
    return f" Nearest was {words.get(best, best)}."
