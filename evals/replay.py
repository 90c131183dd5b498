"""Replays: past evenings in strict order through the same ritual as a live day, sealed on a track of their own, scored, learned from.

All people are interleaved by the instant of their evenings. A replay that was stopped goes on where it stood.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agent.bootstrap import World, build_world
from agent.day import DEMONSTRATION, STANDALONE, When, evening, resolve
from core.entries import LIVE
from core.errors import BadInput, Refused
from core.nights import evening_of
from core.seal import sha256
from core.settings import Settings
from core.snapshot import Snapshot
from evals.replay_report import ReplayReport, Tally, report_of
from ingestion.synthetic import Effects, population

DATA_LATENCY = timedelta(days=1)
"""From an evening until its night is surely known: the evening after."""
WARM_UP = 60
"""Nights of history before the first evening of a synthetic replay: what a new user's export would easily hold."""
LAST_NIGHT = date(2026, 6, 30)
"""The last night of synthetic replays: fixed, so that the same seed gives the same numbers on any day."""


@dataclass(frozen=True)
class Planned:
    """One evening that a replay will run."""

    as_of: datetime
    person_id: str
    night: date


@dataclass(frozen=True)
class Step:
    """How far a replay is; given to the progress callback after every evening."""

    done: int
    total: int
    person_id: str
    night: date
    status: str
    """Status of the evening; `passed over` when it stood already, `refused` when there was too little to say."""


Progress = Callable[[Step], None]


def silent(_step: Step) -> None:
    """Tells nobody."""


def replay(
    world: World,
    persons: Sequence[str],
    nights: int,
    *,
    run_id: str,
    since: date | None = None,
    until: date | None = None,
    progress: Progress = silent,
) -> ReplayReport:
    """What the replay came to, over everything that stands in its run, earlier parts of it included.

    Args:
        world: the installation; forecasts, scores and memories are written under `run_id` alone.
        persons: whose evenings.
        nights: at most so many nights of each person, the last ones up to `until`.
        run_id: names the replay; the same name again goes on where it stopped.
        since: the first night that may be forecast.
        until: the last night that may be forecast; None is the last one known.
        progress: told after every evening.

    Raises:
        BadInput: when the run id is one that evenings of daily life have, or nobody's nights lie in the span.
    """
    _refuse_reserved(run_id)
    plan = planned(world, persons, nights, since=since, until=until)
    if not plan:
        raise BadInput(f"wanted evenings of {', '.join(persons) or 'somebody'} to replay, found none in the span; see: morrow people")
    started = time.monotonic()
    tally = Tally(run_id, tuple(persons), len(plan))
    standing = _standing(world, run_id)
    for done, item in enumerate(plan, start=1):
        status = tally.count(_evening(world, item, run_id, standing))
        progress(Step(done, len(plan), item.person_id, item.night, status))
    _settle_last(world, plan, run_id)
    return report_of(world, tally, time.monotonic() - started)


def planned(world: World, persons: Sequence[str], nights: int, *, since: date | None = None, until: date | None = None) -> list[Planned]:
    """The evenings in strict order: by instant, then by person. Every calendar night counts, whether or not its outcome is known."""
    found: list[Planned] = []
    for person_id in persons:
        found += _of_person(world.store.snapshot(person_id, world.clock.now()), nights, since, until)
    return sorted(found, key=lambda item: (item.as_of, item.person_id))


def _of_person(snapshot: Snapshot, nights: int, since: date | None, until: date | None) -> Iterator[Planned]:
    if not snapshot.nights:
        return
    first, last = snapshot.nights[0].night + timedelta(days=1), snapshot.nights[-1].night
    last = min(last, until) if until else last
    first = max(first, since or first, last - timedelta(days=nights - 1))
    for offset in range((last - first).days + 1):
        night = first + timedelta(days=offset)
        yield Planned(evening_of(night, snapshot.zone_before(night)), snapshot.person_id, night)


def _refuse_reserved(run_id: str) -> None:
    if run_id in (LIVE, STANDALONE, DEMONSTRATION):
        raise BadInput(f"wanted a run id of the replay's own, found {run_id!r}, which daily life uses; choose another")


def _standing(world: World, run_id: str) -> Mapping[str, date]:
    """The last night of each person that an earlier part of this run sealed; the evenings before it are passed over."""
    entries = world.ledger("replay", run_id).entries("l.kind = 'forecast'")
    last: dict[str, date] = {}
    for entry in entries:
        last[entry.person_id] = max(entry.night, last.get(entry.person_id, entry.night))
    return last


def _evening(world: World, item: Planned, run_id: str, standing: Mapping[str, date]) -> str:
    """Runs one evening; the last one that stands is run again, since the process may have been killed inside it."""
    stood = standing.get(item.person_id)
    if stood is not None and item.night < stood:
        return "passed over"
    try:
        return evening(world, item.person_id, as_of=item.as_of, night=item.night, run_id=run_id).status
    except Refused:
        return "refused"


def _settle_last(world: World, plan: Sequence[Planned], run_id: str) -> None:
    """Scores and remembers the last night of everybody, as the evening after would."""
    last = {item.person_id: item for item in plan}
    for item in last.values():
        resolve(world, item.person_id, When(item.as_of + DATA_LATENCY, "replay", run_id))


def replay_synthetic(
    settings: Settings,
    people: int,
    nights: int,
    *,
    seed: int = 1,
    until: date = LAST_NIGHT,
    effects: Effects | None = None,
    progress: Progress = silent,
) -> ReplayReport:
    """A replay over synthetic people, in a home of its own under `evals/` of the installation; the live store is not touched.

    Args:
        settings: of the installation; the home is `evals/<run id>` in it, so that the same call goes on where it stopped.
        people: how many; the first k are the same for every number from k on.
        nights: how many evenings of each, after `WARM_UP` nights of history.
        seed: of the population.
        until: the last night.
        effects: planted effects of events; None lets each person have their own.
        progress: told after every evening.
    """
    run_id = f"synthetic-{people}x{nights}-seed{seed}" + (f"-{sha256(repr(sorted(effects.items())))[:8]}" if effects else "")
    folder = settings.home / "evals" / run_id
    world = build_world(settings.model_copy(update={"home": folder / "home", "anchor": folder / "anchor.jsonl"}))
    start = until - timedelta(days=nights + WARM_UP - 1)
    crowd = population(people, seed, start, until, effects=effects)
    standing = set(world.store.people())
    for person in crowd:
        if person.person_id not in standing:
            world.store.add(person.facts(), recorded_at=world.clock.now())
    return replay(world, [person.person_id for person in crowd], nights, run_id=run_id, until=until, progress=progress)
