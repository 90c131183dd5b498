"""Steps and energy of a day, from one source each; not workouts.

A watch and a phone count the same steps, so sums over both would count them twice: each day takes the steps of the device that counted
most, and the energy of the device that told the most active energy. The energy of a day is active and resting energy together, as with
every other source of days; the active energy alone is a measure. A day runs until 04:00 by the clock of the export, and is known then;
the day on which the export was made is not over, and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from core.nights import LATEST_DEADLINE, local_instant
from core.records import Day, Fact, Measure
from ingestion.alignment import dated_key
from ingestion.apple_health.gathered import Gathered
from ingestion.cells import time_zone
from ingestion.whoop_export.facts import Origin

ACTIVE_ENERGY = "active_energy"
"""Kind of the measure."""


def facts_of_days(gathered: Gathered, origin: Origin) -> Iterator[Fact]:
    """Totals of every day that was over when the export was made, by date."""
    for day, offset in sorted(gathered.offsets.items()):
        known_at = local_instant(day + timedelta(days=1), LATEST_DEADLINE, time_zone(offset))
        if known_at.timestamp() <= gathered.until:
            yield from _day(gathered, day, known_at, origin)


def _day(gathered: Gathered, day: date, known_at: datetime, origin: Origin) -> Iterator[Fact]:
    steps, active = (_largest(gathered, name, day) for name in ("steps", "active_kcal"))
    resting = gathered.sums[active[0]]["basal_kcal"].get(day) if active else None
    energy = round(active[1] + resting, 3) if active and resting is not None else None
    if steps or energy is not None:
        values = {"steps": steps[1] if steps else None, "energy_kcal": energy}
        yield origin.make(Day, dated_key(day, 1), known_at, day=day, **values)
    if active:
        key = f"{day.isoformat()}|{ACTIVE_ENERGY}"
        yield origin.make(Measure, key, known_at, day=day, kind=ACTIVE_ENERGY, value=active[1], unit="kcal")


def _largest(gathered: Gathered, quantity: str, day: date) -> tuple[str, float] | None:
    """(source, sum) of the device of Apple's that told most; None where none told anything."""
    own = gathered.watches | gathered.phones
    told = ((source, round(sums[quantity][day], 3)) for source, sums in gathered.sums.items() if source in own and day in sums[quantity])
    return max(told, key=lambda one: (one[1], one[0]), default=None)
