"""Exports of Apple Health as a phone writes them, made of synthetic people, and what the source reads out of them."""

from __future__ import annotations

import math
import random
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr
from zoneinfo import ZoneInfo

import pytest

from core.records import Day, Fact, Measure, Night, Person, RejectedRow, Sleep, Workout
from ingestion.apple_health import AppleHealth
from ingestion.synthetic import SyntheticPerson, generate

WATCH = "Somebody’s Apple\N{NO-BREAK SPACE}Watch"
PHONE = "iPhone"
DOCTYPE = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout)*)>
<!ATTLIST VisionPrescription
  type CDATA #REQUIRED
<!ELEMENT Eye EMPTY>
]>"""  # malformed where Apple's is


def device(maker: str = "Apple Inc.", model: str = "Watch") -> str:
    return f"<<HKDevice: 0x281f3a>, name:{model}, manufacturer:{maker}, model:{model}, hardware:{model}6,2>"


@dataclass
class Writer:
    """The lines of an export, type by type as Apple orders them."""

    written: ZoneInfo
    """Zone of the phone on the day of the export."""
    source: str = WATCH
    lines: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def at(self, instant: datetime) -> str:
        return instant.astimezone(self.written).strftime("%Y-%m-%d %H:%M:%S %z")

    def record(
        self,
        kind: str,
        value: object,
        start: datetime,
        end: datetime | None = None,
        unit: str = "",
        *,
        source: str = "",
        made: str | None = None,
        inside: str = "",
    ) -> None:
        """One record; without `made` it is by Apple's watch."""
        category = kind == "SleepAnalysis"
        name = f"HK{'Category' if category else 'Quantity'}TypeIdentifier{kind}"
        told = {
            "type": name,
            "sourceName": source or self.source,
            "sourceVersion": "9.2",
            "device": device() if made is None else made,
            "unit": unit,
            "creationDate": self.at(end or start),
            "startDate": self.at(start),
            "endDate": self.at(end or start),
            "value": f"HKCategoryValueSleepAnalysis{value}" if category else str(value),
        }
        attributes = " ".join(f"{key}={quoteattr(text)}" for key, text in told.items() if text)
        self.lines[kind].append(f" <Record {attributes}>{inside}</Record>" if inside else f" <Record {attributes}/>")

    def sleep(self, stage: str, start: datetime, end: datetime, zone: str = "", **other: str) -> None:
        inside = f'<MetadataEntry key="HKTimeZone" value="{zone}"/>' if zone else ""
        self.record("SleepAnalysis", stage, start, end, inside=inside, **other)

    def workout(
        self, start: datetime, end: datetime, sport: str = "Running", *, source: str = "", made: str | None = None, inside: str = ""
    ) -> None:
        told = {
            "workoutActivityType": f"HKWorkoutActivityType{sport}",
            "duration": str((end - start) / timedelta(minutes=1)),
            "durationUnit": "min",
            "sourceName": source or self.source,
            "device": device() if made is None else made,
            "startDate": self.at(start),
            "endDate": self.at(end),
        }
        attributes = " ".join(f"{key}={quoteattr(text)}" for key, text in told.items() if text)
        self.lines["~Workout"].append(f" <Workout {attributes}>{inside}</Workout>")

    def xml(self, exported: datetime, me: str = "") -> str:
        head = f'<?xml version="1.0" encoding="UTF-8"?>\n{DOCTYPE}\n<HealthData locale="en_US">\n'
        head += f' <ExportDate value="{self.at(exported)}"/>\n <Me {me}/>\n'
        body = "\n".join(line for kind in sorted(self.lines) for line in self.lines[kind])
        return f"{head}{body}\n</HealthData>\n"


def write_person(writer: Writer, facts: Iterable[Fact]) -> None:
    """Everything a watch would have told of that person: stages, samples asleep and by day, days, workouts."""
    told = list(facts)
    home = next((fact.time_zone for fact in told if isinstance(fact, Person)), "") or ""
    for fact in told:
        rng = random.Random(repr((type(fact).__name__, fact.key)))
        if isinstance(fact, Night):
            _night(writer, fact, home, rng)
        elif isinstance(fact, Sleep) and fact.nap:
            writer.sleep("AsleepCore", fact.start, fact.end, home)
        elif isinstance(fact, Day):
            _day(writer, fact, rng)
        elif isinstance(fact, Workout):
            _workout(writer, fact)


