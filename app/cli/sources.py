"""`morrow sources`: what can be brought in, and which sources a person's nights rest on."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import Json
from app.cli.output import print_json, show
from app.cli.shell import shell_of

CONNECTABLE = {"whoop_api": "WHOOP over its API: morrow connect whoop"}
"""Sources that are no files: name → what to do."""


def sources(
    context: typer.Context,
    person: Annotated[
        str | None, typer.Option("--person", "-p", metavar="ID", help="Whose sources to show; without it all that there are.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the sources and what their values mean; or, of one person, which source counts for which night, and why."""
    if person is None:
        _list(as_json=as_json)
        return
    from app.persons import choose_person
    from app.sources import sources_of
    from app.sources_card import person_card

    world = shell_of(context).world
    found = sources_of(world.store, choose_person(world.store, person), world.clock.now())
    if as_json:
        print_json(found.to_json())
    else:
        show(*person_card(found))


def _list(*, as_json: bool) -> None:
    from app.sources_card import sources_card
    from core.precedence import SOURCE_PRECEDENCE
    from ingestion.catalog import SOURCES
    from ingestion.definitions import definition_of

    described = {**CONNECTABLE, **{source.name: source.describe for source in SOURCES}}
    listed = [(definition_of(name), words) for name, words in described.items()]
    if as_json:
        print_json({"sources": [{**vars(one), "describe": words} for one, words in listed], "precedence": list(SOURCE_PRECEDENCE)})
    else:
        show(*sources_card(listed))
