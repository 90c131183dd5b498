"""`morrow demo`: a simulated person to try everything with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.daily import forecast_one
from app.cli.options import Json
from app.cli.output import bar, note, print_json, show
from app.cli.shell import Shell, shell_of

if TYPE_CHECKING:
    from app.live_demo import LiveDay


def demo(
    context: typer.Context,
    evenings: Annotated[int, typer.Option("--evenings", min=0, max=400, help="Past evenings to replay first, for a track record.")] = 14,
    live: Annotated[
        bool, typer.Option("--live", help="Through a simulated WHOOP: connect, back-fill two years, and let Dagster live through days.")
    ] = False,
    days: Annotated[int, typer.Option("--days", min=1, max=60, help="With --live: simulated days to live through.")] = 7,
    as_json: Json = False,
) -> None:
    """Bring up a simulated person up to today, and forecast their coming night.

    Their clock stands at the evening, so there is always a night to forecast; all of it is on the replay track, never in a live record.
    """
    from app.demonstration import PERSON

    shell = shell_of(context)
    if live:
        _live(shell, days, as_json=as_json)
        return
    bring_demo(shell, evenings)
    forecast_one(shell, PERSON, as_json=as_json)


def bring_demo(shell: Shell, evenings: int, *, told: bool = False) -> None:
    """The demonstration person, up to today, with a short track record; says that they are simulated, unless it was `told`."""
    from app.demonstration import bring_demonstration, live_through

    if not told:
        note("The demonstration person is simulated, and named so wherever it is shown.")
    bring_demonstration(shell.world)
    with bar("Living through the last evenings") as advance:
        live_through(shell.world, evenings, advance)


def demo_unless_own(shell: Shell, person: str | None, *, told: bool = False) -> str | None:
    """The demonstration person, brought up to today, where nobody was named and nobody else stands here.

    Args:
        shell: the command's surroundings.
        person: the one named, if any.
        told: True where the command itself says that they are simulated.
    """
    from app.demonstration import EVENINGS, PERSON
    from app.persons import real_people

    store = shell.world.store
    people = store.people()
    if person or shell.settings.person or real_people(store, people) or any(name != PERSON for name in people):
        return person
    bring_demo(shell, EVENINGS, told=told)
    return PERSON


def _live(shell: Shell, days: int, *, as_json: bool) -> None:
    """The demonstration over HTTP and Dagster, and the score of its days."""
    from agent.due import PIPELINES
    from app.live_demo import PERSON, connect_headless, fill_back, first_instant, live_through_days, simulated_whoop, train_models
    from app.record import record_of, score_board
    from app.tracks import chosen_run
    from ingestion.whoop_api.connecting import disconnect

    with simulated_whoop(first_instant(shell.world.clock.now(), days)) as (simulator, world):
        note(f"A simulated WHOOP listens on {simulator.url}; its clock shows {world.clock.now():%a %d %b %Y %H:%M} UTC.")
        account = connect_headless(simulator, world)
        note(f"{PERSON}, who is simulated, consented: connected to account {account}.")
        with bar("Reading two years") as advance:
            report = fill_back(world, advance)
        note(f"Read {report.counts.added:,} facts in {report.requests} requests.")
        with bar("Training the models") as advance:
            note(f"Trained {train_models(world, advance)} versions of models.")
        with bar("Living through the days") as advance:
            for lived in live_through_days(simulator, world, days, advance):
                note(_told(lived))
        found = record_of(world, PERSON, chosen_run(world.store, PERSON, "replay", PIPELINES))
        disconnect(world.store, world.settings, world.clock, PERSON)
        note(f"{PERSON} is disconnected again. See also: morrow morning --person {PERSON} --run-id {PIPELINES}, and Dagster's page.")
    if as_json:
        print_json(found.to_json(PERSON))
    else:
        show(*score_board(found))


def _told(lived: LiveDay) -> str:
    """One day in a line."""
    sealed = ", ".join(f"{instant:%H:%M}" for instant in lived.sealed)
    night = "last night was scored" if lived.scored else "no forecast of last night to score"
    kept = ", a reflection kept" if lived.reflected else ""
    return f"{lived.day:%a %d %b}: {night}{kept}; forecast sealed at {sealed or 'no time'} UTC; {lived.runs} runs of Dagster."