def _night(writer: Writer, night: Night, home: str, rng: random.Random) -> None:
    begin, end = night.sleep_start, night.sleep_end
    at = begin
    awake = (end - begin) / timedelta(minutes=1) - night.sleep_minutes
    for stage, minutes in (
        ("AsleepCore", night.light_minutes / 2),
        ("AsleepDeep", night.deep_minutes),
        ("Awake", awake),
        ("AsleepREM", night.rem_minutes),
        ("AsleepCore", night.light_minutes / 2),
    ):
        until = at + timedelta(minutes=minutes)
        writer.sleep(stage, at, until, home)
        at = until
    quarter = night.light_minutes / 8
    sdnn = 1.15 * night.hrv_rmssd_ms
    for n in range(1, 4):  # asleep in the first stretch
        moment = begin + timedelta(minutes=n * quarter)
        writer.record("HeartRateVariabilitySDNN", round(sdnn * math.exp(rng.gauss(0, 0.1)), 4), moment, moment + timedelta(minutes=1), "ms")
        writer.record("RespiratoryRate", night.resp_rate_brpm, moment, moment + timedelta(minutes=1), "count/min")
        writer.record("OxygenSaturation", night.spo2_pct / 100, moment, unit="%")
        writer.record("HeartRate", night.resting_hr_bpm + 3, moment, unit="count/min")
    noon = end + timedelta(hours=5)
    writer.record("HeartRateVariabilitySDNN", 20, noon, noon + timedelta(minutes=1), "ms")
    writer.record("HeartRate", 120, noon, unit="count/min")
    writer.record("AppleSleepingWristTemperature", night.skin_temp_c, begin, end, "degC")
    zone = ZoneInfo(home)
    midnight = datetime.combine(night.night, time(0, 1), zone)
    writer.record("RestingHeartRate", night.resting_hr_bpm, midnight, midnight + timedelta(hours=23), "count/min", made="")


def _day(writer: Writer, day: Day, rng: random.Random) -> None:
    steps = 4000 + 400 * (day.strain or 0)
    for n, share in enumerate((0.3, 0.7)):
        start = day.cycle_start + timedelta(hours=11 + 4 * n)
        end = start + timedelta(minutes=20)
        writer.record("StepCount", round(steps * share), start, end, "count")
        writer.record("StepCount", round(steps * share * 0.8), start, end, "count", source=PHONE, made=device(model="iPhone"))
        writer.record("ActiveEnergyBurned", round(day.energy_kcal * 0.3 * share, 2), start, end, "Cal")
        writer.record("BasalEnergyBurned", round(day.energy_kcal * 0.7 * share, 2), start, end, "kcal")


def _workout(writer: Writer, workout: Workout) -> None:
    heart = f'average="{workout.average_hr_bpm}" maximum="{workout.max_hr_bpm}" unit="count/min"'
    inside = f'<WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" {heart}/>'
    inside += f'<WorkoutStatistics type="HKQuantityTypeIdentifierActiveEnergyBurned" sum="{workout.energy_kcal}" unit="Cal"/>'
    writer.workout(workout.start, workout.end, "".join(word.title() for word in workout.sport.split()), inside=inside)


@dataclass
class Told:
    """The items of an import, by what they are."""

    items: list[object]

    def of(self, record: type) -> list:
        return [item for item in self.items if type(item) is record]

    @property
    def waking(self) -> list[Night]:
        """Nights as told on waking."""
        return [night for night in self.of(Night) if night.key.endswith("|waking")]

    @property
    def nights(self) -> list[Night]:
        """Nights as told with their resting heart rate."""
        return [night for night in self.of(Night) if not night.key.endswith("|waking")]

    @property
    def sleeps(self) -> list[Sleep]:
        return self.of(Sleep)

    @property
    def days(self) -> list[Day]:
        return self.of(Day)

    @property
    def measures(self) -> list[Measure]:
        return self.of(Measure)

    @property
    def workouts(self) -> list[Workout]:
        return self.of(Workout)

    @property
    def persons(self) -> list[Person]:
        return self.of(Person)

    @property
    def reasons(self) -> list[str]:
        return [item.reason for item in self.items if isinstance(item, RejectedRow)]


def read(path: Path, **asked: object) -> Told:
    return Told([item for file in AppleHealth().read(path, **asked) for item in file.items])


@pytest.fixture
def writer() -> Writer:
    """An empty export written in Berlin."""
    return Writer(ZoneInfo("Europe/Berlin"))


@pytest.fixture
def read_xml(tmp_path: Path) -> Callable[..., Told]:
    """What the source reads of an export given as a writer or as text."""

    def reading(
        given: Writer | str | bytes, *, exported: datetime = datetime(2026, 4, 1, 12, tzinfo=UTC), me: str = "", **asked: object
    ) -> Told:
        text = given.xml(exported, me) if isinstance(given, Writer) else given
        path = tmp_path / "export.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path, **asked)

    return reading


@pytest.fixture(scope="session")
def wearer() -> SyntheticPerson:
    """Ten weeks of somebody who wears a watch."""
    return generate("wearer", 5, date(2026, 1, 5), date(2026, 3, 15))


@pytest.fixture(scope="session")
def write_export() -> Callable[..., Path]:
    """Writes the export.zip of a synthetic person as the Health app does, with the other files that lie in it."""

    def write(facts: Sequence[Fact], path: Path, exported: datetime, written: str = "Europe/Berlin") -> Path:
        writer = Writer(ZoneInfo(written))
        write_person(writer, facts)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("apple_health_export/exportar_cda.xml", "<ClinicalDocument/>")
            archive.writestr("apple_health_export/workout-routes/route_2026-01-06.gpx", "<gpx/>")
            archive.writestr("apple_health_export/exportar.xml", writer.xml(exported))
        return path

    return write


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, wearer, write_export) -> Told:
    """What is read of the wearer's export, made at noon after the last night."""
    path = write_export(wearer.facts(), tmp_path_factory.mktemp("whole") / "export.zip", datetime(2026, 3, 16, 4, tzinfo=UTC))
    return read(path, person_id="wearer")
