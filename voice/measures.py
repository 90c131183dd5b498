"""What the analysis of a voice gives: named measures, flags for what was wrong with the sound, and openSMILE's functionals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class VoiceMeasure:
    """One catalogued measure of a voice."""

    name: str
    """With the unit as its last part: pitch_hz, pause_share …; stored as the measure `voice_<name>`."""
    unit: str
    label: str
    meaning: str


@dataclass(frozen=True)
class VoiceMeasures:
    """One recording, measured."""

    analysis: str
    """"opensmile eGeMAPSv02" or "plain"."""
    values: Mapping[str, float]
    """Measure → value, in its unit; what could not be measured is not named."""
    flags: tuple[str, ...] = ()
    """clipping, noise, too_short …: the values are told, but compared with nothing."""
    functionals: Mapping[str, float] = field(default_factory=dict)
    """openSMILE's own, by their names; empty for others."""
