"""From the bytes of a file to a `Sound`; the decoding itself happens in a process that can do nothing else (`voice.decoding_child`).

Each file has a fresh child: an interpreter with an empty environment, fed and heard through pipes, killed when its time is over.
Whatever a file does to the decoder, it is done to that child.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self, cast

from core.errors import Broken, MorrowError, Unhearable
from core.sandbox_wire import HEADER
from voice.containers import SUFFIXES, container_of, looks_like
from voice.sound import RATE, Sound

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from voice.containers import Container

__all__ = ["LEAST_SECONDS", "MOST_BYTES", "MOST_SECONDS", "SUFFIXES", "decode"]

MOST_SECONDS = 900
"""Decoded length: a size alone bounds nothing, two hours of silence are a megabyte."""
LEAST_SECONDS = 0.5
MOST_BYTES = 200_000_000
"""A quarter of an hour in stereo from a compact disc takes 159 MB."""
WALL_SECONDS = 15.0
_REPLY_BYTES = 4_096
_CODE = "import sys; sys.path.insert(0, sys.argv[1]); from voice.decoding_child import main; main()"
_TAKEN = "wav, mp3, m4a, ogg, flac or webm"


def decode(content: bytes, *, name: str) -> Sound:
    """The sound of a file: one channel, 16,000 samples a second, every sample a number in −1 … 1.

    Args:
        content: the whole file.
        name: what to call it in messages; it decides nothing.

    Raises:
        Unhearable: with the reason empty, too_large, unknown_format, undecodable, no_audio, too_long or too_short.
        Broken: where the decoder cannot be started at all, whatever the file.
    """
    called = _called(name)
    if not content:
        raise Unhearable(f"{called} is empty (0 bytes); record it again", "empty")
    if len(content) > MOST_BYTES:
        raise Unhearable(
            f"{called} has {len(content) / 1e6:,.0f} MB, at most {MOST_BYTES / 1e6:,.0f} MB are taken; save it as m4a or mp3", "too_large"
        )
    container = container_of(content)
    if container is None:
        raise Unhearable(f"wanted a recording ({_TAKEN}), {called} is {looks_like(content)} by its content", "unknown_format")
    samples = _samples(content, container, called)
    sound = Sound(_cleaned(samples))
    if sound.seconds < LEAST_SECONDS:
        raise Unhearable(
            f"{called} holds {sound.seconds:.2f} s of sound, at least {LEAST_SECONDS:g} s are needed; speak longer", "too_short"
        )
    return sound


def _called(name: str) -> str:
    """The name as a message may hold it: short, and without a character that a terminal obeys."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name[:200])
    return plain if len(name) <= 80 else plain[:77] + "…"


def _cleaned(samples: bytes) -> NDArray[float32]:
    """The child's samples, looked at again: what it ran may have been taken over."""
    import numpy as np

    values: NDArray[float32] = np.nan_to_num(np.frombuffer(samples, dtype=np.float32), nan=0.0, posinf=1.0, neginf=-1.0)
    np.clip(values, -1.0, 1.0, out=values)
    return values


def _samples(content: bytes, container: Container, called: str) -> bytes:
    """What the child sends.

    Raises:
        Unhearable: where it declines, dies, takes too long or sends what it should not.
    """
    with _Child(content, container) as child:
        try:
            answer = json.loads(child.receive(child.length(_REPLY_BYTES)))
            wanted = answer.get("samples")
            if isinstance(wanted, int) and 0 <= wanted <= (MOST_SECONDS + 1) * RATE:
                return child.receive(4 * wanted)
        except TimeoutError as error:
            raise Unhearable(
                f"{called} could not be decoded within {WALL_SECONDS:g} s; try again when less else runs, or save it anew as wav",
                "undecodable",
            ) from error
        except (OSError, ValueError, AttributeError) as error:
            raise Unhearable(f"{called} made the decoder give up; save it anew as wav or m4a", "undecodable") from error
    raise _refusal(answer, container, called)


