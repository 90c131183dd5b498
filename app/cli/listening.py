"""Listening to a microphone in a terminal: the time is shown, and Enter or Ctrl-C ends it."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import note, side

if TYPE_CHECKING:
    from types import FrameType


def listen(seconds: int, *, asks: bool) -> bytes:
    """The recording, WAV: until Enter, Ctrl-C, or the time is over.

    Args:
        seconds: the most that is taken.
        asks: whether somebody sits there who could press Enter.

    Raises:
        TranscriberUnavailable: where there is no microphone.
    """
    from voice.microphone import record

    ending = "Enter or Ctrl-C ends it" if asks else "Ctrl-C ends it"
    with interrupted() as ended, _clock(seconds, f"Speak now, for up to {seconds} s; {ending}.") as tick:

        def until() -> bool:
            tick()
            return ended() or (asks and _enter_pressed())

        return record(seconds, until=until)


@contextmanager
def kept_beside(content: bytes, at: datetime) -> Iterator[None]:
    """Sees to it that spoken words are not lost where the block fails for another reason than the recording itself."""
    from core.errors import MorrowError, Unhearable

    try:
        yield
    except Unhearable:
        raise
    except MorrowError:
        path = Path.cwd() / f"morrow-{at:%Y%m%d-%H%M%S}.wav"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        note(f"What you said is kept: morrow journal add {path}")
        raise


@contextmanager
def interrupted() -> Iterator[Callable[[], bool]]:
    """Tells whether Ctrl-C was pressed, which ends the listening alone while the block lasts."""
    pressed: list[int] = []

    def take(number: int, frame: FrameType | None) -> None:
        del frame
        pressed.append(number)

    before = signal.signal(signal.SIGINT, take)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _clock(seconds: int, invitation: str) -> Iterator[Callable[[], None]]:
    """Invites to speak once the microphone listens, and from then on shows how long it has been, on a terminal."""
    from rich.text import Text

    begun: list[float] = []
    console = side()
    status = console.status(Text("Listening …"))

    def tick() -> None:
        if not begun:
            begun.append(time.monotonic())
            note(invitation)
            if console.is_terminal:
                status.start()
        status.update(Text(f"Listening · {_minutes(time.monotonic() - begun[0])} of {_minutes(seconds)}"))

    try:
        yield tick
    finally:
        status.stop()


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _enter_pressed() -> bool:
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(ready) and sys.stdin.readline() is not None
