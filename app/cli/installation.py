"""`morrow status`, `morrow doctor` and `morrow config`: this installation itself."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import Json
from app.cli.output import print_json, show
from app.cli.shell import shell_of


def status(context: typer.Context, as_json: Json = False) -> None:
    """Show what stands here: people, ledgers, memories, who speaks, and which night is next."""
    from app.status import status_card, status_json

    found = status_json(shell_of(context).world)
    if as_json:
        print_json(found)
    else:
        show(*status_card(found))


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Look at each part of the installation; ends with exit code 1 when one is wrong."""
    from app.doctor import examine
    from app.doctor_card import doctor_table

    checks = list(examine(shell_of(context).world))
    if as_json:
        print_json({"ok": all(check.state != "wrong" for check in checks), "checks": [check.to_json() for check in checks]})
    else:
        show(doctor_table(checks))
    if any(check.state == "wrong" for check in checks):
        raise typer.Exit(1)


def config(
    context: typer.Context,
    defaults: Annotated[bool, typer.Option("--defaults", help="Print the defaults as JSON, whatever is set.")] = False,
    as_json: Json = False,
) -> None:
    """Show every setting: its value, where that comes from, and what it means. Secrets are masked."""
    from app.settings_view import defaults_json, settings_json, settings_table

    if defaults:
        print_json(defaults_json())
    elif as_json:
        print_json(settings_json(shell_of(context).settings))
    else:
        show(*settings_table(shell_of(context).settings))
