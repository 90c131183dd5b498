"""`morrow forecast` and `morrow morning`: the two rituals of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import AsOf, Json, Person, RunId
from app.cli.output import note, page, print_json, show, stages
from app.cli.shell import Shell, shell_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from agent.day import Evening

LATE_EXIT = 3
"""What a late forecast ends with: it is kept, and refused as a forecast."""


def forecast(
    context: typer.Context,
    person: Person = None,
    everybody: Annotated[bool, typer.Option("--all", help="Everybody who is not simulated, one after the other.")] = False,
    as_of: AsOf = None,
    night: Annotated[str | None, typer.Option("--night", metavar="DATE", help="The night meant, by the date of its morning.")] = None,
    run_id: RunId = None,
    or_demo: Annotated[bool, typer.Option("--or-demo", help="With no data of your own: bring up a demonstration person.")] = False,
    as_json: Json = False,
) -> None:
    """Forecast the coming night: settle what came true, weigh the evidence, seal.

    Sealed from 18:00 local time until sleep onset; before that it prints a preview, and new facts add a revision.
    A forecast past the deadline is kept, marked late, never scored, and ends with exit code 3.
    """
    shell = shell_of(context)
    if or_demo:
        from app.cli.demo import demo_unless_own

        person = demo_unless_own(shell, person)
    if everybody:
        raise typer.Exit(_forecast_all(shell, as_of, night, run_id, as_json=as_json))
    forecast_one(shell, _person(shell, person), as_of=as_of, night=night, run_id=run_id, as_json=as_json)


def morning(context: typer.Context, person: Person = None, as_of: AsOf = None, run_id: RunId = None, as_json: Json = False) -> None:
    """Look back at the last night that came true: what was said, what came, why, and what was learned."""
    from agent.day import morning as ritual
    from app.instants import instant_at
    from app.morning_card import morning_card, morning_json

    shell = shell_of(context)
    chosen = _person(shell, person)
    instant, run = instant_at(shell.world, chosen, as_of), _run_of(shell, chosen, as_of, run_id)
    with stages("Looking back"):
        found = ritual(shell.world, chosen, as_of=instant, run_id=run)
    if as_json:
        print_json(morning_json(found))
    else:
        show(*morning_card(found, page().width))


def forecast_one(
    shell: Shell, person: str, *, as_of: str | None = None, night: str | None = None, run_id: str | None = None, as_json: bool = False
) -> None:
    """Runs one evening and tells what came of it.

    Raises:
        typer.Exit: with `LATE_EXIT` for a late forecast.
    """
    evening = _evening(shell, person, as_of, night, run_id)
    if as_json:
        from app.words import status_words

        print_json(evening.forecast)
        note(status_words(evening))
    else:
        _show_card(shell, evening)
    if evening.forecast["late"]:
        raise typer.Exit(LATE_EXIT)


def _person(shell: Shell, person: str | None) -> str:
    from app.persons import choose_person

    return choose_person(shell.world.store, person, shell.settings.person)


def _night(text: str | None) -> date | None:
    from app.instants import night_of

    return None if text is None else night_of(text)


def _run_of(shell: Shell, person: str, as_of: str | None, run_id: str | None) -> str | None:
    """The replay meant; without an instant only simulated people have one.

    Raises:
        BadInput: when a run is named for the live track.
    """
    from app.persons import is_simulated
    from core.errors import BadInput

    if run_id is not None and as_of is None and not is_simulated(shell.world.store, person):
        raise BadInput(f"--run-id {run_id} names a replay; say of which evening with --as-of, or leave it out")
    return run_id


def _evening(shell: Shell, person: str, as_of: str | None, night: str | None, run_id: str | None) -> Evening:
    from agent.day import evening
    from app.instants import instant_at

    instant, run = instant_at(shell.world, person, as_of), _run_of(shell, person, as_of, run_id)
    with stages(f"Forecasting for {person}") as progress:
        return evening(shell.world, person, as_of=instant, night=_night(night), run_id=run, progress=progress)


def _show_card(shell: Shell, evening: Evening) -> None:
    from app.cards import forecast_card, setting_of

    show(*forecast_card(evening, setting_of(shell.world, evening.forecast, page().width)))


def _forecast_all(shell: Shell, as_of: str | None, night: str | None, run_id: str | None, *, as_json: bool) -> int:
    """The exit code after everybody's evening: one who is refused or fails does not keep the others from theirs."""
    from core.errors import MorrowError

    evenings: list[Evening] = []
    codes = {0}
    for person in _everybody(shell):
        try:
            evening = _evening(shell, person, as_of, night, run_id)
        except MorrowError as error:
            note(f"{person}: {error}")
            codes.add(error.exit_code)
            continue
        evenings.append(evening)
        codes.add(LATE_EXIT if evening.forecast["late"] else 0)
    _tell_all(evenings, as_json=as_json)
    return 1 if 1 in codes else max(codes)


def _everybody(shell: Shell) -> list[str]:
    """All real people, or the simulated ones where there is nobody else.

    Raises:
        UnknownPerson: when nobody stands in the store.
    """
    from app.persons import choose_person, real_people

    store = shell.world.store
    people = store.people()
    return real_people(store, people) or people or [choose_person(store, None)]


def _tell_all(evenings: Sequence[Evening], *, as_json: bool) -> None:
    from app.evenings_table import evenings_table

    if as_json:
        print_json([evening.forecast for evening in evenings])
    elif evenings:
        show(evenings_table(evenings))
