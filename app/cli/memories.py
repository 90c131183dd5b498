"""`morrow memory`: what is remembered of past evenings."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import Json, Person, RunId, TrackName
from app.cli.output import note, print_json, show
from app.cli.shell import shell_of

group = typer.Typer(help="The memory: episodes, reflections, notes, and the index over them.", no_args_is_help=True)


@group.command()
def rebuild(context: typer.Context, as_json: Json = False) -> None:
    """Make the index anew from the rows of the store; nothing is lost with it."""
    from app.memory_views import rebuild_all

    counts = rebuild_all(shell_of(context).world)
    if as_json:
        print_json([{"track": run.track, "run_id": run.run_id, "rows": rows} for run, rows in counts])
    elif not counts:
        note("Nothing is remembered yet, so there is no index to make.")
    for run, rows in [] if as_json else counts:
        note(f"{run.label}: {rows:,} memories indexed")


@group.command()
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="What to look for, in words.")],
    person: Person = None,
    track: TrackName = None,
    run_id: RunId = None,
    count: Annotated[int, typer.Option("--count", "-k", min=1, max=50, help="How many.")] = 5,
    as_json: Json = False,
) -> None:
    """Find memories by their words."""
    from app.memory_views import memories_table, search_memories
    from app.persons import choose_person
    from app.tracks import chosen_run

    shell = shell_of(context)
    chosen = choose_person(shell.world.store, person, shell.settings.person)
    found = search_memories(shell.world, chosen, chosen_run(shell.world.store, chosen, track, run_id), text, count)
    if as_json:
        print_json(found)
    elif found:
        show(*memories_table(found))
    else:
        note("Nothing that is remembered speaks of that.")
