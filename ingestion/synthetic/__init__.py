"""Synthetic people as a source like the others: `synthetic:seed=7,nights=400,end=2026-11-20` stands where a path would.

They serve demonstration, tests and evaluation: what truly moves them is known (`SyntheticPerson.effects`, `.truth`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from core.errors import BadInput
from ingestion.cells import CellError, calendar_date
from ingestion.source import NO_OPTIONS, SourceFile, chosen
from ingestion.synthetic.person import SyntheticPerson, generate, population
from ingestion.synthetic.traits import Effects

__all__ = ["Effects", "Synthetic", "SyntheticPerson", "generate", "population"]

_PREFIX = "synthetic:"
_FORM = "synthetic:seed=NUMBER,nights=NUMBER,end=YYYY-MM-DD[,people=NUMBER]"
_MOST_NIGHTS, _MOST_PEOPLE = 5000, 500


class Synthetic:
    """The source `synthetic`."""

    name = "synthetic"
    describe = f"Simulated people: {_FORM}"
    options = ()

    def recognises(self, path: Path) -> bool:
        """True for text that starts as a specification does."""
        return str(path).startswith(_PREFIX)

    def read(self, path: Path, *, person_id: str | None = None, options: Mapping[str, str] = NO_OPTIONS) -> Iterator[SourceFile]:
        """Each person as a file of its own."""
        chosen(self.options, options)
        for person in people_of(str(path), person_id):
            yield SourceFile(person.person_id, person.facts())


def people_of(specification: str, person_id: str | None = None) -> tuple[SyntheticPerson, ...]:
    """The people that a specification speaks of.

    Raises:
        BadInput: when it is not of the form `synthetic:seed=7,nights=400,end=2026-11-20`.
    """
    given = _pairs(specification)
    seed, nights, count = _number(given, "seed", 0, 10**9), _number(given, "nights", 1, _MOST_NIGHTS), 1
    end = _date(given)
    start = end - timedelta(days=nights - 1)
    if "people" in given:
        count = _number(given, "people", 1, _MOST_PEOPLE)
        if person_id is not None:
            raise BadInput("a person id names one person; leave it out, or leave out people=")
        return tuple(population(count, seed, start, end))
    return (generate(person_id or f"synthetic-{seed}", seed, start, end),)


def _pairs(specification: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in specification.removeprefix(_PREFIX).split(",")]
    unknown = [name for name, _, _ in pairs if name.strip() not in {"seed", "nights", "end", "people"}]
    if unknown:
        raise BadInput(f"wanted {_FORM}, found {unknown[0]!r} in {specification!r}")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _number(given: Mapping[str, str], name: str, low: int, high: int) -> int:
    text = given.get(name, "")
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise BadInput(f"wanted {_FORM} with {name} from {low} to {high}, found {text!r}")
    return int(text)


def _date(given: Mapping[str, str]) -> date:
    try:
        return calendar_date(given.get("end", ""))
    except CellError as error:
        raise BadInput(f"wanted {_FORM}: end {error}") from error
