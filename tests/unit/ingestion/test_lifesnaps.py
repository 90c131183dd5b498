from __future__ import annotations

import gzip
import time
from datetime import UTC, date, datetime

import pytest

from core.errors import BadInput, UnknownName
from core.records import Day, Fact, Measure, Night, Person, RejectedRow
from ingestion.lifesnaps import LifeSnaps
from ingestion.source import DroppedValue

HEADER = (
    "id,date,nightly_temperature,nremhr,rmssd,spo2,full_sleep_breathing_rate,stress_score,calories,bpm,resting_hr,"
    "sleep_duration,minutesAsleep,minutesAwake,sleep_efficiency,steps,age,gender"
)
ROW = "abc1,2021-06-02,34.1,55.2,41.5,96.0,14.6,75.0,2200.5,78.1,58.3,27600000.0,410.0,50.0,93.0,8123.0,<30,FEMALE"


@pytest.fixture
def read(tmp_path):
    def read(*rows, header=HEADER, person_id=None, **options):
        path = tmp_path / "daily.csv.gz"
        path.write_bytes(gzip.compress("\n".join([header, *rows]).encode()))
        return [item for file in LifeSnaps().read(path, person_id=person_id, options=options) for item in file.items]

    return read


def of(items, record):
    return [item for item in items if type(item) is record]


def test_a_row_is_the_night_that_ends_on_its_date_and_the_day_after(read):
    items = read(ROW)
    (night,), (day,) = of(items, Night), of(items, Day)
    assert night.night == day.day == date(2021, 6, 2)
    assert (night.hrv_rmssd_ms, night.resting_hr_bpm, night.resp_rate_brpm) == (41.5, 58.3, 14.6)
    assert (night.skin_temp_c, night.spo2_pct, night.sleep_efficiency_pct) == (34.1, 96.0, 93.0)
    assert (night.in_bed_minutes, night.sleep_minutes, night.awake_minutes) == (460.0, 410.0, 50.0)
    assert (day.steps, day.energy_kcal, day.average_hr_bpm) == (8123.0, 2200.5, 78.1)
    assert night.hrv_window == "whole_night"


def test_a_night_is_known_at_eight_and_a_day_at_the_end_of_it(read):
    items = read(ROW)
    assert of(items, Night)[0].known_at == datetime(2021, 6, 2, 8, 0, tzinfo=UTC)
    assert of(items, Day)[0].known_at == datetime(2021, 6, 2, 23, 59, tzinfo=UTC)


def test_same_night_scores_are_measures_known_with_the_night(read):
    (measure,) = of(read(ROW), Measure)
    assert (measure.kind, measure.value, measure.known_at) == ("stress_score", 75.0, datetime(2021, 6, 2, 8, 0, tzinfo=UTC))


def test_the_resting_heart_rate_is_the_smoothed_one_unless_the_nightly_one_is_asked_for(read):
    smoothed, nightly = of(read(ROW), Night)[0], of(read(ROW, rhr="nightly"), Night)[0]
    assert (smoothed.resting_hr_bpm, smoothed.rhr_method) == (58.3, "vendor_smoothed")
    assert (nightly.resting_hr_bpm, nightly.rhr_method) == (55.2, "nightly_mean")
    assert smoothed.source_epoch != nightly.source_epoch


@pytest.mark.parametrize("rhr", ["vendor_smoothed", "nightly"])
def test_the_nightly_heart_rate_is_there_whatever_the_resting_one_is(read, rhr):
    (night,) = of(read(ROW, rhr=rhr), Night)
    assert night.nightly_hr_bpm == 55.2


def test_a_nightly_heart_rate_of_zero_is_missing_and_told(read):
    items = read(ROW.replace("55.2", "0.0"))
    (night,) = of(items, Night)
    assert (night.nightly_hr_bpm, night.resting_hr_bpm) == (None, 58.3)
    assert [value.field for value in of(items, DroppedValue)] == ["nightly_hr_bpm"]


