"""Facts are never overwritten; a second import changes nothing; all or nothing."""

import dataclasses
import hashlib
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core import database
from core.errors import BadInput, StoreBroken, StoreBusy, UnknownPerson
from core.records import TABLES, Day, JournalAnswer, Person, Workout
from core.revisions import Counts, sql_types
from core.store import Store, _migrate, _migrations

NOW = datetime(2026, 2, 1, tzinfo=UTC)
FIRST_FIELDS = (
    "person_id key source source_epoch night sleep_start sleep_end utc_offset_minutes score_state hrv_rmssd_ms hrv_sdnn_ms hrv_method "
    "hrv_window resting_hr_bpm rhr_method resp_rate_brpm recovery_pct spo2_pct skin_temp_c sleep_minutes in_bed_minutes awake_minutes "
    "light_minutes deep_minutes rem_minutes sleep_efficiency_pct sleep_performance_pct sleep_consistency_pct sleep_need_minutes "
    "sleep_debt_minutes"
)
"""What the digest of a night was made of when the first stores were filled."""


def test_a_second_import_changes_nothing(store, night) -> None:
    facts = [night(day) for day in range(5)]
    assert store.add(facts, recorded_at=NOW) == Counts(added=5)
    assert store.add(facts, recorded_at=NOW + timedelta(days=1)) == Counts(unchanged=5)


def test_a_changed_value_becomes_a_revision_known_from_its_arrival(store, night) -> None:
    store.add([night(1)], recorded_at=NOW)
    later = NOW + timedelta(days=3)
    assert store.add([night(1, hrv_rmssd_ms=99.0)], recorded_at=later) == Counts(revised=1)
    assert store.snapshot("ann", later - timedelta(seconds=1)).nights[0].hrv_rmssd_ms == 51.0
    assert store.snapshot("ann", later).nights[0].hrv_rmssd_ms == 99.0


def test_a_value_that_returns_to_an_old_one_is_a_revision_too(store, night) -> None:
    for value in (51.0, 99.0):
        store.add([night(1, hrv_rmssd_ms=value)], recorded_at=NOW)
    assert store.add([night(1, hrv_rmssd_ms=51.0)], recorded_at=NOW) == Counts(revised=1)


