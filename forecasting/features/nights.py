"""Nights as windows: vitals and sleep as each evening knew them, with clock times in the local time of the night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from core.precedence import one_per_date
from core.records import Night
from core.targets import TARGETS
from forecasting.features.evenings import Evenings
from forecasting.features.facts import NAN, plausible
from forecasting.features.known import Reading, windows
from forecasting.features.windows import of_newest
from forecasting.quantiles import Floats
from forecasting.series import Epoch, epoch_of, usable_value

VITALS = ("hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm", "nightly_hr_bpm", "sleep_minutes")
"""Targets, on their modelling scale; of each only what stands in one series with the newest usable night."""
OTHERS = (
    "skin_temp_c",
    "spo2_pct",
    "sleep_efficiency_pct",
    "awake_minutes",
    "deep_minutes",
    "rem_minutes",
    "sleep_need_minutes",
)
"""Fields in their own unit; of each only the source epoch of the newest scored night."""
CLOCKS = ("bedtime_hours", "wake_hours", "utc_offset_hours")
"""Local hours after the midnight that begins the night's date (a bedtime at 23:30 is −0.5), and local time minus UTC."""
EPOCH = "epoch"
"""Finite where a scored night is known."""
_VITAL_EPOCHS = tuple(f"{EPOCH}.{name}" for name in VITALS)


def night_windows(nights: Sequence[Night], evenings: Evenings) -> dict[str, Floats]:
    """Name → window (n, 29) of each of `VITALS`, `OTHERS`, `CLOCKS` and `EPOCH`."""
    names = (*VITALS, *_VITAL_EPOCHS, *OTHERS, EPOCH, *CLOCKS)
    raw = windows(nights, Reading(lambda night: night.night, names, _Values(evenings).of), evenings)
    found = {name: of_newest(raw[name], raw[epoch]) for name, epoch in zip(VITALS, _VITAL_EPOCHS, strict=True)}
    found |= {name: of_newest(raw[name], raw[EPOCH]) for name in OTHERS}
    return found | {name: raw[name] for name in (EPOCH, *CLOCKS)}


@dataclass
class _Values:
    """Reads nights; epochs are numbered as they come, and only compared."""

    evenings: Evenings
    codes: dict[Epoch | str, float] = field(default_factory=dict)

    def of(self, _place: int, known: Sequence[Night]) -> list[float]:
        """The values of one date, of the night that counts for it."""
        night = one_per_date(known)[0] if len(known) > 1 else known[0]
        found = [usable_value(night, TARGETS[name]) for name in VITALS]
        vitals = [NAN if value is None else TARGETS[name].to_scale(value) for name, value in zip(VITALS, found, strict=True)]
        epochs = [NAN if value is None else self._code(epoch_of(night, TARGETS[name])) for name, value in zip(VITALS, found, strict=True)]
        scored = night.score_state == "scored"
        others = [plausible(night, name) if scored else NAN for name in OTHERS]
        return [*vitals, *epochs, *others, self._code(night.source_epoch) if scored else NAN, *self._clocks(night)]

    def _code(self, epoch: Epoch | str) -> float:
        return self.codes.setdefault(epoch, float(len(self.codes)))

    def _clocks(self, night: Night) -> list[float]:
        offset = night.utc_offset_minutes
        hours = self.evenings.home_offset(night.night) if offset is None else offset / 60.0
        midnight = datetime.combine(night.night, time(), UTC).timestamp() - 3600.0 * hours
        clocks = [NAN if at is None else (at.timestamp() - midnight) / 3600.0 for at in (night.sleep_start, night.sleep_end)]
        return [*clocks, NAN if offset is None else hours]
