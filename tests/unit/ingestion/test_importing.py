from __future__ import annotations

import json
import time
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import BadInput
from core.revisions import Counts
from core.store import Store
from ingestion.importing import import_path
from ingestion.synthetic import generate
from ingestion.whoop_export import WhoopExport
from ingestion.whoop_export_writer import write_export

NOW = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "facts.duckdb")


@pytest.fixture
def export(tmp_path, someone):
    return write_export(someone.facts(), tmp_path / "export.zip")


def test_an_import_adds_every_fact_once_and_a_second_one_changes_nothing(store, export):
    first = import_path(store, export, person_id="me", now=NOW)
    assert first.counts.added > 500
    assert (first.counts.revised, first.counts.unchanged, first.rejected) == (0, 0, ())
    again = import_path(store, export, person_id="me", now=NOW + timedelta(days=1))
    assert again.counts == Counts(added=0, revised=0, unchanged=first.counts.added)
    assert store.people() == ["me"]


def test_facts_come_back_from_the_store_as_of_their_own_moment(store, export, someone):
    import_path(store, export, person_id="me", now=NOW)
    evening = datetime(2026, 2, 10, 20, 0, tzinfo=UTC)
    snapshot = store.snapshot("me", evening)
    assert max(night.night for night in snapshot.nights) <= date(2026, 2, 10)
    assert max(day.day for day in snapshot.days) < date(2026, 2, 10)
    assert all(fact.known_at <= evening for fact in (*snapshot.nights, *snapshot.days, *snapshot.journal))


def test_a_longer_export_adds_its_new_days_only(store, tmp_path):
    today = generate("me", 21, date(2026, 1, 5), date(2026, 2, 10))
    tomorrow = generate("me", 21, date(2026, 1, 5), date(2026, 2, 11))
    first = import_path(store, write_export(today.facts(), tmp_path / "1.zip"), person_id="me", now=NOW)
    second = import_path(store, write_export(tomorrow.facts(), tmp_path / "2.zip"), person_id="me", now=NOW)
    assert second.counts.revised == 0
    assert second.counts.unchanged == first.counts.added
    assert second.counts.added > 0


def test_a_value_that_the_vendor_changed_is_a_revision(store, tmp_path, cycles):
    row = "2026-03-01 23:00:00,2026-03-02 23:30:00,UTC+01:00,66,52,{hrv},12.3,2100,2026-03-01 23:00:00,2026-03-02 07:00:00,14.6,430"
    for hrv in (61, 64):
        cycles(row.format(hrv=hrv))  # writes the file
        report = import_path(store, tmp_path / "physiological_cycles.csv", person_id="me", now=NOW)
    assert report.counts == Counts(added=0, revised=1, unchanged=1)
    assert store.snapshot("me", NOW - timedelta(days=1)).nights[0].hrv_rmssd_ms == 61.0  # what was known then stays known
    assert store.snapshot("me", NOW).nights[0].hrv_rmssd_ms == 64.0


def test_the_report_counts_usable_nights_and_says_why_the_others_are_not(store, tmp_path):
    header = "id,date,rmssd,nremhr,resting_hr,full_sleep_breathing_rate"
    rows = [
        "a,2021-06-01,40,55,58,14",
        "a,2021-06-02,0.0,55,58,14",
        "a,2021-06-03,,55,58,14",
        "a,2021-06-04,999,55,58,14",
        "a,nonsense,1,1,1,1",
    ]
    path = tmp_path / "daily.csv"
    path.write_text("\n".join([header, *rows]))
    report = import_path(store, path, person_id=None, now=NOW)
    usable = report.usable["hrv_rmssd_ms"]
    assert (usable.count, dict(usable.reasons)) == (1, {"invalid": 1, "missing": 1, "out_of_range": 1})
    assert report.usable["resp_rate_brpm"].count == 4
    assert [(row.file, row.line) for row in report.rejected] == [("daily.csv", 6)]


