"""Sentences said by this machine's synthesisers and heard by the transcriber that comes with a wheel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from evals.spoken_corpus import spoken_entries
from evals.spoken_scores import word_error_rate
from evals.spoken_voices import PROGRAMS, Saying, is_installed, say
from voice.decoding import decode
from voice.sound import RATE, Sound
from voice.transcribers.embedded import Embedded, model_folder

TOLD = "Two glasses of wine with dinner, and no training today. I feel tired."


def _said(text: str, program: str, voice: str) -> Sound:
    if not is_installed(program):
        pytest.skip(f"{program} is not installed; {PROGRAMS[program].remedy}")
    return decode(say(text, Saying(program, voice, 150, None), 0), name="said.wav")


@pytest.fixture(scope="module")
def embedded() -> Embedded:
    if model_folder() is None:
        pytest.skip("the wheel moonshine-voice is not installed: there is none for this platform")
    return Embedded()


@pytest.mark.parametrize(("program", "voice", "most_wrong"), [("flite", "slt", 0.1), ("espeak-ng", "en-us", 0.35)])
def test_a_told_evening_is_heard(embedded: Embedded, program: str, voice: str, most_wrong: float):
    """espeak-ng's formant voice is the harder one: glasses become classes, training becomes trading."""
    found = embedded.transcribe(_said(TOLD, program, voice))
    assert word_error_rate([TOLD], [found.text]) <= most_wrong, found.text
    assert (found.language, found.transcriber) == ("en", "moonshine tiny-en (embedded)")


def test_a_minute_of_speech_does_not_make_it_loop(embedded: Embedded):
    """At once it would, after a third of it; so the model is shown a few sentences at a time."""
    told = [entry.text for entry in spoken_entries()[:10]]
    pause = np.zeros(RATE // 2, np.float32)
    minute = Sound(np.concatenate([part for text in told for part in (_said(text, "flite", "rms").samples, pause)]))
    assert minute.seconds > 45
    found = embedded.transcribe(minute)
    assert word_error_rate([" ".join(told)], [found.text]) <= 0.25, found.text


def test_it_calls_nobody_and_writes_no_file(tmp_path: Path):
    """The audit hook sees Python's own calls; those of the library were watched with strace and are none."""
    program = """
import sys
seen = []
def watch(event, arguments):
    if event in {"socket.connect", "socket.sendto", "socket.getaddrinfo", "os.mkdir", "os.rename", "os.remove"}:
        seen.append(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        seen.append(f"open {arguments[0]}")
sys.dont_write_bytecode = True
sys.addaudithook(watch)
import numpy as np
from voice.sound import Sound
from voice.transcribers.embedded import Embedded
from voice.transcribers.pieces import Piece
print(Embedded()._text(Piece(np.zeros(16000, np.float32), 0.0, 1.0)) is not None, seen)
"""
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, timeout=60, check=False, cwd=Path(__file__).parents[2], env={"HOME": str(tmp_path), "PATH": ""},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "True []"
    assert list(tmp_path.rglob("*")) == []
