"""Whether a recording is fit to be compared: flags for what is wrong with its sound; never a repair.

The bounds are where measures begin to move on synthetic voices (flite and espeak-ng, tests/unit/voice/measuring/test_quality.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from voice.measuring.framing import SHORT, Spans, levels_of, speech_seconds, within
from voice.sound import RATE, Sound

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Floats = NDArray[float64]

FLAGS: Mapping[str, str] = {
    "too_short": "less than 3 seconds of speech",
    "quiet": "the speech is very quiet: come closer to the microphone",
    "clipping": "the loudest parts are cut off: go further from the microphone, or turn it down",
    "noise": "the background is loud against the speech",
}
"""Flag → what it means; in the order in which flags are told."""
LEAST_SECONDS = 3.0
QUIETEST_DBFS = -50.0
RAIL = 0.99
"""Of full scale: what is louder may have been cut off."""
MOST_AT_RAIL = 0.002
"""Share of the samples of speech at the rails; a recording that is merely as loud as can be has a tenth of it."""
LEAST_SNR_DB = 15.0
LEAST_REST = 0.3
"""Seconds without speech before anything is said of the background."""
MARGIN = 0.1
"""Seconds around speech that still belong to it: breath, reverberation and the rounding of the spans."""


def flags_of(sound: Sound, spans: Spans) -> tuple[str, ...]:
    """What is wrong with a recording, in the order of `FLAGS`."""
    samples = sound.samples.astype(np.float64)
    levels = levels_of(samples)
    spoken = levels[within(spans, len(levels), SHORT)]
    level, snr = _mean_level(spoken), signal_to_noise_db(levels, spans)
    found = {
        "too_short": speech_seconds(spans) < LEAST_SECONDS,
        "quiet": level is not None and level < QUIETEST_DBFS,
        "clipping": share_at_rail(samples, spans) > MOST_AT_RAIL,
        "noise": snr is not None and snr < LEAST_SNR_DB,
    }
    return tuple(flag for flag in FLAGS if found[flag])


def share_at_rail(samples: Floats, spans: Spans) -> float:
    """Share of the samples of speech that stand at the rails, 0 … 1."""
    seconds = speech_seconds(spans)
    return float(np.sum(np.abs(samples) >= RAIL)) / max(seconds * RATE, 1.0)


def signal_to_noise_db(levels: Floats, spans: Spans) -> float | None:
    """Power of the speech over that of the rest of the recording; None where the rest is too little to tell, or there is no speech.

    Args:
        levels: (n,) of every 10 ms, in dB.
        spans: where somebody speaks.
    """
    noise = _mean_level(levels[~within(spans, len(levels), SHORT, margin=MARGIN)], least=int(LEAST_REST * 100))
    loud = _mean_level(levels[within(spans, len(levels), SHORT)])
    if noise is None or loud is None:
        return None
    speech = 10.0 ** (loud / 10.0) - 10.0 ** (noise / 10.0)
    return 10.0 * float(np.log10(speech)) - noise if speech > 0.0 else 0.0


def _mean_level(levels: Floats, least: int = 1) -> float | None:
    """Level of the mean power, in dB; None of fewer frames."""
    return float(10.0 * np.log10(np.mean(10.0 ** (levels / 10.0)))) if len(levels) >= least else None
