"""A tool context over a hand-made snapshot: thirty nights, a journal, memories; no store, no model, no process behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.entries import LedgerEntry
from core.memories import MemoryRow
from core.records import BY_HAND, Entry, JournalAnswer, Measure, Night
from core.sandbox import Sandbox
from core.snapshot import Snapshot
from core.targets import TARGETS
from forecasting.effects import Effect
from forecasting.models import Abstained, ForecasterRow, ModelsForecast, TargetForecast
from forecasting.prior import weak_population
from forecasting.quantiles import LEVELS
from intelligence.brief import daily_brief
from tools.context import ToolContext

NIGHT = date(2026, 3, 2)
AS_OF = datetime(2026, 3, 1, 20, tzinfo=UTC)


def _instant(day, hour):
    return datetime.combine(day, time(hour), tzinfo=UTC)


def _fact(key, known_at):
    return {"person_id": "ada", "key": key, "source": "synthetic", "source_epoch": "strap-4", "known_at": known_at}


@pytest.fixture
def night():
    return NIGHT


@pytest.fixture
def night_of():
    def make(day, **values):
        return Night(**_fact(str(day), _instant(day, 7)), night=day, rhr_method="vendor", **values)

    return make


@pytest.fixture
def told():
    def make(day, kind, answer="yes", **values):
        return JournalAnswer(**_fact(f"{day}:{kind}", _instant(day, 20)), day=day, kind=kind, answer=answer, **values)

    return make


@pytest.fixture
def entry_of():
    """Makes an entry of an evening, told at 20:41 in UTC."""

    def make(entry_id, text, *, day=NIGHT - timedelta(days=1), **values):
        at = datetime.combine(day, time(19, 41), tzinfo=UTC)
        fact = {"person_id": "ada", "key": entry_id, "source": BY_HAND, "source_epoch": "person/1", "known_at": at}
        return Entry(**fact, day=day, told_at=at, text=text, **({"transcriber": "typed", "reader": "rules"} | values))

    return make


@pytest.fixture
def part_in():
    """Makes what was read out of an entry: an answer, or a measure of the voice."""

    def make(entry, kind, answer=None, *, value=None, days_ago=0, **values):
        day = entry.day - timedelta(days=days_ago)
        fact = {"person_id": "ada", "source": BY_HAND, "source_epoch": "person/1", "known_at": entry.told_at, "day": day}
        if answer:
            return JournalAnswer(**fact, key=f"{entry.key}|{kind}|{day}", kind=kind, answer=answer, **values)
        return Measure(**fact, key=f"{entry.key}|{kind}", kind=kind, value=value, at=entry.told_at, **values)

    return make


@pytest.fixture
def memory_of():
    def make(memory_id, text, *, kind="note", night=None, **data):
        known_at = _instant(night or NIGHT - timedelta(days=3), 9)
        ours = {"person_id": "ada", "track": "live", "run_id": "live"}
        return MemoryRow(**ours, memory_id=memory_id, kind=kind, night=night, known_at=known_at, text=text, data=data)

    return make


@pytest.fixture
def score_of():
    def make(day, **crps):
        row = {"outcome": 51.0, "crps": crps, "absolute_error": crps, "covered_80": True, "covered_95": True, "pit": 0.5}
        at = _instant(day, 8)
        return LedgerEntry(1, "score", "ada", day, 1, 1, at, at, "", {"targets": {"resting_hr_bpm": row}}, "", "")

    return make


def _forecast(median):
    quantiles = tuple(median + (level - 0.5) * 10.0 for level in LEVELS)
    return TargetForecast(
        target=TARGETS["resting_hr_bpm"],
        night=NIGHT,
        usable_nights=30,
        quantiles=quantiles,
        sigma=1.23456,
        forecasters=(ForecasterRow("persistence", "1", None, 0.256, quantiles), ForecasterRow("mean_7", "1", None, 0.049, quantiles)),
        personal_mean=51.04,
        normal_range=(48.26, 54.31),
        percentile=50.0,
        out_of_range=False,
        last_value=52.0,
        nights_since_last=1,
    )


@pytest.fixture
def context_of(night_of):
    """Makes a context; the models forecast the resting heart rate and abstain from heart rate variability."""

    def make(*, nights=None, journal=(), memories=(), scores=(), effects=None, queue_note=None, residuals=None, entries=(), measures=()):
        lived = [night_of(NIGHT - timedelta(days=i), resting_hr_bpm=50.0 + 2 * (i % 2)) for i in range(30, 0, -1)]
        kept = {"nights": lived if nights is None else nights, "journal": journal, "memories": memories, "scores": scores}
        kept |= {"entries": entries, "measures": measures}
        empty = dict.fromkeys(("days", "workouts", "sleeps", "forecasts", "outcomes"), ())
        facts = {name: tuple(rows) for name, rows in kept.items()}
        snapshot = Snapshot(person_id="ada", as_of=AS_OF, track="live", run_id="live", person=None, facts_digest="", **facts, **empty)
        targets = {"hrv_rmssd_ms": Abstained("needs 3 usable nights, has 0"), "resting_hr_bpm": _forecast(51.0)}
        models = ModelsForecast(NIGHT, targets, {}, residuals or {}, weak_population())
        learned = {("alcohol", "resting_hr_bpm"): Effect(kind="alcohol", target="resting_hr_bpm", mean=0.456, sd=0.123, count=3)}
        known = learned if effects is None else effects
        brief = daily_brief(snapshot, models, NIGHT, effects=known)
        return ToolContext(snapshot, NIGHT, models, known, None, Sandbox(snapshot.tables()), brief, queue_note)

    return make
