"""The importers' part of the first promise: a fact never depends on rows of a later time."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.records import Fact
from ingestion.lifesnaps import LifeSnaps
from ingestion.synthetic import generate
from ingestion.whoop_export import WhoopExport
from ingestion.whoop_export_writer import Style, export_files

CUTS = (date(2026, 1, 20), date(2026, 2, 7), date(2026, 2, 28))
MARKER = "ZEBRA-FUTURE"


def whoop_facts(folder, files):
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return {item for file in WhoopExport().read(folder) for item in file.items if isinstance(item, Fact)}


def changed(files, cut, change):
    """The files with every row whose cycle starts on or after the cut changed, or left out where the change gives None."""
    return {name: rewritten(data, lambda row: row["Cycle start time"] >= cut.isoformat(), change) for name, data in files.items()}


def rewritten(data, is_later, change):
    reader = csv.DictReader(io.StringIO(data.decode()))
    text = io.StringIO()
    writer = csv.DictWriter(text, reader.fieldnames or [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(new for row in reader if (new := change(row) if is_later(row) else row) is not None)
    return text.getvalue().encode()


def absurd(row):
    """The row with times, zone and keys as they were, all else absurd or marked."""
    kept = {"Cycle start time", "Cycle end time", "Cycle timezone", "Sleep onset", "Wake onset", "Workout start time", "Workout end time"}
    words = {"Question text", "Notes", "Activity name"}
    return {
        name: cell if name in kept else MARKER if name in words else "true" if name in {"Answered yes", "Nap"} else "99999"
        for name, cell in row.items()
    }


def garbage(row):
    return dict.fromkeys(row, f'{MARKER}"\0;=1')


def known_by(facts, cut):
    """Facts known well before the cut, wherever the person was: rows of the cut and later cannot have told of them."""
    limit = datetime.combine(cut, time(0), tzinfo=UTC) - timedelta(hours=14)
    return {fact for fact in facts if fact.known_at < limit}


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("change", [lambda row: None, absurd, garbage], ids=["deleted", "absurd", "garbage"])
def test_facts_of_a_whoop_export_are_the_same_whatever_later_rows_hold(tmp_path, someone, cut, change):
    files = export_files(someone.facts(), Style(newest_first=True))
    whole = whoop_facts(tmp_path / "whole", files)
    other = whoop_facts(tmp_path / "other", changed(files, cut, change))
    assert known_by(other, cut) == known_by(whole, cut)
    assert len(known_by(whole, cut)) > 50


@pytest.mark.parametrize("cut", CUTS)
def test_rows_that_stand_give_the_same_facts_when_later_rows_are_cut_off(tmp_path, someone, cut):
    files = export_files(someone.facts())
    whole = whoop_facts(tmp_path / "whole", files)
    kept = whoop_facts(tmp_path / "kept", changed(files, cut, lambda row: None))
    assert kept <= whole


def test_marker_words_of_later_rows_stand_in_no_earlier_fact(tmp_path, someone):
    cut = CUTS[1]
    facts = whoop_facts(tmp_path / "x", changed(export_files(someone.facts()), cut, absurd))
    assert MARKER not in repr(known_by(facts, cut))
    assert MARKER in repr(facts)


def test_the_same_export_a_day_longer_adds_facts_and_changes_none(tmp_path):
    today = generate("me", 21, date(2026, 1, 5), date(2026, 2, 10))
    tomorrow = replace(today, end=date(2026, 2, 11))
    first = whoop_facts(tmp_path / "today", export_files(today.facts()))
    assert first < whoop_facts(tmp_path / "tomorrow", export_files(tomorrow.facts()))


COLUMNS = ("id", "date", "rmssd", "nremhr", "resting_hr", "full_sleep_breathing_rate", "stress_score", "steps", "gender", "age")


def lifesnaps_facts(path, rows):
    path.write_text("\n".join([",".join(COLUMNS), *(",".join(row) for row in rows)]))
    return {item for file in LifeSnaps().read(path) for item in file.items if isinstance(item, Fact)}


@pytest.mark.parametrize("poison", [None, "99999", MARKER, '"'], ids=["deleted", "absurd", "marked", "quote"])
def test_facts_of_the_daily_file_are_the_same_whatever_later_rows_hold(tmp_path, poison):
    days = [date(2021, 6, 1) + timedelta(days=n) for n in range(10)]
    rows = [
        (who, day.isoformat(), str(40 + place), "55", "60", "14", "70", "8000", "FEMALE" if place > 2 else "", "<30")
        for who in ("a", "b")
        for place, day in enumerate(days)
    ]
    cut = days[6].isoformat()
    later = [] if poison is None else [(*row[:2], *([poison] * 8)) for row in rows if row[1] >= cut]
    earlier = [row for row in rows if row[1] < cut]
    limit = datetime(2021, 6, 7, tzinfo=UTC)
    whole = {fact for fact in lifesnaps_facts(tmp_path / "whole.csv", rows) if fact.known_at < limit}
    mixed = sorted(earlier + later)
    assert {fact for fact in lifesnaps_facts(tmp_path / "other.csv", mixed) if fact.known_at < limit} == whole
    assert len(whole) == 2 * (6 + 6 + 6 + 1)  # nights, days, stress scores, and the sex
