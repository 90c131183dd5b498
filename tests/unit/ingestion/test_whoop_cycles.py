"""Which date a row of physiological_cycles.csv belongs to, and from when each half of it is known."""

from __future__ import annotations

from datetime import date

ROW = "2026-03-01 23:00:00,2026-03-02 23:30:00,UTC+01:00,66,52,61,12.3,2100,2026-03-01 23:00:00,2026-03-02 07:00:00,14.6,430"


def test_a_row_carries_the_night_at_its_start_and_the_day_after_it(cycles, instant):
    told = cycles(ROW)
    (night,), (day,) = told.nights, told.days
    assert night.night == day.day == date(2026, 3, 2)
    assert (night.hrv_rmssd_ms, night.resting_hr_bpm, night.resp_rate_brpm, night.recovery_pct) == (61.0, 52.0, 14.6, 66.0)
    assert (day.strain, day.energy_kcal) == (12.3, 2100.0)
    assert (night.sleep_start, night.sleep_end) == (instant("2026-03-01 22:00"), instant("2026-03-02 06:00"))


def test_the_night_is_known_on_waking_and_the_day_only_when_its_cycle_ends(cycles, instant):
    told = cycles(ROW)
    assert told.nights[0].known_at == instant("2026-03-02 06:00")
    assert told.days[0].known_at == told.days[0].cycle_end == instant("2026-03-02 22:30")


def test_a_night_says_how_it_was_measured(cycles):
    (night,) = cycles(ROW).nights
    assert (night.hrv_method, night.hrv_window, night.rhr_method) == ("rmssd", "last_sws", "vendor")
    assert (night.source, night.source_epoch, night.person_id) == ("whoop_export", "whoop_export/1", "me")
    assert night.utc_offset_minutes == 60


def test_a_night_is_dated_by_the_local_date_of_waking_not_the_utc_one(cycles):
    row = "2026-03-02 01:00:00,2026-03-03 00:30:00,UTC+13:00,66,52,61,12,2100,2026-03-02 01:00:00,2026-03-02 09:00:00,14.6,430"
    told = cycles(row)
    assert told.nights[0].night == told.days[0].day == date(2026, 3, 2)  # it ended on 2026-03-01, 20:00 UTC


def test_the_running_cycle_has_a_night_but_no_day_totals_even_if_its_cells_are_filled(cycles):
    for strain in ("", "4.2"):
        told = cycles(f"2026-03-01 23:00:00,,UTC+01:00,66,52,61,{strain},,2026-03-01 23:00:00,2026-03-02 07:00:00,14.6,430")
        assert len(told.nights) == 1
        assert told.days == []
        assert told.rejected == []


def test_a_row_without_sleep_is_a_day_and_no_night(cycles):
    told = cycles("2026-03-01 23:00:00,2026-03-02 23:30:00,UTC+01:00,,,,12.3,2100,,,,")
    assert told.nights == []
    assert [(day.day, day.strain) for day in told.days] == [(date(2026, 3, 2), 12.3)]


def test_a_row_without_sleep_that_ends_after_midnight_closes_the_day_before(cycles):
    told = cycles("2026-03-01 23:50:00,2026-03-03 00:40:00,UTC+01:00,,,,12.3,2100,,,,")
    assert told.days[0].day == date(2026, 3, 2)


def test_an_empty_row_is_neither_a_fact_nor_a_fault(cycles):
    told = cycles("2026-03-01 23:00:00,,UTC+01:00,,,,,,,,,")
    assert told.items == []


def test_without_a_waking_time_the_end_of_the_cycle_dates_the_night_and_it_is_known_at_noon(cycles, instant):
    told = cycles("2026-03-01 23:00:00,2026-03-02 23:30:00,UTC+01:00,66,52,61,12.3,2100,,,14.6,430")
    assert told.nights[0].night == date(2026, 3, 2)
    assert told.nights[0].known_at == instant("2026-03-02 11:00")


def test_exact_repetitions_are_one_night(cycles):
    told = cycles(ROW, ROW, ROW)
    assert (len(told.nights), len(told.days), told.rejected) == (1, 1, [])


def test_of_two_different_rows_for_one_sleep_the_first_counts_and_the_other_is_rejected(cycles):
    told = cycles(ROW, ROW.replace(",61,", ",99,"))
    assert [night.hrv_rmssd_ms for night in told.nights] == [61.0]
    assert [(row.line, row.reason) for row in told.rejected] == [(3, "contradicts line 2, which tells of the same and counts")]


