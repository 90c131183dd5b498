"""Whose turn it is in a run, and doing for each what is due: one person's trouble stops nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import dagster as dg

from agent.bootstrap import World
from core.errors import Refused, StoreBusy
from core.snapshot import Snapshot
from pipelines.nameless import is_passing, note, told
from pipelines.resources import Installation

if TYPE_CHECKING:
    from agent.due import Duty, DutyKind

T = TypeVar("T")


def day_of(context: dg.AssetExecutionContext) -> date:
    """The local date that is materialised."""
    return date.fromisoformat(context.partition_key)


def open_duties(world: World, installation: Installation, people: Iterable[str]) -> tuple[Duty, ...]:
    """What is due now for these people; at a simulated instant for the simulated ones alone: the live track has the wall clock."""
    from agent.due import due_now  # brings numpy along, which loading definitions must not

    return tuple(one for one in due_now(world, people) if one.as_of is not None or not installation.now)


def duties(installation: Installation, world: World, kind: DutyKind, day: date) -> tuple[Duty, ...]:
    """What is due now of that kind and day, for the people of the run; what is done already is due no more."""
    people = [person for person in world.store.people() if installation.holds(person)]
    return tuple(one for one in open_duties(world, installation, people) if (one.kind, one.day) == (kind, day))


def snapshot_of(world: World, duty: Duty) -> Snapshot:
    """What is known of a duty's person at its instant, and what its track and run have said by then."""
    from agent.day import resolve_when  # as above

    when = resolve_when(world, duty.person_id, duty.as_of, duty.run_id)
    return world.store.snapshot(duty.person_id, when.as_of, track=when.track, run_id=when.run_id)


@dataclass
class Round:
    """How a round went: counts, and nobody's name."""

    done: Counter[str] = field(default_factory=Counter)
    """What it came to → for how many."""
    failed: Counter[str] = field(default_factory=Counter)
    """Kind and place of an error → for how many."""
    passing: bool = False
    """True where one of them may go better in a minute."""

    def counts(self) -> dict[str, int | dict[str, int]]:
        """As metadata tell it."""
        return {"people": self.done.total() + self.failed.total(), "outcomes": dict(self.done), "failed": dict(self.failed)}

    def fail_if_any_failed(self) -> None:
        """Ends the asset as failed, so that it is tried again, once everybody had their turn.

        Raises:
            Failure: when anybody's turn failed.
        """
        if self.failed:
            words = ", ".join(f"{error} (for {count})" for error, count in self.failed.items())
            people = self.done.total() + self.failed.total()
            raise dg.Failure(f"{self.failed.total()} of {people} failed: {words}", allow_retries=self.passing)


def go_round(turns: Iterable[T], act: Callable[[T], str]) -> Round:
    """How it went: `act` is called for each and says in a word what came of it; a refusal is an outcome, an error is counted.

    Raises:
        StoreBusy: at once, since everybody else would wait for the store as well.
    """
    found = Round()
    for turn in turns:
        try:
            found.done[act(turn)] += 1
        except StoreBusy:
            raise
        except Refused as refusal:
            found.done[f"refused ({type(refusal).__name__})"] += 1
        except Exception as error:  # noqa: BLE001  # the outer edge: a bug that one person's data bring out stops nobody else
            note(error)
            found.failed[told(error)] += 1
            found.passing = found.passing or is_passing(error)
    return found
