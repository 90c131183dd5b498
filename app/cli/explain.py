"""`morrow explain`: why the forecast of the coming night is what it is."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import AsOf, Json, Person
from app.cli.output import page, print_json, show, stages
from app.cli.shell import shell_of


def explain(
    context: typer.Context,
    person: Person = None,
    target: Annotated[
        list[str] | None, typer.Option("--target", "-t", metavar="NAME", help="Only this target, e.g. resting_hr_bpm; may be repeated.")
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Explain the models' forecast of the coming night: what each input adds to the own mean, and which inputs matter most.

    It seals nothing, and leaves out the events of the evening: `morrow forecast` weighs those.
    """
    from app.explain_card import explain_card, explain_json
    from app.explanations import explained
    from app.persons import choose_person
    from core.targets import PRIMARY
    from core.targets import target as target_named

    shell = shell_of(context)
    chosen = choose_person(shell.world.store, person, shell.settings.person)
    wanted = [target_named(name).name for name in target or PRIMARY]
    with stages("Explaining"):
        found = explained(shell.world, chosen, as_of, wanted)
    if as_json:
        print_json(explain_json(found))
    else:
        show(*explain_card(found, page().width))
