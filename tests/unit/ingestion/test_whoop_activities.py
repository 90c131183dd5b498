from __future__ import annotations

from datetime import date

import pytest

LEAD = "2026-03-01 23:00:00,2026-03-02 23:30:00,UTC+01:00"
SLEEPS = "Cycle start time,Cycle end time,Cycle timezone,Sleep onset,Wake onset,Respiratory rate (rpm),Asleep duration (min),Nap"
WORKOUTS = (
    "Cycle start time,Cycle end time,Cycle timezone,Workout start time,Workout end time,Duration (min),Activity name,Activity Strain,"
    "Energy burned (cal),Max HR (bpm),Average HR (bpm),HR Zone 1 %,HR Zone 2 %,HR Zone 3 %,HR Zone 4 %,HR Zone 5 %,GPS enabled,"
    "Distance (meters),Altitude gain (meters)"
)
RUN = f"{LEAD},2026-03-02 18:00:00,2026-03-02 18:50:00,50,Running,12.1,610,171,148,10,30,40,20,0,true,8000,55"
MAIN = f"{LEAD},2026-03-01 23:00:00,2026-03-02 07:00:00,14.6,430,false"
NAP = f"{LEAD},2026-03-02 14:00:00,2026-03-02 14:40:00,,35,true"


def test_a_nap_never_becomes_a_night(read_export):
    told = read_export(sleeps="\n".join([SLEEPS, NAP, MAIN]))
    assert told.nights == []
    assert [(sleep.nap, sleep.sleep_minutes, sleep.day) for sleep in told.sleeps] == [
        (True, 35.0, date(2026, 3, 2)),
        (False, 430.0, date(2026, 3, 2)),
    ]


def test_a_sleep_is_known_when_it_ends(read_export, instant):
    told = read_export(sleeps=f"{SLEEPS}\n{NAP}")
    assert told.sleeps[0].known_at == instant("2026-03-02 13:40")


def test_without_a_column_of_naps_a_sleep_that_does_not_open_its_cycle_is_one(read_export):
    lines = [",".join(line.split(",")[:-1]) for line in (SLEEPS, NAP, MAIN)]
    assert [sleep.nap for sleep in read_export(sleeps="\n".join(lines)).sleeps] == [True, False]


def test_a_cycle_without_sleep_is_no_fault_and_half_a_sleep_is_one(read_export):
    told = read_export(sleeps="\n".join([SLEEPS, f"{LEAD},,,,,", f"{LEAD},2026-03-01 23:00:00,,14.6,430,false"]))
    assert told.sleeps == []
    assert [(row.line, row.reason) for row in told.rejected] == [(3, "a sleep needs both its onset and its waking time")]


def test_a_second_sleep_that_two_files_tell_of_is_one_fact(read_export):
    cycles = (
        "Cycle start time,Cycle end time,Cycle timezone,Heart rate variability (ms),Sleep onset,Wake onset,Asleep duration (min)\n"
        f"{LEAD},61,2026-03-01 23:00:00,2026-03-02 07:00:00,430\n"
        "2026-03-02 12:00:00,2026-03-02 23:30:00,UTC+01:00,55,2026-03-02 12:00:00,2026-03-02 14:00:00,110\n"
    )
    second = "2026-03-02 12:00:00,2026-03-02 23:30:00,UTC+01:00,2026-03-02 12:00:00,2026-03-02 14:00:00,,110,false"
    told = read_export(cycles=cycles, sleeps="\n".join([SLEEPS, second, MAIN]))
    assert [(sleep.sleep_minutes, sleep.nap) for sleep in told.sleeps] == [(110.0, False), (430.0, False)]


def test_a_workout_is_known_at_its_end_and_zones_are_minutes(read_export, instant):
    (workout,) = read_export(workouts=f"{WORKOUTS}\n{RUN}").workouts
    assert (workout.start, workout.end, workout.known_at) == (
        instant("2026-03-02 17:00"),
        instant("2026-03-02 17:50"),
        instant("2026-03-02 17:50"),
    )
    assert (workout.day, workout.sport, workout.strain, workout.energy_kcal) == (date(2026, 3, 2), "Running", 12.1, 610.0)
    assert [getattr(workout, f"zone{n}_minutes") for n in range(1, 6)] == [5.0, 15.0, 20.0, 10.0, 0.0]
    assert (workout.zone0_minutes, workout.distance_m, workout.altitude_gain_m) == (None, 8000.0, 55.0)


def test_a_workout_after_midnight_belongs_to_the_waking_day_before(read_export):
    night_run = RUN.replace("2026-03-02 18:00:00,2026-03-02 18:50:00", "2026-03-03 00:10:00,2026-03-03 01:00:00")
    assert read_export(workouts=f"{WORKOUTS}\n{night_run}").workouts[0].day == date(2026, 3, 2)


def test_a_workout_without_an_end_takes_its_duration(read_export, instant):
    (workout,) = read_export(workouts=f"{WORKOUTS}\n{RUN.replace('2026-03-02 18:50:00', '')}").workouts
    assert workout.end == instant("2026-03-02 17:50")


@pytest.mark.parametrize("row", [RUN.replace("2026-03-02 18:00:00", ""), RUN.replace("2026-03-02 18:50:00,50", ",")])
def test_a_workout_without_its_times_is_rejected(read_export, row):
    told = read_export(workouts=f"{WORKOUTS}\n{row}")
    assert told.workouts == []
    assert [rejected.reason for rejected in told.rejected] == ["a workout needs its start and its end or duration"]


def test_two_different_rows_for_one_workout_are_not_both_facts(read_export):
    told = read_export(workouts="\n".join([WORKOUTS, RUN, RUN, RUN.replace(",12.1,", ",3.0,")]))
    assert [workout.strain for workout in told.workouts] == [12.1]
    assert [row.line for row in told.rejected] == [4]
