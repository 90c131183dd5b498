"""Sound from the microphone as the bytes of a WAV file, where there is a microphone; what becomes of it is decided elsewhere."""

from __future__ import annotations

import io
import queue
import wave
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from core.errors import TranscriberUnavailable
from voice.sound import RATE

if TYPE_CHECKING:
    from types import ModuleType

BLOCK_SECONDS = 0.1
_PATIENCE_SECONDS = 5.0
_REMEDY = "give a recording instead (morrow journal add FILE)"


def record(seconds: float, *, until: Callable[[], bool]) -> bytes:
    """A WAV file of one channel, 16,000 samples a second, 16 bits.

    Args:
        seconds: how long at most.
        until: asked ten times a second; recording ends when it says True.

    Raises:
        TranscriberUnavailable: where PortAudio or a microphone is missing, or the microphone falls silent for good.
    """
    return wav_of(_blocks(_sounddevice(), seconds, until))


def wav_of(blocks: Iterable[bytes]) -> bytes:
    """The WAV file of blocks of 16-bit samples."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        for block in blocks:
            sound.writeframes(block)
    return file.getvalue()


def _sounddevice() -> ModuleType:
    try:
        import sounddevice
    except (ImportError, OSError) as error:  # OSError: the package is there, the system's PortAudio is not
        raise TranscriberUnavailable(
            f"wanted a microphone, PortAudio is not installed ({error}); install it (Debian: apt install libportaudio2) or {_REMEDY}"
        ) from error
    library: ModuleType = sounddevice
    return library


def _blocks(library: ModuleType, seconds: float, until: Callable[[], bool]) -> Iterable[bytes]:
    heard: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def take(block: bytes, *_: object) -> None:
        heard.put(bytes(block))

    try:
        stream = library.RawInputStream(samplerate=RATE, channels=1, dtype="int16", blocksize=int(RATE * BLOCK_SECONDS), callback=take)
        stream.start()
    except (library.PortAudioError, ValueError) as error:
        raise TranscriberUnavailable(f"wanted a microphone, found none that can be used ({error}); connect one or {_REMEDY}") from error
    try:
        yield from _taken(heard, seconds, until)
    finally:
        stream.close()


def _taken(
    heard: queue.SimpleQueue[bytes], seconds: float, until: Callable[[], bool], patience: float = _PATIENCE_SECONDS
) -> Iterable[bytes]:
    """Blocks until there are enough or `until` says so; a microphone that says nothing for so long is given up."""
    missing = int(seconds * RATE) * 2
    while missing > 0 and not until():
        try:
            block = heard.get(timeout=patience)
        except queue.Empty as error:
            raise TranscriberUnavailable(f"the microphone gives no sound; see that it is not muted or taken, or {_REMEDY}") from error
        yield block[:missing]
        missing -= len(block)
