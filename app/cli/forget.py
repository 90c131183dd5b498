"""`morrow forget`: a person, or one entry of theirs, erased for good, after it was shown what goes; `app/forgetting.py` erases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import Json
from app.cli.output import print_json, show, side
from app.cli.shell import Shell, shell_of

if TYPE_CHECKING:
    from app.forgetting import Plan


def forget(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whom to forget, by id.")],
    entry: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--entry",
            metavar="KIND KEY",
            help="Only this one: night, day, workout, sleep, journal, measure, entry or note; by its key or date (night 2026-03-12).",
        ),
    ] = None,
    with_forecasts: Annotated[
        bool, typer.Option("--with-forecasts", help="With --entry: also erase the sealed entries that tell of it.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be erased, and end.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Erase a person, or one entry of theirs, byte for byte; the ledger still verifies.

    Facts, sealed contents, memories, trained models, dialogues, reports and tokens go; links of the ledger stay, which tell of nobody.
    Shows first what goes, what stays and what Morrow cannot reach, and asks. Ends with exit code 1 when something was found to be left.
    """
    from app.erasing import EntryName
    from app.forget_card import plan_card
    from app.forgetting import plan_forgetting
    from core.errors import BadInput

    shell = shell_of(context)
    if with_forecasts and entry is None:
        raise BadInput("--with-forecasts belongs to --entry: of a whole person everything goes")
    named = None if entry is None else EntryName(*entry)
    plan = plan_forgetting(shell.world, person, named)
    if dry_run and as_json:
        print_json({"erased": False, **plan.to_json()})
    elif dry_run:
        show(*plan_card(plan, shell.settings))
    else:
        raise typer.Exit(erase(shell, plan, with_forecasts=with_forecasts, yes=yes, as_json=as_json))


def erase(shell: Shell, plan: Plan, *, with_forecasts: bool, yes: bool, as_json: bool) -> int:
    """The exit code after erasing what was planned, if the person wants it so.

    Raises:
        Refused: when the answer is not yes, or sealed entries tell of an entry and may not go with it.
    """
    from app.forget_card import forgotten_card
    from app.forgetting import forget as run

    if not yes:
        _ask(shell, plan, with_forecasts=with_forecasts)
    found = run(shell.world, plan.person_id, plan.entry, with_forecasts=with_forecasts)
    if as_json:
        print_json(found.to_json())
    else:
        show(*forgotten_card(found))
    return 0 if found.complete else 1


def _ask(shell: Shell, plan: Plan, *, with_forecasts: bool) -> None:
    """Shows what would be erased, and lets it pass only after a yes: for a whole person, the id typed once more.

    Raises:
        BadInput: when nobody sits there who could be asked.
        Refused: when the answer is not yes.
    """
    from app.forget_card import plan_card
    from core.errors import BadInput, Refused

    for part in plan_card(plan, shell.settings):
        side().print(part)
    if plan.telling and not with_forecasts:
        return  # refused by itself, with the remedy
    if not shell.asks:
        raise BadInput("nobody sits here who could be asked: say --yes to erase what is shown")
    if plan.entry is not None:
        agreed = typer.confirm("This cannot be undone. Erase it?", default=False, err=True)
    else:
        agreed = (
            typer.prompt(f"This cannot be undone. Type {plan.person_id} to erase", default="", show_default=False, err=True)
            == plan.person_id
        )
    if not agreed:
        raise Refused("nothing was erased: the answer was not yes")