def test_an_unknown_choice_is_refused(read):
    with pytest.raises(UnknownName, match="wanted one of: vendor_smoothed, nightly"):
        read(ROW, rhr="best")


def test_zeros_that_mean_nothing_was_measured_are_missing_and_told(read):
    items = read(ROW.replace("41.5", "0.0").replace("14.6", "0.0"))
    (night,) = of(items, Night)
    assert (night.hrv_rmssd_ms, night.resp_rate_brpm, night.resting_hr_bpm) == (None, None, 58.3)
    assert [(value.field, value.line) for value in of(items, DroppedValue)] == [("hrv_rmssd_ms", 2), ("resp_rate_brpm", 2)]


def test_a_row_without_anything_nightly_is_no_night(read):
    items = read("abc1,2021-06-02,,,,,,,2200.5,,,,,,,,<30,FEMALE")
    assert of(items, Night) == []
    assert len(of(items, Day)) == 1


def test_the_sex_is_known_from_the_first_day_that_tells_it_and_no_birth_year_is_made_up(read):
    later = ROW.replace("06-02", "06-05").replace("FEMALE", "MALE")
    items = read(later, ROW, ROW.replace("06-02", "06-01").replace("FEMALE", ""))
    (person,) = of(items, Person)
    assert (person.sex, person.birth_year, person.known_at) == ("female", None, datetime(2021, 6, 2, 8, 0, tzinfo=UTC))


def test_a_day_told_twice_is_one_fact_and_a_different_second_telling_is_rejected(read):
    items = read(ROW, ROW, ROW.replace("41.5", "99.0"))
    assert [night.hrv_rmssd_ms for night in of(items, Night)] == [41.5]
    assert [(row.line, row.reason) for row in of(items, RejectedRow)] == [(4, "contradicts line 2, which tells of the same day and counts")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2021-06-02", "02.06.2021", "is not a date"),
        ("41.5", "=1+1", "rmssd: '=1+1' is not a number"),
        ("abc1", "../../etc", "id: wanted letters"),
        ("abc1", "", "id: wanted letters"),
        (",FEMALE", "", "has 17 cells where the header has 18"),
    ],
)
def test_a_row_that_cannot_be_read_costs_no_other(read, old, new, words):
    items = read(ROW.replace(old, new), ROW.replace("06-02", "06-03"))
    assert [night.night for night in of(items, Night)] == [date(2021, 6, 3)]
    (row,) = of(items, RejectedRow)
    assert row.line == 2
    assert words in row.reason


def test_of_many_people_one_can_be_asked_for(read):
    other = ROW.replace("abc1", "xyz9")
    assert {fact.person_id for fact in read(ROW, other) if isinstance(fact, Fact)} == {"abc1", "xyz9"}
    assert {fact.person_id for fact in read(ROW, other, person_id="xyz9") if isinstance(fact, Fact)} == {"xyz9"}
    with pytest.raises(BadInput, match="wanted the person 'nobody'"):
        read(ROW, other, person_id="nobody")


def test_columns_in_another_order_read_the_same(read):
    def turned(line):
        return ",".join(reversed(line.split(",")))

    assert read(ROW) == read(turned(ROW), header=turned(HEADER))


def test_the_real_file_has_the_nights_that_its_readme_counts_and_reads_in_a_moment(shared_data):
    path = shared_data / "lifesnaps_daily_dev.csv.gz"
    assert LifeSnaps().recognises(path)
    began = time.process_time()
    items = [item for file in LifeSnaps().read(path) for item in file.items]
    assert time.process_time() - began < 3
    nights = of(items, Night)
    assert len({night.person_id for night in nights} | {day.person_id for day in of(items, Day)}) == 59
    assert sum(night.hrv_rmssd_ms is not None for night in nights) == 1757
    assert of(items, RejectedRow) == []
