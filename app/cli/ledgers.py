"""`morrow ledger`: the chain of what was said, what came and how it scored."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import Json, Person, RunId, TrackName
from app.cli.output import print_json, show
from app.cli.shell import shell_of

group = typer.Typer(help="The ledger of sealed forecasts: verify it, look into it.", no_args_is_help=True)


@group.command()
def verify(context: typer.Context, as_json: Json = False) -> None:
    """Check that nothing sealed was edited, removed, cut off or forged again.

    Ends with exit code 1, and names the first bad entry, when a ledger does not hold.
    """
    from app.ledger_views import verdict_table, verdicts_json
    from core.errors import LedgerBroken
    from core.ledger import verify_all

    world = shell_of(context).world
    verdicts = verify_all(world.store, world.settings.anchor)
    if as_json:
        print_json(verdicts_json(verdicts))
    else:
        show(*verdict_table(verdicts))
    bad = [verdict for verdict in verdicts if not verdict.ok]
    if bad:
        first = bad[0]
        raise LedgerBroken(
            f"the {first.track} ledger {first.run_id!r} does not hold from entry {first.first_bad_sequence} on: {first.reason}; "
            "restore the store from a backup made before that"
        )


@group.command("show")
def show_(
    context: typer.Context,
    person: Person = None,
    track: TrackName = None,
    run_id: RunId = None,
    entry: Annotated[int | None, typer.Option("--entry", min=1, metavar="N", help="One entry in full.")] = None,
    last: Annotated[int, typer.Option("--last", min=1, metavar="N", help="How many of the newest entries.")] = 20,
    as_json: Json = False,
) -> None:
    """List what stands in the ledger about a person, or one entry in full."""
    from app.ledger_views import entries_table, entry_json, entry_line
    from app.persons import choose_person
    from app.tracks import chosen_run
    from core.errors import BadInput

    shell = shell_of(context)
    chosen = choose_person(shell.world.store, person, shell.settings.person)
    run = chosen_run(shell.world.store, chosen, track, run_id)
    entries = shell.world.ledger(run.track, run.run_id).entries("c.person_id = $person", {"person": chosen})
    if entry is not None:
        entries = [found for found in entries if found.sequence == entry]
        if not entries:
            raise BadInput(f"wanted entry {entry} of {chosen!r} in the ledger {run.label}, found none; `morrow ledger show` lists them")
        print_json(entry_json(entries[0], run))
    elif as_json:
        print_json({"track": run.track, "run_id": run.run_id, "entries": [entry_line(found) for found in entries[-last:]]})
    else:
        show(*entries_table(entries, last, run))
