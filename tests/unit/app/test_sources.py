"""`morrow sources`: what can be brought in, which source counts for which night and why, and what a series rests on."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import typer
from typer.testing import CliRunner, Result

from app.cli import sources
from app.cli.failing import Commands
from app.sources import Span, sources_of
from app.sources_card import person_card
from core.precedence import SOURCE_PRECEDENCE
from core.records import Night
from core.store import Store
from ingestion.catalog import SOURCES

FIRST = date(2026, 3, 1)
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
HOW = {"oura": ("whole_night", "nightly_min"), "polar": ("four_hour", None), "whoop_export": ("last_sws", "vendor")}


def night(source: str, place: int) -> Night:
    day = FIRST + timedelta(days=place)
    window, method = HOW[source]
    return Night(
        person_id="ada",
        key=day.isoformat(),
        source=source,
        source_epoch=f"{source}/1",
        known_at=datetime(day.year, day.month, day.day, 7, tzinfo=UTC),
        night=day,
        hrv_rmssd_ms=50.0,
        hrv_method="rmssd",
        hrv_window=window,
        resting_hr_bpm=50.0 if method else None,
        rhr_method=method,
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Store:
    """Ten nights of Polar, from the fourth on worn beside Oura, and a WHOOP on the last two but one."""
    store = Store(tmp_path_factory.mktemp("store") / "facts.duckdb")
    worn = {"polar": range(10), "oura": range(3, 10), "whoop_export": range(7, 9)}
    store.add([night(source, place) for source, places in worn.items() for place in places], recorded_at=NOW)
    return store


@pytest.fixture
def run():
    """Arguments after `morrow sources` → what it did."""
    root = typer.Typer(cls=Commands)
    root.command()(sources.sources)
    root.command()(lambda: None)
    return lambda *arguments: CliRunner().invoke(root, ["sources", *arguments])


def test_sources_stand_in_their_order_with_what_they_count_for(store):
    found = sources_of(store, "ada", NOW)
    assert [(one.source, one.nights, one.counts) for one in found.standing] == [("whoop_export", 2, 2), ("oura", 7, 5), ("polar", 10, 3)]
    assert (found.standing[1].first, found.standing[1].last) == (date(2026, 3, 4), date(2026, 3, 10))
    assert [(one.hrv, one.resting_hr) for one in found.standing[1:]] == [
        (("rmssd whole_night",), ("nightly_min",)),
        (("rmssd four_hour",), ()),
    ]


def test_every_stretch_says_which_source_counts_and_why(store):
    assert sources_of(store, "ada", NOW).spans == (
        Span(date(2026, 3, 1), date(2026, 3, 3), 3, "polar", ()),
        Span(date(2026, 3, 4), date(2026, 3, 7), 4, "oura", ("polar",)),
        Span(date(2026, 3, 8), date(2026, 3, 9), 2, "whoop_export", ("oura", "polar")),
        Span(date(2026, 3, 10), date(2026, 3, 10), 1, "oura", ("polar",)),
    )
    assert [span.why for span in sources_of(store, "ada", NOW).spans][:2] == [
        "no other source tells of these nights",
        "it comes before polar in the order of sources",
    ]


def test_the_coming_forecast_rests_on_one_series_and_says_how_much_it_leaves_out(store):
    hrv, rhr = sources_of(store, "ada", NOW).rests
    assert (hrv.target, hrv.epoch, hrv.usable, hrv.left_out) == ("hrv_rmssd_ms", ("oura/1", "rmssd", "whole_night"), 5, 5)
    assert (rhr.target, rhr.epoch, rhr.usable, rhr.left_out) == ("resting_hr_bpm", ("oura/1", "nightly_min"), 5, 2)


def test_what_came_later_is_not_known_before(store):
    found = sources_of(store, "ada", datetime(2026, 3, 6, 12, tzinfo=UTC))
    assert [(one.source, one.nights) for one in found.standing] == [("oura", 3), ("polar", 6)]


def test_the_card_tells_people_the_same(store, printed):
    text = printed(person_card(sources_of(store, "ada", NOW)), 140)
    assert "it comes before oura, polar in the order of sources" in " ".join(text.split())
    assert "rmssd whole night" in text


def test_json_of_a_person_holds_precedence_sources_stretches_and_series(store):
    told = json.loads(json.dumps(sources_of(store, "ada", NOW).to_json()))
    assert told["precedence"] == list(SOURCE_PRECEDENCE)
    assert [one["source"] for one in told["sources"]] == ["whoop_export", "oura", "polar"]
    assert told["counts"][0] == {
        "first": "2026-03-01",
        "last": "2026-03-03",
        "nights": 3,
        "source": "polar",
        "beside": [],
        "why": "no other source tells of these nights",
    }
    assert [one["left_out"] for one in told["series"]] == [5, 2]


def test_the_list_names_every_source_with_what_its_values_mean(run):
    result: Result = run("--json")
    assert result.exit_code == 0
    told = {one["source"]: one for one in json.loads(result.stdout)["sources"]}
    assert set(told) == {"whoop_api", *(source.name for source in SOURCES)}
    assert (told["polar"]["resting_hr"], told["whoop_api"]["way"]) == (None, "connect")
    words = " ".join(run().stdout.split())
    assert "resting heart rate: lowest of the night" in words
    assert ", ".join(SOURCE_PRECEDENCE[:4]) in words


def test_somebody_unknown_is_wrong_usage(run, home):
    result = run("--person", "nobody", "--json")
    assert (result.exit_code, result.stdout) == (3, "")
