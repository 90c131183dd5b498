"""`morrow serve` and `morrow keys`: the HTTP API and who may call it."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import Json
from app.cli.output import note, print_json, show
from app.cli.shell import shell_of

keys = typer.Typer(help="Keys of the HTTP API, with scopes per person.", no_args_is_help=True)


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; this machine alone unless told otherwise.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", metavar="NAME", help="A further name by which it may be called.")
    ] = None,
) -> None:
    """Serve forecasts and the ledger over HTTP, to whoever has a key. Listens on this machine alone by default."""
    from app.serving import run_server

    shell = shell_of(context)
    run_server(shell.world, host or shell.settings.host, shell.settings.port if port is None else port, tuple(allow_host or ()), note)


@keys.command()
def add(
    context: typer.Context,
    person: Annotated[
        list[str], typer.Option("--person", "-p", metavar="ID", help="Whose data; may be given more than once; '*' is everybody.")
    ],
    scope: Annotated[list[str] | None, typer.Option("--scope", help="What may be done: read.")] = None,
    as_json: Json = False,
) -> None:
    """Make a key. It is printed once, and only its hash is kept."""
    from app.keys import EVERYBODY, add_key
    from app.persons import choose_person

    world = shell_of(context).world
    people = [name if name == EVERYBODY else choose_person(world.store, name) for name in person]
    key = add_key(world.store, world.clock, people, scope or ["read"])
    if as_json:
        print_json({"key": key, "key_id": key.split("_")[1], "people": people, "may": scope or ["read"]})
        return
    typer.echo(key)
    note("This key is shown this once. Send it as: Authorization: Bearer mrw_…")


@keys.command("list")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """List all keys: whose data they reach, and whether they still stand."""
    from app.keys import list_keys
    from app.keys_card import keys_table

    found = list_keys(shell_of(context).world.store)
    if as_json:
        print_json([key.to_json() for key in found])
    elif found:
        show(keys_table(found))
    else:
        note("No key has been made yet: morrow keys add --person ID")


@keys.command()
def revoke(
    context: typer.Context, key_id: Annotated[str, typer.Argument(metavar="KEY_ID", help="As `morrow keys list` shows it.")]
) -> None:
    """End a key, at once and for good."""
    from app.keys import revoke_key

    world = shell_of(context).world
    revoke_key(world.store, world.clock, key_id)
    note(f"Key {key_id} is revoked.")
