"""What every source means by heart rate variability, resting heart rate and respiratory rate, in words for people; no parsing.

A series never mixes two meanings: nothing is ever converted from one to another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.errors import UnknownName

Way = Literal["import", "connect"]


@dataclass(frozen=True)
class Definition:
    """One source's words for its values; None where it has none."""

    source: str
    way: Way
    hrv: str | None
    resting_hr: str | None
    resp_rate: str | None


_LAST_DEEP = "RMSSD of the last slow-wave sleep"
_WHOOP = "WHOOP's own, of the sleep"
DEFINITIONS: dict[str, Definition] = {
    one.source: one
    for one in (
        Definition("whoop_api", "connect", _LAST_DEEP, _WHOOP, "mean of the sleep"),
        Definition("whoop_export", "import", f"{_LAST_DEEP}, whole milliseconds", _WHOOP, "mean of the sleep"),
        Definition("oura", "import", "mean RMSSD of the whole sleep", "lowest of the night", "mean of the sleep"),
        Definition(
            "garmin",
            "import",
            "mean RMSSD of the night in windows of 5 min",
            "Garmin's own: lowest mean of 30 min of the day; older exports: mean of 7 days",
            "mean of the sleep",
        ),
        Definition("fitbit", "import", "mean RMSSD of the main sleep", "smoothed by Fitbit over days", "mean of the main sleep"),
        Definition("polar", "import", "mean RMSSD of 4 h, from 30 min after falling asleep", None, "mean of the same 4 h"),
        Definition("apple_health", "import", "SDNN of moments asleep, about 1 min each", "Apple's own, of the day", "mean asleep"),
        Definition(
            "lifesnaps", "import", "mean RMSSD of the whole sleep", "smoothed by Fitbit, or mean of non-REM sleep", "mean of the sleep"
        ),
        Definition("synthetic", "import", "simulated, as WHOOP would tell it", "simulated", "simulated"),
        Definition("meals", "import", None, None, None),
    )
}
"""By name of the source."""


def definition_of(source: str) -> Definition:
    """The words of a source.

    Raises:
        UnknownName: for a source that says nothing of its values.
    """
    if source not in DEFINITIONS:
        raise UnknownName(f"no words for the values of source {source!r}; known: {', '.join(DEFINITIONS)}")
    return DEFINITIONS[source]
