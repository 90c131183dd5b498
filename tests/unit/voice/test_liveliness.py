"""What never changes its bands is no speech."""

from __future__ import annotations

import numpy as np
import pytest

from voice.liveliness import LEAST, is_lively, liveliness
from voice.sound import RATE, Sound


def _tone(hertz: float, seconds: float = 1.0) -> np.ndarray:
    return np.asarray(0.2 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE), dtype=np.float32)


def test_a_tone_that_stays_is_not_lively():
    assert liveliness(_tone(440)) < LEAST


def test_energy_that_goes_half_the_time_elsewhere_is_half_lively():
    """Each frame has all its energy in one of two bands, and on average half of it lies in either: 0.5, but for frames across the edges."""
    sound = np.concatenate([_tone(200, 0.5), _tone(2000, 0.5)] * 2)
    assert liveliness(sound) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(RATE, np.float32), _tone(440, 0.1)])
def test_nothing_or_too_little_is_not_lively(samples: np.ndarray):
    assert liveliness(samples) == 0.0


def test_only_the_lively_spans_stay():
    sound = Sound(np.concatenate([_tone(300, 1.0), _tone(200, 0.5), _tone(2000, 0.5)]))
    assert [is_lively(sound, span) for span in ((0.0, 1.0), (1.0, 2.0))] == [False, True]
