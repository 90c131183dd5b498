"""Panels for evaluations: all facts of everybody, and nothing left behind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.errors import BadInput
from evals.panels import panel_of_crowd, panel_of_file
from ingestion.synthetic import population

TABLE = """id,date,rmssd,full_sleep_breathing_rate,resting_hr,nremhr,steps
a,2021-06-01,41.5,14.2,60.1,58.0,9000
a,2021-06-02,39.0,14.0,60.3,59.5,
b,2021-06-01,62.0,15.1,52.0,51.0,4000
"""
NOW = datetime(2026, 7, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "daily.csv"
    path.write_text(TABLE, "utf-8")
    return path


def test_everybody_of_a_file_is_there_with_nights_and_days(study):
    panel = panel_of_file(study, NOW, "lifesnaps")
    assert [(history.person_id, len(history.nights), len(history.days)) for history in panel.histories] == [("a", 2, 1), ("b", 1, 1)]
    first = panel.histories[0].nights[0]
    assert (first.resting_hr_bpm, first.nightly_hr_bpm, first.rhr_method) == (60.1, 58.0, "vendor_smoothed")


def test_what_was_not_yet_known_is_left_out(study):
    panel = panel_of_file(study, datetime(2021, 6, 1, 12, 0, tzinfo=UTC), "lifesnaps")
    assert [len(history.nights) for history in panel.histories] == [1, 1]


def test_a_file_of_another_source_is_refused(study):
    with pytest.raises(BadInput, match="wanted a file of whoop_export, found one of lifesnaps"):
        panel_of_file(study, NOW, "whoop_export")


def test_a_crowd_keeps_its_order_and_its_journal():
    crowd = population(2, 9, date(2026, 6, 1), date(2026, 6, 20))
    panel = panel_of_crowd(crowd, NOW)
    assert [history.person_id for history in panel.histories] == [person.person_id for person in crowd]
    assert all(history.nights and history.days and history.journal for history in panel.histories)
