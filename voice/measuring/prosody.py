"""Prosody with numpy alone: pitch, level, pace, pauses and the evenness of a voice; values by the names of the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voice.measuring.framing import HOP, SHORT, Spans, decibels, frames_of, levels_of, speech_seconds, within
from voice.measuring.pitch import WIDTH, Track, cycles_of, harmonics_to_noise_db, track_of
from voice.sound import RATE, Sound
from voice.transcript import Transcript

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray

    Floats = NDArray[float64]
    Flags = NDArray[bool_]
    Places = NDArray[intp]

SHORTEST_PAUSE = 0.2
"""Seconds: what is shorter is a stop consonant, not a pause."""
SYLLABLE_DIP_DB = 2.0
"""How far the level falls between two syllables (de Jong & Wempe 2009)."""
SYLLABLE_REACH_DB = 25.0
"""Below the loudest of the speech; a quieter peak is no syllable (de Jong & Wempe 2009)."""
SYLLABLE_WIDTH = 40
"""Milliseconds of the window in which the level is heard. So 94% of the syllables of twelve synthetic recordings are counted, 77 to 115%
of one (two texts by four voices of flite, and by espeak-ng at two speeds)."""
LEAST_SPEECH = 1.0
"""Seconds of speech before a pace or a share of pauses is told."""
LEAST_CYCLES = 20
LEAST_VOICED = 10
"""Frames of 10 ms."""
LOW_BAND, HIGH_BAND = (50.0, 1000.0), (1000.0, 5000.0)
"""In Hz: the two bands of the alpha ratio (eGeMAPS, Eyben et al. 2016)."""
_BLOCK = 512
_MILLISECOND = RATE // 1000


def paced(transcript: Transcript, spans: Spans) -> dict[str, float]:
    """Pace and pauses, which no sound is needed for: from where somebody speaks, and what was written down of it."""
    if speech_seconds(spans) < LEAST_SPEECH:
        return {}
    whole = spans[-1][1] - spans[0][0]
    pauses = [later[0] - earlier[1] for earlier, later in pairwise(spans) if later[0] - earlier[1] >= SHORTEST_PAUSE]
    words = len(transcript.text.split())
    found = {"pause_share": sum(pauses) / whole}
    if words:
        found["words_per_minute"] = 60.0 * words / whole
    if pauses:
        found |= {"mean_pause_seconds": sum(pauses) / len(pauses), "longest_pause_seconds": max(pauses)}
    return found


def levelled(samples: Floats, spans: Spans) -> dict[str, float]:
    """How loud the speech is, and how much its loudness varies."""
    levels = levels_of(samples)
    spoken = levels[within(spans, len(levels), SHORT)]
    if not len(spoken):
        return {}
    mean = float(decibels(np.array([np.mean(10.0 ** (spoken / 10.0))]))[0])
    low, high = np.percentile(spoken, [20.0, 80.0])
    return {"level_dbfs": mean, "level_spread_db": float(high - low)}


def syllables(samples: Floats, spans: Spans, track: Track) -> dict[str, float]:
    """Voiced peaks of the level per second of speech, pauses left out."""
    seconds = speech_seconds(spans)
    if seconds < LEAST_SPEECH or len(samples) < RATE * LEAST_SPEECH:
        return {}
    levels = envelope_of(samples)
    spoken = within(spans, len(levels), 0)
    if not spoken.any():
        return {}
    peaks = peaks_of(levels, SYLLABLE_DIP_DB)
    loud = levels[peaks] > np.percentile(levels[spoken], 99.0) - SYLLABLE_REACH_DB
    frames = np.clip(peaks - WIDTH // (2 * HOP), 0, max(len(track.pitch_hz) - 1, 0))
    voiced = track.voiced[frames] if len(track.pitch_hz) else np.zeros(len(peaks), dtype=np.bool_)
    return {"syllables_per_second": float(np.sum(loud & spoken[peaks] & voiced)) / seconds}


def peaks_of(levels: Floats, dip: float) -> Places:
    """Places of the highest moments between falls of at least `dip`, each of which rises by as much after the fall before it."""
    found: list[int] = []
    top, bottom, rising = 0, float("inf"), True
    for place, level in enumerate(levels.tolist()):
        if rising and level > levels[top]:
            top = place
        elif rising and level <= levels[top] - dip:
            found.append(top)
            rising, bottom = False, level
        elif not rising and level >= bottom + dip:
            rising, top = True, place
        elif not rising:
            bottom = min(bottom, level)
    return np.array([*found, *([top] if rising and len(levels) else [])], dtype=np.intp)


def envelope_of(samples: Floats) -> Floats:
    """(n,) level around every 10th millisecond in dB, through a window without edges, so that single periods of a voice are no peaks."""
    whole = samples[: len(samples) // _MILLISECOND * _MILLISECOND].reshape(-1, _MILLISECOND)
    window = np.hanning(SYLLABLE_WIDTH + 1)
    power = np.mean(whole**2, axis=1)
    smooth = np.convolve(power, window / window.sum())[SYLLABLE_WIDTH // 2 :][: len(power)]
    return decibels(smooth)[:: HOP // _MILLISECOND]


def voiced(samples: Floats, track: Track) -> dict[str, float]:
    """What the vowels tell: pitch, evenness from period to period, clearness, and where in the spectrum their power lies."""
    pitch = track.pitch_hz[track.voiced]
    if len(pitch) < LEAST_VOICED:
        return {}
    low, middle, high = np.percentile(pitch, [20.0, 50.0, 80.0])
    found = {"pitch_hz": float(middle), "pitch_spread_semitones": float(12.0 * np.log2(high / low))}
    clear = harmonics_to_noise_db(track)
    tilt = alpha_ratio_db(samples, track.voiced)
    found |= {} if clear is None else {"harmonics_to_noise_db": clear}
    found |= {} if tilt is None else {"alpha_ratio_db": tilt}
    cycles = cycles_of(samples, track)
    if len(cycles.uneven) >= LEAST_CYCLES:
        found |= {"jitter_percent": 100.0 * float(np.mean(cycles.uneven)), "shimmer_db": float(np.mean(cycles.unlike_db))}
    return found


def alpha_ratio_db(samples: Floats, where: Flags) -> float | None:
    """Mean level of 1 to 5 kHz over that of 50 to 1000 Hz, of the frames that are voiced; None where a band holds nothing."""
    frames, places = frames_of(samples, WIDTH), np.flatnonzero(where)
    hertz = np.fft.rfftfreq(WIDTH, 1.0 / RATE)
    low, high = ((hertz >= band[0]) & (hertz < band[1]) for band in (LOW_BAND, HIGH_BAND))
    ratios: list[Floats] = []
    for start in range(0, len(places), _BLOCK):
        power = np.abs(np.fft.rfft(frames[places[start : start + _BLOCK]] * np.hanning(WIDTH), axis=1)) ** 2
        below, above = power[:, low].sum(axis=1), power[:, high].sum(axis=1)
        heard = (below > 0.0) & (above > 0.0)
        ratios.append(10.0 * np.log10(above[heard] / below[heard]))
    told = np.concatenate([np.empty(0), *ratios])
    return float(told.mean()) if len(told) else None


def measured(sound: Sound, transcript: Transcript, spans: Spans, *, vowels: bool) -> Mapping[str, float]:
    """Every measure that numpy alone can tell, by its name.

    Args:
        sound: the whole recording.
        transcript: of it; its words are counted.
        spans: where somebody speaks.
        vowels: whether what the vowels tell is wanted too, or comes from elsewhere.
    """
    samples = sound.samples.astype(np.float64)
    speech = within(spans, len(frames_of(samples, WIDTH)), WIDTH)
    track = track_of(samples, speech)
    found = {**paced(transcript, spans), **levelled(samples, spans), **syllables(samples, spans, track)}
    return found | (voiced(samples, track) if vowels else {})
