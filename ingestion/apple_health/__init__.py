"""Apple Health: the export of the Health app (`export.zip`, its folder or the XML file in it), as facts.

What is read, and as what:

- **Heart rate variability is SDNN of about one minute at moments of the watch's own choosing**: the mean of those asleep is the night's
  `hrv_sdnn_ms` (method `sdnn`, window `spot`). It is never an RMSSD, and never converted to one. Exports list single beats beside it;
  from their rates, whole numbers and with gaps, a rough RMSSD could be reckoned. It is not: it would be no device's measurement of a
  night, and a number called RMSSD would in time be taken for one. So the beats, and the times of theirs that follow the phone's
  language, are not read at all.
- Respiratory rate, oxygen saturation and heart rate (`nightly_hr_bpm`) are means asleep, the wrist's temperature that of the night.
- The resting heart rate is Apple's own figure of the day on which the night ended (see `nights.py` for when it is known).
- Sleep, naps and stages: see `sleeps.py`. Steps and energy: see `days.py`. Workouts: Apple's and those of apps, each once.
- Time zones: an export writes all times in the zone of the phone on the day of the export. Where somebody slept is told by `HKTimeZone`
  in the records of sleep; without it the file's offset is believed.
- Values of other devices' apps (WHOOP, Oura, Garmin …) and of devices that are not Apple's are left out, with a line in the report: a
  device's definitions of its values do not survive the way through Apple Health, and its own export has them.

Source: the document type of Apple's exports; records as quoted in issues and tests of independent importers; Apple's HealthKit
documentation for the meaning of the types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from core.errors import BadInput
from core.records import Fact, Person, RejectedRow
from ingestion.apple_health.days import facts_of_days
from ingestion.apple_health.elements import elements_of
from ingestion.apple_health.files import XmlFile, exports_of
from ingestion.apple_health.gathered import RECORDS, Gathered
from ingestion.apple_health.nights import facts_of_nights
from ingestion.apple_health.sleeps import Told, sleeps_of
from ingestion.apple_health.workouts import facts_of_workouts
from ingestion.cells import YEARS, CellError, time_zone
from ingestion.source import NO_OPTIONS, Item, Option, SourceFile, chosen
from ingestion.whoop_export.facts import Origin

_SEX: Mapping[str, Literal["female", "male"]] = {"HKBiologicalSexFemale": "female", "HKBiologicalSexMale": "male"}


class AppleHealth:
    """The source `apple_health`."""

    name = "apple_health"
    describe = "Apple Health export: the export.zip of the Health app, its folder, or the XML file in it"
    options = (Option("time_zone", "", "IANA name of the person's home, where the export does not tell it"),)

    def recognises(self, path: Path) -> bool:
        """True when an export is there, by its root element."""
        try:
            return bool(exports_of(path))
        except (BadInput, OSError, ValueError):
            return False

    def read(self, path: Path, *, person_id: str | None = None, options: Mapping[str, str] = NO_OPTIONS) -> Iterator[SourceFile]:
        """The one export; of several the largest."""
        home = _home(chosen(self.options, options)["time_zone"])
        origin = Origin(person_id or "me", self.name, f"{self.name}/1")
        found = exports_of(path)
        if not found:
            raise BadInput(f"{path.name}: wanted the export.zip of the Health app, its folder, or the XML file in it; found none")
        first, *others = found
        yield SourceFile(first.name, _items(first, origin, home))
        for other in others:
            yield SourceFile(other.name, [RejectedRow(other.name, 1, f"the whole file is not used: {first.name} is a larger export")])


def _home(name: str) -> str:
    try:
        return str(time_zone(name)) if name else ""
    except CellError as error:
        raise BadInput(f"option time_zone: {error}") from error


def _items(file: XmlFile, origin: Origin, home: str) -> Iterator[Item]:
    gathered = Gathered(file.name)
    for element in elements_of(file, RECORDS):
        gathered.take(element)
    yield from gathered.reports()
    sleeps = sleeps_of(gathered)
    facts: list[Fact] = [
        *facts_of_nights(sleeps, gathered, origin),
        *facts_of_days(gathered, origin),
        *facts_of_workouts(gathered.workouts, origin),
    ]
    yield from _person(gathered.me, sleeps, facts, origin, home)
    yield from facts


def _person(me: Mapping[str, str], sleeps: Sequence[Told], facts: Sequence[Fact], origin: Origin, home: str) -> Iterator[Person]:
    """Home, year of birth and sex, as far as told. Home is as given, else where the first sleep was that names its zone."""
    first = None if home else next((sleep for sleep in sleeps if sleep.names_its_zone), None)
    told = {
        "time_zone": first.zone if first else home or None,
        "birth_year": _year(me.get("HKCharacteristicTypeIdentifierDateOfBirth", "")),
        "sex": _SEX.get(me.get("HKCharacteristicTypeIdentifierBiologicalSex", "")),
    }
    if any(told.values()) and facts:
        known_at = first.known_at if first else min(fact.known_at for fact in facts)
        yield origin.make(Person, "person", known_at, **told)


def _year(born: str) -> int | None:
    year = born[:4]
    return int(year) if year.isascii() and year.isdigit() and 1900 <= int(year) <= YEARS[1] else None
