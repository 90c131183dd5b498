"""From bytes to a `Sound`: lengths, levels and words; hostile files have a suite of their own (tests/integration/test_hostile_audio.py)."""

from __future__ import annotations

import io
import json
import math
import time
import wave
from collections.abc import Callable

import numpy as np
import pytest

from core.errors import Unhearable
from voice.decoding import MOST_BYTES, decode
from voice.sound import RATE

WavOf = Callable[..., bytes]


@pytest.fixture
def wav_of() -> WavOf:
    """A WAV file of 16 bits; `values` in −1 … 1, a row for each channel."""

    def made(values: np.ndarray, rate: int = RATE) -> bytes:
        channels = np.atleast_2d(values)
        file = io.BytesIO()
        with wave.open(file, "wb") as sound:
            sound.setnchannels(len(channels))
            sound.setsampwidth(2)
            sound.setframerate(rate)
            sound.writeframes((channels.T * 32767).astype("<i2").tobytes())
        return file.getvalue()

    return made


def _tone(seconds: float, rate: int = RATE, hertz: float = 440.0, level: float = 0.5) -> np.ndarray:
    return level * np.sin(2 * math.pi * hertz * np.arange(int(seconds * rate)) / rate)


def test_samples_at_our_rate_come_out_as_they_went_in(wav_of: WavOf):
    values = _tone(1.0)
    sound = decode(wav_of(values), name="a.wav")
    assert len(sound.samples) == RATE
    assert np.abs(sound.samples - values).max() < 2 / 32768


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
def test_another_rate_keeps_length_pitch_and_level(wav_of: WavOf, rate: int):
    sound = decode(wav_of(_tone(2.0, rate), rate), name="a.wav")
    assert sound.seconds == pytest.approx(2.0, abs=0.01)
    middle = sound.samples[RATE // 2 : RATE * 3 // 2]  # one second: a bin of the spectrum is 1 Hz wide
    assert int(np.abs(np.fft.rfft(middle)).argmax()) == 440
    assert float(np.sqrt((middle**2).mean())) == pytest.approx(0.5 / math.sqrt(2), rel=0.02)


def test_what_lies_above_our_rate_is_taken_away_and_not_folded_down(wav_of: WavOf):
    sound = decode(wav_of(_tone(1.0, 48_000, hertz=12_000), 48_000), name="a.wav")
    assert float(np.abs(sound.samples[1000:-1000]).max()) < 0.01


def test_channels_are_averaged_so_that_nothing_overflows(wav_of: WavOf):
    sound = decode(wav_of(np.stack([_tone(1.0, level=0.99), _tone(1.0, level=0.99)])), name="a.wav")
    assert float(np.abs(sound.samples).max()) == pytest.approx(0.99, abs=0.001)
    one_sided = decode(wav_of(np.stack([_tone(1.0, level=0.8), np.zeros(RATE)])), name="a.wav")
    assert float(np.abs(one_sided.samples).max()) == pytest.approx(0.4, abs=0.001)


def test_a_quarter_of_an_hour_is_taken_and_a_second_more_is_not(wav_of: WavOf):
    assert decode(wav_of(np.zeros(900 * RATE)), name="a.wav").seconds == pytest.approx(900.0, abs=0.01)
    with pytest.raises(Unhearable, match="more than 15 minutes") as refusal:
        decode(wav_of(np.zeros(901 * RATE)), name="a.wav")
    assert refusal.value.reason == "too_long"


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        (b"", "empty", "0 bytes"),
        (b"#EXTM3U\n/etc/passwd\n", "unknown_format", "a playlist"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "undecodable", "cannot be decoded"),
        (b"\0" * (MOST_BYTES + 1), "too_large", "200 MB"),
    ],
)
def test_each_refusal_has_a_word_for_scripts_and_words_for_people(content: bytes, reason: str, words: str):
    with pytest.raises(Unhearable, match=words) as refusal:
        decode(content, name="day.wav")
    assert refusal.value.reason == reason
    assert "day.wav" in str(refusal.value)


def test_less_than_half_a_second_is_too_short_and_half_a_second_is_not(wav_of: WavOf):
    assert decode(wav_of(_tone(0.5)), name="a.wav").seconds == 0.5
    with pytest.raises(Unhearable, match=r"0\.49 s") as refusal:
        decode(wav_of(_tone(0.49)), name="a.wav")
    assert refusal.value.reason == "too_short"


def test_a_name_that_would_colour_a_terminal_or_fill_it_is_made_plain():
    with pytest.raises(Unhearable) as refusal:
        decode(b"", name="\x1b[31m\n" + "x" * 500)
    assert "\x1b" not in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


def test_the_samples_can_be_worked_on(wav_of: WavOf):
    sound = decode(wav_of(_tone(1.0)), name="a.wav")
    assert sound.samples.flags.writeable
    assert sound.samples.dtype == np.float32


def test_a_minute_is_decoded_in_little_time(wav_of: WavOf):
    content = wav_of(_tone(60.0))
    began = time.perf_counter()
    decode(content, name="a.wav")
    assert time.perf_counter() - began < 5.0  # 0.25 s where nothing else runs


def test_a_decoder_that_does_not_come_up_is_not_the_file_s_fault():
    from core.errors import Broken
    from voice.containers import WAV
    from voice.decoding import _refusal, _spawned

    child = _spawned()
    said, _ = child.communicate(b"\x00\x00\x00\x02{}", timeout=30)  # a task without anything in it: it fails before it looks at a file
    answer = json.loads(said[4:])
    assert answer["reason"] == "broken"
    assert isinstance(_refusal(answer, WAV, "day.wav"), Broken)
