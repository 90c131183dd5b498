"""Connecting a person to their WHOOP account, disconnecting them, and whether a connection works; not what is read through it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from core.clock import Clock
from core.connections import Connection, connections, end_connection, keep_connection
from core.errors import BadInput, Broken, Reconnect, SettingsBroken, SourceUnavailable
from core.records import Person
from core.settings import Settings
from core.store import Store
from core.vault import vault_of
from ingestion.whoop_api.api import SOURCE
from ingestion.whoop_api.attempts import Attempt, attempt_of, begin, code_for
from ingestion.whoop_api.budget import Budget
from ingestion.whoop_api.callback import Callback
from ingestion.whoop_api.calls import Calls
from ingestion.whoop_api.client import WhoopClient, budget_path, open_client
from ingestion.whoop_api.facts import EPOCH
from ingestion.whoop_api.oauth import App, app_of, exchange, query_of
from ingestion.whoop_api.sync import EARLIEST
from ingestion.whoop_api.tokens import Held, TokenFile, erase_grant, token_path, tokens_of
from ingestion.whoop_api.transport import WHOOP, Transport

WAIT_SECONDS = 300.0


@dataclass(frozen=True)
class Disconnected:
    """How a connection ended: what was kept here is erased in any case."""

    person_id: str
    account_id: str | None
    """None where only tokens were left of it."""
    reason: str | None
    """Why WHOOP could not be told; None when it took the grant back."""


@dataclass(frozen=True)
class ConnectionState:
    """A connection, and what keeps it from working, as far as this machine knows."""

    connection: Connection
    trouble: str | None

    @property
    def simulated(self) -> bool:
        """True where WHOOP is a simulator."""
        return self.connection.base_url != WHOOP

    def to_json(self) -> dict[str, object]:
        """As `morrow connections --json` prints it."""
        one = self.connection
        return {
            "person_id": one.person_id,
            "source": one.source,
            "account_id": one.account_id,
            "base_url": one.base_url,
            "simulated": self.simulated,
            "connected_at": one.connected_at.isoformat(),
            "ok": self.trouble is None,
            "trouble": self.trouble,
        }


def connect(
    store: Store, settings: Settings, clock: Clock, person_id: str, *, show: Callable[[str], None], wait_seconds: float = WAIT_SECONDS
) -> Connection | None:
    """The connection, once the person has consented; None when another process was given the answer.

    Args:
        store: where connections stand.
        settings: of the installation.
        clock: of the installation.
        person_id: whose account it will be.
        show: is given the link under which the person consents.
        wait_seconds: how long to wait for that.

    Raises:
        BadInput: when this person or account is connected otherwise, or real and simulated data would mix.
        Refused: when the person or WHOOP said no, or other scopes were granted than asked.
        SettingsBroken: when the settings name no app, or the port is taken.
        SourceUnavailable: when nobody answered in time, or WHOOP could not be had.
        SourceBroken: when WHOOP's answer made no sense.
    """
    app = app_of(settings)
    _check_kind(store, person_id, app)
    attempt, link = begin(settings, app, person_id, clock.now())
    with Callback(settings.whoop_redirect_port, lambda query: code_for(attempt, query, clock.now())) as callback:
        show(link)
        code = callback.wait(wait_seconds, lambda: attempt.waits)
    if code is not None:
        return _finish(store, settings, clock, app, attempt, code)
    if not attempt.waits:
        return None
    raise SourceUnavailable(f"nobody consented within {wait_seconds:.0f} s; the link still works a while with --code-url, or start anew")


def connect_by_address(store: Store, settings: Settings, clock: Clock, address: str, *, person_id: str | None = None) -> Connection:
    """The connection, from the address at which the browser ended. Raises as `connect`.

    Args:
        store: where connections stand.
        settings: of the installation.
        clock: of the installation.
        address: the whole of it, with code and state.
        person_id: whose it must be; None takes whom the attempt was made for.
    """
    app = app_of(settings)
    query = query_of(app, address)
    attempt = attempt_of(settings, query)
    if (attempt.client_id, attempt.base_url) != (app.client_id, app.base_url) or person_id not in {None, attempt.person_id}:
        raise BadInput(f"this answer is for {attempt.person_id} and the app that was set then; name no other, or start anew")
    return _finish(store, settings, clock, app, attempt, code_for(attempt, query, clock.now()))


def disconnect(
    store: Store, settings: Settings, clock: Clock, person_id: str, *, sleep: Callable[[float], None] = time.sleep
) -> Disconnected:
    """What became of it: WHOOP is told first, and when that fails, the tokens are erased all the same. Facts stay.

    Raises:
        BadInput: when the person is not connected.
    """
    standing = connections(store, person_id=person_id, source=SOURCE)
    if not standing and not token_path(settings, person_id).exists():
        raise BadInput(f"wanted a connection of {person_id!r} to WHOOP, found none (morrow connections)")
    reason = _revoke(settings, clock, standing[0], sleep) if standing else "nothing but its tokens was left"
    erase_grant(settings, person_id)
    end_connection(store, person_id, SOURCE, at=clock.now())
    return Disconnected(person_id, standing[0].account_id if standing else None, reason)


def connection_states(store: Store, settings: Settings) -> list[ConnectionState]:
    """All connections to WHOOP that stand; nobody is asked over the network."""
    return [ConnectionState(one, _trouble(settings, one)) for one in connections(store, source=SOURCE)]


class _JustGranted:
    """The access token of a grant that is not kept yet."""

    def __init__(self, token: str) -> None:
        self._token = token

    def access_token(self) -> str:
        return self._token

    def instead_of(self, refused: str) -> str:
        raise Reconnect("WHOOP refuses the token that it has just given; nothing was kept. Try again: morrow connect whoop")

    def refused_anew(self, token: str) -> None:
        self.instead_of(token)


def _finish(store: Store, settings: Settings, clock: Clock, app: App, attempt: Attempt, code: str) -> Connection:
    """Tokens for the code, whose account it is, and only then anything that is kept."""
    with Transport(app.base_url) as transport, Budget(budget_path(settings, app)) as budget:
        answer = exchange(app, transport, code)
        now = clock.now()
        profile = WhoopClient(Calls(transport, _JustGranted(answer.access_token), budget, clock)).profile()
    connection = Connection(attempt.person_id, SOURCE, str(profile.user_id), app.base_url, now)
    _check_account(store, connection)
    file = TokenFile(settings, vault_of(settings), attempt.person_id, app)
    with file.locked():
        file.write(Held(tokens_of(answer, now)))
    keep_connection(store, connection)
    if app.base_url != WHOOP:
        mark = Person(person_id=attempt.person_id, source=SOURCE, source_epoch=EPOCH, key="person", known_at=EARLIEST, simulated=True)
        store.add([mark], recorded_at=now)
    return connections(store, person_id=attempt.person_id, source=SOURCE)[0]


def _check_kind(store: Store, person_id: str, app: App) -> None:
    """Real and simulated data never come under one name."""
    if person_id not in store.people():
        return
    record = store.persons().get(person_id)
    simulated = record is not None and record.simulated
    if simulated != (app.base_url != WHOOP):
        kind, other = ("simulated", "WHOOP itself") if simulated else ("real", f"a simulator ({app.base_url})")
        raise BadInput(f"{person_id!r} has {kind} data here, and {other} would add the other kind; name another person with --person ID")


def _check_account(store: Store, new: Connection) -> None:
    """One account of one person, and one person of one account."""
    for held in connections(store, source=SOURCE):
        same_account = (held.account_id, held.base_url) == (new.account_id, new.base_url)
        if held.person_id == new.person_id and not same_account:
            raise BadInput(
                f"{new.person_id!r} is connected to account {held.account_id} at {held.base_url}, and this is {new.account_id} at "
                f"{new.base_url}; first: morrow disconnect whoop --person {new.person_id}; or name another person with --person ID"
            )
        if held.person_id != new.person_id and same_account:
            raise BadInput(f"account {new.account_id} is connected as {held.person_id!r} already; name that person with --person")


def _revoke(settings: Settings, clock: Clock, connection: Connection, sleep: Callable[[float], None]) -> str | None:
    """None when WHOOP took the grant back, else why it could not be told."""
    try:
        with open_client(settings, clock, connection, sleep=sleep) as client:
            client.revoke()
    except Reconnect:
        return "the kept grant did not work any more"
    except Broken as error:
        return str(error)
    return None


def _trouble(settings: Settings, connection: Connection) -> str | None:
    try:
        held = TokenFile(settings, vault_of(settings), connection.person_id, app_of(settings)).read()
    except (Reconnect, SettingsBroken) as error:
        return str(error)
    return held.lost
