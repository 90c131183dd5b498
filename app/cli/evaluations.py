"""`morrow evals`: the whole agent over the past, and its ears and eyes over texts, voices and planted worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli import journal_evaluation
from app.cli.options import Json, People
from app.cli.output import bar, print_json, show, stages
from app.cli.shell import Shell, shell_of

if TYPE_CHECKING:
    from voice.reading import Reader

group = typer.Typer(help="Evaluations: replay the past through the whole agent, and measure how it hears and reads.", no_args_is_help=True)

group.command()(journal_evaluation.journal)


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


@group.command()
def extraction(
    context: typer.Context,
    reader: Annotated[
        Literal["learned", "rules", "llm"],
        typer.Option("--reader", help="Which is measured; llm makes a call for each text."),
    ] = "learned",
    as_json: Json = False,
) -> None:
    """Measure how journal texts are understood: those that a reader's authors have seen, and those held back from them."""
    from app.extraction_card import extraction_card
    from evals.extraction import report
    from evals.extraction_corpus import REPORTED

    shell = shell_of(context)
    measured = _reader(shell, reader)
    with stages("Reading the journal texts") as progress:
        reports = []
        for part in REPORTED:
            progress(part)
            reports.append(report(measured, part))
    if as_json:
        print_json({one.part: one.to_json() for one in reports})
    else:
        show(*extraction_card(reports))


@group.command()
def voice(context: typer.Context, as_json: Json = False) -> None:
    """Measure how speech is heard: 60 entries spoken by synthetic voices, through every transcriber that can be had here.

    Tells word errors, what is understood of them, and the time and memory of each stage. Needs the program espeak-ng; flite is used
    where it is installed.
    """
    from app.spoken_card import spoken_card
    from evals.spoken import run

    shell = shell_of(context)
    with stages("Speaking and listening") as progress:
        found = run(shell.settings, _reader(shell, "learned"), progress)
    if as_json:
        print_json(found.to_json())
    else:
        show(*spoken_card(found))


def _reader(shell: Shell, name: str) -> Reader:
    from agent.journal_reading import reader_for

    return reader_for(shell.settings.model_copy(update={"journal_reader": name}))


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
