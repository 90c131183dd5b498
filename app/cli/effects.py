"""`morrow effects`: what a person's evenings do to their nights."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import AsOf, Json, Person
from app.cli.output import print_json, show, stages
from app.cli.shell import shell_of


def effects(
    context: typer.Context,
    person: Person = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what was never told, where other people's nights suggest something.")
    ] = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Show what alcohol, training, late meals and the like do to your nights: how far, how surely, and from which evenings."""
    from app.effects_card import effects_card
    from app.personal_effects import personal_effects
    from app.persons import choose_person

    shell = shell_of(context)
    chosen = choose_person(shell.world.store, person, shell.settings.person)
    with stages("Looking at your evenings"):
        view = personal_effects(shell.world, chosen, as_of, everything=everything)
    if as_json:
        print_json(view.to_json())
    else:
        show(*effects_card(view))
