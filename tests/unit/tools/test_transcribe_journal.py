"""Entries by their ids: whole ids, beginnings of them, and everything else that somebody may put in their place."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from core.errors import ToolRetry
from tools.catalog import TOOLS, call
from tools.read_journal import read_journal
from tools.transcribe_journal import transcribe_journal

WORDS = "Two glasses of wine with dinner, and no training today. I feel tired."


@pytest.fixture
def spoken(entry_of):
    """One of this evening, from a recording."""
    heard = {"transcriber": "moonshine tiny-en", "language": "en", "confidence": 0.8765, "duration_seconds": 6.123, "recording": "0" * 64}
    return entry_of("abc123def456", WORDS, **heard, suffix=".wav")


@pytest.fixture
def told_before(entry_of, night):
    """One of the evening before, whose id begins alike."""
    return entry_of("abc999def456", "A quiet day.", day=night - timedelta(days=2))


@pytest.fixture
def context(context_of, spoken, told_before, part_in):
    """Both, with what was read out of the first."""
    journal = [part_in(spoken, "alcohol", "yes", quote="Two glasses of wine", amount=2.0, unit="drinks", confidence=0.9, at=spoken.told_at)]
    journal += [part_in(spoken, "hard_training", "no", quote="no training today"), part_in(spoken, "travel", "yes", days_ago=1)]
    journal += [part_in(told_before, "stress", "no")]
    return context_of(
        entries=[told_before, spoken], journal=journal, measures=[part_in(spoken, "voice_pitch_hz", value=118.123, unit="Hz")]
    )


def test_an_entry_is_told_in_its_own_words_with_the_voice(context):
    told = transcribe_journal(context, "abc123def456")
    assert told == {
        "entry_id": "abc123def456",
        "day": "2026-03-01",
        "told_at": "19:41",
        "transcriber": "moonshine tiny-en",
        "language": "en",
        "confidence": 0.88,
        "duration_seconds": 6.12,
        "text": WORDS,
        "cut": False,
        "voice": told["voice"],
    }
    assert told["voice"]["flags"] == []
    assert told["voice"]["measures"] == [{"name": "pitch_hz", "label": "pitch", "value": 118.0, "unit": "Hz", "earlier_entries": 0}]


def test_a_voice_stands_beside_what_is_usual_for_it_once_that_is_known(context_of, entry_of, part_in, night):
    entries = [entry_of(f"{day:012x}", "A day.", day=night - timedelta(days=day)) for day in range(12, 0, -1)]
    pitches = [118.0 + day % 3 for day in range(11)]
    measures = [part_in(one, "voice_pitch_hz", value=pitch, unit="Hz") for one, pitch in zip(entries, [*pitches, 140.0], strict=True)]
    (pitch,) = transcribe_journal(context_of(entries=entries, measures=measures), entries[-1].key)["voice"]["measures"]
    assert (pitch["earlier_entries"], pitch["standing"]) == (11, "higher than usual")
    assert 110 < pitch["usual_range"][0] < 119 < pitch["usual_range"][1] < 130


def test_typed_words_have_no_voice(context):
    assert transcribe_journal(context, "abc999")["voice"] is None


def test_flags_say_what_was_wrong_with_the_sound(context_of, entry_of, part_in):
    entry = entry_of("abc", WORDS, voice_flags="clipping noise")
    context = context_of(entries=[entry], measures=[part_in(entry, "voice_pitch_hz", value=118.0, unit="Hz")])
    assert transcribe_journal(context, "a")["voice"]["flags"] == ["clipping", "noise"]


HOSTILE = [
    "",
    "abc",
    "abc1234",
    "ABC123DEF456X",
    "../abc123def456",
    "/etc/passwd",
    "recordings/ada/abc123def456.wav",
    "abc123def456.wav",
    "abc123def456\x00",
    "%2e%2e%2f",
    "a" * 64,
    "*",
    "…",
    "file:///etc/passwd",
    "\\\\server\\share",
    "abc123def456|alcohol|2026-03-01",
    "' OR 1=1 --",
]


@pytest.mark.parametrize("entry_id", HOSTILE)
@pytest.mark.parametrize("tool", ["transcribe_journal", "read_journal"])
def test_what_is_no_id_of_one_entry_may_be_tried_again_and_the_ids_are_named(tool, entry_id, context):
    if entry_id == "" and tool == "read_journal":
        return  # there it means no entry in particular
    with pytest.raises(ToolRetry) as refused:
        call(TOOLS[tool], context, {"entry_id": entry_id})
    if entry_id:
        assert str(refused.value).endswith("the newest are: abc123def456 (2026-03-01), abc999def456 (2026-02-28)")


@pytest.mark.parametrize("entry_id", [None, 7, ["abc123def456"], {"id": "abc123def456"}, "x" * 100_000])
def test_what_is_no_short_text_is_no_id(entry_id, context):
    with pytest.raises(ToolRetry, match="transcribe_journal: entry_id"):
        call(TOOLS["transcribe_journal"], context, {"entry_id": entry_id})


def test_nobody_has_told_anything_yet(context_of):
    with pytest.raises(ToolRetry, match="nothing was told yet"):
        transcribe_journal(context_of(), "abc")


def test_an_entry_of_the_day_of_the_night_is_not_told(context_of, entry_of, night):
    context = context_of(entries=[entry_of("abc", "tomorrow's words", day=night)])
    assert read_journal(context, days=31)["entries"] == []
    with pytest.raises(ToolRetry, match="nothing was told yet"):
        transcribe_journal(context, "abc")


def test_an_endless_entry_is_cut_stays_on_one_line_and_says_so(context_of, entry_of):
    told = transcribe_journal(context_of(entries=[entry_of("abc", "wine\n\x1b[2J" + "x" * 50_000)]), "abc")
    assert told["cut"]
    assert told["text"].startswith("wine [2Jxx")
    assert len(json.dumps(told)) < 5_000


def test_the_journal_lists_this_evenings_entries_and_says_which_answer_is_of_which(context):
    told = read_journal(context)
    listed = {"entry_id": "abc123def456", "day": "2026-03-01", "told_at": "19:41", "transcriber": "moonshine tiny-en", "first_words": WORDS}
    assert told["entries"] == [listed]
    places = [(one["day"], one["kind"], one.get("entry_id"), one.get("time")) for one in told["answers"]]
    assert places == [
        ("2026-03-01", "alcohol", "abc123def456", "19:41"),
        ("2026-03-01", "hard_training", "abc123def456", None),
        ("2026-02-28", "stress", "abc999def456", None),
        ("2026-02-28", "travel", "abc123def456", None),
    ]


def test_the_journal_of_one_entry_holds_that_alone(context):
    told = read_journal(context, entry_id="abc9")
    assert [one["kind"] for one in told["answers"]] == ["stress"]
    assert [one["entry_id"] for one in told["entries"]] == ["abc999def456"]
    assert [one["kind"] for one in read_journal(context, entry_id="abc1")["answers"]] == ["alcohol", "hard_training", "travel"]


def test_an_evening_of_many_entries_lists_the_newest(context_of, entry_of):
    entries = [entry_of(f"{number:012x}", f"entry {number}") for number in range(9)]
    assert [one["first_words"] for one in read_journal(context_of(entries=entries))["entries"]] == [f"entry {n}" for n in range(8, 2, -1)]
