"""The catalog of voice measures, and the one call that measures a recording.

Adding a measure is one entry here and one value in `prosody` or `opensmile`. A measure is told where it could be measured, and else
not at all: never as zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from core.errors import UnknownName
from voice.measures import VoiceMeasure, VoiceMeasures
from voice.measuring import opensmile, prosody
from voice.measuring.framing import Spans
from voice.measuring.opensmile import LICENCE_NOTE
from voice.measuring.quality import FLAGS, flags_of
from voice.sound import Sound
from voice.transcript import Transcript

__all__ = ["FLAGS", "LICENCE_NOTE", "MEASURES", "PLAIN", "kind_of", "measure"]

PLAIN = "plain"
"""Name of the analysis by numpy alone."""
_MEASURES = (
    VoiceMeasure("pitch_hz", "Hz", "pitch", "median pitch of the vowels"),
    VoiceMeasure("pitch_spread_semitones", "semitones", "melody", "how far the pitch moves: from its 20th to its 80th percentile"),
    VoiceMeasure(
        "level_dbfs", "dBFS", "level", "mean level of the speech below the loudest a recording can hold; it depends on the microphone too"
    ),
    VoiceMeasure("level_spread_db", "dB", "dynamics", "how far the level moves within the speech: from its 20th to its 80th percentile"),
    VoiceMeasure("words_per_minute", "words/min", "pace", "words of the transcript per minute from the first to the last, pauses included"),
    VoiceMeasure("syllables_per_second", "1/s", "articulation", "voiced peaks of the level per second of speech, pauses left out"),
    VoiceMeasure("pause_share", "share", "pauses", "share of the time from the first word to the last in which nobody speaks, 0 … 1"),
    VoiceMeasure("mean_pause_seconds", "s", "mean pause", "mean length of the pauses of 0.2 seconds or more"),
    VoiceMeasure("longest_pause_seconds", "s", "longest pause", "the longest pause between two words"),
    VoiceMeasure("jitter_percent", "%", "jitter", "by how much the length of one period of the voice differs from the next"),
    VoiceMeasure("shimmer_db", "dB", "shimmer", "by how much the height of one period of the voice differs from the next"),
    VoiceMeasure("harmonics_to_noise_db", "dB", "clearness", "power of what repeats itself in the vowels over that of what does not"),
    VoiceMeasure("alpha_ratio_db", "dB", "brightness", "level of the vowels from 1 to 5 kHz over that from 50 to 1000 Hz"),
)
MEASURES: dict[str, VoiceMeasure] = {one.name: one for one in _MEASURES}
"""All measures by name, in the order in which they are told."""


def kind_of(name: str) -> str:
    """The kind of `core.records.Measure` under which a measure is stored."""
    return f"voice_{name}"


def measure(sound: Sound, transcript: Transcript, spans: Spans, *, analysis: str) -> VoiceMeasures | None:
    """What can be measured of a voice; None where the analysis is off.

    Args:
        sound: the whole recording.
        transcript: of it; its words are counted.
        spans: where somebody speaks, in seconds, ascending.
        analysis: "opensmile", "plain" or "off", as in `Settings.voice_analysis`.

    Raises:
        UnknownName: for another analysis.
    """
    if analysis == "off":
        return None
    if analysis not in _ANALYSES:
        raise UnknownName(f"no voice analysis {analysis!r}; known: {', '.join(_ANALYSES)}, off")
    name, values, functionals = _ANALYSES[analysis](sound, transcript, spans)
    told = {one: float(values[one]) for one in MEASURES if math.isfinite(values.get(one, math.nan))}
    return VoiceMeasures(name, told, flags_of(sound, spans), functionals)


_Analysed = tuple[str, Mapping[str, float], Mapping[str, float]]


def _plain(sound: Sound, transcript: Transcript, spans: Spans) -> _Analysed:
    return PLAIN, prosody.measured(sound, transcript, spans, vowels=True), {}


def _opensmile(sound: Sound, transcript: Transcript, spans: Spans) -> _Analysed:
    """What openSMILE defines is taken from it; pace, pauses and level are told of the speech alone, which it does not know."""
    functionals = opensmile.functionals_of(sound) if spans else {}
    return opensmile.NAME, {**prosody.measured(sound, transcript, spans, vowels=False), **opensmile.values_of(functionals)}, functionals


_ANALYSES: Mapping[str, Callable[[Sound, Transcript, Spans], _Analysed]] = {"opensmile": _opensmile, "plain": _plain}
