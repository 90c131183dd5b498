"""Hand-made nights, answers, memories, ledger entries and snapshots, with no store behind them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.entries import LedgerEntry
from core.memories import MemoryRow
from core.records import Day, JournalAnswer, Night
from core.snapshot import Snapshot

FIRST = date(2026, 1, 5)  # a Monday


def _instant(day, hour):
    return datetime.combine(day, time(hour), tzinfo=UTC)


@pytest.fixture
def first():
    return FIRST


@pytest.fixture
def night_of():
    def make(night, hrv=None, rhr=None, rr=None, *, epoch="strap-4", known_at=None, **values):
        return Night(
            person_id="ada",
            key=night.isoformat(),
            source="synthetic",
            source_epoch=epoch,
            known_at=known_at or _instant(night, 7),
            night=night,
            hrv_method="rmssd",
            hrv_window="last_sws",
            rhr_method="vendor",
            hrv_rmssd_ms=hrv,
            resting_hr_bpm=rhr,
            resp_rate_brpm=rr,
            **values,
        )

    return make


@pytest.fixture
def day_of():
    def make(day, strain):
        known_at = _instant(day, 23)
        return Day(
            person_id="ada", key=day.isoformat(), source="synthetic", source_epoch="strap-4", known_at=known_at, day=day, strain=strain
        )

    return make


@pytest.fixture
def told():
    def make(day, kind, answer="yes", *, quote=None, known_at=None, **values):
        return JournalAnswer(
            person_id="ada",
            key=f"{day.isoformat()}:{kind}",
            source="synthetic",
            source_epoch="journal",
            known_at=known_at or _instant(day, 20),
            day=day,
            kind=kind,
            answer=answer,
            quote=quote,
            **values,
        )

    return make


@pytest.fixture
def memory_of():
    def make(memory_id, text, *, night=None, kind="note", known_at=None, state=None, track="live", run_id="live", **data):
        return MemoryRow(
            memory_id=memory_id,
            kind=kind,
            person_id="ada",
            track=track,
            run_id=run_id,
            night=night,
            known_at=known_at or _instant(night or FIRST, 9),
            text=text,
            state=state,
            data=data,
        )

    return make


@pytest.fixture
def snapshot_of():
    def make(as_of, *, nights=(), days=(), journal=(), memories=(), forecasts=(), outcomes=(), scores=()):
        return Snapshot(
            person_id="ada",
            as_of=as_of,
            track="live",
            run_id="live",
            person=None,
            nights=tuple(nights),
            days=tuple(days),
            workouts=(),
            sleeps=(),
            journal=tuple(journal),
            measures=(),
            forecasts=tuple(forecasts),
            outcomes=tuple(outcomes),
            scores=tuple(scores),
            memories=tuple(memories),
            facts_digest="0" * 64,
        )

    return make


@pytest.fixture
def entry_of():
    def make(kind, night, targets, *, revision=1, written_at=None, known_at=None):
        written_at = written_at or _instant(night - timedelta(days=1), 21)
        return LedgerEntry(
            sequence=1,
            kind=kind,
            person_id="ada",
            night=night,
            horizon=1,
            revision=revision,
            written_at=written_at,
            known_at=known_at or written_at,
            facts_digest="",
            payload={"targets": targets},
            previous="",
            sha256="",
        )

    return make
