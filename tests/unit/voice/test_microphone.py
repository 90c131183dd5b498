"""The microphone as far as it can be tested without one: the words where there is none, and what becomes of blocks of samples."""

from __future__ import annotations

import io
import queue
import wave

import numpy as np
import pytest

from core.errors import TranscriberUnavailable
from voice.decoding import decode
from voice.microphone import _taken, record, wav_of
from voice.sound import RATE

BLOCK = bytes(3_200)
"""A tenth of a second of silence."""


def _queue(blocks: int) -> queue.SimpleQueue[bytes]:
    heard: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    for _ in range(blocks):
        heard.put(BLOCK)
    return heard


def _has_microphone() -> bool:
    try:
        import sounddevice

        sounddevice.check_input_settings(samplerate=RATE, channels=1, dtype="int16")
    except Exception:  # noqa: BLE001 - the system's library is missing, or a device, or its rate: no microphone in any case
        return False
    return True


@pytest.mark.skipif(_has_microphone(), reason="there is a microphone here, which tests leave alone")
def test_without_a_microphone_the_remedy_is_named():
    with pytest.raises(TranscriberUnavailable, match=r"wanted a microphone.*morrow journal add FILE"):
        record(1.0, until=lambda: True)


def test_recording_ends_after_the_time_allowed_to_the_sample():
    taken = b"".join(_taken(_queue(20), 0.25, lambda: False))
    assert len(taken) == 2 * RATE // 4


def test_recording_ends_when_it_is_told_to():
    answers = iter([False, False, False, True])
    assert len(list(_taken(_queue(20), 10.0, lambda: next(answers)))) == 3


def test_a_microphone_that_says_nothing_is_given_up():
    with pytest.raises(TranscriberUnavailable, match="gives no sound"):
        list(_taken(_queue(3), 10.0, lambda: False, patience=0.05))


def test_what_is_recorded_can_be_heard():
    tone = (0.3 * 32767 * np.sin(np.arange(RATE) / 10)).astype("<i2").tobytes()
    content = wav_of([tone[:10_000], tone[10_000:]])
    with wave.open(io.BytesIO(content)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth(), sound.getnframes()) == (RATE, 1, 2, RATE)
    assert decode(content, name="spoken.wav").seconds == 1.0