FIRST_SHORT = "2026-03-01 23:00:00,2026-03-02 08:00:00,UTC+01:00,40,55,41,1.0,200,2026-03-01 23:00:00,2026-03-02 03:00:00,15.0,200"
THEN_LONG = "2026-03-02 08:00:00,2026-03-02 23:30:00,UTC+01:00,70,50,71,9.0,1800,2026-03-02 08:00:00,2026-03-02 15:00:00,14.0,400"


def test_of_two_sleeps_of_one_date_the_longest_is_the_night(cycles):
    long_first = FIRST_SHORT.replace(",200,2026", ",999,2026").replace(",15.0,200", ",15.0,230")
    then_short = THEN_LONG.replace(",14.0,400", ",14.0,100")
    told = cycles(then_short, long_first)
    assert [(night.key, night.hrv_rmssd_ms) for night in told.nights] == [("2026-03-02", 41.0)]
    assert [(sleep.nap, sleep.sleep_minutes) for sleep in told.sleeps] == [(False, 100.0)]


def test_a_longer_second_sleep_stands_beside_the_first_which_was_the_night_until_then(cycles, instant):
    told = cycles(THEN_LONG, FIRST_SHORT)
    assert [(night.key, night.sleep_minutes, night.known_at) for night in told.nights] == [
        ("2026-03-02", 200.0, instant("2026-03-02 02:00")),
        ("2026-03-02#2", 400.0, instant("2026-03-02 14:00")),
    ]
    assert told.sleeps == []


def test_the_first_sleep_reads_the_same_whether_or_not_a_longer_one_follows(cycles):
    assert cycles(FIRST_SHORT).nights[0] == cycles(THEN_LONG, FIRST_SHORT).nights[0]


def test_the_order_of_rows_in_the_file_changes_nothing(cycles):
    def by_key(told):
        return sorted(told.facts, key=lambda fact: (type(fact).__name__, fact.key))

    rows = (ROW.replace("03-02", "03-12").replace("03-01", "03-11"), THEN_LONG, FIRST_SHORT)
    assert by_key(cycles(*rows)) == by_key(cycles(*reversed(rows)))


def test_absurd_values_are_kept_for_quality_to_find(cycles):
    told = cycles(ROW.replace(",61,", ",999,"))
    assert told.nights[0].hrv_rmssd_ms == 999.0
    assert told.rejected == []


def test_a_sleep_that_ends_before_it_starts_is_kept_and_known_when_both_have_passed(cycles, instant):
    told = cycles(ROW.replace("2026-03-02 07:00:00", "2026-03-01 07:00:00"))
    assert told.nights[0].sleep_end == instant("2026-03-01 06:00")
    assert told.nights[0].known_at == instant("2026-03-01 22:00")


def test_a_cell_that_cannot_be_read_costs_its_row_and_names_the_column(cycles):
    told = cycles(ROW.replace(",61,", ",=SUM(A1:A9),"), ROW.replace("03-02", "03-12").replace("03-01", "03-11"))
    assert [night.night for night in told.nights] == [date(2026, 3, 12)]
    (row,) = told.rejected
    assert (row.file, row.line) == ("physiological_cycles.csv", 2)
    assert row.reason == "Heart rate variability (ms): '=SUM(A1:A9)' is not a number"


def test_the_night_of_the_spring_change_has_its_true_length_with_a_zone_by_name(cycles, instant):
    told = cycles("2026-03-28 23:00:00,2026-03-29 23:00:00,Europe/Berlin,66,52,61,12,2100,2026-03-28 23:00:00,2026-03-29 07:00:00,14.6,400")
    (night,) = told.nights
    assert (night.sleep_start, night.sleep_end) == (instant("2026-03-28 22:00"), instant("2026-03-29 05:00"))
    assert night.utc_offset_minutes == 120  # the offset on waking


def test_a_zone_by_name_is_kept_for_the_person_from_the_first_night_on(cycles, instant):
    later = ROW.replace("03-02", "03-12").replace("03-01", "03-11").replace("UTC+01:00", "Asia/Tokyo")
    told = cycles(later, ROW.replace("UTC+01:00", "Europe/Berlin"))
    assert [(person.time_zone, person.known_at) for person in told.persons] == [("Europe/Berlin", instant("2026-03-02 06:00"))]


def test_an_offset_tells_no_zone_of_the_person(cycles):
    assert cycles(ROW).persons == []
