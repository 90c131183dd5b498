"""A snapshot holds what was known at its instant, of one person, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.memories import MemoryRow
from core.records import Person

NOW = datetime(2026, 2, 1, tzinfo=UTC)


def at(day: int, hour: int = 21) -> datetime:
    return datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)


def test_a_night_is_unseen_until_it_is_known(store, night) -> None:
    store.add([night(day) for day in range(5)], recorded_at=NOW)
    assert [n.night.day for n in store.snapshot("ann", at(2, 7)).nights] == [1, 2]
    assert [n.night.day for n in store.snapshot("ann", at(2, 8)).nights] == [1, 2, 3]


def test_other_people_do_not_show(store, night) -> None:
    store.add([night(1), night(1, person="bob", hrv_rmssd_ms=77.0)], recorded_at=NOW)
    assert [n.hrv_rmssd_ms for n in store.snapshot("ann", NOW).nights] == [51.0]


def test_later_rows_of_anyone_do_not_change_the_digest(store, night) -> None:
    store.add([night(1)], recorded_at=NOW)
    before = store.snapshot("ann", at(1))
    store.add([night(9), night(9, person="bob"), night(1, hrv_rmssd_ms=1.0)], recorded_at=NOW)
    assert store.snapshot("ann", at(1)) == before


def test_a_new_fact_changes_the_digest(store, night) -> None:
    store.add([night(1), night(2)], recorded_at=NOW)
    assert store.snapshot("ann", at(1)).facts_digest != store.snapshot("ann", at(2)).facts_digest


def test_an_audit_leaves_out_what_this_store_received_later(store, night) -> None:
    store.add([night(1)], recorded_at=at(1))
    store.add([night(0)], recorded_at=at(5))
    audited = store.snapshot("ann", at(3), recorded_by=at(3))
    assert [n.night.day for n in audited.nights] == [2]
    assert len(store.snapshot("ann", at(3)).nights) == 2


def test_of_two_sources_of_one_night_the_one_with_precedence_counts(store, night) -> None:
    store.add([night(1, source="lifesnaps", hrv_rmssd_ms=40.0), night(1, source="whoop_export", hrv_rmssd_ms=60.0)], recorded_at=NOW)
    assert [n.hrv_rmssd_ms for n in store.snapshot("ann", NOW).nights] == [60.0]


def test_the_zone_is_what_was_known_then(store, night) -> None:
    person = Person(person_id="ann", key="person", source="test", source_epoch="test/1", known_at=at(3), time_zone="Asia/Tokyo")
    store.add([night(1, utc_offset_minutes=60), person], recorded_at=NOW)
    assert store.snapshot("ann", at(2)).zone.utcoffset(None) == timedelta(hours=1)
    assert str(store.snapshot("ann", at(4)).zone) == "Asia/Tokyo"


def test_memories_of_another_run_stay_there_but_a_persons_notes_are_seen_everywhere(store, night) -> None:
    store.add([night(1)], recorded_at=NOW)

    def row(name: str, kind: str, track: str, run: str) -> MemoryRow:
        return MemoryRow(
            memory_id=name, kind=kind, person_id="ann", track=track, run_id=run, night=date(2026, 1, 2), known_at=at(1), text=name
        )

    rows = [row("e", "episode", "replay", "r1"), row("r", "reflection", "live", "live"), row("n", "note", "live", "live")]
    assert store.remember(rows, recorded_at=NOW) == 3
    assert store.remember(rows, recorded_at=NOW) == 0
    assert {m.memory_id for m in store.snapshot("ann", NOW, track="replay", run_id="r1").memories} == {"e", "n"}
    assert {m.memory_id for m in store.snapshot("ann", NOW).memories} == {"r", "n"}
    assert store.snapshot("ann", at(0)).memories == ()


def test_a_panel_gives_every_night_in_its_revision_of_then(store, night) -> None:
    store.add([night(1), night(2)], recorded_at=NOW)
    store.add([night(1, hrv_rmssd_ms=99.0)], recorded_at=NOW)
    history = store.panel(None, NOW).histories[0]
    assert [n.hrv_rmssd_ms for n in history.at(at(2))] == [51.0, 52.0]
    assert [n.hrv_rmssd_ms for n in history.at(NOW)] == [99.0, 52.0]
    assert history.late()


def test_the_views_for_sql_hold_the_rows_of_the_snapshot(store, night) -> None:
    store.add([night(1, resp_rate_brpm=14.5)], recorded_at=NOW)
    table = store.snapshot("ann", NOW).tables()["nights"]
    names = [column[0] for column in table.columns]
    row = dict(zip(names, table.rows[0], strict=True))
    assert (row["night"], row["hrv_rmssd_ms"], row["resp_rate_brpm"]) == (date(2026, 1, 2), 51.0, 14.5)


@pytest.mark.parametrize("view", ["nights", "days", "workouts", "sleeps", "journal", "measures", "forecasts", "scores"])
def test_every_view_stands_even_when_it_is_empty(store, night, view: str) -> None:
    store.add([night(1)], recorded_at=NOW)
    assert store.snapshot("ann", at(0)).tables()[view].rows == []
