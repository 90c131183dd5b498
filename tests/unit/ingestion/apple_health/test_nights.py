from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.quality import findings
from core.records import Fact, Night
from core.store import Store
from ingestion.importing import import_path

BERLIN = ZoneInfo("Europe/Berlin")
NAMED = "Europe/Berlin"
ONSET = datetime(2026, 3, 2, 23, 0, tzinfo=BERLIN)
WAKE = datetime(2026, 3, 3, 7, 0, tzinfo=BERLIN)
PILLOW = {"source": "Pillow", "made": ""}


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture
def night(writer):
    """A writer with one night asleep from 23:00 to 07:00, without stages."""
    writer.sleep("AsleepUnspecified", ONSET, WAKE, NAMED)
    return writer


def test_a_synthetic_person_comes_back_night_by_night(whole, wearer):
    truth = {fact.night: fact for fact in wearer.facts() if isinstance(fact, Night)}
    assert sorted(truth) == [night.night for night in whole.waking]
    for told in whole.waking:
        meant = truth[told.night]
        assert (told.sleep_start, told.sleep_end, told.utc_offset_minutes) == (meant.sleep_start, meant.sleep_end, meant.utc_offset_minutes)
        for name in (
            "sleep_minutes",
            "awake_minutes",
            "light_minutes",
            "deep_minutes",
            "rem_minutes",
            "resp_rate_brpm",
            "spo2_pct",
            "skin_temp_c",
        ):
            assert getattr(told, name) == pytest.approx(getattr(meant, name), abs=0.01), name
        assert told.hrv_sdnn_ms == pytest.approx(1.15 * meant.hrv_rmssd_ms, rel=0.35)
        assert told.nightly_hr_bpm == pytest.approx(meant.resting_hr_bpm + 3)
        assert told.known_at == meant.known_at
    assert {night.night: night.resting_hr_bpm for night in whole.nights} == {day: truth[day].resting_hr_bpm for day in truth}
    assert whole.reasons == []


def test_sdnn_is_never_an_rmssd(whole):
    nights = whole.of(Night)
    assert {(night.hrv_method, night.hrv_window, night.hrv_rmssd_ms) for night in nights} == {("sdnn", "spot", None)}


def test_only_values_asleep_count(read_xml, night):
    night.sleep("Awake", WAKE + minutes(1), WAKE + minutes(30), NAMED)
    for at, value in ((ONSET + minutes(60), 40), (WAKE - minutes(60), 50), (WAKE + minutes(10), 90), (ONSET - minutes(60), 90)):
        night.record("HeartRateVariabilitySDNN", value, at, at + minutes(1), "ms")
        night.record("RespiratoryRate", value / 4, at, at + minutes(1), "count/min")
    (told,) = read_xml(night).waking
    assert (told.hrv_sdnn_ms, told.resp_rate_brpm) == (45.0, 11.25)
    assert (told.sleep_end, told.known_at) == (WAKE.astimezone(UTC), (WAKE + minutes(30)).astimezone(UTC))


def test_the_resting_heart_rate_is_known_when_its_day_is_over_and_not_on_waking(read_xml, night):
    midnight = datetime(2026, 3, 3, 0, 1, tzinfo=BERLIN)
    night.record("RestingHeartRate", 61, midnight, datetime(2026, 3, 3, 9, 0, tzinfo=BERLIN), "count/min")
    night.record("RestingHeartRate", 54, midnight, datetime(2026, 3, 3, 22, 30, tzinfo=BERLIN), "count/min")
    told = read_xml(night)
    (waking,), (full,) = told.waking, told.nights
    assert (waking.resting_hr_bpm, waking.known_at) == (None, datetime(2026, 3, 3, 6, 0, tzinfo=UTC))
    assert (full.resting_hr_bpm, full.known_at) == (54.0, datetime(2026, 3, 3, 21, 30, tzinfo=UTC))
    assert replace(full, key=waking.key, known_at=waking.known_at, resting_hr_bpm=None) == waking


def test_the_resting_heart_rate_of_the_day_of_the_export_is_not_final_and_left_out(read_xml, night):
    night.record("RestingHeartRate", 61, datetime(2026, 3, 3, 0, 1, tzinfo=BERLIN), datetime(2026, 3, 3, 9, 0, tzinfo=BERLIN), "count/min")
    told = read_xml(night, exported=datetime(2026, 3, 3, 20, 0, tzinfo=UTC))
    assert (len(told.waking), told.nights) == (1, [])


