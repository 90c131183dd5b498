"""What must hold in an installation after anything that may happen to it, a kill at any moment included.

The numbers are those of the fault plan: I1 one standing forecast, I2 the chain and its anchor, contents being gone only where an entry
says so, I3 no fact lost or doubled, I4 scores only of what was sealed in time, I8 finite, ordered, plausible numbers.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from agent.bootstrap import World
from core.entries import LedgerEntry, Track
from core.ledger import verify_all
from core.nights import slot_of_night
from core.records import TABLES
from core.targets import TARGETS
from forecasting.quantiles import LEVELS

_KEYS = tuple(f"{level:g}" for level in LEVELS)
Key = tuple[str, object, int]
"""Person, night, horizon."""


def violations(world: World) -> list[str]:
    """Everything that does not hold, in words that begin with the invariant's number; empty when all is in order.

    Nothing may be writing to the installation meanwhile. An append that a killed process left unanchored is anchored first,
    as the next start would.
    """
    found = [*_facts(world), *_chains(world)]
    for track, run_id in _ledgers(world):
        entries = world.ledger(track, run_id).entries()
        found += _standing(world, entries)
        found += _scores(entries)
        found += _erasures(entries)
        found += [line for entry in entries if entry.kind == "forecast" for line in _numbers(entry)]
    return found


def _ledgers(world: World) -> list[tuple[Track, str]]:
    with world.store.reading() as connection:
        return [(track, str(run)) for track, run in connection.execute("SELECT track, run_id FROM ledgers ORDER BY ALL").fetchall()]


def _facts(world: World) -> Iterator[str]:
    """I3: every revision of a fact stands once, and none is missing between the first and the newest."""
    with world.store.reading() as connection:
        for table in TABLES:
            bad = connection.execute(
                f"""SELECT person_id, source, key, count(*), max(revision) FROM {table} GROUP BY ALL
                    HAVING count(*) <> max(revision) OR count(DISTINCT revision) <> count(*)"""
            ).fetchall()
            yield from (
                f"I3: {table} {source} {key!r} of {person}: {rows} rows up to revision {top}" for person, source, key, rows, top in bad
            )


def _chains(world: World) -> Iterator[str]:
    """I2: every chain verifies, and its head is the anchored one."""
    verify_all(world.store, world.settings.anchor)
    for verdict in verify_all(world.store, world.settings.anchor):
        if not verdict.ok:
            yield f"I2: {verdict.track} {verdict.run_id}: entry {verdict.first_bad_sequence}: {verdict.reason}"
        elif verdict.anchored != verdict.entries:
            yield f"I2: {verdict.track} {verdict.run_id}: {verdict.entries} entries, anchored up to {verdict.anchored}"


def _standing(world: World, entries: Sequence[LedgerEntry]) -> Iterator[str]:
    """I1: revisions count from one, each for a reason, and one that came after the deadline says that it is late."""
    by_key: dict[Key, list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "forecast":
            by_key[entry.person_id, entry.night, entry.horizon].append(entry)
    for (person, night, horizon), revisions in by_key.items():
        where = f"I1: {person} {night} horizon {horizon}"
        if [entry.revision for entry in revisions] != list(range(1, len(revisions) + 1)):
            yield f"{where}: revisions {[entry.revision for entry in revisions]}"
        if any(one.facts_digest == other.facts_digest for one, other in pairwise(revisions)):
            yield f"{where}: two revisions of the same facts"
        yield from (
            f"{where}: revision {entry.revision} is late and does not say so" for entry in revisions if _hides_lateness(world, entry)
        )


def _hides_lateness(world: World, entry: LedgerEntry) -> bool:
    zone = world.store.snapshot(entry.person_id, entry.written_at).zone
    return entry.written_at >= slot_of_night(entry.night, zone).latest_deadline and not entry.payload["late"]


def _scores(entries: Sequence[LedgerEntry]) -> Iterator[str]:
    """I4: one score for each target of a night, of a forecast that was sealed before its outcome was first known."""
    forecasts = {entry.sequence: entry for entry in entries if entry.kind == "forecast"}
    first_known: dict[Key, LedgerEntry] = {}
    for entry in entries:
        if entry.kind == "outcome":
            first_known.setdefault((entry.person_id, entry.night, entry.horizon), entry)
    seen: set[tuple[Key, str]] = set()
    served: dict[int, date] = {}
    for score in (entry for entry in entries if entry.kind == "score"):
        key = (score.person_id, score.night, score.horizon)
        where = f"I4: {score.person_id} {score.night}"
        targets = {(key, name) for name in score.payload["targets"]}
        if targets & seen:
            yield f"{where}: scored twice"
        seen |= targets
        sequence = int(score.payload["forecast_sequence"])
        if served.setdefault(sequence, score.night) != score.night:
            yield f"{where}: its forecast was scored for {served[sequence]} too"
        forecast, outcome = forecasts.get(sequence), first_known.get(key)
        # The night of a date that was skipped on the way is served by the forecast of that date (agent/settle.py).
        ahead = (score.night - forecast.night).days if forecast else None
        if forecast is None or outcome is None or forecast.person_id != score.person_id or ahead not in {0, 1}:
            yield f"{where}: scored without a sealed forecast or without an outcome"
        elif forecast.written_at >= outcome.known_at or forecast.payload["late"]:
            yield f"{where}: scored although it was sealed at {forecast.written_at:%F %T}, the outcome known at {outcome.known_at:%F %T}"


def _erasures(entries: Sequence[LedgerEntry]) -> Iterator[str]:
    """I2: an entry that tells of erased ones names their numbers, and nobody and nothing else. Whether it may is the chain's to say."""
    for entry in entries:
        if entry.kind == "erasure" and (entry.person_id or set(entry.payload) != {"erased"}):
            yield f"I2: entry {entry.sequence}, which tells of erased entries, tells more than their numbers"


def _numbers(entry: LedgerEntry) -> Iterator[str]:
    """I8: all quantiles finite, ordered and plausible."""
    for name, said in entry.payload["targets"].items():
        for label, quantiles in _quantiles(said):
            values = [float(quantiles[key]) for key in _KEYS if key in quantiles]
            where = f"I8: {entry.person_id} {entry.night} {name} {label}"
            if len(values) != len(_KEYS):
                yield f"{where}: {len(values)} of {len(_KEYS)} quantiles"
            elif not all(math.isfinite(value) and TARGETS[name].is_plausible(value) for value in values):
                yield f"{where}: a quantile is not finite or not plausible"
            elif any(low > high for low, high in pairwise(values)):
                yield f"{where}: quantiles are crossed"


def _quantiles(said: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Every set of quantiles of a target, with what it is called; none of one that abstained."""
    if "quantiles" in said:
        yield "final", said["quantiles"]  # type: ignore[misc]  # forecast JSON is untyped
        for part in ("models_only", "evidence_only", "agent_call"):
            opinion = said.get(part)
            if isinstance(opinion, Mapping) and opinion.get("quantiles"):
                yield part, opinion["quantiles"]
        for row in said["forecasters"]:  # type: ignore[attr-defined]  # forecast JSON is untyped
            yield row["name"], row["quantiles"]
