"""The pitch of a voice, period by period, and how clear and even the periods are; autocorrelation as in Boersma (1993), in numpy alone.

P. Boersma: "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of a sampled sound",
Proceedings of the Institute of Phonetic Sciences 17 (1993): the autocorrelation of a windowed frame over that of the window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from voice.measuring.framing import HOP, frames_of, levels_of
from voice.sound import RATE

if TYPE_CHECKING:
    from numpy import bool_, float64
    from numpy.typing import NDArray

    Floats = NDArray[float64]
    Flags = NDArray[bool_]

LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0
"""Pitch of speaking voices, from a low man's to a small child's."""
WIDTH = 1024
"""Samples of a frame, 64 ms: four periods of the lowest pitch."""
VOICED = 0.55
"""Autocorrelation at the period, 0 … 1, from which a frame counts as voiced (Boersma: 0.45; a diary wants sure ones)."""
OCTAVE_COST = 0.02
"""By how much a period twice as long must be the clearer one: twice a period is a period too."""
AUDIBLE_DB = 30.0
"""Below the loudest frames; what is quieter is no voice, however regular."""
CLEAREST = 0.9999
"""Autocorrelation beyond which rounding speaks: 40 dB."""
LONGER, HIGHER = 1.3, 1.6
"""Two periods of which one is so many times as long, or as high, as the other are a jump of the voice and no unevenness (as in Praat)."""
_DB_OF_LN = float(20.0 / np.log(10.0))
_SHORTEST, _LONGEST = int(RATE / HIGHEST_HZ), int(np.ceil(RATE / LOWEST_HZ))
_BLOCK = 512
_LEAST_FRAMES = 5
"""Of a voiced stretch: what is shorter than 50 ms is a click or a consonant."""


@dataclass(frozen=True, eq=False)
class Track:
    """Pitch over time, one value every 10 ms."""

    pitch_hz: Floats
    """(n,) NaN where no voice sounds."""
    clarity: Floats
    """(n,) autocorrelation at the period, 0 … 1."""

    @property
    def voiced(self) -> Flags:
        """(n,) where a voice sounds."""
        return np.isfinite(self.pitch_hz)

    def stretches(self) -> Iterator[tuple[int, int]]:
        """(first, end) frame of every stretch of voice."""
        edges = np.flatnonzero(np.diff(np.concatenate([[0], self.voiced.astype(np.int8), [0]])))
        yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def track_of(samples: Floats, speech: Flags) -> Track:
    """Pitch and clarity of every frame.

    Args:
        samples: of the whole sound.
        speech: (n,) whether each frame lies in speech; the others are unvoiced.
    """
    frames = frames_of(samples, WIDTH)
    lags, clarity = np.full(len(frames), np.nan), np.zeros(len(frames))
    for start in range(0, len(frames), _BLOCK):
        block = slice(start, start + _BLOCK)
        lags[block], clarity[block] = _periods(frames[block])
    levels = levels_of(samples)[: len(frames)]
    audible = levels > (np.percentile(levels[speech], 95.0) if speech.any() else 0.0) - AUDIBLE_DB
    lags[~(speech & audible & (clarity >= VOICED))] = np.nan
    return _without_clicks(Track(RATE / lags, clarity))


def _periods(frames: Floats) -> tuple[Floats, Floats]:
    """Period in samples and clarity of each frame; the clearest peak of the autocorrelation, long periods at a cost."""
    window = np.hanning(WIDTH)
    taken = (frames - frames.mean(axis=1, keepdims=True)) * window
    correlation = _autocorrelation(taken) / _autocorrelation(window[None, :])
    silent = correlation[:, 0] <= 0.0
    correlation /= np.where(silent, 1.0, correlation[:, 0])[:, None]
    lags = np.arange(_SHORTEST, _LONGEST + 1)
    here, before, after = correlation[:, lags], correlation[:, lags - 1], correlation[:, lags + 1]
    peaks = (here >= before) & (here > after)
    worth = np.where(peaks, here - OCTAVE_COST * np.log2(lags * LOWEST_HZ / RATE), -np.inf)
    best = worth.argmax(axis=1)
    rows = np.arange(len(frames))
    shift, height = _summit(before[rows, best], here[rows, best], after[rows, best])
    found = peaks[rows, best] & ~silent
    return np.where(found, lags[best] + shift, np.nan), np.where(found, np.clip(height, 0.0, 1.0), 0.0)


def _autocorrelation(frames: Floats) -> Floats:
    """(n, lags) up to one more than the longest period."""
    spectrum = np.fft.rfft(frames, 2 * WIDTH, axis=1)
    return np.fft.irfft(spectrum.real**2 + spectrum.imag**2, axis=1)[:, : _LONGEST + 2]


def _summit(before: Floats, here: Floats, after: Floats) -> tuple[Floats, Floats]:
    """Where the parabola through three points has its summit, from the middle one, and how high it is there."""
    bend = before - 2.0 * here + after
    shift = np.where(bend < 0.0, 0.5 * (before - after) / np.where(bend < 0.0, bend, 1.0), 0.0)
    return shift, here - 0.25 * (before - after) * shift


def _without_clicks(track: Track) -> Track:
    """The track without stretches that are too short to be a vowel."""
    kept = track.pitch_hz.copy()
    for first, end in track.stretches():
        if end - first < _LEAST_FRAMES:
            kept[first:end] = np.nan
    return Track(kept, track.clarity)


def harmonics_to_noise_db(track: Track) -> float | None:
    """Mean of the voiced frames: power of what repeats itself over that of what does not; None without any."""
    clarity = np.minimum(track.clarity[track.voiced], CLEAREST)
    return float(np.mean(10.0 * np.log10(clarity / (1.0 - clarity)))) if len(clarity) else None


@dataclass(frozen=True, eq=False)
class Cycles:
    """Neighbouring periods of the voice."""

    uneven: Floats
    """(m,) difference of two neighbouring periods, as a share of them."""
    unlike_db: Floats
    """(k,) ratio of the heights of two neighbouring periods, in dB, without its sign."""


def cycles_of(samples: Floats, track: Track) -> Cycles:
    """Every two neighbouring periods inside a stretch of voice."""
    uneven: list[Floats] = [np.empty(0)]
    unlike: list[Floats] = [np.empty(0)]
    for first, end in track.stretches():
        lengths, heights = _walk(samples, track.pitch_hz[first:end], first * HOP + WIDTH // 2)
        lengths, heights = np.log(np.maximum(lengths, 1.0)), np.log(np.maximum(heights, 1e-9))
        longer, higher = np.abs(np.diff(lengths)), np.abs(np.diff(heights))
        uneven.append(longer[longer <= np.log(LONGER)])
        unlike.append(_DB_OF_LN * higher[(longer <= np.log(LONGER)) & (higher <= np.log(HIGHER))])
    return Cycles(np.concatenate(uneven), np.concatenate(unlike))


def _walk(samples: Floats, pitch: Floats, start: int) -> tuple[Floats, Floats]:
    """Lengths and heights of the periods one after the other: each is the shift under which the waveform fits itself best."""
    place, last = _begin(samples, start, RATE / float(pitch[0])), start + (len(pitch) - 1) * HOP
    lengths: list[float] = []
    heights: list[float] = []
    while place < last:
        period = RATE / float(pitch[max(place - start, 0) // HOP])
        found = _fit(samples, place, period)
        if found is None:
            break
        lengths.append(found)
        heights.append(float(np.ptp(samples[place : place + round(period)])))
        place += max(round(found), 1)
    return np.array(lengths), np.array(heights)


def _begin(samples: Floats, start: int, period: float) -> int:
    """Where to begin, so that the strongest moment of a period lies in its middle and is not cut in two."""
    strongest = start + int(np.abs(samples[start : start + round(period)]).argmax())
    return max(strongest - round(period / 2.0), 0)


def _fit(samples: Floats, place: int, period: float) -> float | None:
    """The length of the period that begins there; None at the end of the sound."""
    width, low, high = round(period), int(0.8 * period), int(1.25 * period) + 2
    heard = samples[place : place + width]
    beyond = samples[place + low : place + high + width]
    if len(beyond) < high - low + width:
        return None
    shifted = sliding_window_view(beyond, width)
    fit = (shifted @ heard) / np.sqrt(np.maximum(np.einsum("ij,ij->i", shifted, shifted), 1e-12))
    best = int(fit[1:-1].argmax()) + 1
    shift, _ = _summit(fit[best - 1], fit[best], fit[best + 1])
    return low + best + float(np.clip(shift, -0.5, 0.5))
