"""`morrow outlook`: up to seven nights ahead, beside what a plan of strain would make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import AsOf, Json, Person
from app.cli.output import print_json, show, stages
from app.cli.shell import Shell, shell_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from core.snapshot import Snapshot
    from forecasting.horizons import Outlook


def outlook(
    context: typer.Context,
    person: Person = None,
    days: Annotated[int, typer.Option("--days", min=1, max=7, metavar="N", help="How many nights ahead, 1 to 7.")] = 7,
    strain: Annotated[
        list[str] | None,
        typer.Option("--strain", metavar="DATE=VALUE", help="Suppose that the day ends with this strain, 0 to 21; may be repeated."),
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Look up to seven nights ahead: medians and ranges that widen as was measured, and what a plan of strain would move.

    An outlook is never sealed and never scored; `morrow forecast` seals the coming night.
    """
    from app.outlook_card import Asked, outlook_card, outlook_json
    from app.persons import choose_person, is_simulated

    shell = shell_of(context)
    chosen = choose_person(shell.world.store, person, shell.settings.person)
    with stages(f"Looking ahead for {chosen}"):
        snapshot = _snapshot(shell, chosen, as_of)
        found = _found(shell, snapshot, days, planned(strain or ()))
    asked = Asked(chosen, snapshot.as_of, snapshot.zone, is_simulated(shell.world.store, chosen))
    if as_json:
        print_json(outlook_json(found, asked))
    else:
        show(*outlook_card(found, asked))


def planned(texts: Sequence[str]) -> dict[date, float]:
    """Day → strain, from texts like 2026-03-02=14.

    Raises:
        BadInput: for a text of another form, or a day that is named twice.
    """
    from app.instants import night_of
    from core.errors import BadInput

    plan: dict[date, float] = {}
    for text in texts:
        when, _, value = text.partition("=")
        try:
            strain = float(value)
        except ValueError as error:
            raise BadInput(f"wanted --strain DATE=VALUE like 2026-03-02=14, found {text!r}") from error
        day = night_of(when)
        if day in plan:
            raise BadInput(f"wanted one strain for {day}, found {plan[day]:g} and {strain:g}; leave one out")
        plan[day] = strain
    return plan


def _snapshot(shell: Shell, person: str, as_of: str | None) -> Snapshot:
    """What was known at that instant; nothing is settled or written."""
    from agent.day import resolve_when
    from app.instants import instant_at

    when = resolve_when(shell.world, person, instant_at(shell.world, person, as_of), None)
    return shell.world.store.snapshot(person, when.as_of, track=when.track, run_id=when.run_id)


def _found(shell: Shell, snapshot: Snapshot, days: int, plan: Mapping[date, float]) -> Outlook:
    """The outlook from what the snapshot knows.

    Raises:
        NotEnoughData: when nothing recent enough is known, or of no primary target enough.
    """
    from core.errors import NotEnoughData
    from core.nights import slot_at
    from core.targets import PRIMARY
    from forecasting.models import Abstained

    night = slot_at(snapshot.as_of, snapshot.zone).night
    _refuse_stale(snapshot, night)
    found = shell.world.outlook(snapshot, night, days, plan)
    reasons = [f"{name}: {said.reason}" for name in PRIMARY if isinstance(said := found.targets.get(name), Abstained)]
    if len(reasons) == len(PRIMARY):
        raise NotEnoughData("; ".join(reasons))
    return found


def _refuse_stale(snapshot: Snapshot, night: date) -> None:
    """As `morrow forecast` does: what is known must be recent enough to look ahead from."""
    from agent.day import STALE_AFTER
    from core.errors import NotEnoughData

    last = max((one.night for one in snapshot.nights if one.night < night), default=None)
    if last is None or night - last > STALE_AFTER:
        since = f"the last is {last}" if last else "there is none"
        wanted = f"wanted a night of the last {STALE_AFTER.days} days before {night}, {since}"
        raise NotEnoughData(f"{wanted}; import newer data, or look ahead from a past evening with --as-of")
