"""The voice of an entry against the person's own range."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent.bootstrap import World, build_world
from agent.journal import Told, entry_of
from app.journal_views import evening_snapshot
from app.journal_voice import VoiceLine, voice_json, voice_view
from core.clock import FixedClock
from core.records import BY_HAND, Entry, Fact, Measure, part_of
from core.settings import load_settings

EVENING = datetime(2026, 3, 31, 19, 0, tzinfo=UTC)
ANALYSIS = "plain"


def spoken(days_ago: int, pitch: float, pause: float, flags: str = "") -> list[Fact]:
    at = EVENING - timedelta(days=days_ago)
    meta: dict[str, Any] = {"person_id": "ann", "source": BY_HAND, "known_at": at, "day": at.date()}
    key = f"e{days_ago:02}"
    about: dict[str, Any] = {"transcriber": "whisper base", "reader": "rules", "recording": "f" * 64, "suffix": ".wav", "told_at": at}
    values = {"pitch_hz": (pitch, "Hz"), "pause_share": (pause, "share")}
    return [
        Entry(**meta, source_epoch="person/1", key=key, text="so it was", voice_flags=flags, **about),
        *(
            Measure(**meta, source_epoch=ANALYSIS, key=part_of(key, f"voice_{name}"), kind=f"voice_{name}", value=value, unit=unit, at=at)
            for name, (value, unit) in values.items()
        ),
    ]


Tell = Callable[..., tuple[World, Told]]


@pytest.fixture
def told(home: Any) -> Tell:
    """(how many earlier entries, flags of this evening's) → the world and this evening's entry."""

    def tell(earlier: int, flags: str = "") -> tuple[World, Told]:
        world = build_world(load_settings(), FixedClock(EVENING))
        before = [spoken(day, 180.0 + (-1) ** day * day % 7, 0.2 + day / 100) for day in range(1, earlier + 1)]
        world.store.add([fact for facts in (*before, spoken(0, 240.0, 0.25, flags)) for fact in facts], recorded_at=EVENING)
        return world, entry_of(world, "ann", "e00")

    return tell


def test_the_first_recordings_are_told_and_compared_with_nothing(told: Tell):
    world, entry = told(3)
    view = voice_view(evening_snapshot(world, "ann"), entry)
    assert view.lines == (VoiceLine("pitch", "240 Hz", "", "", outside=False), VoiceLine("pauses", "25 %", "", "", outside=False))
    assert view.remark == "compared with your own from 8 recordings on, 3 so far"


def test_a_voice_outside_of_what_is_usual_is_marked_with_its_own_range(told: Tell):
    world, entry = told(9)
    pitch, pauses = voice_view(evening_snapshot(world, "ann"), entry).lines
    assert (pitch.outside, pauses.outside) == (True, False)
    assert pitch.usual.startswith("usual 1")
    assert pitch.standing.endswith("% of your own")
    said = voice_json(evening_snapshot(world, "ann"), entry)
    assert said is not None
    measures = said["measures"]
    assert isinstance(measures, dict)
    assert (said["analysis"], measures["pitch_hz"]["value"], measures["pitch_hz"]["verdict"]) == ("plain", 240.0, "higher than usual")
    assert measures["pitch_hz"]["usual"]["entries"] == 9
    assert measures["pause_share"]["verdict"] == "as usual"


def test_a_recording_with_flags_is_compared_with_nothing_and_says_why(told: Tell):
    world, entry = told(9, "clipping too_short")
    view = voice_view(evening_snapshot(world, "ann"), entry)
    assert view.remark == "compared with nothing: clipping, too short"
    assert not any(line.usual for line in view.lines)
    said = voice_json(evening_snapshot(world, "ann"), entry)
    assert said is not None
    assert said["flags"] == ["clipping", "too_short"]


def test_typed_words_have_no_voice(home: Any):
    from agent.journal import tell_text

    world = build_world(load_settings(), FixedClock(EVENING))
    entry = tell_text(world, "ann", "A glass of wine.")
    assert (voice_view(evening_snapshot(world, "ann"), entry).lines, voice_json(evening_snapshot(world, "ann"), entry)) == ((), None)
