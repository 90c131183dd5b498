"""`morrow simulate`: services of one's own to try everything with."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import note
from app.cli.shell import shell_of

if TYPE_CHECKING:
    from ingestion.whoop_simulator.simulator import Simulator

group = typer.Typer(help="Simulated services, to try everything without an account.", no_args_is_help=True)


@group.callback()
def _simulate() -> None:
    """A group even while there is one service."""


@group.command()
def whoop(
    context: typer.Context,
    people: Annotated[int, typer.Option("--people", min=1, max=500, help="How many simulated people have an account.")] = 3,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Which people.")] = 7,
    nights: Annotated[int, typer.Option("--nights", min=1, max=5000, help="Nights of history before the date of its clock.")] = 730,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8185,
    now: Annotated[str | None, typer.Option("--now", metavar="ISO", help="What its clock shows at first; without it the time.")] = None,
    speed: Annotated[float, typer.Option("--speed", min=0, help="Simulated seconds in a second; at 0 its clock stands still.")] = 1.0,
    webhook: Annotated[str | None, typer.Option("--webhook", metavar="URL", help="Where events are pushed.")] = None,
) -> None:
    """Serve a simulated WHOOP on this machine, with people who are not real; Ctrl-C ends it."""
    from app.instants import instant_of
    from ingestion.synthetic import population
    from ingestion.whoop_api.oauth import redirect_uri
    from ingestion.whoop_simulator.clock import SimulatedClock
    from ingestion.whoop_simulator.grants import App
    from ingestion.whoop_simulator.serving import running_simulator
    from ingestion.whoop_simulator.webhooks import Hooks

    begins = instant_of(now, UTC) if now else datetime.now(UTC)
    folk = population(people, seed, begins.date() - timedelta(days=nights - 1), begins.date())
    app = App(redirect_uris=(redirect_uri(shell_of(context).settings.whoop_redirect_port),))
    hooks = Hooks(webhook) if webhook else None
    with _stopped() as stopped, running_simulator(folk, clock=SimulatedClock(begins, speed), app=app, hooks=hooks, port=port) as simulator:
        _introduce(simulator)
        while not stopped.wait(0.5):  # in short waits: one without an end is not interrupted everywhere
            pass
    note("The simulated WHOOP has ended.")


def _introduce(simulator: Simulator) -> None:
    """Settings go to standard output, where they can be kept; what is said about them does not."""
    note("This WHOOP is simulated: nobody in it is real, and only this machine can reach it. To connect, set:")
    typer.echo(f"MORROW_WHOOP_URL={simulator.url}")
    typer.echo(f"MORROW_WHOOP_CLIENT_ID={simulator.client_id}")
    typer.echo(f"MORROW_WHOOP_CLIENT_SECRET={simulator.client_secret}")
    note(f"Its redirect address is {simulator.redirect_uri} · then: morrow connect whoop")
    note(f"Its people: {', '.join(simulator.accounts)}")
    note(f"Its clock shows {simulator.clock.now().isoformat(timespec='seconds')} · {simulator.url}/ tells more · stop with Ctrl-C")


@contextmanager
def _stopped() -> Iterator[threading.Event]:
    """An event that a signal to end sets, while the block lasts."""
    event = threading.Event()
    before = {number: signal.signal(number, lambda *_: event.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield event
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
