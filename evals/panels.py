"""Panels of people for evaluations, through a store of their own that is gone afterwards: nothing of an installation is touched."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from core.errors import BadInput
from core.snapshot import Panel
from core.store import Store
from ingestion.importing import import_path, recognise
from ingestion.synthetic import SyntheticPerson


def panel_of_file(path: Path, now: datetime, source: str) -> Panel:
    """Everybody in a file, with all their facts.

    Args:
        path: what `morrow import` could read.
        now: when it is read; facts that were known later are left out.
        source: the one source it may be of.

    Raises:
        BadInput: if the file is not there, or is of another source.
    """
    found = recognise(path).name
    if found != source:
        raise BadInput(f"{path.name}: wanted a file of {source}, found one of {found}; score people of the store with: morrow backtest")
    with _store() as store:
        report = import_path(store, path, person_id=None, now=now)
        return store.panel(report.people, now)


def panel_of_crowd(crowd: Sequence[SyntheticPerson], now: datetime) -> Panel:
    """Synthetic people with all their facts, as known at `now`, in their order."""
    with _store() as store:
        for person in crowd:
            store.add(person.facts(), recorded_at=now)
        return store.panel([person.person_id for person in crowd], now)


@contextmanager
def _store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="morrow-panel-") as folder:
        yield Store(Path(folder) / "morrow.duckdb")
