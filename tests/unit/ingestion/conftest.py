"""Small exports written by hand, and what the WHOOP source reads out of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from core.records import Day, Fact, JournalAnswer, Measure, Night, Person, RejectedRow, Sleep, Workout
from ingestion.source import DroppedValue, Source
from ingestion.synthetic import SyntheticPerson, generate
from ingestion.whoop_export import WhoopExport

CYCLE_HEADER = (
    "Cycle start time,Cycle end time,Cycle timezone,Recovery score %,Resting heart rate (bpm),Heart rate variability (ms),"
    "Day Strain,Energy burned (cal),Sleep onset,Wake onset,Respiratory rate (rpm),Asleep duration (min)"
)


@dataclass
class Told:
    """The items of an import, by what they are."""

    items: list[object]

    def of(self, record: type) -> list:
        return [item for item in self.items if type(item) is record]

    @property
    def nights(self) -> list[Night]:
        return self.of(Night)

    @property
    def days(self) -> list[Day]:
        return self.of(Day)

    @property
    def sleeps(self) -> list[Sleep]:
        return self.of(Sleep)

    @property
    def workouts(self) -> list[Workout]:
        return self.of(Workout)

    @property
    def journal(self) -> list[JournalAnswer]:
        return self.of(JournalAnswer)

    @property
    def persons(self) -> list[Person]:
        return self.of(Person)

    @property
    def rejected(self) -> list[RejectedRow]:
        return self.of(RejectedRow)

    @property
    def dropped(self) -> list[DroppedValue]:
        return self.of(DroppedValue)

    @property
    def measures(self) -> list[Measure]:
        return self.of(Measure)

    @property
    def facts(self) -> list[Fact]:
        return [item for item in self.items if isinstance(item, Fact)]


@pytest.fixture
def read_export(tmp_path: Path) -> Callable[..., Told]:
    """Reads an export whose files are given as texts by kind of file."""
    names = {"cycles": "physiological_cycles", "sleeps": "sleeps", "workouts": "workouts", "journal": "journal_entries"}

    def read(options: dict[str, str] | None = None, **texts: str | bytes) -> Told:
        for kind, text in texts.items():
            (tmp_path / f"{names.get(kind, kind)}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        return Told([item for file in WhoopExport().read(tmp_path, options=options or {}) for item in file.items])

    return read


@pytest.fixture
def cycles(read_export: Callable[..., Told]) -> Callable[..., Told]:
    """Reads a file of cycles whose rows are given without their header."""
    return lambda *rows: read_export(cycles="\n".join([CYCLE_HEADER, *rows]))


@pytest.fixture
def read_documents(tmp_path: Path) -> Callable[..., Told]:
    """(source, name of a file → JSON value, text or bytes, options) → what the source reads out of a folder of them."""

    def read(source: Source, documents: dict[str, object], **options: str) -> Told:
        for name, content in documents.items():
            path = tmp_path / "given" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = content if isinstance(content, str | bytes) else json.dumps(content)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Told([item for file in source.read(tmp_path / "given", options=options) for item in file.items])

    return read


@pytest.fixture
def instant() -> Callable[[str], datetime]:
    """The UTC instant of `2026-03-02 06:00`."""
    return lambda text: datetime.fromisoformat(text + "+00:00")


@pytest.fixture(scope="session")
def someone() -> SyntheticPerson:
    """A synthetic winter and spring without a change of clocks abroad: 60 nights from January on."""
    return generate("someone", 11, date(2026, 1, 5), date(2026, 3, 5))
