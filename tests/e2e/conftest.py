"""The command line in this process: a person's export, a clock that stands still, and a runner."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli.entry import root
from app.cli.shell import Shell
from core.clock import FixedClock
from core.store import Store
from ingestion.importing import import_path
from ingestion.synthetic import generate
from ingestion.whoop_export_writer import write_export

START, LAST = date(2026, 1, 1), date(2026, 3, 31)
EVENING = datetime(2026, 3, 31, 19, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def write_days(tmp_path_factory: pytest.TempPathFactory) -> Callable[[date], Path]:
    """Writes the WHOOP export of one person up to a date, as a zip."""
    folder = tmp_path_factory.mktemp("exports")

    def write(end: date) -> Path:
        path = folder / f"{end}.zip"
        return path if path.exists() else write_export(generate("sam", 11, START, end).facts(), path)

    return write


@pytest.fixture(scope="session")
def export_zip(write_days) -> Path:
    """Three months of one person."""
    return write_days(LAST)


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="session")
def run() -> Callable[..., Ended]:
    """Runs a command at an instant; 21:00 in Berlin on the evening after the last night unless told otherwise."""

    def run(*arguments: str, at: datetime = EVENING, terminal: bool = False, typed: str | None = None) -> Ended:
        shell = Shell(clock=FixedClock(at), terminal=terminal)
        result = CliRunner().invoke(root, list(arguments), obj=shell, input=typed, prog_name="morrow")
        return Ended(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def morrow(home: Path, run: Callable[..., Ended]) -> Callable[..., Ended]:
    """Runs commands in a home of their own."""
    return run


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, export_zip: Path) -> Path:
    """A store into which the person's export was imported once, by the command's own means."""
    path = tmp_path_factory.mktemp("prepared") / "morrow.duckdb"
    import_path(Store(path), export_zip, person_id="sam", now=EVENING)
    return path


@pytest.fixture
def imported(morrow, home: Path, prepared: Path) -> Callable[..., Ended]:
    """The runner, with the person's export in the store."""
    shutil.copy(prepared, home / prepared.name)
    return morrow
