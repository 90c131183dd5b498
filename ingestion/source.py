"""The one shape of a source: what it is called, what it recognises, and the stream of facts it yields.

Knowing one source is knowing all. A bad row is a value in the stream (`RejectedRow`), so that one bad night never hides
the good ones; a file that cannot be used at all raises `BadInput`. A fact never depends on rows of a later time: a file
cut off after a row gives the same facts for the rows that stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from core.errors import UnknownName
from core.records import Fact, RejectedRow


@dataclass(frozen=True)
class DroppedValue:
    """A cell that says nothing although it is filled: the fact has None there, its other values stand."""

    file: str
    line: int
    person_id: str
    day: date
    field: str
    """Field of the record that is None because of it."""
    reason: str


Item = Fact | RejectedRow | DroppedValue


@dataclass(frozen=True)
class SourceFile:
    """One file of an import: all of its facts are stored, or none."""

    name: str
    items: Iterable[Item]


@dataclass(frozen=True)
class Option:
    """One choice a person has about how a source is read."""

    name: str
    default: str
    meaning: str
    choices: tuple[str, ...] = ()
    """The values allowed; empty means any text."""


NO_OPTIONS: Mapping[str, str] = {}


class Source(Protocol):
    """One source of facts; every member is all an import needs to know of it."""

    @property
    def name(self) -> str:
        """The name that its facts carry as `source`."""
        ...

    @property
    def describe(self) -> str:
        """One line that tells a person what to give it."""
        ...

    @property
    def options(self) -> tuple[Option, ...]:
        """What may be chosen."""
        ...

    def recognises(self, path: Path) -> bool:
        """True when the path is of this source; never raises, and reads no more than headers."""
        ...

    def read(self, path: Path, *, person_id: str | None = None, options: Mapping[str, str] = NO_OPTIONS) -> Iterator[SourceFile]:
        """The files of a recognised path, in order.

        Args:
            path: what the person gave.
            person_id: whose facts they are; of a source that holds many people, the only one wanted; None lets the source say.
            options: values by name for this source's `options`.

        Raises:
            BadInput: when the path cannot be used at all.
            UnknownName: for an option or a choice that it does not have.
        """
        ...


def chosen(declared: tuple[Option, ...], given: Mapping[str, str]) -> dict[str, str]:
    """Every declared option with the value given, else its default.

    Raises:
        UnknownName: for a name or a value that is not declared.
    """
    known = {option.name: option for option in declared}
    for name, value in given.items():
        if name not in known:
            raise UnknownName(f"no option {name!r}; this source has: {', '.join(known) or 'none'}")
        if known[name].choices and value not in known[name].choices:
            raise UnknownName(f"option {name} has no value {value!r}; wanted one of: {', '.join(known[name].choices)}")
    return {name: given.get(name, option.default) for name, option in known.items()}
