"""The voice: how far what was told this evening lies from what is usual for the person's own voice.

Compared are days of the same source epoch alone, for another analysis or microphone hears another voice; measures of recordings with
flags carry a mark at the end of their epoch, and are of no series.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

import numpy as np

from core.records import Measure
from forecasting.features.evenings import Evenings
from forecasting.features.facts import NAN
from forecasting.features.known import Reading, windows
from forecasting.features.windows import FARTHEST, of_newest, ratio
from forecasting.quantiles import Floats

TAKEN: Mapping[str, str] = {
    "voice_pitch_deviation_90": "voice_pitch_hz",
    "voice_melody_deviation_90": "voice_pitch_spread_semitones",
    "voice_articulation_deviation_90": "voice_syllables_per_second",
    "voice_pauses_deviation_90": "voice_pause_share",
    "voice_clearness_deviation_90": "voice_harmonics_to_noise_db",
    "voice_jitter_deviation_90": "voice_jitter_percent",
}
"""Feature → kind of the measure that it is about."""
DAYS = 91
"""In a window: the evening's own day and the 90 before it; entries are rarer than nights."""
LEAST_DAYS = 8
"""Days before on which the voice was heard, until anything is usual (as in `voice.normal_range`)."""
FLAGGED = ", flagged"
"""Ends the source epoch of measures from a recording with flags (as in `voice.normal_range`)."""
_SD_OF_MAD = 1.4826
"""Standard deviations in a median absolute deviation of normal values."""
_EPOCH = "epoch"


def voice_features(measures: Sequence[Measure], evenings: Evenings) -> dict[str, Floats]:
    """Name → (n,) today's deviation from the median of the 90 days before, in their robust standard deviation, at most 5 either way.

    NaN where nothing was told today, fewer than 8 days before are comparable, or most of them are the same.
    """
    told = [one for one in measures if one.kind in TAKEN.values() and not one.source_epoch.endswith(FLAGGED)]
    if not told:
        return {name: np.full(len(evenings), np.nan) for name in TAKEN}
    days = windows(told, Reading(lambda one: one.day, (*TAKEN.values(), _EPOCH), _Days(told).of), evenings, DAYS)
    return {name: _deviation(of_newest(days[kind], days[_EPOCH])) for name, kind in TAKEN.items()}


class _Days:
    """Reads the measures of one day: the median of its entries, of the epoch that was told last.

    Args:
        told: all measures, whose epochs get numbers.
    """

    def __init__(self, told: Sequence[Measure]) -> None:
        self._codes = {epoch: float(place) for place, epoch in enumerate(sorted({one.source_epoch for one in told}))}

    def of(self, _place: int, known: Sequence[Measure]) -> list[float]:
        """One value per kind, then the number of the epoch."""
        epoch = max(known, key=lambda one: (one.known_at, one.key)).source_epoch
        values: dict[str, list[float]] = {}
        for one in known:
            if one.source_epoch == epoch:
                values.setdefault(one.kind, []).append(one.value)
        return [*(median(values[kind]) if kind in values else NAN for kind in TAKEN.values()), self._codes[epoch]]


def _deviation(window: Floats) -> Floats:
    """(n,) the newest day against the days before it, by median and median absolute deviation."""
    found = np.full(len(window), np.nan)
    rows = np.flatnonzero(np.isfinite(window[:, 0]) & (np.isfinite(window[:, 1:]).sum(axis=1) >= LEAST_DAYS))
    if len(rows):
        today, before = window[rows, 0], window[rows, 1:]
        centre = np.nanmedian(before, axis=1)
        spread = _SD_OF_MAD * np.nanmedian(np.abs(before - centre[:, None]), axis=1)
        found[rows] = np.clip(ratio(today - centre, spread), -FARTHEST, FARTHEST)
    return found
