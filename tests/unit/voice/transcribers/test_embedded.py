"""The transcriber that comes with a wheel: what it is shown, and what it says where it is missing. How it hears: integration tests."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from core.errors import TranscriberUnavailable
from voice.presence import speech_of
from voice.sound import RATE, Sound
from voice.transcribers.embedded import NAME, Embedded, model_folder


@pytest.mark.parametrize(("pitch_hz", "swells_per_second", "harmonics"), [(90, 4, 8), (90, 6, 3), (140, 5, 3), (200, 8, 8)])
def test_nothing_is_invented_over_a_hum_that_swells_like_syllables(pitch_hz: int, swells_per_second: int, harmonics: int):
    """The detector of speech alone takes these for speech, and the model would write sentences to them."""
    at = np.arange(3 * RATE) / RATE
    tone = sum(np.sin(2 * np.pi * pitch_hz * n * at) / n for n in range(1, harmonics + 1)) * (
        1 + np.sin(2 * np.pi * swells_per_second * at)
    )
    sound = Sound(np.asarray(0.2 * tone / np.abs(tone).max(), dtype=np.float32))
    assert speech_of(sound).spans == ()
    assert Embedded().transcribe(sound).text == ""


def test_nothing_is_invented_over_silence_noise_and_tones(hum: Sound):
    noise = np.random.default_rng(2).normal(0.0, 0.1, 3 * RATE).astype(np.float32)
    embedded = Embedded()
    for sound in (hum, Sound(noise), Sound(np.zeros(RATE, np.float32)), Sound(np.zeros(0, np.float32))):
        found = embedded.transcribe(sound)
        assert (found.text, found.transcriber, found.language, found.confidence, found.words) == ("", NAME, None, None, ())
    assert embedded._loaded is None  # it was never asked


def test_where_the_wheel_is_missing_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    for name in [name for name in sys.modules if name.partition(".")[0] == "moonshine_voice"]:
        monkeypatch.delitem(sys.modules, name)
    assert model_folder() is None
    with pytest.raises(TranscriberUnavailable, match=r"moonshine-voice .* not installed.*morrow weights base"):
        Embedded()._model()
