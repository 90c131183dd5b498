"""`morrow connect`, `morrow disconnect` and `morrow connections`: whose account is read; the grant itself lives in `ingestion`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.options import Json
from app.cli.output import note, print_json, show
from app.cli.shell import Shell, shell_of

if TYPE_CHECKING:
    from core.connections import Connection

Service = Annotated[Literal["whoop"], typer.Argument(metavar="whoop", help="The service.")]


def connect(
    context: typer.Context,
    service: Service,
    person: Annotated[
        str | None, typer.Option("--person", "-p", metavar="ID", help="Under whose name; without it MORROW_PERSON, else me.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser, or only print its link.")] = True,
    code_url: Annotated[
        str | None,
        typer.Option("--code-url", metavar="ADDRESS", help="Finish with the address at which a browser on another machine ended."),
    ] = None,
    wait: Annotated[int, typer.Option("--wait", metavar="SECONDS", min=1, max=900, help="How long to wait for your consent.")] = 300,
    as_json: Json = False,
) -> None:
    """Connect a WHOOP account: you consent on WHOOP's page, and Morrow may read from then on.

    Needs an app of your own in WHOOP's developer dashboard; without its id and secret the command tells how to get them. Tokens are kept
    encrypted, and their key lies outside the data. On a machine without a browser: --no-browser, and --code-url.
    """
    from ingestion.whoop_api.connecting import connect as run
    from ingestion.whoop_api.connecting import connect_by_address

    del service
    shell = shell_of(context)
    store, settings, clock = shell.world.store, shell.settings, shell.world.clock
    found: Connection | None
    if code_url is not None:
        found = connect_by_address(store, settings, clock, code_url, person_id=person)
    else:
        wanted = person or settings.person or "me"
        found = run(store, settings, clock, wanted, show=lambda link: _invite(shell, link, browser=browser), wait_seconds=wait)
    if as_json:
        print_json({"person_id": found.person_id, "account_id": found.account_id, "base_url": found.base_url} if found else None)
    elif found is None:
        note("Another process was given the answer, and finishes; see: morrow connections")
    else:
        note(f"{found.person_id} is connected to WHOOP account {found.account_id} ({found.base_url}). Next: morrow sync")


def disconnect(
    context: typer.Context,
    service: Service,
    person: Annotated[
        str | None, typer.Option("--person", "-p", metavar="ID", help="Whose; without it MORROW_PERSON, else the only one connected.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Take WHOOP's grant back, and erase its tokens here. What was read stays."""
    from ingestion.whoop_api.connecting import disconnect as run

    del service
    shell = shell_of(context)
    ended = run(shell.world.store, shell.settings, shell.world.clock, _whose(shell, person))
    if as_json:
        print_json({"person_id": ended.person_id, "account_id": ended.account_id, "told": ended.reason is None, "reason": ended.reason})
    elif ended.reason is None:
        note(f"{ended.person_id} is disconnected: WHOOP has taken the grant back, its tokens are erased here. What was read stays.")
    else:
        note(f"{ended.person_id} is disconnected: the tokens are erased here. WHOOP could not be told: {ended.reason}")
        note("To be sure, take Morrow's access back in WHOOP's own app as well.")


def connections(context: typer.Context, as_json: Json = False) -> None:
    """List who is connected to which account, since when, and whether the grant works."""
    from app.connections_card import connections_table
    from ingestion.whoop_api.connecting import connection_states

    shell = shell_of(context)
    states = connection_states(shell.world.store, shell.settings)
    if as_json:
        print_json([state.to_json() for state in states])
    elif states:
        show(connections_table(states))
    else:
        note("Nobody is connected yet: morrow connect whoop")


def _whose(shell: Shell, person: str | None) -> str:
    from core.connections import connections as standing
    from core.errors import BadInput
    from ingestion.whoop_api.api import SOURCE

    wanted = person or shell.settings.person
    if wanted:
        return wanted
    people = [one.person_id for one in standing(shell.world.store, source=SOURCE)]
    if not people:
        raise BadInput("nobody is connected to WHOOP (morrow connections)")
    if len(people) > 1:
        raise BadInput(f"several people are connected: {', '.join(people)}; say whom you mean with --person ID")
    return people[0]


def _invite(shell: Shell, link: str, *, browser: bool) -> None:
    """Shows the way to the consent page."""
    from ingestion.whoop_api.oauth import redirect_uri

    opened = browser and shell.asks and _opened(link)
    note("Your browser opens WHOOP's page; else open this link:" if opened else "Open this link, and consent on WHOOP's page:")
    note(link)
    note(
        "Waiting for your consent. If that browser runs on another machine, it ends at an address that it cannot show, "
        f"{redirect_uri(shell.settings.whoop_redirect_port)}?…: copy all of it, and give it to: morrow connect whoop --code-url 'ADDRESS'"
    )


def _opened(link: str) -> bool:
    """True when a browser with windows took the link; one in text would take this terminal."""
    import webbrowser

    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return False
    return type(found) is not webbrowser.GenericBrowser and found.open(link)
