"""The live demonstration: a simulated WHOOP, a connected person, and seven days that Dagster's tick lives through.

Everything but the person is the real thing: HTTP on loopback, the OAuth grant, the client with its budget, the store, Dagster's instance
with its runs, models, agent, ledger and memory. What is simulated says so, and stays on the replay track.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from agent.bootstrap import World, build_world
from agent.due import PIPELINES
from agent.settle import sealing_order
from core.errors import Broken
from core.settings import load_settings

if TYPE_CHECKING:
    from core.snapshot import Snapshot
    from ingestion.syncing import SyncReport
    from ingestion.whoop_simulator.simulator import Simulator
    from pipelines.ticking import Done

PERSON = "demo-live"
SEED = 11
HISTORY = timedelta(days=730)
TRAINED_BEFORE = timedelta(days=4)
HOUR = timedelta(hours=1)
HOME = "Europe/Berlin"
Say = Callable[[str], None]
Advance = Callable[[int, int | None, str | None], None]


@dataclass(frozen=True)
class LiveDay:
    """What one simulated day came to."""

    day: date
    runs: int
    """Runs that Dagster carried out."""
    sealed: tuple[datetime, ...]
    """When each revision of the coming night's forecast was sealed."""
    scored: bool
    """Whether the night that ended on this day was scored."""
    reflected: bool
    """Whether a reflection on it was kept."""


@contextmanager
def simulated_whoop(start: datetime) -> Iterator[tuple[Simulator, World]]:
    """A simulator at that instant, and this installation pointed at it for as long as the block lasts."""
    from ingestion.synthetic import generate
    from ingestion.whoop_simulator.clock import SimulatedClock
    from ingestion.whoop_simulator.grants import App
    from ingestion.whoop_simulator.serving import running_simulator

    before = load_settings()
    life = generate(PERSON, SEED, (start - HISTORY).date(), start.date(), home=HOME)
    callback = f"http://127.0.0.1:{before.whoop_redirect_port}/callback"
    with running_simulator([life], clock=SimulatedClock(start), app=App(redirect_uris=(callback,))) as simulator:
        given = {"URL": simulator.url, "CLIENT_ID": simulator.client_id, "CLIENT_SECRET": simulator.client_secret}
        # Dagster's runs read the settings for themselves, so they must stand where settings come from.
        os.environ.update({f"MORROW_WHOOP_{name}": value for name, value in given.items()})
        yield simulator, build_world(load_settings(), simulator.clock)


def connect_headless(simulator: Simulator, world: World) -> str:
    """The account that was connected: the person's browser is played by a few requests, everything else is the real flow."""
    from ingestion.whoop_api.connecting import connect

    def consent(link: str) -> None:
        threading.Thread(target=_as_browser, args=(link,), daemon=True).start()

    found = connect(world.store, world.settings, world.clock, PERSON, show=consent, wait_seconds=60)
    if found is None:
        raise Broken("the consent was taken by another process; run morrow demo --live again")
    return found.account_id


def _as_browser(link: str) -> None:
    """Opens the consent page, allows, and follows to the callback, as a person's browser does."""
    import httpx

    with httpx.Client(follow_redirects=True, timeout=30, trust_env=False) as browser:
        browser.get(link).raise_for_status()
        address = httpx.URL(link)
        form = {**dict(address.params), "person": PERSON, "decision": "allow"}
        browser.post(address.copy_with(query=None), data=form).raise_for_status()


def fill_back(world: World, advance: Advance) -> SyncReport:
    """What the first sync brought: all there is of the past, within WHOOP's rate limit.

    Raises:
        Broken: when it did not come to its end.
    """
    from ingestion.syncing import sync_person

    while True:
        (report,) = sync_person(world.store, world.settings, world.clock, PERSON, progress=lambda words, done, of: advance(done, of, words))
        if report.status == "synced":
            return report
        if report.retry_after_seconds is None:
            raise Broken(f"the back-fill ended early: {report.reason}")
        threading.Event().wait(report.retry_after_seconds)


def train_models(world: World, advance: Advance) -> int:
    """How many versions were trained, on what was known some days before: so they turn a week old while the days are lived through."""
    from forecasting.catalog import LEARNERS
    from forecasting.training import train
    from forecasting.workshop import workshop

    as_of = world.clock.now() - TRAINED_BEFORE
    shop = workshop(world.store, LEARNERS, lambda words, share: advance(round(100 * share), 100, words))
    return len(train(world.store.panel([PERSON], as_of), shop, as_of=as_of).trained)


def live_through_days(simulator: Simulator, world: World, days: int, advance: Advance) -> Iterator[LiveDay]:
    """Each simulated day after it was lived: every hour Dagster's tick looks, and its runs do what is due."""
    from pipelines.instance import open_instance
    from pipelines.resources import Installation
    from pipelines.ticking import tick

    hours, installation = 0, Installation()
    with open_instance(world.folder("dagster")) as instance:
        for _ in range(days):
            day, done = simulator.clock.now().date(), 0
            for _ in range(24):
                now = simulator.clock.advance(HOUR)
                advance(hours, 24 * days, f"{now:%a %H:%M} UTC")
                done += len(_succeeded(tick(instance, installation, now)))
                hours += 1
            yield _day(world, day, done)


def _succeeded(runs: tuple[Done, ...]) -> tuple[Done, ...]:
    for run in runs:
        if not run.success:
            raise Broken(f"Dagster's run {run.run_id} ({run.ritual}) failed; open Dagster's page with: morrow serve --only pipelines")
    return runs


def _day(world: World, day: date, runs: int) -> LiveDay:
    snapshot = snapshot_of(world)
    revisions = sorted((entry for entry in snapshot.forecasts if entry.night == day + timedelta(days=1)), key=sealing_order)
    reflected = any(row.kind == "reflection" and row.night == day for row in snapshot.memories)
    return LiveDay(day, runs, tuple(entry.written_at for entry in revisions), day in snapshot.scored, reflected)


def snapshot_of(world: World) -> Snapshot:
    """What is known of the person now, and what was said of them in the demonstration."""
    return world.store.snapshot(PERSON, world.clock.now(), track="replay", run_id=PIPELINES)


def first_instant(now: datetime, days: int) -> datetime:
    """The noon (UTC) from which so many days have been lived by now, with the last night scored."""
    return datetime.combine((now - timedelta(days=days + 1)).date(), time(12), UTC)
