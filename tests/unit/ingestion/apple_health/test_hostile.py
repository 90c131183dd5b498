"""Broken, huge and hostile exports: all or nothing, bad records named by their lines, and memory that does not grow."""

from __future__ import annotations

import struct
import subprocess
import sys
import tracemalloc
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.records import Fact, RejectedRow
from ingestion.apple_health import AppleHealth
from ingestion.apple_health.files import ROOT

START = datetime(2026, 3, 2, 23, 0, tzinfo=ZoneInfo("Europe/Berlin"))
MB = 2**20


@pytest.fixture
def text(writer):
    """One night's export."""
    writer.sleep("AsleepCore", START, START + timedelta(hours=8), "Europe/Berlin")
    writer.record("HeartRateVariabilitySDNN", 40, START + timedelta(hours=1), unit="ms")
    return writer.xml(datetime(2026, 4, 1, tzinfo=UTC))


def items_of(path):
    return [item for file in AppleHealth().read(path) for item in file.items]


def test_an_export_is_known_by_its_content_whatever_it_is_called(tmp_path, text):
    (tmp_path / "apple_health_export").mkdir()
    for name in ("Exportieren.xml", "导出.xml"):
        path = tmp_path / "apple_health_export" / name
        path.write_text(text)
        assert AppleHealth().recognises(path)
        assert AppleHealth().recognises(tmp_path)
        path.unlink()
    for name, content in (("export.xml", "<ClinicalDocument/>"), ("export.xml", ""), ("export.txt", text)):
        (tmp_path / name).write_text(content)
        assert not AppleHealth().recognises(tmp_path / name)


def test_of_two_exports_the_larger_is_read_and_the_other_named(tmp_path, text):
    (tmp_path / "export.xml").write_text(text.replace("\n", "\n\n"))
    (tmp_path / "export 2.xml").write_text(text)
    items = items_of(tmp_path)
    assert [item for item in items if isinstance(item, RejectedRow)] == [
        RejectedRow("export 2.xml", 1, "the whole file is not used: export.xml is a larger export")
    ]


def test_bad_records_are_quarantined_with_their_lines_and_the_rest_is_read(read_xml, text):
    drowsy, in_bed = (f"HKCategoryValueSleepAnalysis{stage}" for stage in ("Drowsy", "InBed"))
    bad = [
        '<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Apple Watch" unit="furlongs" value="1" START END/>',
        '<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Apple Watch" unit="count/min" value="NaN" START END/>',
        '<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Apple Watch" unit="count/min" START END/>',
        '<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Apple Watch" value="5" startDate="yesterday" endDate="today"/>',
        '<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Apple Watch" value="5" startDate="1776-07-04 12:00:00 +0100" END/>',
        f'<Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Apple Watch" value="{drowsy}" START END/>',
        f'<Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Apple Watch" value="{in_bed}" END_FIRST/>',
        '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" sourceName="Apple Watch"/>',
    ]
    start, end = 'startDate="2026-03-03 01:00:00 +0100"', 'endDate="2026-03-03 01:05:00 +0100"'
    backwards = 'startDate="2026-03-03 01:00:00 +0100" endDate="2026-03-03 00:00:00 +0100"'
    lines = [line.replace("START", start).replace("END_FIRST", backwards).replace("END", end) for line in bad]
    told = read_xml(text.replace("</HealthData>", "\n".join([*lines, "</HealthData>"])))
    first = text[: text.index("</HealthData>")].count("\n") + 1
    assert [(row.line - first, row.reason.split(":")[0]) for row in told.items if isinstance(row, RejectedRow)] == [
        *((n, "HeartRate") for n in range(3)),
        *((n, "StepCount") for n in (3, 4)),
        *((n, "HKCategoryTypeIdentifierSleepAnalysis") for n in (5, 6)),
        (7, "Workout"),
    ]
    assert [night.hrv_sdnn_ms for night in told.waking] == [40.0]


def test_bad_records_without_end_are_counted_and_not_kept(read_xml):
    line = '<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Apple Watch" value="x" startDate="" endDate=""/>\n'
    told = read_xml(f"<HealthData>\n{line * 1500}</HealthData>")
    assert len(told.reasons) == 1001
    assert told.reasons[-1] == "and 500 more records after this one"


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.999])
def test_an_export_that_was_cut_off_gives_nothing_and_says_where(read_xml, text, keep):
    with pytest.raises(BadInput, match=r"broken XML|found none"):
        read_xml(text[: int(len(text) * keep)])


def test_a_control_character_that_xml_forbids_is_no_reason_to_stop(read_xml, text):
    assert len(read_xml(text.replace("iPhone", "iPh\x0bone").replace('unit="ms"', 'unit="ms" note="a\x0bb"')).waking) == 1


