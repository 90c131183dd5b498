"""`morrow demo`: a simulated person to try everything with."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.daily import forecast_one
from app.cli.options import Json
from app.cli.output import bar, note
from app.cli.shell import Shell, shell_of


def demo(
    context: typer.Context,
    evenings: Annotated[int, typer.Option("--evenings", min=0, max=400, help="Past evenings to replay first, for a track record.")] = 14,
    as_json: Json = False,
) -> None:
    """Bring up a simulated person up to today, and forecast their coming night.

    Their clock stands at the evening, so there is always a night to forecast; all of it is on the replay track, never in a live record.
    """
    from app.demonstration import PERSON

    shell = shell_of(context)
    bring_demo(shell, evenings)
    forecast_one(shell, PERSON, as_json=as_json)


def bring_demo(shell: Shell, evenings: int) -> None:
    """The demonstration person, up to today, with a short track record."""
    from app.demonstration import bring_demonstration, live_through

    note("The demonstration person is simulated, and named so wherever it is shown.")
    bring_demonstration(shell.world)
    with bar("Living through the last evenings") as advance:
        live_through(shell.world, evenings, advance)
