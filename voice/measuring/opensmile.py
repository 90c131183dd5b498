"""openSMILE's eGeMAPSv02 functionals of a recording: the owner of that library.

F. Eyben et al.: "The Geneva Minimalistic Acoustic Parameter Set (GeMAPS) for Voice Research and Affective Computing",
IEEE Transactions on Affective Computing 7 (2016).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache

from voice.sound import RATE, Sound

NAME = "opensmile eGeMAPSv02"
LICENCE_NOTE = (
    "Voices are measured by openSMILE, © audEERING GmbH. Its licence allows private, teaching and research use alone; any commercial use "
    "needs a licence of audEERING's. MORROW_VOICE_ANALYSIS=plain measures with Morrow's own code instead, =off measures nothing."
)
"""To be said where the analysis is used for the first time, in `morrow doctor` and in the README."""
LEAST_SECONDS = 0.5
"""Of a recording: for less openSMILE has nothing to tell."""
_HZ_OF_SEMITONE_0 = 27.5
_Convert = Callable[[float], float]
_TAKEN: Mapping[str, tuple[str, _Convert]] = {
    "pitch_hz": ("F0semitoneFrom27.5Hz_sma3nz_percentile50.0", lambda semitones: _HZ_OF_SEMITONE_0 * 2.0 ** (semitones / 12.0)),
    "pitch_spread_semitones": ("F0semitoneFrom27.5Hz_sma3nz_pctlrange0-2", float),
    "jitter_percent": ("jitterLocal_sma3nz_amean", lambda share: 100.0 * share),
    "shimmer_db": ("shimmerLocaldB_sma3nz_amean", float),
    "harmonics_to_noise_db": ("HNRdBACF_sma3nz_amean", float),
    "alpha_ratio_db": ("alphaRatioV_sma3nz_amean", float),
}
"""Measure of the catalog → the functional that defines it, and how its value is turned into the catalog's unit."""
_VOICE = "MeanVoicedSegmentLengthSec"
"""0 where no voice was heard; then all that is told of a voice is 0 too, and means nothing."""


@lru_cache(maxsize=1)
def _analyser() -> Callable[[Sound], Mapping[str, float]]:
    import opensmile

    smile = opensmile.Smile(feature_set=opensmile.FeatureSet.eGeMAPSv02, feature_level=opensmile.FeatureLevel.Functionals, num_workers=1)

    def analyse(sound: Sound) -> Mapping[str, float]:
        with warnings.catch_warnings():  # of segments too short, and of its own dependencies' changes
            warnings.simplefilter("ignore")
            row = smile.process_signal(sound.samples, RATE).iloc[0]
        return {str(name): float(value) for name, value in row.items()}

    return analyse


def functionals_of(sound: Sound) -> dict[str, float]:
    """The functionals of the whole recording by their own names, finite ones alone; none of a recording that is too short."""
    if sound.seconds < LEAST_SECONDS:
        return {}
    return {name: value for name, value in _analyser()(sound).items() if math.isfinite(value)}


def values_of(functionals: Mapping[str, float]) -> dict[str, float]:
    """The measures of the catalog that the functionals define; none where no voice was heard."""
    if functionals.get(_VOICE, 0.0) <= 0.0:
        return {}
    return {name: convert(functionals[functional]) for name, (functional, convert) in _TAKEN.items() if functional in functionals}
