"""`morrow evals`: the whole agent over the past."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import Json, People
from app.cli.output import bar, print_json, show
from app.cli.shell import Shell, shell_of

group = typer.Typer(help="Evaluations: replay the past through the whole agent.", no_args_is_help=True)


@group.callback()
def _evals() -> None:
    """Keeps `replay` a command of its own beside those to come."""


@group.command()
def replay(  # noqa: PLR0913, PLR0917  # the options of a command are its arguments
    context: typer.Context,
    count: Annotated[int, typer.Option("--people", min=1, metavar="N", help="How many people, when none is named.")] = 1,
    nights: Annotated[int, typer.Option("--nights", min=1, metavar="M", help="The last nights of each.")] = 60,
    person: People = None,
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="Simulated people, in a home of their own; also where fewer than N real ones stand.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help="Of the simulated people.")] = 1,
    run_id: Annotated[
        str, typer.Option("--run-id", metavar="NAME", help="Names the replay; the same name again goes on where it stopped.")
    ] = "evals",
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="The first night that may be forecast.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="The last night that may be forecast.")] = None,
    as_json: Json = False,
) -> None:
    """Replay past evenings in strict order through the same agent: sealed, scored, learned from, on a track of their own."""
    from app.instants import night_of
    from evals.replay import Step, replay_synthetic
    from evals.replay import replay as run

    shell = shell_of(context)
    persons = [] if synthetic else _persons(shell, person, count)
    whom = f"{len(persons)} people" if persons else f"{count} simulated people"
    with bar(f"Replaying {nights} evenings of {whom}") as advance:

        def progress(step: Step) -> None:
            advance(step.done, step.total, f"{step.person_id} {step.night} {step.status}")

        if persons:
            first, last = (night_of(day) if day else None for day in (since, until))
            report = run(shell.world, persons, nights, run_id=run_id, since=first, until=last, progress=progress)
        else:
            report = replay_synthetic(shell.world.settings, count, nights, seed=seed, progress=progress)
    if as_json:
        print_json(report.to_json())
    else:
        from app.replay_card import replay_card

        show(*replay_card(report))


def _persons(shell: Shell, named: list[str] | None, count: int) -> list[str]:
    """Those who were named, else the first so many real people; none where fewer stand here."""
    from app.persons import choose_person

    store = shell.world.store
    if named:
        return [choose_person(store, person) for person in named]
    people = store.people()
    records = store.persons() if people else {}
    real = [person for person in people if person not in records or not records[person].simulated]
    return real[:count] if len(real) >= count else []
