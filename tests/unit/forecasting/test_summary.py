"""What scored nights come to, by hand: means within people and then over them, sleepers, and null for what cannot be told."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.quantiles import LEVELS
from forecasting.rows import PersonRows
from forecasting.summary import BacktestReport, summarise

NIGHT = date(2024, 1, 1)


def point(value: float) -> np.ndarray:
    """A forecast that is sure of one value: its CRPS is its absolute error."""
    return np.full(21, value)


def uniform(centre: float, width_80: float) -> np.ndarray:
    """Quantiles of an even spread whose central 80% are so wide."""
    return centre + (np.array(LEVELS) - 0.5) * width_80 / 0.8


@pytest.fixture
def person():
    """(observed, name → forecasts of each night, None where it is silent) → rows."""

    def make(observed: list[float], **said: list[np.ndarray | None]) -> PersonRows:
        rows = PersonRows()
        for place, value in enumerate(observed):
            told = {name: theirs[place] for name, theirs in said.items()}
            rows.add(NIGHT + timedelta(days=place), value, {name: row for name, row in told.items() if row is not None})
        return rows

    return make


# ---------------------------------------------------------------- scores


def test_scores_are_means_over_people_of_means_over_nights(person):
    rows = {
        "a": person([11.0] * 4, ours=[point(10.0)] * 4),
        "b": person([14.0], ours=[point(10.0)]),
    }
    found = summarise(rows, {}).forecasters["ours"]
    assert (found.crps, found.mae) == pytest.approx((2.5, 2.5))
    assert found.nights == 5


def test_coverage_is_over_all_nights_and_width_over_people(person):
    """Three nights of one inside, one night of the other outside."""
    rows = {"a": person([10.0] * 3, ours=[uniform(10.0, 2.0)] * 3), "b": person([99.0], ours=[uniform(10.0, 6.0)])}
    found = summarise(rows, {}).forecasters["ours"]
    assert found.coverage_80 == 0.75
    assert found.width_80 == pytest.approx(4.0)
    assert found.width_80_worst_decile == pytest.approx(6.0)


def test_the_worst_tenth_is_of_people_with_ten_nights(person):
    covered, missed = uniform(10.0, 2.0), uniform(50.0, 2.0)
    rows = {
        "long": person([10.0] * 10, ours=[covered] * 7 + [missed] * 3),
        "short": person([10.0] * 9, ours=[missed] * 9),
    }
    assert summarise(rows, {}).forecasters["ours"].coverage_80_worst_decile == pytest.approx(0.7)
    assert math.isnan(summarise({"short": rows["short"]}, {}).forecasters["ours"].coverage_80_worst_decile)


def test_what_chance_would_show_hangs_on_the_nights_alone(person):
    rows = {name: person([10.0] * 40, ours=[uniform(10.0, 2.0)] * 40, theirs=[uniform(90.0, 2.0)] * 40) for name in "abcdefghijkl"}
    found = summarise(rows, {}).forecasters
    assert found["ours"].worst_decile_by_chance == found["theirs"].worst_decile_by_chance
    assert 0.5 < found["ours"].worst_decile_by_chance < 0.8  # of twelve people of forty nights the two worst: some points under 80%


def test_skill_is_one_minus_the_ratio_of_the_means(person):
    rows = {
        "a": person([10.0, 10.0], ours=[point(11.0)] * 2, ewma=[point(14.0)] * 2),
        "b": person([10.0], ours=[point(12.0)], ewma=[point(10.0)]),
    }
    found = summarise(rows, {}).forecasters["ours"]
    assert found.skill_crps["ewma"].estimate == pytest.approx(1.0 - 1.5 / 2.0)
    assert found.skill_mae["ewma"].estimate == pytest.approx(1.0 - 1.5 / 2.0)
    assert set(found.skill_crps) == {"ewma"}  # the declared rules that are among them


def test_skill_may_be_told_against_others(person):
    rows = {"a": person([10.0] * 2, ours=[point(11.0)] * 2, other=[point(12.0)] * 2)}
    assert summarise(rows, {}, against=["other", "absent"]).forecasters["ours"].skill_crps["other"].estimate == pytest.approx(0.5)


# ---------------------------------------------------------------- sleepers


def test_a_forecaster_is_judged_on_the_nights_that_it_was_awake_for_and_so_is_its_rival(person):
    """Awake on the last night only, where the rule is off by 4; on the others the rule is right."""
    rows = {"a": person([10.0] * 3, late=[None, None, point(11.0)], ewma=[point(10.0), point(10.0), point(14.0)])}
    found = summarise(rows, {})
    assert found.nights == 3
    assert found.forecasters["late"].nights == 1
    assert found.forecasters["late"].crps == pytest.approx(1.0)
    assert found.forecasters["late"].skill_crps["ewma"].estimate == pytest.approx(0.75)
    assert found.forecasters["ewma"].crps == pytest.approx(4.0 / 3.0)


def test_a_rival_that_slept_too_is_compared_on_the_nights_of_both(person):
    said = [point(11.0), point(12.0), None, point(13.0)]
    other = [None, point(14.0), point(10.0), point(16.0)]
    found = summarise({"a": person([10.0] * 4, ours=said, other=other)}, {}, against=["other"]).forecasters
    assert found["ours"].skill_crps["other"].estimate == pytest.approx(1.0 - 5.0 / 10.0)
    assert found["other"].skill_crps["other"].estimate == 0.0


def test_who_slept_through_all_of_a_persons_nights_is_judged_on_the_others(person):
    asleep = person([10.0] * 2, ours=[np.full(21, math.nan)] * 2, ewma=[point(99.0)] * 2)
    awake = person([10.0] * 2, ours=[point(11.0)] * 2, ewma=[point(12.0)] * 2)
    found = summarise({"a": asleep, "b": awake}, {}).forecasters["ours"]
    assert (found.nights, found.crps) == (2, pytest.approx(1.0))
    assert found.skill_crps["ewma"].estimate == pytest.approx(0.5)


def test_who_slept_through_everything_is_not_shown(person):
    found = summarise({"a": person([10.0], ours=[np.full(21, math.nan)], ewma=[point(10.0)])}, {})
    assert set(found.forecasters) == {"ewma"}


# ---------------------------------------------------------------- JSON


def test_json_says_null_for_what_cannot_be_told(person):
    report = BacktestReport({"hrv_rmssd_ms": summarise({"a": person([10.0], ours=[point(10.0)])}, {"weak": 1})}, NIGHT)
    told = json.loads(json.dumps(report.to_json(), allow_nan=False))
    entry = told["targets"]["hrv_rmssd_ms"]
    one = entry["forecasters"]["ours"]
    assert (entry["nights"], entry["people"], one["nights"]) == (1, 1, 1)
    assert (one["crps"], one["mae"], one["coverage_80"]) == (0.0, 0.0, 1.0)
    assert one["coverage_80_worst_decile"] is None
    assert one["worst_decile_by_chance"] is None
    assert one["r2_within"] is None
    assert told["method"]["since"] == "2024-01-01"
    assert told["method"]["priors"] == {"hrv_rmssd_ms": {"weak": 1}}


def test_seconds_are_those_of_all_people(person):
    rows = {name: person([10.0], ours=[point(10.0)]) for name in "ab"}
    rows["a"].seconds["ours"], rows["b"].seconds["ours"] = 1.5, 2.0
    assert summarise(rows, {}).forecasters["ours"].cpu_seconds == 3.5
