"""What a transcriber gives, and the protocol that all of them follow. Adding one: one module in `voice/transcribers`, one line there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voice.sound import Sound


@dataclass(frozen=True)
class Word:
    """One word as it was heard."""

    text: str
    start: float
    """Seconds from the beginning."""
    end: float
    confidence: float | None = None
    """0 … 1, where it is told."""


@dataclass(frozen=True)
class Transcript:
    """Speech, written down."""

    text: str
    """Empty where nobody was heard to speak."""
    transcriber: str
    """Name and model: "whisper base", "moonshine tiny-en" …"""
    language: str | None
    """ISO 639-1, where it is known."""
    confidence: float | None
    """0 … 1 over all words, where it is told."""
    words: tuple[Word, ...] = ()
    """With times; empty where the transcriber tells none."""


class Transcriber(Protocol):
    """Something that writes speech down."""

    @property
    def name(self) -> str:
        """Name and model, as transcripts carry it."""
        ...

    def transcribe(self, sound: Sound) -> Transcript:
        """What was said; invented text, as models write it over silence and noise, is left out.

        Raises:
            TranscriberUnavailable: when it cannot be had; the message tells how to get it.
        """
        ...
