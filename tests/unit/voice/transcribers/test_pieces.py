"""Speech is cut where it is quiet, and nothing of it is lost or heard twice."""

from __future__ import annotations

import numpy as np
import pytest

from voice.sound import RATE, Sound
from voice.transcribers.pieces import LONGEST_SECONDS, MARGIN_SECONDS, SILENCE_SECONDS, halves_of, pieces_of


def _noise(seconds: float, *quiet: float) -> Sound:
    """Noise, with 0.2 s of nothing around the given instants."""
    samples = np.random.default_rng(1).normal(0.0, 0.1, round(seconds * RATE)).astype(np.float32)
    for at in quiet:
        samples[round((at - 0.1) * RATE) : round((at + 0.1) * RATE)] = 0.0
    return Sound(samples)


def test_short_spans_go_together_up_to_the_limit():
    found = pieces_of(_noise(30), [(0.5, 3.0), (4.0, 9.0), (11.0, 14.0), (15.0, 20.0)])
    assert [(one.start, one.end) for one in found] == [(0.5, 9.0), (11.0, 20.0)]


def test_a_long_span_is_cut_at_its_quietest_instant():
    found = pieces_of(_noise(15, 8.5), [(0.0, 15.0)])
    assert len(found) == 2
    assert found[0].end == found[1].start == pytest.approx(8.5, abs=0.06)


def test_a_piece_is_never_longer_than_the_limit():
    found = pieces_of(_noise(65), [(0.0, 65.0)])
    assert all(one.end - one.start <= LONGEST_SECONDS for one in found)
    assert [one.end for one in found[:-1]] == [one.start for one in found[1:]]
    assert (found[0].start, found[-1].end) == (0.0, 65.0)


def test_a_piece_has_silence_around_it():
    (found,) = pieces_of(_noise(5), [(1.0, 2.0)])
    assert len(found.samples) == round((1.0 + 2 * MARGIN_SECONDS + 2 * SILENCE_SECONDS) * RATE)
    assert not found.samples[: round(SILENCE_SECONDS * RATE)].any()
    assert found.samples.dtype == np.float32


def test_halves_meet_at_the_quietest_instant_near_the_middle():
    sound = _noise(8, 3.5)
    (whole,) = pieces_of(sound, [(0.0, 8.0)])
    first, second = halves_of(sound, whole)
    assert (first.start, second.end) == (0.0, 8.0)
    assert first.end == second.start == pytest.approx(3.5, abs=0.06)


def test_no_speech_gives_no_piece():
    assert pieces_of(_noise(3), []) == []