def test_records_inside_a_correlation_are_not_counted_twice(read_xml, writer):
    writer.record("StepCount", 100, START - timedelta(hours=8), unit="count")
    (line,) = writer.lines["StepCount"]
    writer.lines["Correlation"] = [f"<Correlation>{line}</Correlation>"]
    assert [day.steps for day in read_xml(writer).days] == [100.0]


@pytest.mark.parametrize(
    "poison",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]><Record type="HKQuantityTypeIdentifierStepCount"/>',
        '<Record type="&a;"/>',
        "<a>" * 60,
        '<Record value="' + "x" * (17 * MB) + '"/>',
        "<Record/></HealthData><HealthData>",
        "\ufffe",
    ],
    ids=["document type", "entity", "depth", "length", "two roots", "no character"],
)
def test_poison_is_refused(read_xml, text, poison):
    with pytest.raises(BadInput, match=r"broken XML|wanted an Apple Health export"):
        read_xml(text.replace("</HealthData>", f"{poison}</HealthData>"))


def test_entities_of_a_document_type_are_never_read(read_xml, text):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = text.replace("<!DOCTYPE HealthData [", f'<!DOCTYPE HealthData [<!ENTITY l0 "ha">{laughs}')
    assert len(read_xml(bomb).waking) == 1


def test_a_zip_bomb_and_a_locked_zip_are_refused(tmp_path, text):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export.xml", text)
    data = bytearray(path.read_bytes())
    for signature, size_at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.find(signature) + size_at, 400 * MB)  # the unpacked size that it claims
    path.write_bytes(data)
    assert not AppleHealth().recognises(path)
    with pytest.raises(BadInput, match="zip bomb"):
        items_of(path)
    locked = tmp_path / "locked.zip"
    with zipfile.ZipFile(locked, "w") as archive:
        archive.writestr("export.xml", text)
    data = bytearray(locked.read_bytes())
    for signature, flag_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + flag_at] |= 1
    locked.write_bytes(data)
    with pytest.raises(BadInput, match="password"):
        items_of(locked)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(0, 255))
def test_an_export_with_any_byte_changed_is_read_or_refused(tmp_path, text, place, byte):
    data = bytearray(text.encode())
    data[data.index(ROOT) + place % (len(data) - data.index(ROOT))] = byte
    path = tmp_path / "export.xml"
    path.write_bytes(data)
    try:
        items = items_of(path) if AppleHealth().recognises(path) else []
    except BadInput:
        return
    assert all(isinstance(item, Fact | RejectedRow) for item in items)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(0, 255))
def test_a_zip_with_any_byte_changed_is_read_or_refused(tmp_path, text, place, byte):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export.xml", text)
    data = bytearray(path.read_bytes())
    data[place % len(data)] = byte
    path.write_bytes(data)
    try:
        items = items_of(path) if AppleHealth().recognises(path) else []
    except BadInput:
        return
    assert all(isinstance(item, Fact | RejectedRow) for item in items)


def write_heart_rates(path, night_text, megabytes):
    """An export of that size: one night, and heart rates by the minute."""
    line = (
        night_text[night_text.index(" <Record") :]
        .split("\n", 1)[0]
        .replace("HeartRateVariabilitySDNN", "HeartRate")
        .replace('"ms"', '"count/min"')
    )
    with path.open("w") as file:
        file.write(night_text.replace("</HealthData>\n", ""))
        block = f"{line}\n" * 2000
        for _ in range(int(megabytes * MB) // len(block)):
            file.write(block)
        file.write("</HealthData>\n")
    return path


def test_memory_grows_by_a_few_bytes_for_each_record(tmp_path, text):
    peaks = []
    for size in (1, 3):
        path = write_heart_rates(tmp_path / "export.xml", text, size)
        tracemalloc.start()
        items_of(path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 2 * MB / 8  # 24 bytes of a record of 400, and room for arrays to grow into


_MEASURED = """
import sys, time
from pathlib import Path
from ingestion.apple_health import AppleHealth
begun = time.process_time()
nights = sum(type(item).__name__ == "Night" for file in AppleHealth().read(Path(sys.argv[1])) for item in file.items)
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) // 1024
print(nights, peak, time.process_time() - begun)
"""


@pytest.mark.prove
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process's memory is read from /proc")
def test_half_a_gigabyte_needs_less_than_two_hundred_megabytes(tmp_path, text):
    path = write_heart_rates(tmp_path / "export.xml", text, 500)
    run = subprocess.run([sys.executable, "-c", _MEASURED, str(path)], capture_output=True, text=True, timeout=600, check=True)
    nights, megabytes, seconds = run.stdout.split()
    assert nights == "1"
    assert int(megabytes) < 200, f"{megabytes} MB, at {500 / float(seconds):.0f} MB/s"
