"""What modelling costs: an evening, a backtest, a training, and how they grow with nights and people; a part of `make bench`."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from agent.bootstrap import World
from core.nights import evening_of
from core.snapshot import Panel
from core.store import Store
from evals.bench import LAST, PERSON, Cost, environment_of, measured, warm
from ingestion.synthetic import population
from ingestion.synthetic.person import HOME

NIGHTS, PEOPLE = 60, 33
GROWTH = (1, 10, 100)
REPEATS = 10


def modelling(world: World, home: Path) -> Iterable[Cost]:
    """Costs in CPU seconds of this process, but for the training, which is a command; `home` holds the bench's person.

    The evening is timed twice: with what ships, and with every learner trained and serving.
    """
    as_of = evening_of(LAST + timedelta(days=1), ZoneInfo(HOME))
    snapshot = world.store.snapshot(PERSON, as_of, track="replay", run_id="bench")
    night = LAST + timedelta(days=1)
    yield warm("evening, what ships (CPU)", lambda: world.models(snapshot, night), REPEATS, time.process_time)
    yield _training(home)
    yield warm("evening, everything trained (CPU)", lambda: world.models(snapshot, night), REPEATS, time.process_time)
    yield _one_night_of_the_lstm()
    for people in GROWTH:
        yield _backtest(people, NIGHTS)
    yield _backtest(PEOPLE, NIGHTS)


def _training(home: Path) -> Cost:
    """`morrow train` on one person's year, in a process of its own: so its memory is told too."""
    morrow = str(Path(sys.executable).with_name("morrow"))
    return measured("morrow train, a year of one person", [morrow, "train", "--json"], environment_of(home), repeats=1)


def _one_night_of_the_lstm() -> Cost:
    """One forecast of a network of the size that the field's seeds name: two layers of 128 over thirty evenings."""
    from forecasting.learners.neural.panel import Panel as Rows
    from forecasting.learners.neural.panel import PersonRows
    from forecasting.learners.neural.settings import LstmSettings
    from forecasting.learners.neural.training import train

    rng = np.random.default_rng(0)
    columns, rows = tuple(f"c{place}" for place in range(51)), rng.normal(size=(60, 51))
    block = PersonRows("bench", rows, rng.normal(size=(60, 3)))
    network = train(Rows(columns, ("a", "b", "c"), (block,)), LstmSettings(epochs=1))
    return warm("LSTM 2 × 128, one night (CPU)", lambda: network.predict(rows[-1:]), 50, time.process_time)


def _backtest(people: int, nights: int) -> Cost:
    from forecasting.backtest import backtest
    from ingestion.synthetic.traits import TRIO

    with _panel(people, nights) as panel:
        started = time.process_time()
        backtest(panel, TRIO)
        return Cost(f"backtest, {people} × {nights} nights (CPU)", time.process_time() - started, None)


@contextmanager
def _panel(people: int, nights: int) -> Iterator[Panel]:
    """Simulated people in a store of their own."""
    crowd = population(people, 1, LAST - timedelta(days=nights - 1), LAST)
    as_of = evening_of(LAST + timedelta(days=1), ZoneInfo(HOME))
    with tempfile.TemporaryDirectory(prefix="morrow-bench-") as folder:
        store = Store(Path(folder) / "morrow.duckdb")
        for person in crowd:
            store.add(person.facts(), recorded_at=as_of)
        yield store.panel([person.person_id for person in crowd], as_of)
