"""The journal as a person uses it: told, seen, corrected, taken back; and the check-in of ten seconds."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

EVENING = datetime(2026, 3, 31, 19, 0, tzinfo=UTC)
WORDS = "Two glasses of wine with dinner, and no training today. I feel tired."
Command = Callable[..., Any]


def events(told: Any) -> dict[str, str]:
    return {one["kind"]: one["answer"] for one in told["events"]}


def test_typed_words_become_events_with_their_quotes_and_the_forecast_counts_them_in(imported: Command):
    told = imported("journal", "add", "--text", WORDS, "--json")
    assert told.code == 0, told.err
    assert (told.json["transcript"], told.json["transcriber"], told.json["is_new"]) == (WORDS, "typed", True)
    found = {one["kind"]: one for one in told.json["events"]}
    assert (found["alcohol"]["answer"], found["alcohol"]["amount"], found["alcohol"]["unit"]) == ("yes", 2.0, "drinks")
    assert found["hard_training"]["answer"] == "no"
    assert all(one["quote"] in WORDS for one in found.values())
    assert [one["scale"] for one in told.json["ratings"]] == ["energy"]
    assert told.json["next"] == "`morrow forecast` counts it in."
    evidence = {one["kind"]: one for one in imported("forecast", "--json").json["evidence"]}
    assert (evidence["alcohol"]["answer"], evidence["alcohol"]["quote"] in WORDS) == ("yes", True)


def test_told_before_the_deadline_it_revises_the_sealed_forecast(imported: Command):
    first = imported("forecast", "--json").json
    later = EVENING + timedelta(minutes=30)
    told = imported("journal", "add", "--text", "Four beers tonight.", at=later)
    assert "adds a revision that knows what you told" in " ".join(told.out.split())
    second = imported("forecast", "--json", at=later + timedelta(minutes=1)).json
    assert (first["revision"], second["revision"]) == (1, 2)
    assert second["targets"]["hrv_rmssd_ms"]["median"] < first["targets"]["hrv_rmssd_ms"]["median"]


def test_the_same_words_of_an_evening_are_one_entry(imported: Command):
    assert imported("journal", "add", "--text", WORDS).code == 0
    again = imported("journal", "add", "--text", f"  {WORDS}\n", at=EVENING + timedelta(minutes=9))
    assert "known already" in " ".join(again.out.split())
    assert len(imported("journal", "show", "--json").json) == 1


def test_words_are_read_from_standard_input(imported: Command):
    assert events(imported("journal", "add", "-", "--json", typed="I was in the sauna.").json) == {"sauna": "yes"}
    assert events(imported("journal", "add", "--text", "-", "--json", typed="No coffee today.").json) == {"caffeine": "no"}


def test_an_event_is_corrected_added_and_taken_back_and_the_forecast_follows(imported: Command):
    entry = imported("journal", "add", "--text", WORDS, "--json").json["entry_id"]
    at = iter(EVENING + timedelta(minutes=minute) for minute in range(1, 9))
    corrected = imported("journal", "edit", entry[:5], "alcohol", "--amount", "3", "--time", "20:30", "--json", at=next(at)).json
    alcohol = next(one for one in corrected["events"] if one["kind"] == "alcohol")
    assert (alcohol["amount"], alcohol["time"], alcohol["confidence"]) == (3.0, "20:30", 1.0)
    refused = imported("journal", "edit", entry, "stress", "--answer", "yes", at=next(at))
    assert (refused.code, "--add adds it" in refused.err) == (2, True)
    added = imported("journal", "edit", entry, "stress", "--add", "--json", at=next(at)).json
    assert events(added) == {"alcohol": "yes", "hard_training": "no", "stress": "yes"}
    left = imported("journal", "delete", entry, "alcohol", "--json", at=next(at)).json
    assert events(left) == {"hard_training": "no", "stress": "yes"}
    evidence = {one["kind"] for one in imported("forecast", "--json", at=next(at)).json["evidence"]}
    assert ("alcohol" in evidence, "stress" in evidence) == (False, True)


def test_wrong_words_of_a_correction_are_told_with_the_remedy(imported: Command):
    entry = imported("journal", "add", "--text", WORDS, "--json").json["entry_id"]
    for arguments, words in (
        (("edit", "zz", "alcohol", "--answer", "no"), "found 0 (newest:"),
        (("edit", entry, "wine", "--add"), "no kind of event 'wine'; known: alcohol"),
        (("edit", entry, "alcohol", "--time", "25:00"), "wanted a time like 21:30, found '25:00'"),
        (("edit", entry, "alcohol"), "wanted an answer, an amount or a time"),
        (("delete", entry, "stress"), "it tells of: alcohol, hard_training"),
        (("show", "zz"), "found 0 (newest:"),
        (("add",), 'wanted recordings, or --text "what you have to say"'),
        (("add", "--text", " "), "wanted 1 to"),
        (("add", "gone.wav"), "gone.wav cannot be read: No such file"),
    ):
        ended = imported("journal", *arguments)
        assert (ended.code, words in ended.err) == (2, True), (arguments, ended.err)


def test_one_recording_that_cannot_be_heard_does_not_keep_the_others_from_it(imported: Command, tmp_path: Path):
    (tmp_path / "empty.wav").touch()
    (tmp_path / "letter.wav").write_bytes(b"Dear diary")
    ended = imported("journal", "add", str(tmp_path / "empty.wav"), str(tmp_path / "letter.wav"), "--json")
    assert (ended.code, ended.json) == (2, [])
    assert "empty.wav" in ended.err
    assert "letter.wav" in ended.err
    assert "2 of 2 could not be heard; nothing of those was kept." in ended.err
    assert imported("journal", "show", "--json").json == []


def test_somebody_new_begins_with_their_journal(imported: Command):
    told = imported("journal", "add", "--person", "ann", "--text", "A stressful day.", "--json")
    assert (told.code, events(told.json), "Nothing is known of ann yet" in told.err) == (0, {"stress": "yes"}, True)
    assert "`morrow import PATH` brings them" in told.json["next"]
    assert imported("journal", "add", "--person", "../ann", "--text", "A stressful day.").code == 2


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of a sentence, made by espeak-ng."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed, which speaks the sentence")
    path = tmp_path_factory.mktemp("spoken") / "day.wav"
    subprocess.run(["espeak-ng", "-s", "140", "-w", str(path), "I drank two glasses of wine with dinner."], check=True)
    return path


def test_a_recording_is_kept_written_down_measured_and_erased(imported: Command, home: Path, spoken: Path):
    told = imported("journal", "add", str(spoken), "--json")
    assert told.code == 0, told.err
    assert "openSMILE" in told.err, "its licence is told at the first use"
    assert (events(told.json)["alcohol"], told.json["recording"]["suffix"]) == ("yes", ".wav")
    assert told.json["voice"]["measures"]["pitch_hz"]["value"] > 0
    (kept,) = (home / "recordings" / "sam").iterdir()
    assert (kept.read_bytes(), stat.S_IMODE(kept.stat().st_mode)) == (spoken.read_bytes(), 0o600)
    again = imported("journal", "add", str(spoken), "--json", at=EVENING + timedelta(minutes=5))
    assert (again.json["is_new"], again.json["entry_id"], "openSMILE" in again.err) == (False, told.json["entry_id"], False)
    assert imported("journal", "delete", told.json["entry_id"], "--yes").code == 0
    assert not kept.exists()


_RUN = "import sys; from app.cli import main; sys.argv = ['morrow', *sys.argv[1:]]; main()"


def test_killed_between_keeping_the_recording_and_its_entry_it_ends_in_one_entry_when_told_again(home: Path, spoken: Path):
    command = [sys.executable, "-c", _RUN, "journal", "add", str(spoken), "--person", "ann", "--json"]
    killed = subprocess.run(command, env={**os.environ, "MORROW_CRASH_AT": "journal.kept"}, capture_output=True, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert len(list((home / "recordings" / "ann").iterdir())) == 1
    told = json.loads(subprocess.run(command, capture_output=True, timeout=120, check=True).stdout)
    assert (told["is_new"], told["recording"]["suffix"]) == (True, ".wav")
    assert len(list((home / "recordings" / "ann").iterdir())) == 1


@pytest.mark.prove
def test_on_an_empty_installation_it_is_told_for_the_demonstration_person(morrow: Command):
    told = morrow("journal", "add", "--text", WORDS, "--json")
    assert (told.code, told.json["person_id"]) == (0, "demo"), told.err
    assert "This is told for demo, who is simulated" in told.err
    evidence = {one["kind"]: one["answer"] for one in morrow("forecast", "--json").json["evidence"]}
    assert evidence["alcohol"] == "yes"


def test_a_check_in_is_told_by_options(imported: Command):
    told = imported("checkin", "--energy", "6", "--mood", "7.5", "--yes", "alcohol=2", "--no", "illness", "--json")
    assert told.code == 0, told.err
    assert {one["scale"]: one["value"] for one in told.json["ratings"]} == {"energy": 6.0, "mood": 7.5}
    found = {one["kind"]: (one["answer"], one["amount"], one["confidence"]) for one in told.json["events"]}
    assert found == {"alcohol": ("yes", 2.0, 1.0), "illness": ("no", None, 1.0)}
    entry = told.json["entry_id"]
    assert imported("journal", "edit", entry, "alcohol", "--answer", "no", at=EVENING + timedelta(minutes=5)).code == 0
    assert events(imported("journal", "show", entry, "--json").json) == {"alcohol": "no", "illness": "no"}


def test_a_check_in_asks_in_a_terminal_and_enter_leaves_a_question_out(imported: Command):
    told = imported("checkin", "--json", terminal=True, typed="6\n\n11\nnine\n9\ny\n2\nn\n")
    assert told.code == 0, told.err
    said = json.loads(told.out[told.out.index("{") :])  # the runner echoes there what is typed
    assert {one["scale"]: one["value"] for one in said["ratings"]} == {"energy": 6.0, "exertion": 9.0}
    assert told.err.count("A number from 1 to 10, or Enter.") == 2
    assert sorted(events(said).values()) == ["no", "yes"]


def test_a_check_in_without_an_answer_keeps_nothing(imported: Command):
    told = imported("checkin", terminal=True, typed="\n" * 5)
    assert (told.code, "Nothing was told, so nothing is kept." in told.err) == (0, True)
    assert imported("journal", "show", "--json").json == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "nobody sits here who could be asked"),
        (("--yes", "wine"), "no kind of event 'wine'"),
        (("--yes", "alcohol", "--no", "alcohol"), "found --yes and --no for alcohol"),
        (("--mood", "11"), "--mood"),
    ],
)
def test_a_check_in_that_cannot_be_is_refused(imported: Command, arguments: tuple[str, ...], words: str):
    ended = imported("checkin", *arguments)
    assert (ended.code, words in ended.err) == (2, True), ended.err


def test_entries_of_the_last_days_are_shown_at_a_glance(imported: Command):
    assert "told nothing in the last 7 days" in imported("journal", "show").err
    for days, text in ((9, "A long flight today."), (1, "Two beers.")):
        at = (EVENING - timedelta(days=days)).isoformat()
        assert imported("journal", "add", "--at", at, "--text", text).code == 0
    assert [json.dumps(one).count("beers") > 0 for one in imported("journal", "show", "--json").json] == [True]
    shown = imported("journal", "show", "--days", "30").out
    assert shown.index("travel") < shown.index("alcohol, 2 drinks")
