"""`morrow sync`: news of connected sources; reading them lives in `ingestion`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import Json
from app.cli.output import bar, note, print_json, show
from app.cli.shell import Shell, shell_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingestion.syncing import SyncReport

LONGEST_PAUSE_MINUTES = 60.0
"""Between two tries of --watch while a service cannot be had; each one doubles the pause."""


def sync(
    context: typer.Context,
    person: Annotated[str | None, typer.Option("--person", "-p", metavar="ID", help="Only this person; without it everybody.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on every MORROW_SYNC_MINUTES until Ctrl-C.")] = False,
    as_json: Json = False,
) -> None:
    """Read what is new from connected sources, and tell what changed.

    The first time all history is read, newest first; cut off, it goes on there the next time. Ends with 1 when somebody could not be
    brought up to date: what was read before stays, and the reason is told with the age of the data.
    """
    shell = shell_of(context)
    if watch:
        _watch(shell, person, as_json=as_json)
    elif any(report.status != "synced" for report in _round(shell, person, as_json=as_json)):
        raise typer.Exit(1)


def _watch(shell: Shell, person: str | None, *, as_json: bool) -> None:
    usual = minutes = shell.settings.sync_minutes
    try:
        while True:
            minutes = pause_after(_round(shell, person, as_json=as_json), usual, minutes)
            note(f"Next in {minutes:.0f} min · stop with Ctrl-C")
            time.sleep(60 * minutes)
    except KeyboardInterrupt:
        note("Stopped. What was read stays; the next sync goes on from there.")


def _round(shell: Shell, person: str | None, *, as_json: bool) -> list[SyncReport]:
    """What one sync came to, once it has been told."""
    from app.sync_card import sync_card, sync_json

    reports, now = _sync(shell, person), shell.world.clock.now()
    if as_json:
        print_json([sync_json(report, now) for report in reports])
    elif reports:
        show(*(part for report in reports for part in sync_card(report, now)))
    else:
        note("Nobody is connected yet: morrow connect whoop. Without a WHOOP account: morrow simulate whoop.")
    return reports


def _sync(shell: Shell, person: str | None) -> list[SyncReport]:
    """One report per connection.

    Raises:
        BadInput: when a person was named who is not connected.
    """
    from core.errors import BadInput
    from ingestion.syncing import sync_everybody, sync_person

    world = shell.world
    with bar("Reading") as advance:

        def tell(words: str, done: int, total: int | None) -> None:
            advance(done, total, words)

        if person is None:
            return sync_everybody(world.store, shell.settings, world.clock, progress=tell)
        reports = sync_person(world.store, shell.settings, world.clock, person, progress=tell)
    if not reports:
        raise BadInput(f"wanted a connection of {person!r}, found none; make one: morrow connect whoop --person {person}")
    return reports


def pause_after(reports: Sequence[SyncReport], usual_minutes: float, last_minutes: float) -> float:
    """Minutes until the next round: twice the last pause while a service cannot be had, and no sooner than it says itself."""
    waits = [report.retry_after_seconds or 0.0 for report in reports if report.status == "behind"]
    if not waits:
        return usual_minutes
    return max(min(2 * last_minutes, max(LONGEST_PAUSE_MINUTES, usual_minutes)), max(waits) / 60)
