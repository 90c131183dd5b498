from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from core.records import JournalAnswer, Night, Person, Workout
from ingestion.synthetic import generate
from ingestion.whoop_export import WhoopExport
from ingestion.whoop_export_writer import Style, export_files, write_export


def comparable(facts):
    """Facts without what the way through a file changes by design: source and epoch."""
    return {replace(fact, source="", source_epoch="") for fact in facts if not isinstance(fact, Person)}


def imported(path, person_id):
    return [item for file in WhoopExport().read(path, person_id=person_id) for item in file.items]


def exportable(person):
    """Without answers about evenings whose night has no cycle: an export has no row for them."""
    facts = person.facts()
    dates = {getattr(fact, "night", None) for fact in facts} | {fact.day for fact in facts if type(fact).__name__ == "Day"}
    return [fact for fact in facts if not isinstance(fact, JournalAnswer) or date.fromordinal(fact.day.toordinal() + 1) in dates]


@pytest.mark.parametrize(
    "style",
    [
        Style(),
        Style(headers="snake", column_seed=3),
        Style(bom=True, zones="gmt", newest_first=False),
        Style(zones="plain", delimiter=";"),
        Style(zones="iana", column_seed=8),
    ],
)
def test_what_is_written_in_any_style_reads_back_as_the_same_facts(tmp_path, someone, style):
    found = imported(write_export(someone.facts(), tmp_path / "export.zip", style), someone.person_id)
    assert comparable(found) == comparable(exportable(someone))


def test_a_night_on_which_clocks_change_reads_back_the_same_with_zones_by_name(tmp_path):
    person = generate("someone", 12, date(2026, 3, 20), date(2026, 4, 5))
    found = imported(write_export(person.facts(), tmp_path / "export", Style(zones="iana")), "someone")
    assert comparable(found) == comparable(exportable(person))


def test_a_folder_holds_the_four_files_newest_first(tmp_path, someone):
    write_export(someone.facts(), tmp_path / "export")
    names = sorted(file.name for file in (tmp_path / "export").iterdir())
    assert names == ["journal_entries.csv", "physiological_cycles.csv", "sleeps.csv", "workouts.csv"]
    rows = list(csv.DictReader((tmp_path / "export" / "physiological_cycles.csv").read_text().splitlines()))
    starts = [row["Cycle start time"] for row in rows]
    assert starts == sorted(starts, reverse=True)
    assert rows[0]["Cycle end time"] == rows[0]["Day Strain"] == ""  # the running cycle


def test_words_that_a_spreadsheet_would_run_are_written_as_words(someone):
    facts = [fact for fact in someone.facts() if isinstance(fact, Night)][:1]
    answer = next(
        fact for fact in someone.facts() if isinstance(fact, JournalAnswer) and fact.day.toordinal() + 1 == facts[0].night.toordinal() + 1
    )
    night = replace(facts[0], night=date.fromordinal(answer.day.toordinal() + 1))
    text = export_files([night, replace(answer, quote="=cmd|' /C calc'!A0")])["journal_entries.csv"].decode()
    assert next(csv.DictReader(io.StringIO(text)))["Notes"] == "'=cmd|' /C calc'!A0"


def test_a_person_with_nothing_gives_files_with_headers_only():
    assert {data.decode() for data in export_files([]).values()} == {"Cycle start time,Cycle end time,Cycle timezone\n"}


def test_zones_of_heart_rate_are_whole_percents(someone):
    workout = next(fact for fact in someone.facts() if isinstance(fact, Workout))
    text = export_files(someone.facts())["workouts.csv"].decode()
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["Activity name"] == workout.sport)
    assert all(row[f"HR Zone {n} %"].isdigit() for n in range(1, 6))