def test_the_report_is_plain_json(store, export):
    said = json.loads(json.dumps(import_path(store, export, person_id="me", now=NOW).to_json()))
    assert (said["source"], said["people"], said["rejected"]) == ("whoop_export", ["me"], 0)
    assert [file["name"] for file in said["files"]] == ["physiological_cycles.csv", "sleeps.csv", "workouts.csv", "journal_entries.csv"]
    assert said["usable_nights"]["hrv_rmssd_ms"]["count"] == sum(1 for night in store.snapshot("me", NOW).nights)
    assert store.imports()[-1]["source"] == "whoop_export"


def test_an_option_chooses_the_resting_heart_rate(store, tmp_path):
    path = tmp_path / "daily.csv"
    path.write_text("id,date,rmssd,nremhr,resting_hr,full_sleep_breathing_rate\na,2021-06-01,40,55,58,14\n")
    import_path(store, path, person_id=None, now=NOW, options={"rhr": "nightly"})
    (night,) = store.snapshot("a", NOW).nights
    assert (night.resting_hr_bpm, night.rhr_method) == (55.0, "nightly_mean")


def test_synthetic_people_are_imported_by_their_specification(store):
    report = import_path(store, Path("synthetic:seed=7,nights=20,end=2026-03-01"), person_id=None, now=NOW)
    assert report.people == ("synthetic-7",)
    assert store.snapshot("synthetic-7", NOW).simulated


def test_progress_is_told_from_reading_to_stored(store, export):
    told = []
    import_path(store, export, person_id="me", now=NOW, progress=lambda words, done, total: told.append((words, done, total)))
    assert told[0] == ("reading physiological_cycles.csv", 0, None)
    assert told[-1] == ("stored", 4, 4)


def locked(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("physiological_cycles.csv", "x")
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("physiological_cycles.csv", b"0" * (8 * 2**20))


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("absent", lambda path: None, "does not exist"),
        ("x" * 300, lambda path: None, "does not exist"),
        ("folder", lambda path: path.mkdir(), "holds no files"),
        ("empty.csv", lambda path: path.touch(), "is an empty file"),
        ("notes.txt", lambda path: path.write_text("hello"), "of no format that is known"),
        ("fake.zip", lambda path: path.write_text("hello"), "is called a zip but is none"),
        ("locked.zip", locked, "needs a password"),
        ("bomb.zip", bomb, "zip bomb"),
        ("cut.csv.gz", lambda path: path.write_bytes(b"\x1f\x8b\x08\x00"), "cannot be read"),
    ],
)
def test_what_cannot_be_imported_is_said_with_what_was_found_and_changes_nothing(store, tmp_path, name, make, words):
    make(tmp_path / name)
    with pytest.raises(BadInput, match=words):
        import_path(store, tmp_path / name, person_id=None, now=NOW)
    assert store.people() == []


def test_a_file_that_breaks_half_way_leaves_nothing_behind(store, tmp_path, someone):
    path = write_export(someone.facts(), tmp_path / "export.zip")
    data = bytearray(path.read_bytes())
    at = data.find(b"journal_entries.csv") + 200  # inside the packed bytes of the last file
    data[at : at + 50] = bytes(50)
    path.write_bytes(data)
    with pytest.raises(BadInput, match=r"journal_entries\.csv: cannot be read"):
        import_path(store, path, person_id="me", now=NOW)
    assert store.people() == []


@pytest.mark.parametrize("person_id", ["", "a/b", "../x", "a b", "x" * 65])
def test_an_id_that_cannot_stand_in_an_address_is_refused(store, export, person_id):
    with pytest.raises(BadInput, match="wanted a person id"):
        import_path(store, export, person_id=person_id, now=NOW)


def test_five_years_of_an_export_are_read_in_a_moment(tmp_path):
    person = generate("me", 7, date(2021, 3, 1), date(2026, 3, 1))
    path = write_export(person.facts(), tmp_path / "export.zip")
    began = time.process_time()
    items = [item for file in WhoopExport().read(path) for item in file.items]
    assert time.process_time() - began < 2
    assert len(items) > 15_000
