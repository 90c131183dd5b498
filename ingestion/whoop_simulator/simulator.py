"""The whole service: accounts, consents, limits, faults and pushes on one clock; and what tests and demonstrations may do to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.errors import BadInput, UnknownPerson
from ingestion.synthetic import SyntheticPerson
from ingestion.whoop_simulator.account import Account
from ingestion.whoop_simulator.clock import SimulatedClock
from ingestion.whoop_simulator.faults import FaultScript
from ingestion.whoop_simulator.grants import OFFLINE, SCOPES, App, Counts, Grants, TokenRules
from ingestion.whoop_simulator.habits import Habits
from ingestion.whoop_simulator.items import Kind
from ingestion.whoop_simulator.objects import Activity, Json
from ingestion.whoop_simulator.rate_limit import Limits, RateLimit
from ingestion.whoop_simulator.webhooks import Delivery, Hooks, Postman

if TYPE_CHECKING:
    from ingestion.whoop_simulator.received import Received


class Simulator:
    """The service. `url` and `requests` mean something once it is served (`serving.running_simulator`, which says what the rest means)."""

    def __init__(
        self,
        people: Iterable[SyntheticPerson],
        clock: SimulatedClock,
        *,
        habits: Habits,
        app: App,
        tokens: TokenRules,
        limits: Limits,
        hooks: Hooks | None,
    ) -> None:
        self.clock = clock
        self.app = app
        self.accounts = {person.person_id: Account(person, habits) for person in people}
        if len({account.user_id for account in self.accounts.values()}) < len(self.accounts):
            raise BadInput("two of these people have the same user id: name them otherwise")
        self.grants = Grants(app, clock, tokens)
        self.rate = RateLimit(limits)
        self.faults = FaultScript()
        self.answering: str | None = None
        """The person who consents without being asked, if any."""
        self.postman = Postman(hooks, app.client_secret, clock, self.connected) if hooks else None
        self.url = ""
        self.log: Sequence[Received] = ()

    @property
    def client_id(self) -> str:
        """Of the registered app."""
        return self.app.client_id

    @property
    def client_secret(self) -> str:
        """Of the registered app."""
        return self.app.client_secret

    @property
    def redirect_uri(self) -> str:
        """The first redirect address that was registered."""
        return self.app.redirect_uris[0]

    @property
    def requests(self) -> list[Received]:
        """All requests received so far, in order, but those of the simulator's own pages."""
        return list(self.log)

    @property
    def counts(self) -> Counts:
        """What the token endpoint did."""
        return self.grants.counts

    @property
    def deliveries(self) -> list[Delivery]:
        """All attempts to push an event."""
        return list(self.postman.deliveries) if self.postman else []

    def account(self, person_id: str) -> Account:
        """The account of a person.

        Raises:
            UnknownPerson: when nobody is called so.
        """
        if person_id not in self.accounts:
            raise UnknownPerson(f"{person_id!r} is not simulated here; there are: {', '.join(sorted(self.accounts))}")
        return self.accounts[person_id]

    def connected(self) -> Iterator[tuple[Account, datetime]]:
        """Accounts with a living grant, each with the instant at which it was first given."""
        since: dict[str, datetime] = {}
        for grant in self.grants.living():
            since[grant.person_id] = min(grant.since, since.get(grant.person_id, grant.since))
        return ((self.accounts[person_id], instant) for person_id, instant in since.items())

    def register_redirect(self, uri: str) -> None:
        """Takes one more redirect address for the app."""
        self.grants.register_redirect(uri)

    def consent(self, person_id: str | None) -> None:
        """From now on this person answers the consent page by themselves, and allows; None shows the page again."""
        self.answering = None if person_id is None else self.account(person_id).person.person_id

    def grant(self, person_id: str, scopes: Iterable[str] = (*SCOPES, OFFLINE)) -> dict[str, object]:
        """What the token endpoint would answer after a consent, without the way over a browser."""
        return self.grants.issue(self.account(person_id).person.person_id, frozenset(scopes))

    def change(self, person_id: str, kind: Kind, identity: str, changed: Callable[[Json], Json] | None) -> None:
        """An object becomes another from now on, or is deleted (None), and the event is pushed.

        Args:
            person_id: whose.
            kind: of object.
            identity: its id; of a recovery that of its sleep.
            changed: makes the new object of the one that can be seen now; `updated_at` is set.

        Raises:
            BadInput: when there is no such object to see.
        """
        account = self.account(person_id)
        event = account.change(kind, identity, self.clock.now(), changed)
        if self.postman and event and any(account is told for told, _ in self.connected()):
            self.postman.post(account, event)
            self.clock.catch_up()

    def delete(self, person_id: str, what: Activity, day: date) -> None:
        """The person deletes their sleep, nap or workout of a date; the recovery goes with its sleep."""
        identity = self.account(person_id).activity(what, day)
        if what == "sleep" and self.account(person_id).find("recovery", identity, self.clock.now()):
            self.change(person_id, "recovery", identity, None)
        self.change(person_id, "workout" if what == "workout" else "sleep", identity, None)
