"""Sounds of which everything is known: harmonic tones of one pitch, with pauses and levels as a test asks for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from voice.sound import RATE, Sound
from voice.transcript import Transcript


@pytest.fixture
def vowel() -> Callable[..., np.ndarray]:
    """(pitch in Hz, seconds, peak) → harmonics that fall by 6 dB per octave, up to 5 kHz."""

    def sing(pitch: float, seconds: float, peak: float = 0.3) -> np.ndarray:
        time = np.arange(round(seconds * RATE)) / RATE
        wave = sum(np.sin(2 * np.pi * pitch * number * time) / number for number in range(1, int(5000 / pitch) + 1))
        return peak * wave / np.abs(wave).max()

    return sing


@pytest.fixture
def silence() -> Callable[[float], np.ndarray]:
    """Seconds → zeros."""
    return lambda seconds: np.zeros(round(seconds * RATE))


@pytest.fixture
def sound() -> Callable[..., Sound]:
    """Parts → one sound of them, one after the other."""
    return lambda *parts: Sound(np.concatenate(parts).astype(np.float32))


@pytest.fixture
def spans() -> Callable[..., tuple[tuple[float, float], ...]]:
    """Pairs of seconds → stretches of speech."""

    def gather(*pairs: Sequence[float]) -> tuple[tuple[float, float], ...]:
        return tuple((start, end) for start, end in pairs)

    return gather


@pytest.fixture
def said() -> Callable[[str], Transcript]:
    """Text → transcript of it."""
    return lambda text="": Transcript(text, "by hand", "en", None)


@pytest.fixture
def noise() -> Callable[[float, float], np.ndarray]:
    """(seconds, root mean square) → white noise, the same each time."""
    return lambda seconds, rms: np.random.default_rng(7).normal(0.0, rms, round(seconds * RATE))
