"""The evaluation of spoken entries: its corpus, how they are said, and its sums, on a transcriber whose mistakes are known."""

from __future__ import annotations

import io
import json
import sys
import wave
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import Broken
from core.events import EVENT_KINDS
from core.settings import load_settings
from evals.spoken import Stages, run
from evals.spoken_corpus import ToldEvent, spoken_entries
from evals.spoken_scores import words_of
from evals.spoken_voices import NOISES, PROGRAMS, SPEEDS, Program, noisy, say, sayings
from voice.reading import HeardEvent, Reading
from voice.sound import RATE, Sound
from voice.transcript import Transcript, Word

_SPEAKER = """
import sys, wave
with wave.open(sys.argv[1], "wb") as file:
    file.setnchannels(1), file.setsampwidth(2), file.setframerate(16000)
    file.writeframes(b"\\x00\\x10\\x00\\xf0" * 8000)
"""


@pytest.fixture
def speaker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A program that says everything in one second, so that no synthesiser is needed."""
    script = tmp_path / "say.py"
    script.write_text(_SPEAKER)
    monkeypatch.setattr("shutil.which", lambda name: sys.executable if name == "speaker" else None)
    monkeypatch.setitem(
        PROGRAMS, "speaker", Program("speaker", ("a",), lambda text, how, file: (sys.executable, str(script), str(file)), "none")
    )
    return "speaker"


class _Wine:
    name = "wine reader"

    def read(self, text: str) -> Reading:
        return Reading((HeardEvent("alcohol", "yes", "wine", 1.0, amount=1.0),) if "wine" in text.lower() else ())


class _Listener:
    """Hears the same words every time, the last of them after the speech."""

    name = "listener"

    def transcribe(self, sound: Sound) -> Transcript:
        said = [Word(text, at / 10, (at + 1) / 10) for at, text in enumerate(["One", "glass", "of", "wine."])]
        words = (*said, Word("Bye.", 3.0, 3.4))
        return Transcript("One glass of wine. Bye.", self.name, "en", None, words)


def test_the_corpus_has_sixty_different_entries_of_known_kinds():
    entries = spoken_entries()
    assert len(entries) == len({entry.text for entry in entries}) == len({entry.name for entry in entries}) == 60
    kinds = Counter(event.kind for entry in entries for event in entry.events)
    assert set(kinds) == set(EVENT_KINDS)
    answers = Counter(event.answer for entry in entries for event in entry.events)
    assert min(answers.values()) >= 20
    assert sum(not entry.events for entry in entries) >= 4
    assert all(len({(event.kind, event.days_ago) for event in entry.events}) == len(entry.events) for entry in entries)
    assert all(5 <= len(words_of(entry.text)) <= 40 for entry in entries)


def test_an_event_outside_the_catalog_is_refused():
    with pytest.raises(ValueError, match="found 'whisky'"):
        ToldEvent("whisky", "yes")


def test_sixty_sayings_have_every_voice_at_every_speed_in_every_noise_once():
    ways = sayings("espeak-ng", 60)
    assert len(PROGRAMS["espeak-ng"].voices) * len(SPEEDS) * len(NOISES) == 60
    assert len({(how.voice, how.words_per_minute, how.noise_db) for how in ways}) == 60


def test_voices_of_another_synthesiser_are_mixed_with_every_noise():
    ways = sayings("flite", 60)
    assert len({(how.voice, how.noise_db) for how in ways}) == len(PROGRAMS["flite"].voices) * len(NOISES)


@pytest.mark.parametrize("noise_db", [20.0, 10.0])
def test_noise_is_as_loud_as_asked_and_the_same_each_time(noise_db: float):
    tone = (3000 * np.sin(np.arange(RATE) * 0.1)).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tone.tobytes())
    mixed = noisy(out.getvalue(), noise_db, 5)
    assert mixed == noisy(out.getvalue(), noise_db, 5)
    assert mixed != noisy(out.getvalue(), noise_db, 6)
    with wave.open(io.BytesIO(mixed)) as file:
        noise = np.frombuffer(file.readframes(RATE), "<i2").astype(float) - tone
    assert 10 * np.log10(np.mean(tone.astype(float) ** 2) / np.mean(noise**2)) == pytest.approx(noise_db, abs=0.1)


def test_a_missing_synthesiser_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch, home: Path):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(Broken, match=r"no program of that name is installed.*apt install espeak-ng"):
        run(load_settings(), _Wine(), transcribers={}, programs=["espeak-ng"])


def test_a_synthesiser_that_fails_is_told(speaker: str):
    broken = replace(PROGRAMS[speaker], command=lambda text, how, file: (sys.executable, "-c", "raise SystemExit(3)"))
    PROGRAMS[speaker] = broken
    with pytest.raises(Broken, match="failed"):
        say("hello", sayings(speaker, 1)[0], 0)


def test_words_events_and_costs_are_summed_by_transcriber(speaker: str, home: Path):
    """Heard each time: "One glass of wine.", of 4 words said none is wrong; of the 3 of "No wine today." all 3, and 1 is too many.

    The word behind the speech is left out. WER = 4 / 7. Events: wine is found in both, told in the first: precision 1/2, recall 1, F1 2/3.
    """
    one, two = spoken_entries()[:2]
    entries = [
        replace(one, text="One glass of wine.", events=(ToldEvent("alcohol", "yes", amount=1.0),)),
        replace(two, text="No wine today.", events=()),
    ]
    measured: list[int] = []

    def measure(sound: Sound, transcript: Transcript, spans: Sequence[tuple[float, float]]) -> None:
        measured.append(len(transcript.words))

    stages = Stages(_second, lambda sound: ((0.0, 0.5),), measure)
    told: list[str] = []
    report = run(
        load_settings(), _Wine(), told.append, entries=entries, transcribers={"listener": _Listener()}, stages=stages, programs=[speaker]
    )
    heard, typed = report.rows
    assert (heard.transcriber, heard.voices, heard.entries, heard.unheard) == ("listener", "speaker", 2, 0)
    assert heard.word_error_rate == pytest.approx(4 / 7, abs=1e-4)
    assert (heard.events.precision, heard.events.recall, heard.events.f1, heard.events.amounts_right) == (0.5, 1.0, 0.6667, 1.0)
    assert (typed.transcriber, typed.voices, typed.word_error_rate, typed.real_time_factor) == ("typed", "typed", 0.0, None)
    assert (typed.events.precision, typed.events.f1) == (0.5, 0.6667)
    assert heard.by_noise == {"none": 0.0, "20 dB": pytest.approx(4 / 3, abs=1e-4)}
    assert measured == [4, 4]
    assert [cost.stage for cost in report.costs] == ["decode", "presence", "transcription", "voice", "reading"]
    assert all(cost.real_time_factor >= 0 and cost.memory_mb > 10 for cost in report.costs)
    assert report.audio_seconds == 2.0
    assert told == ["speaker says 2 entries", "listener hears speaker"]
    assert json.loads(json.dumps(report.to_json()))["rows"][0]["events"]["f1"] == 0.6667


def test_what_cannot_be_run_here_is_told_with_the_reason(home: Path, monkeypatch: pytest.MonkeyPatch, speaker: str):
    monkeypatch.setenv("HOME", str(home.parent))
    stages = Stages(_second, lambda sound: (), lambda *given: None)
    report = run(load_settings(), _Wine(), entries=spoken_entries()[:1], transcribers={}, stages=stages, programs=[speaker, "flite"])
    assert "apt install flite" in report.left_out["flite"]
    assert "morrow weights base" in report.left_out["whisper base"]
    assert [row.transcriber for row in report.rows] == ["typed"]


def _second(content: bytes) -> Sound:
    with wave.open(io.BytesIO(content)) as file:
        return Sound(np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768)
