from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.errors import BadInput, UnknownName

BERLIN = ZoneInfo("Europe/Berlin")
PHONE = {"source": "iPhone", "made": ""}
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=BERLIN)
HOUR = timedelta(hours=1)


def test_steps_of_watch_and_phone_are_not_added_up_but_taken_from_the_one_with_more(read_xml, writer):
    writer.record("StepCount", 3000, NOON, NOON + HOUR, "count")
    writer.record("StepCount", 2500, NOON + 2 * HOUR, NOON + 3 * HOUR, "count")
    writer.record("StepCount", 5000, NOON, NOON + HOUR, "count", **PHONE)
    writer.record("StepCount", 9000, NOON, NOON + HOUR, "count", source="Garmin Connect", made="")
    told = read_xml(writer)
    assert [(day.day, day.steps) for day in told.days] == [(date(2026, 3, 3), 5500.0)]
    assert [reason.split(" are")[0] for reason in told.reasons] == ["1 values of 'Garmin Connect'"]


def test_a_day_runs_until_four_and_is_known_then(read_xml, writer):
    writer.record("StepCount", 100, datetime(2026, 3, 3, 3, 59, tzinfo=BERLIN), unit="count")
    writer.record("StepCount", 200, datetime(2026, 3, 3, 4, 0, tzinfo=BERLIN), unit="count")
    days = read_xml(writer).days
    assert [(day.day, day.steps) for day in days] == [(date(2026, 3, 2), 100.0), (date(2026, 3, 3), 200.0)]
    assert days[1].known_at == datetime(2026, 3, 4, 3, 0, tzinfo=UTC)


def test_the_energy_of_a_day_is_active_and_resting_together_and_active_alone_is_a_measure(read_xml, writer):
    writer.record("ActiveEnergyBurned", 500, NOON, NOON + HOUR, "Cal")
    writer.record("ActiveEnergyBurned", 418.4, NOON + HOUR, NOON + 2 * HOUR, "kJ")
    writer.record("BasalEnergyBurned", 1600, NOON, NOON + HOUR, "kcal")
    writer.record("ActiveEnergyBurned", 300, NOON, NOON + HOUR, "kcal", **PHONE)
    writer.record("BasalEnergyBurned", 1700, NOON, NOON + HOUR, "kcal", **PHONE)
    told = read_xml(writer)
    assert [(day.energy_kcal, day.steps) for day in told.days] == [(2200.0, None)]
    assert [(measure.kind, measure.value, measure.unit) for measure in told.measures] == [("active_energy", 600.0, "kcal")]


def test_without_resting_energy_a_day_has_no_total(read_xml, writer):
    writer.record("ActiveEnergyBurned", 500, NOON, NOON + HOUR, "kcal")
    told = read_xml(writer)
    assert (told.days, [measure.value for measure in told.measures]) == ([], [500.0])


def test_the_day_of_the_export_is_not_over_and_left_out(read_xml, writer):
    writer.record("StepCount", 100, NOON, unit="count")
    assert read_xml(writer, exported=datetime(2026, 3, 4, 2, 59, tzinfo=UTC)).days == []
    assert len(read_xml(writer, exported=datetime(2026, 3, 4, 3, 0, tzinfo=UTC)).days) == 1


def test_a_workout_has_its_statistics_in_our_units_and_belongs_to_the_day_where_it_was(read_xml, writer):
    start = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)  # 18:00 of the 2nd in Los Angeles
    heart = '<WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" average="141.5" maximum="171" unit="count/min"/>'
    energy = '<WorkoutStatistics type="HKQuantityTypeIdentifierActiveEnergyBurned" sum="2092" unit="kJ"/>'
    distance = '<WorkoutStatistics type="HKQuantityTypeIdentifierDistanceCycling" sum="10" unit="mi"/>'
    meta = '<MetadataEntry key="HKTimeZone" value="America/Los_Angeles"/><MetadataEntry key="HKElevationAscended" value="1036 cm"/>'
    writer.workout(start, start + HOUR, "CrossTraining", inside=heart + energy + distance + meta)
    (workout,) = read_xml(writer).workouts
    assert (workout.sport, workout.day, workout.known_at) == ("Cross Training", date(2026, 3, 2), start + HOUR)
    assert (workout.average_hr_bpm, workout.max_hr_bpm, workout.distance_m, workout.altitude_gain_m) == (141.5, 171.0, 16093.44, 10.36)
    assert workout.energy_kcal == pytest.approx(500.0)


def test_a_workout_of_an_older_export_has_its_totals_as_attributes(read_xml):
    line = (
        '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" totalDistance="5.2" totalDistanceUnit="km" totalEnergyBurned="310" '
        'totalEnergyBurnedUnit="Cal" sourceName="Apple Watch" startDate="2018-03-03 18:00:00 +0100" endDate="2018-03-03 18:30:00 +0100"/>'
    )
    (workout,) = read_xml(f"<HealthData>{line}</HealthData>").workouts
    assert (workout.sport, workout.distance_m, workout.energy_kcal) == ("Running", 5200.0, 310.0)


def test_the_same_workout_told_by_an_app_too_counts_once_and_apples_own_counts(read_xml, writer):
    seconds = timedelta(seconds=20)
    writer.workout(NOON - seconds, NOON + HOUR + seconds, "Running", source="Strava", made="")
    writer.workout(NOON, NOON + HOUR, "Running")
    writer.workout(NOON + HOUR, NOON + 2 * HOUR, "Yoga", source="Strava", made="")
    writer.workout(NOON, NOON + HOUR, "Running", source="WHOOP", made="")
    told = read_xml(writer)
    assert [(workout.sport, workout.start) for workout in told.workouts] == [
        ("Running", NOON.astimezone(UTC)),
        ("Yoga", (NOON + HOUR).astimezone(UTC)),
    ]


def test_what_the_export_says_of_the_person_is_kept_and_nothing_else(read_xml, writer):
    writer.sleep("AsleepCore", datetime(2026, 3, 2, 23, 0, tzinfo=BERLIN), NOON - 5 * HOUR, "Europe/Berlin")
    me = 'HKCharacteristicTypeIdentifierDateOfBirth="1985-04-01" HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexFemale"'
    (person,) = read_xml(writer, me=me, person_id="person-a").persons
    assert (person.birth_year, person.sex, person.time_zone, person.person_id) == (1985, "female", "Europe/Berlin", "person-a")
    assert person.known_at == (NOON - 5 * HOUR).astimezone(UTC)
    untold = 'HKCharacteristicTypeIdentifierDateOfBirth="" HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexNotSet"'
    (person,) = read_xml(writer, me=untold).persons
    assert (person.birth_year, person.sex) == (None, None)


def test_home_is_where_the_first_night_was_that_named_its_zone_unless_it_is_given(read_xml, writer):
    for day, zone in ((2, ""), (3, "Europe/Lisbon"), (4, "Europe/Madrid")):
        start = datetime(2026, 3, day, 23, 0, tzinfo=BERLIN)
        writer.sleep("AsleepCore", start, start + 8 * HOUR, zone)
    (person,) = read_xml(writer).persons
    assert (person.time_zone, person.known_at) == ("Europe/Lisbon", datetime(2026, 3, 4, 6, 0, tzinfo=UTC))
    assert [person.time_zone for person in read_xml(writer, options={"time_zone": "Asia/Tokyo"}).persons] == ["Asia/Tokyo"]
    with pytest.raises(BadInput, match="option time_zone"):
        read_xml(writer, options={"time_zone": "Nowhere"})
    with pytest.raises(UnknownName):
        read_xml(writer, options={"rhr": "nightly"})
