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
def replay(
    context: typer.Context,
    count: Annotated[int, typer.Option("--people", min=1, metavar="N", help="How many people, by id, when none is named.")] = 1,
    nights: Annotated[int, typer.Option("--nights", min=1, metavar="M", help="The last nights of each.")] = 60,
    person: People = None,
    run_id: Annotated[
        str, typer.Option("--run-id", metavar="NAME", help="Names the replay; the same name again goes on where it stopped.")
    ] = "evals",
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="The first night that may be forecast.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="The last night that may be forecast.")] = None,
    as_json: Json = False,
) -> None:
    """Replay past evenings in strict order through the same agent: sealed, scored, learned from, on a track of their own."""
    from app.instants import night_of
    from evals.replay import Step
    from evals.replay import replay as run

    shell = shell_of(context)
    persons = _persons(shell, person, count)
    with bar(f"Replaying {nights} evenings of {len(persons)} people") as advance:

        def progress(step: Step) -> None:
            advance(step.done, step.total, f"{step.person_id} {step.night} {step.status}")

        report = run(
            shell.world,
            persons,
            nights,
            run_id=run_id,
            since=None if since is None else night_of(since),
            until=None if until is None else night_of(until),
            progress=progress,
        )
    if as_json:
        print_json(report.to_json())
    else:
        from app.replay_card import replay_card

        show(*replay_card(report))


def _persons(shell: Shell, named: list[str] | None, count: int) -> list[str]:
    """Those who were named, else the first so many of everybody.

    Raises:
        BadInput: when fewer people stand here than are wanted.
    """
    from app.persons import choose_person
    from core.errors import BadInput

    store = shell.world.store
    if named:
        return [choose_person(store, person) for person in named]
    people = store.people()
    if len(people) < count:
        raise BadInput(
            f"wanted {count} people to replay, found {len(people)}; import more, for example "
            f"`morrow import synthetic:seed=1,nights=200,end=2026-06-30,people={count}`"
        )
    return people[:count]