def _refusal(answer: dict[str, object], container: Container, called: str) -> MorrowError:
    reason, detail = answer.get("reason"), "".join(c for c in str(answer.get("detail", ""))[:120] if c.isprintable())
    if reason == "broken":
        return Broken(f"the decoder does not come up ({detail}); install Morrow anew (make setup)")
    if reason == "too_long":
        return Unhearable(f"{called} holds more than {MOST_SECONDS // 60} minutes of sound, which is the most taken; cut it", "too_long")
    if reason == "no_audio":
        return Unhearable(f"{called} ({container.name}) holds no sound, only something else such as video; record sound", "no_audio")
    because = f" ({detail})" if detail else ""
    wanted = f"wanted {container.name} with {' or '.join(_families(container))}"
    return Unhearable(f"{called} cannot be decoded{because}: {wanted}; save it anew as wav or m4a", "undecodable")


def _families(container: Container) -> tuple[str, ...]:
    """The codecs in the words of people."""
    return ("PCM", "A-law", "µ-law") if container.demuxer == "wav" else tuple(c.upper() for c in container.codecs if c != "mp3float")


class _Child:
    """One decoder with one file; a context manager that leaves no process, thread or pipe behind."""

    def __init__(self, content: bytes, container: Container) -> None:
        self._deadline = time.monotonic() + WALL_SECONDS
        self._process = _spawned()
        self._reader = cast("IO[bytes]", self._process.stdout).fileno()
        self._writer = threading.Thread(target=_feed, args=(self._process, _asked(container), content), daemon=True, name="decoding-feed")

    def __enter__(self) -> Self:
        self._writer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._writer.join()  # it ends now: nobody reads any more
        for pipe in (self._process.stdin, self._process.stdout):
            cast("IO[bytes]", pipe).close()

    def length(self, most: int) -> int:
        """The length of the frame that follows; ValueError where it is more than may be."""
        (length,) = HEADER.unpack(self.receive(HEADER.size))
        if length > most:
            raise ValueError(f"a frame of {length} bytes")
        return cast("int", length)

    def receive(self, length: int) -> bytes:
        """The next bytes; TimeoutError when they take too long, ConnectionError when the child dies over them."""
        parts = bytearray()
        poll = select.poll()
        poll.register(self._reader, select.POLLIN)
        while len(parts) < length:
            if not poll.poll(max(0.0, self._deadline - time.monotonic()) * 1000):
                raise TimeoutError
            part = os.read(self._reader, min(length - len(parts), 1 << 20))
            if not part:
                raise ConnectionError("the decoder died")
            parts += part
        return bytes(parts)


def _spawned() -> subprocess.Popen[bytes]:
    """A fresh, isolated interpreter: of the environment only that BLAS may start no threads, no user site, a session of its own."""
    root = Path(__file__).resolve().parent.parent
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
            [sys.executable, "-I", "-c", _CODE, str(root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,
        )
    except OSError as error:
        raise Broken(f"the decoder cannot be started ({error.strerror}); see that memory and processes are left") from error


def _asked(container: Container) -> bytes:
    task = {
        "demuxer": container.demuxer,
        "codecs": container.codecs,
        "rate": RATE,
        "most_seconds": MOST_SECONDS,
        "cpu_seconds": WALL_SECONDS,
    }
    body = json.dumps(task).encode()
    return HEADER.pack(len(body)) + body


def _feed(process: subprocess.Popen[bytes], asked: bytes, content: bytes) -> None:
    """Sends the task and the file; in a thread, because a pipe holds less than either side may have to say."""
    from voice.decoding_child import LENGTH

    descriptor = cast("IO[bytes]", process.stdin).fileno()
    try:
        for part in (asked, LENGTH.pack(len(content)), content):
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(descriptor, rest[: 1 << 20]) :]
    except OSError:  # it died meanwhile, or has read enough
        return