def test_an_evening_knows_the_night_and_the_next_one_its_resting_heart_rate_too(tmp_path, wearer, write_export):
    store = Store(tmp_path / "facts.duckdb")
    now = datetime(2026, 3, 16, 4, tzinfo=UTC)
    path = write_export(wearer.facts(), tmp_path / "export.zip", now)
    report = import_path(store, path, person_id="wearer", now=now)
    assert {finding.kind for _, finding in report.findings} <= {"gap"}
    evening = datetime(2026, 2, 10, 20, 0, tzinfo=UTC)
    for later, resting in ((timedelta(0), False), (timedelta(hours=12), True)):
        nights = [night for night in store.snapshot("wearer", evening + later).nights if night.night == date(2026, 2, 10)]
        assert [(night.hrv_sdnn_ms is not None, night.resting_hr_bpm is not None) for night in nights] == [(True, resting)]
    again = import_path(store, path, person_id="wearer", now=now + timedelta(days=1))
    assert (again.counts.added, again.counts.revised) == (0, 0)


def test_a_night_told_in_two_parts_is_no_duplicate(whole):
    assert "duplicate" not in {finding.kind for finding in findings(whole.of(Night))}


def test_one_source_counts_for_a_night_the_one_with_stages(read_xml, writer):
    writer.sleep("InBed", ONSET - minutes(30), WAKE + minutes(20), NAMED, source="iPhone", made="")
    writer.sleep("AsleepUnspecified", ONSET, WAKE + minutes(10), NAMED, **PILLOW)
    writer.sleep("AsleepCore", ONSET + minutes(10), ONSET + minutes(250), NAMED)
    writer.sleep("AsleepREM", ONSET + minutes(250), WAKE, NAMED)
    told = read_xml(writer)
    (night,) = told.waking
    assert (night.sleep_minutes, night.light_minutes, night.rem_minutes, night.deep_minutes) == (470.0, 240.0, 230.0, 0.0)
    assert (night.in_bed_minutes, night.sleep_efficiency_pct) == (None, None)
    assert len(told.sleeps) == 1


def test_of_sources_without_stages_the_one_with_most_sleep_counts_with_its_own_time_in_bed(read_xml, writer):
    writer.sleep("AsleepUnspecified", ONSET + minutes(60), WAKE, NAMED, source="AutoSleep", made="")
    writer.sleep("InBed", ONSET - minutes(20), WAKE, NAMED, **PILLOW)
    writer.sleep("Asleep", ONSET, ONSET + minutes(200), NAMED, **PILLOW)
    writer.sleep("Asleep", ONSET + minutes(220), WAKE, NAMED, **PILLOW)
    (night,) = read_xml(writer).waking
    assert (night.sleep_minutes, night.in_bed_minutes, night.sleep_efficiency_pct) == (460.0, 500.0, 92.0)
    assert (night.light_minutes, night.awake_minutes) == (None, None)


def test_time_in_bed_without_sleep_is_no_night(read_xml, writer):
    writer.sleep("InBed", ONSET, WAKE, NAMED, source="iPhone", made="")
    told = read_xml(writer)
    assert told.items == []


def test_a_short_sleep_by_day_is_a_nap_and_gives_no_night(read_xml, night):
    start = datetime(2026, 3, 3, 14, 0, tzinfo=BERLIN)
    night.sleep("AsleepCore", start, start + minutes(40), NAMED)
    told = read_xml(night)
    assert [(sleep.nap, sleep.sleep_minutes, sleep.day) for sleep in told.sleeps] == [
        (False, 480.0, date(2026, 3, 3)),
        (True, 40.0, date(2026, 3, 3)),
    ]
    assert len(told.waking) == 1


def test_a_longer_second_sleep_of_a_date_is_a_night_of_its_own_and_a_shorter_one_is_not(read_xml, writer):
    for hours, start in ((3, datetime(2026, 3, 3, 0, 0, tzinfo=BERLIN)), (4, datetime(2026, 3, 3, 5, 0, tzinfo=BERLIN))):
        writer.sleep("AsleepCore", start, start + timedelta(hours=hours), NAMED)
    late = datetime(2026, 3, 3, 11, 0, tzinfo=BERLIN)
    writer.sleep("AsleepCore", late, late + timedelta(hours=3), NAMED)
    told = read_xml(writer)
    assert [night.key for night in told.waking] == ["2026-03-03|waking", "2026-03-03#2|waking"]
    assert [sleep.nap for sleep in told.sleeps] == [False, False, False]