def first_digest(**told: object) -> str:
    """The digest that the first stores gave a night of these values."""
    values = dict.fromkeys(FIRST_FIELDS.split()) | {"score_state": "scored"} | told
    return hashlib.sha256(json.dumps(values, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def test_a_night_keeps_the_digest_that_the_first_stores_gave_it(store, night) -> None:
    """Else an import that brings nothing new would revise every night that stands."""
    store.add([night(1)], recorded_at=NOW)
    told = {"person_id": "ann", "key": "2026-01-02", "source": "test", "source_epoch": "test/1", "night": "2026-01-02"}
    with store.reading() as connection:
        assert connection.execute("SELECT digest FROM nights").fetchone() == (first_digest(**told, hrv_rmssd_ms=51.0),)


def test_a_store_from_before_the_nightly_heart_rate_takes_it_in_as_a_revision(store, night) -> None:
    with database.opened(store.path) as connection:
        _migrate(connection, lambda: _migrations()[:5])
        for day, hrv in (("2026-01-02", 51.0), ("2026-01-03", 52.0)):
            told = {"person_id": "ann", "key": day, "source": "test", "source_epoch": "test/1", "night": day, "hrv_rmssd_ms": hrv}
            row = told | {"score_state": "scored", "revision": 1, "known_at": f"{day} 08:00", "recorded_at": NOW, "deleted": False}
            columns = ", ".join((*row, "digest"))
            connection.execute(f"INSERT INTO nights ({columns}) VALUES ({'?, ' * len(row)}?)", [*row.values(), first_digest(**told)])
    later = NOW + timedelta(days=1)
    assert store.add([night(1), night(2, nightly_hr_bpm=57.5)], recorded_at=later) == Counts(revised=1, unchanged=1)
    assert [one.nightly_hr_bpm for one in store.snapshot("ann", later).nights] == [None, 57.5]
    assert store.add([night(2)], recorded_at=later) == Counts(revised=1)


def test_two_different_facts_of_one_key_in_one_call_are_refused_and_nothing_is_written(store, night) -> None:
    with pytest.raises(BadInput, match="share the key"):
        store.add([night(0), night(1), night(1, hrv_rmssd_ms=60.0)], recorded_at=NOW)
    assert store.people() == []


def test_the_same_fact_twice_in_one_call_is_one_fact(store, night) -> None:
    assert store.add([night(1), night(1)], recorded_at=NOW) == Counts(added=1)


def test_facts_of_all_tables_come_back_as_they_went_in(store, night) -> None:
    meta = {"person_id": "ann", "source": "test", "source_epoch": "test/1", "known_at": datetime(2026, 1, 2, 20, tzinfo=UTC)}
    start = datetime(2026, 1, 2, 17, tzinfo=UTC)
    facts = [
        night(1, sleep_start=datetime(2026, 1, 1, 22, 30, tzinfo=UTC), utc_offset_minutes=-300, resp_rate_brpm=14.25),
        Day(key="d", day=start.date(), strain=12.5, **meta),
        Workout(key="w", day=start.date(), start=start, end=start + timedelta(hours=1), sport="Rowing 划船", **meta),
        JournalAnswer(key="j", day=start.date(), kind="alcohol", answer="yes", quote='two "glasses"; 2 × wine', **meta),
        Person(key="person", time_zone="Europe/Berlin", birth_year=1980, **meta),
    ]
    store.add(facts, recorded_at=NOW)
    seen = store.snapshot("ann", NOW)
    assert [seen.nights[0], seen.days[0], seen.workouts[0], seen.journal[0], seen.person] == facts


@pytest.mark.parametrize("table", TABLES)
def test_every_field_of_a_record_is_a_column_of_its_table(store, table) -> None:
    with store.reading() as connection:
        columns = {row[0]: row[1] for row in connection.execute(f"DESCRIBE {table}").fetchall()}
    wanted = sql_types(TABLES[table])
    assert {name: columns.get(name) for name in wanted} == wanted


def test_an_unknown_person_is_told_who_is_known(store, night) -> None:
    store.add([night(1)], recorded_at=NOW)
    with pytest.raises(UnknownPerson, match=r"'bob'.*ann"):
        store.snapshot("bob", NOW)


def test_a_store_of_a_newer_version_is_refused(store, night) -> None:
    store.add([night(1)], recorded_at=NOW)
    with store.transaction() as connection:
        connection.execute("INSERT INTO schema_version VALUES (9999)")
    with pytest.raises(StoreBroken, match="9999"):
        store.people()


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "morrow.duckdb"
    path.write_bytes(b"this is not a database" * 1000)
    with pytest.raises(StoreBroken, match=r"morrow\.duckdb"):
        Store(path).people()
    assert path.read_bytes().startswith(b"this is not")


def test_a_failed_transaction_leaves_nothing(store, night) -> None:
    store.add([night(1)], recorded_at=NOW)

    def fail() -> None:
        with store.transaction() as connection:
            connection.execute("DELETE FROM nights")
            connection.execute("DELETE FROM no_such_table")

    with pytest.raises(Exception, match="no_such_table"):
        fail()
    assert len(store.snapshot("ann", NOW).nights) == 1


def test_a_lock_that_is_held_too_long_is_said_and_then_given_back(tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    with database.file_lock(lock), pytest.raises(StoreBusy, match=r"0\.05 s"), database.file_lock(lock, 0.05):
        pass
    with database.file_lock(lock, 1):
        pass


def test_threads_that_write_at_once_all_succeed(store, night) -> None:
    threads = [threading.Thread(target=store.add, args=([night(day)],), kwargs={"recorded_at": NOW}) for day in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.snapshot("ann", NOW).nights) == 8


def test_the_stores_file_is_readable_by_its_owner_alone(store, night) -> None:
    store.add([night(1)], recorded_at=NOW)
    assert store.path.stat().st_mode & 0o077 == 0


def test_every_table_is_documented_by_a_record(store) -> None:
    assert all(dataclasses.is_dataclass(record) and record.__doc__ for record in TABLES.values())
