"""A person's days through the command line: import, forecast, morning, score, ledger, export."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime

import jsonschema
import pytest

from app.schema import forecast_schema

NOON = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)
EVENING = datetime(2026, 3, 31, 19, 0, tzinfo=UTC)
NEXT_NOON = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)
AFTER_DEADLINE = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
"""05:00 in Berlin."""


def test_an_import_tells_what_it_brought_and_a_second_one_changes_nothing(morrow, export_zip):
    first = morrow("import", str(export_zip), "--person", "sam", "--json")
    assert first.code == 0
    assert first.json["people"] == ["sam"]
    assert first.json["added"] > 500
    assert first.json["usable_nights"]["hrv_rmssd_ms"]["count"] > 70
    second = morrow("import", str(export_zip), "--person", "sam", "--json").json
    assert (second["added"], second["revised"], second["unchanged"]) == (0, 0, first.json["added"])


def test_an_import_for_people_counts_usable_nights_and_says_why_others_are_not(imported, export_zip):
    text = imported("import", str(export_zip), "--person", "sam").out
    assert "Nights that can be used" in text
    assert "no value" in text


def test_a_day_from_evening_to_morning(imported, write_days):
    """Sealed in the evening, standing when asked again, scored the next noon, kept in a ledger that verifies."""
    sealed = imported("forecast", "--json", at=EVENING)
    assert sealed.code == 0, sealed.err
    jsonschema.Draft202012Validator(forecast_schema()).validate(sealed.json)
    assert (sealed.json["night"], sealed.json["track"], sealed.json["revision"]) == ("2026-04-01", "live", 1)
    assert "Sealed just now" in sealed.err

    again = imported("forecast", "--json", at=EVENING)
    assert again.code == 0
    assert again.json == sealed.json
    assert "stands sealed already" in again.err

    assert imported("import", str(write_days(date(2026, 4, 1))), "--person", "sam", at=NEXT_NOON).code == 0
    morning = imported("morning", "--json", at=NEXT_NOON)
    assert morning.code == 0, morning.err
    assert morning.json["night"] == "2026-04-01"
    assert morning.json["said"]["payload_sha256"] == sealed.json["payload_sha256"]
    assert set(morning.json["came"]) >= {"hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm"}
    assert "came" in imported("morning", at=NEXT_NOON).out

    score = imported("score", "--json", at=NEXT_NOON).json
    assert (score["track"], score["scored_nights"]) == ("live", 1)
    assert "live: 1 night scored as sealed." in imported("score", at=NEXT_NOON).out

    verdict = imported("ledger", "verify", "--json", at=NEXT_NOON)
    assert verdict.code == 0
    assert verdict.json["ok"] is True
    entries = imported("ledger", "show", "--json", at=NEXT_NOON).json["entries"]
    assert [entry["kind"] for entry in entries] == ["forecast", "outcome", "score"]
    one = imported("ledger", "show", "--entry", "1", at=NEXT_NOON).json
    assert one["payload"]["payload_sha256"] == sealed.json["payload_sha256"]
    found = imported("memory", "search", "night", "--json", at=NEXT_NOON)
    assert found.code == 0


def test_before_the_window_there_is_a_preview_and_nothing_is_sealed(imported):
    preview = imported("forecast", "--json", at=NOON)
    assert preview.code == 0
    assert preview.json["seal"] is None
    jsonschema.Draft202012Validator(forecast_schema()).validate(preview.json)
    assert "preview" in preview.err
    assert imported("ledger", "verify", "--json").json["ledgers"] == []


def test_a_late_forecast_is_kept_and_ends_with_exit_code_3(imported):
    late = imported("forecast", "--night", "2026-04-01", "--json", at=AFTER_DEADLINE)
    assert late.code == 3
    assert late.json["late"] is True
    assert "deadline" in late.err


def test_an_evening_of_the_past_is_replayed_on_its_own_track(imported):
    replayed = imported("forecast", "--as-of", "2026-03-15", "--json")
    assert replayed.code == 0, replayed.err
    assert replayed.json["track"] == "replay"
    assert replayed.json["night"] == "2026-03-16"
    assert replayed.json["as_of"] == "2026-03-15T20:00:00+00:00"  # 21:00 in Berlin, in winter
    naive = imported("forecast", "--as-of", "2026-03-15T21:00", "--json")
    assert naive.json == replayed.json
    assert "stands" in naive.err


def test_a_printed_card_holds_every_part(imported):
    text = imported("forecast", at=EVENING).out
    for part in ("heart rate variability", "80% range", "usual", "Why", "What would change its mind", "Track record", "Seal", "Next"):
        assert part in text


def test_after_an_import_the_last_evenings_are_replayed_when_asked_for(morrow, write_days):
    noon = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
    ended = morrow("import", str(write_days(date(2026, 1, 7))), "--person", "sam", terminal=True, typed="y\n", at=noon)
    assert ended.code == 0
    assert "Replay the last 60 evenings" in ended.err
    score = morrow("score", "--track", "replay", "--json", at=noon).json
    assert score["run_id"] == "history"
    assert score["scored_nights"] > 0


def test_an_export_holds_every_fact_and_disarms_formulas(imported, tmp_path):
    ended = imported("export", str(tmp_path / "sam.zip"), "--json")
    assert ended.code == 0
    with zipfile.ZipFile(tmp_path / "sam.zip") as archive:
        nights = json.loads(archive.read("nights.json"))
        assert len(nights) == ended.json["rows"]["nights"] > 70
        assert archive.read("nights.csv").decode().count("\n") == len(nights) + 1
        assert "README.txt" in archive.namelist()
    assert (tmp_path / "sam.zip").stat().st_mode & 0o077 == 0
    assert imported("export", str(tmp_path / "sam.zip")).code == 2


def test_a_forecast_for_all_goes_on_when_one_is_refused(imported, write_days):
    assert imported("import", str(write_days(date(2026, 1, 5))), "--person", "early", "--no-replay").code == 0
    ended = imported("forecast", "--all", "--json")
    assert ended.code == 3
    assert [forecast["person_id"] for forecast in ended.json] == ["sam"]
    assert "early: " in ended.err
    table = imported("forecast", "--all")
    assert "stands" in table.out


def test_simulated_people_are_left_out_beside_real_ones(imported):
    assert imported("import", "synthetic:seed=3,nights=30,end=2026-03-31", "--person", "pretended").code == 0
    assert imported("forecast", "--json").json["person_id"] == "sam"
    assert [forecast["person_id"] for forecast in imported("forecast", "--all", "--json").json] == ["sam"]


READING = ("status", "doctor", "people", "config", "score", "ledger verify", "ledger show", "keys list")


@pytest.mark.parametrize("command", READING)
def test_every_reading_command_has_words_for_people_and_nothing_but_json_for_programs(imported, command):
    words, data = imported(*command.split()), imported(*command.split(), "--json")
    assert (words.code, data.code) == (0, 0), words.err + data.err
    assert (words.out + words.err).strip()
    assert "\x1b" not in words.out
    assert data.json is not None