def test_a_night_abroad_is_dated_by_the_clock_there_though_the_export_was_written_at_home(read_xml, writer):
    onset = datetime(2026, 3, 2, 20, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
    writer.sleep("AsleepCore", onset, onset + timedelta(hours=3.5), "America/Los_Angeles")
    (night,) = read_xml(writer).waking
    assert (night.night, night.utc_offset_minutes) == (date(2026, 3, 2), -480)  # in Berlin it is the 3rd, 08:30


def test_without_a_zone_by_name_the_clock_of_the_file_is_believed(read_xml, writer):
    writer.sleep("AsleepCore", ONSET, WAKE)
    told = read_xml(writer)
    assert (told.waking[0].night, told.waking[0].utc_offset_minutes, told.persons) == (date(2026, 3, 3), 60, [])


def test_the_night_on_which_clocks_change_is_as_long_as_it_was(read_xml, writer):
    writer.sleep("AsleepCore", datetime(2026, 3, 28, 23, 0, tzinfo=BERLIN), datetime(2026, 3, 29, 7, 0, tzinfo=BERLIN), NAMED)
    (night,) = read_xml(writer).waking
    assert (night.sleep_minutes, night.utc_offset_minutes) == (420.0, 120)


def test_units_are_those_that_the_phones_owner_prefers(read_xml, night):
    night.record("AppleSleepingWristTemperature", 95.0, ONSET, WAKE, "degF")
    night.record("OxygenSaturation", 0.97, ONSET + minutes(5), unit="%")
    (told,) = read_xml(night).waking
    assert (told.skin_temp_c, told.spo2_pct) == (35.0, 97.0)


def test_single_beats_and_their_times_in_any_language_are_not_read(read_xml, night):
    def beats(text: str) -> str:
        return f'<HeartRateVariabilityMetadataList><InstantaneousBeatsPerMinute bpm="61" time="{text}"/></HeartRateVariabilityMetadataList>'

    for n, text in enumerate(("8:34:05,10", "6:14:48.94 PM", "3:10:02,11\u202fAM", "上午3:10:02.11", "")):
        at = ONSET + minutes(30 * n + 30)
        night.record("HeartRateVariabilitySDNN", 40 + n, at, at + minutes(1), "ms", inside=beats(text))
    told = read_xml(night)
    assert [night.hrv_sdnn_ms for night in told.waking] == [42.0]
    assert told.reasons == []


@pytest.mark.parametrize("source", ["WHOOP", "Oura", "Connect", "Garmin Connect", "Polar Flow", "Fitbit Sync"])
def test_what_another_device_measured_is_left_out_and_counted(read_xml, night, source):
    for n in range(3):
        night.record("HeartRateVariabilitySDNN", 99, ONSET + minutes(30 + n), unit="ms", source=source, made="")
    night.sleep("AsleepDeep", ONSET - minutes(60), WAKE + minutes(60), NAMED, source=source, made="")
    told = read_xml(night)
    assert [(one.hrv_sdnn_ms, one.sleep_minutes, one.deep_minutes) for one in told.waking] == [(None, 480.0, None)]
    (reason,) = told.reasons
    assert reason.startswith(f"4 values of {source!r} are left out")


def test_a_strap_that_speaks_through_the_watch_and_an_app_that_measures_for_itself_are_left_out(read_xml, night):
    at = ONSET + minutes(30)
    night.record("HeartRate", 200, at, unit="count/min", made="<<HKDevice: 0x1>, name:Polar H10, manufacturer:Polar Electro Oy, model:H10>")
    night.record("HeartRateVariabilitySDNN", 99, at, unit="ms", source="Camera HRV", made="")
    night.record("HeartRate", 50, at, unit="count/min")
    told = read_xml(night)
    assert [(one.nightly_hr_bpm, one.hrv_sdnn_ms) for one in told.waking] == [(50.0, None)]
    assert sorted(reason.split(" are left out")[0] for reason in told.reasons) == [
        "1 values of 'Camera HRV'",
        "1 values of 'Somebody’s Apple Watch'",
    ]


def test_a_watch_with_a_name_of_its_own_is_known_by_its_device_in_any_record(read_xml, writer):
    writer.source = "Chronos"
    writer.sleep("AsleepCore", ONSET, WAKE, NAMED)
    writer.record("HeartRate", 50, ONSET + minutes(5), unit="count/min")
    writer.record("RestingHeartRate", 52, ONSET - minutes(5), ONSET + timedelta(hours=20), "count/min", made="")
    told = read_xml(writer)
    assert [night.resting_hr_bpm for night in told.nights] == [52.0]
    assert told.reasons == []


def test_what_was_known_does_not_change_with_what_came_later(tmp_path, wearer, write_export, whole):
    """A shorter life gives an export of fewer records: every fact known before its end is the same in both."""
    cut = datetime(2026, 2, 20, 12, 0, tzinfo=UTC)
    exported = datetime(2026, 3, 16, 4, tzinfo=UTC)
    path = write_export(replace(wearer, end=date(2026, 2, 22)).facts(), tmp_path / "export.zip", exported)
    from ingestion.apple_health import AppleHealth

    shorter = [item for file in AppleHealth().read(path, person_id="wearer") for item in file.items]
    known = [{fact for fact in items if isinstance(fact, Fact) and fact.known_at < cut} for items in (whole.items, shorter)]
    assert known[0] == known[1]
    assert len(known[0]) > 200


def test_a_newer_export_adds_facts_and_changes_none(tmp_path, wearer, write_export, whole):
    from ingestion.apple_health import AppleHealth

    path = write_export(replace(wearer, end=date(2026, 2, 22)).facts(), tmp_path / "export.zip", datetime(2026, 2, 22, 19, tzinfo=UTC))
    first = [item for file in AppleHealth().read(path, person_id="wearer") for item in file.items]
    assert set(first) < set(whole.items)
