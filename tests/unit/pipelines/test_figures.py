"""Counts and pictures of materialisations."""

from __future__ import annotations

import base64
import math
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

from core.entries import LedgerEntry
from pipelines.figures import coverage_picture, covered, hits_by_night, missing_by_group, shares_picture

FIRST = date(2026, 3, 1)


def score(night: date, *, horizon: int = 1, sequence: int = 1, **hit: bool) -> LedgerEntry:
    """A score that tells only which targets were covered."""
    payload = {"targets": {name: {"covered_80": one} for name, one in hit.items()}}
    at = datetime(2026, 6, 10, tzinfo=UTC)
    return LedgerEntry(sequence, "score", "person-a", night, horizon, 1, at, at, "", payload, "", "")


def svg_of(markdown: str) -> ET.Element:
    """The picture within Markdown."""
    return ET.fromstring(base64.b64decode(markdown.partition("base64,")[2].rstrip(")")))  # noqa: S314  # our own


def test_hits_are_of_the_newest_nights_and_of_primary_targets_one_night_ahead() -> None:
    entries = [score(FIRST + timedelta(days=day), hrv_rmssd_ms=day % 2 == 0, recovery_pct=True) for day in range(5)]
    entries.append(score(FIRST + timedelta(days=9), horizon=2, hrv_rmssd_ms=False))
    found = hits_by_night(entries, nights=3)
    assert found["hrv_rmssd_ms"] == {
        FIRST + timedelta(days=2): [True],
        FIRST + timedelta(days=3): [False],
        FIRST + timedelta(days=4): [True],
    }
    assert "recovery_pct" not in found
    assert covered(found) == {"hrv_rmssd_ms": "2 of 3"}


def test_the_picture_has_a_mark_for_each_night_and_names_nobody() -> None:
    hits = hits_by_night([score(FIRST, hrv_rmssd_ms=True), score(FIRST, hrv_rmssd_ms=False, sequence=2)])
    picture = coverage_picture(hits)
    root = svg_of(picture.value)
    heights = [float(box.get("height")) for box in root.iter("{http://www.w3.org/2000/svg}rect") if box.get("fill") == "#3b7ddd"]
    assert heights == [9.0], "one of two people's values lay inside: half of 18"
    words = " ".join(text.text for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "heart rate variability: 1 of 2" in words
    assert "person-a" not in ET.tostring(root, encoding="unicode")


def test_without_a_scored_night_there_is_no_picture() -> None:
    assert coverage_picture(hits_by_night([])) is None
    assert shares_picture("nothing", {}) is None


def test_the_share_that_is_missing_is_told_by_group() -> None:
    rows = [{"a": 1.0, "b": math.nan, "c": 2.0}, {"a": math.nan, "b": math.nan, "c": 0.0}]
    assert missing_by_group(rows, {"a": "sleep", "b": "sleep", "c": "time"}) == {"sleep": 0.75, "time": 0.0}


def test_bars_are_as_long_as_their_shares() -> None:
    root = svg_of(shares_picture("missing", {"sleep": 0.75}).value)
    widths = [float(box.get("width")) for box in root.iter("{http://www.w3.org/2000/svg}rect") if box.get("fill") == "#e0662f"]
    assert widths == [225.0]
