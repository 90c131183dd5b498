"""One WHOOP connection brought up to date: news since the last look, what events are about, and years of history, window by window.

A sync that is cut off anywhere leaves whole windows, and the next one goes on there. Every look overlaps the one before it, because
WHOOP puts right what it told. That is the reconciliation, too: events only say where to look, so one that came twice, late or never
changes nothing in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.clock import Clock
from core.connections import Connection
from core.errors import ClockFault
from core.quality import CLOCK_TOLERANCE
from core.records import Fact, Measure, Night
from core.settings import Settings
from core.store import Store
from ingestion.live_source import Progress, Tally, identity, silent
from ingestion.whoop_api.facts import WAIT_FOR_SCORE, body_facts
from ingestion.whoop_api.webhooks import WaitingEvent, mark_handled, waiting_events
from ingestion.whoop_api.window import Reading, Span, joined, span_of

LOOK_BACK = timedelta(days=7)
"""How far behind the last look every look begins. WHOOP re-scores within a day or two, and a strap keeps some days of data that were not
uploaded yet. Seven days cost no more than one: each collection is one page of 25."""
RECONCILE_BACK, EVERY_DAY = timedelta(days=35), timedelta(days=1)
"""What people edit or delete by hand they mostly do within weeks. Once a day a look goes that far, so that an event which was missed is
made up for within a day; two pages of each collection."""
EVERY_WEEK = timedelta(days=7)
WINDOW = timedelta(days=45)
"""One window of history: up to 48 cycles, sleeps or recoveries, two pages of each."""
EARLIEST = datetime(2012, 1, 1, tzinfo=UTC)
"""Where history ends at the latest: WHOOP was founded that year."""
READ_UNTIL, RECONCILED, BODY_READ, HISTORY = "read_until", "reconciled", "body_read", "history"
"""Bookmarks. ISO instants: up to when everything was read, when the last daily look was, when the body was asked about. And how far back
history was read, of which account."""


def sync_whoop(
    store: Store, settings: Settings, clock: Clock, connection: Connection, *, tally: Tally, progress: Progress = silent
) -> None:
    """The live source `whoop_api`; see `LiveSource`."""
    from ingestion.whoop_api.client import open_client

    with open_client(settings, clock, connection) as api:
        try:
            bring_up_to_date(Reading(store, api, clock, connection, tally), progress)
        finally:
            tally.requests += api.requests


def bring_up_to_date(reading: Reading, progress: Progress = silent) -> None:
    """Reads all that is new, then what waiting events are about, then history as far back as it goes."""
    events = waiting_events(reading.store, reading.connection.account_id)
    history = _History.of(reading.marks.get(HISTORY), reading.connection)
    if history is None:
        history = _first_look(reading)
    else:
        reading.read = history.back_to, reading.instant(READ_UNTIL) or history.back_to
        _news(reading)
    _look_where_events_say(reading, events)
    mark_handled(reading.store, events, at=reading.clock.now())
    _read_history(reading, history, progress)
    _read_body(reading)


@dataclass(frozen=True)
class _History:
    """How far back the history of an account was read."""

    account: str
    back_to: datetime
    window: timedelta
    """How long the next window is: longer after each empty one, so that a gap of years takes a few looks, and no gap ends history."""

    @classmethod
    def of(cls, mark: object, connection: Connection) -> _History | None:
        """What the bookmark says; None where there is none, or one of another account."""
        if not isinstance(mark, dict) or mark.get("account") != _account(connection):
            return None
        return cls(mark["account"], datetime.fromisoformat(mark["back_to"]), timedelta(days=mark["window_days"]))

    @property
    def next(self) -> Span:
        """The span before what was read."""
        return max(self.back_to - self.window, EARLIEST), self.back_to

    def after(self, start: datetime, *, empty: bool) -> _History:
        """The state once everything from `start` on was read."""
        return _History(self.account, start, 4 * self.window if empty else WINDOW)

    @property
    def mark(self) -> dict[str, object]:
        """The bookmark."""
        return {HISTORY: {"account": self.account, "back_to": self.back_to.isoformat(), "window_days": self.window.days}}


def _account(connection: Connection) -> str:
    return f"{connection.account_id} at {connection.base_url}"


def _first_look(reading: Reading) -> _History:
    """The newest window, from which history is read backwards and news forwards."""
    now = reading.clock.now()
    history = _History(_account(reading.connection), now - WINDOW, WINDOW)
    marks = {READ_UNTIL: now.isoformat(), RECONCILED: now.isoformat(), **history.mark}
    reading.keep(reading.fetch(now - WINDOW, now), marks)
    return history


def _news(reading: Reading) -> None:
    """Everything since the last look and some time before it, oldest first."""
    now = reading.clock.now()
    until = reading.instant(READ_UNTIL) or now
    if now < until - CLOCK_TOLERANCE:
        raise ClockFault(
            f"WHOOP was read up to {until:%Y-%m-%d %H:%M} UTC, but this machine's clock shows {now:%Y-%m-%d %H:%M}; "
            "set the clock, then sync again"
        )
    daily = now - (reading.instant(RECONCILED) or until) >= EVERY_DAY
    start = min([until - LOOK_BACK, *_waiting_nights(reading, now), *([now - RECONCILE_BACK] if daily else [])])
    while start < now:
        end = min(start + WINDOW, now)
        marks = {READ_UNTIL: max(until, end).isoformat()} | ({RECONCILED: now.isoformat()} if daily and end == now else {})
        reading.keep(reading.fetch(start, end), marks)
        start = end


def _waiting_nights(reading: Reading, now: datetime) -> Iterator[datetime]:
    """Where nights begin that wait for their score; those that have waited far too long are left to events."""
    for fact in reading.standing.values():
        if isinstance(fact, Night) and fact.score_state == "pending" and fact.sleep_start and now - fact.sleep_start < 2 * WAIT_FOR_SCORE:
            yield fact.sleep_start


def _look_where_events_say(reading: Reading, events: Sequence[WaitingEvent]) -> None:
    """Reads the windows around what events are about, where this sync has not looked yet, and around what was not where it stood.

    Which of several events came last does not matter: what WHOOP tells now is what counts.
    """
    about = {event.object_id: event.kind.partition(".")[0] for event in events}
    stood = [span for fact in reading.standing.values() if fact.key in about.keys() - reading.seen and (span := span_of(fact))]
    _look(reading, stood)
    places = [reading.place_of("workout" if about[key] == "workout" else "sleep", key) for key in sorted(about.keys() - reading.seen)]
    _look(reading, [*(place for place in places if place), *reading.moved])


def _look(reading: Reading, spans: Iterable[Span]) -> None:
    for start, end in joined(spans, WINDOW):
        reading.keep(reading.fetch(start, max(end, start + timedelta(seconds=1))), {})


def _read_history(reading: Reading, history: _History, progress: Progress) -> None:
    """Goes back window by window to the beginning; the bookmark keeps the place."""
    newest = history.back_to
    while history.back_to > EARLIEST:
        start, end = history.next
        progress(f"history back to {start:%B %Y}", (newest - start).days, None)
        window = reading.fetch(start, end)
        history = history.after(start, empty=not window.keys)
        reading.keep(window, history.mark)


def _read_body(reading: Reading) -> None:
    """Asks once a week for what the person told WHOOP of their body; what is still so is not told again, as it would be of today."""
    arrival, last = reading.arrival(), reading.instant(BODY_READ)
    if last is not None and arrival.now - last < EVERY_WEEK:
        return
    nights = [fact for fact in reading.standing.values() if isinstance(fact, Night)]
    newest = max(nights, key=lambda night: night.night, default=None)
    local = arrival.now + timedelta(minutes=(newest.utc_offset_minutes if newest else None) or 0)
    told = body_facts(reading.api.body(), local.date(), arrival)
    news = [fact for fact in told if not _is_still_so(reading.standing.get(identity(fact)), fact)]
    reading.write(news, [], {BODY_READ: arrival.now.isoformat()})


def _is_still_so(before: Fact | None, fact: Measure) -> bool:
    return isinstance(before, Measure) and (before.value, before.unit) == (fact.value, fact.unit)
