"""An entry of the journal, printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agent.entries import Told
from app.journal_card import Beside, entries_table, glimpse, told_card
from app.journal_voice import VoiceLine, VoiceView
from core.records import BY_HAND, Entry, JournalAnswer, Measure, part_of

AT = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
META: dict[str, Any] = {"person_id": "ann", "source": BY_HAND, "source_epoch": "person/1", "known_at": AT}
DAY = date(2026, 3, 1)


def event(kind: str, answer: str, quote: str | None, **fields: Any) -> JournalAnswer:
    day = fields.pop("day", DAY)
    return JournalAnswer(**META, key=part_of("ab12", kind, day.isoformat()), day=day, kind=kind, answer=answer, quote=quote, **fields)


@pytest.fixture
def told() -> Told:
    """A spoken entry of a Sunday evening, with text in it that would be markup, or a command to a terminal."""
    about: dict[str, Any] = {"transcriber": "whisper base", "reader": "rules", "recording": "f" * 64, "suffix": ".wav"}
    text = "One [bold]glass\x1b[2J of wine at eight, no training."
    entry = Entry(**META, key="ab12", day=DAY, told_at=AT, text=text, language="en", confidence=0.91, duration_seconds=12.4, **about)
    events = (
        event("alcohol", "yes", "One [bold]glass\x1b[2J of wine", amount=1.0, unit="drinks", at=AT - timedelta(hours=1), confidence=0.97),
        event("hard_training", "no", "no training", confidence=0.9, intensity=0.25),
        event("stress", "yes", None, question="Was it a stressful day?", day=DAY - timedelta(days=1)),
    )
    rating = Measure(**META, key=part_of("ab12", "rating_mood"), day=DAY, kind="rating_mood", value=7.0, unit="1-10")
    return Told(entry, events, (rating,), (), UTC, is_new=True)


def test_every_part_of_an_entry_is_told(told: Told, printed: Callable[..., str]):
    voice = VoiceView((VoiceLine("pitch", "182 Hz", "usual 160 … 178", "above 91–100% of your own", outside=True),))
    beside = Beside(voice, {(DAY, "alcohol"): "no", (DAY, "hard_training"): "no"}, "`morrow forecast` counts it in.", told_now=True)
    text = printed(told_card(told, beside), 120)
    for words in (
        "Journal · the evening of Sunday, 1 March 2026",
        "entry ab12 of ann · told 1 Mar 2026, 20:00 (UTC+00:00) · 12 s, written down by whisper base, 91% sure · read by rules",
        "“One [bold]glass [2J of wine at eight, no training.”",
        "yes  alcohol, 1 drink",
        "97% sure  “One [bold]glass [2J of wine” at 19:00 (until now: no)",
        "“no training”, intensity 25%",
        "stress (the day before)",
        "Was it a stressful day?",
        "mood 7 of 10",
        "pitch  182 Hz  usual 160 … 178  above 91–100% of your own",
        "`morrow forecast` counts it in.",
        "morrow journal edit ab12 KIND --answer yes|no",
    ):
        assert words in text, words
    assert "\x1b" not in text
    assert "known already" not in text
    assert text.count("until now") == 1, "what stays as it was is not told as a change"


def test_nothing_is_cut_off_on_a_narrow_page(told: Told, printed: Callable[..., str]):
    text = " ".join(printed(told_card(told, Beside()), 60).split())
    assert "hard training" in text
    assert "no training" in text
    assert "…" not in text


def test_an_entry_told_again_is_said_to_be_known(told: Told, printed: Callable[..., str]):
    again = replace(told, is_new=False)
    assert "known already" in printed(told_card(again, Beside(told_now=True)))
    assert "known already" not in printed(told_card(again, Beside()))


def test_an_entry_of_which_nothing_was_understood_says_so(told: Told, printed: Callable[..., str]):
    empty = replace(told, events=(), ratings=())
    assert "nothing that bears on the night" in printed(told_card(empty, Beside()))
    assert "nothing was understood" in printed([entries_table([empty])])


def test_a_glimpse_is_of_that_evening_alone(told: Told):
    assert glimpse(told) == ["alcohol, 1 drink", "no hard training", "mood 7"]


def test_a_check_in_shows_no_words_of_its_own_making(told: Told, printed: Callable[..., str]):
    ticked = replace(told, entry=replace(told.entry, transcriber="check-in", reader="check-in", recording=None, text="mood 7 of 10"))
    text = printed(told_card(ticked, Beside()))
    assert "Check-in · the evening of" in text
    assert "“mood" not in text
