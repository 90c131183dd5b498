"""`morrow serve` and `morrow keys`: everything that runs by itself, and who may call the HTTP API."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Annotated

import typer

from app.cli.options import Json
from app.cli.output import note, print_json, show
from app.cli.shell import Shell, shell_of

keys = typer.Typer(help="Keys of the HTTP API, with scopes per person.", no_args_is_help=True)


def serve(
    context: typer.Context,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="PART", help="One part alone: api, pipelines, models or sync; may be repeated.")
    ] = None,
    host: Annotated[str | None, typer.Option("--host", help="Address of the API; this machine alone unless told otherwise.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port of the API; 0 takes a free one.")] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", metavar="NAME", help="A further name by which the API may be called.")
    ] = None,
) -> None:
    """Run everything: the HTTP API, Dagster with its schedule, MLflow's page, and the sync of connected sources. Ctrl-C ends them all.

    All listen on this machine alone by default; whoever asks the API needs a key.
    """
    shell = shell_of(context)
    chosen, names = host or shell.settings.host, tuple(allow_host or ())
    number = shell.settings.port if port is None else port
    if only == ["api"]:
        from app.serving import run_server

        run_server(shell.world, chosen, number, names, note)
        return
    _supervise(shell, only, chosen, number, names)


def _supervise(shell: Shell, only: list[str] | None, host: str, port: int, names: tuple[str, ...]) -> None:
    from app.services import LOOPBACK, PARTS, free_ports, services_of, supervise
    from app.serving import refuse_open_doors
    from core.errors import BadInput

    if unknown := set(only or ()) - set(PARTS):
        raise BadInput(f"wanted --only with one of {', '.join(PARTS)}, found {', '.join(sorted(unknown))}")
    services = services_of(shell.world, host, port, only or PARTS, names)
    running, ours = {service.name for service in services}, shell.settings
    doors = {"api": ("MORROW_PORT", host, port), "pipelines": ("MORROW_DAGSTER_PORT", LOOPBACK, ours.dagster_port)}
    doors["models"] = ("MORROW_MLFLOW_PORT", LOOPBACK, ours.mlflow_port)
    free_ports({setting: (address, number) for name, (setting, address, number) in doors.items() if name in running})
    if "api" in running:
        refuse_open_doors(shell.world, host, note)
    for service in services:
        note(f"{service.name:<10} {service.serves}")
    note(f"Logs: {shell.settings.home / 'logs'}. Stop with Ctrl-C.")
    supervise(shell.world, services, note, _on_signals)
    note("All services have ended.")


def _on_signals(stop: Callable[..., None]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


@keys.command()
def add(
    context: typer.Context,
    person: Annotated[
        list[str], typer.Option("--person", "-p", metavar="ID", help="Whose data; may be given more than once; '*' is everybody.")
    ],
    scope: Annotated[list[str] | None, typer.Option("--scope", help="What may be done: read, write; read unless told otherwise.")] = None,
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
