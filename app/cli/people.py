"""`morrow people`, `morrow here` and `morrow export`: who stands here, where they are, and everything of one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Json, Person
from app.cli.output import note, print_json, show
from app.cli.shell import shell_of


def people(context: typer.Context, as_json: Json = False) -> None:
    """List everybody in the store, and how much is known of each."""
    from app.people import people_table, person_rows

    rows = person_rows(shell_of(context).world.store)
    if as_json:
        print_json([row.to_json() for row in rows])
    elif rows:
        show(people_table(rows))
    else:
        note("Nobody's data stand here yet: morrow import PATH, or morrow demo.")


def here(
    context: typer.Context,
    zone: Annotated[str, typer.Argument(metavar="ZONE", help="IANA name of the time zone you are in, such as Asia/Tokyo.")],
    person: Person = None,
    home: Annotated[bool, typer.Option("--home", help="It is where you live, not where you are for the moment.")] = False,
) -> None:
    """Tell where you are, on a journey: evenings come by that clock from now on.

    Without it, Morrow learns of a journey from the first night spent there.
    """
    from app.persons import choose_person
    from app.whereabouts import tell_zone

    shell = shell_of(context)
    chosen = choose_person(shell.world.store, person, shell.settings.person)
    told = tell_zone(shell.world, chosen, zone, home=home)
    note(f"{chosen} {'lives' if home else 'is'} in {zone}, where it is {shell.world.clock.now().astimezone(told):%H:%M}.")


def export(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The zip file to write; it must not exist yet.")],
    person: Person = None,
    recordings: Annotated[bool, typer.Option("--recordings/--no-recordings", help="Whether recordings go with it, as they came.")] = True,
    as_json: Json = False,
) -> None:
    """Write everything of one person into a zip: all facts in all revisions, forecasts, scores, memories (JSON and CSV), and recordings."""
    from app.export import export_person
    from app.persons import choose_person

    shell = shell_of(context)
    chosen = choose_person(shell.world.store, person, shell.settings.person)
    counts = export_person(shell.world, chosen, path, recordings=recordings)
    if as_json:
        print_json({"person_id": chosen, "path": str(path), "rows": counts})
    else:
        note(f"{path}: " + ", ".join(f"{count:,} {name}" for name, count in counts.items() if count))
