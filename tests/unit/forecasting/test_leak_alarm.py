"""The alarm rings for a forecaster that has seen the night, and for nothing that was ever honestly reached."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from core.targets import TARGETS
from forecasting.catalog import BASELINES, FORECASTERS
from forecasting.ensemble import COMBINATION, run_ensemble, unit_paths
from forecasting.leak_alarm import ENOUGH_NIGHTS, LIMITS, Achieved, achieved, leak_alarm
from forecasting.prior import load_prior
from forecasting.quantiles import MEDIAN, student_row
from forecasting.rows import PersonRows

START = date(2024, 1, 1)
SPREAD = 0.2
HRV = Achieved("hrv_rmssd_ms", "default", COMBINATION, 1665, {"personal_mean": 0.058, "persistence": 0.244}, 0.14)


class Leaking:
    """A forecaster that sees the night it forecasts through noise as large as a person's own spread: a feature dated a day too early."""

    name, version, trained_through = "leaking", "1", None

    def path(self, series, prior) -> np.ndarray:
        mean = FORECASTERS["personal_mean"].path(series, prior)[:, MEDIAN]
        tonight = np.append(series.values, mean[-1])
        seen = tonight + SPREAD * np.random.default_rng(5).normal(size=len(tonight))
        return ((mean + seen) / 2.0)[:, None] + SPREAD / math.sqrt(2.0) * student_row(math.inf)


@pytest.fixture(scope="module")
def members() -> dict[str, object]:
    """The declared rules and one that learns, as they stand in the catalog."""
    return {name: FORECASTERS[name] for name in (*BASELINES, "lag_regression")}


@pytest.fixture
def rows(make_series, wandering) -> Callable[..., dict[str, PersonRows]]:
    """(members) → the scored nights of eight people whose nights hang together as real ones do."""

    def make(members: dict[str, object]) -> dict[str, PersonRows]:
        prior = load_prior().of(TARGETS["hrv_rmssd_ms"], "default")
        found = {}
        for person in range(8):
            series = make_series(wandering(person, 60, level=4.0 + 0.05 * person, spread=SPREAD, memory=0.35))
            paths = unit_paths(run_ensemble(series, prior, members))
            found[str(person)] = one = PersonRows()
            for place in range(5, 60):
                told = {name: path[place] for name, path in paths.items()}
                one.add(series.start + timedelta(days=place), math.exp(series.values[place]), told)
        return found

    return make


def test_honest_forecasters_raise_no_alarm(rows, members):
    report = achieved("hrv_rmssd_ms", "default", rows(members))
    assert {one.forecaster for one in report} == {COMBINATION, *members}
    assert all(one.nights == 440 > ENOUGH_NIGHTS for one in report)
    assert leak_alarm(report) == ()


def test_a_forecaster_that_sees_the_night_through_noise_is_caught_and_so_is_what_it_is_mixed_into(rows, members):
    report = achieved("hrv_rmssd_ms", "default", rows(members | {"leaking": Leaking()}))
    alarmed = {one.forecaster for one in report if leak_alarm([one])}
    assert alarmed == {COMBINATION, "leaking"}


def test_what_was_reached_by_hand():
    night, sure = TARGETS["hrv_rmssd_ms"], {"persistence": np.full(21, 8.0), "combination": np.full(21, 9.0)}
    rows = {"ann": PersonRows(), "bob": PersonRows()}
    for person, outcomes in (("ann", (10.0, 10.0)), ("bob", (12.0, 14.0))):
        for place, outcome in enumerate(outcomes):
            rows[person].add(START + timedelta(days=place), outcome, sure)
    found = {one.forecaster: one for one in achieved(night.name, "default", rows)}
    # errors of 1, 1 and 3, 5 against 2, 2 and 4, 6: means 2.5 and 3.5 over people
    assert found["combination"].skill_crps == {"persistence": pytest.approx(1.0 - 2.5 / 3.5)}
    assert found["combination"].nights == 4
    # squares 1 and 17 against variances 0 and 1
    assert found["combination"].r2_within == pytest.approx(1.0 - 18.0)


@pytest.mark.parametrize(
    ("target", "kind", "skill", "r2"),
    [
        ("hrv_rmssd_ms", "default", {"personal_mean": 0.067, "persistence": 0.21}, 0.14),
        ("hrv_rmssd_ms", "default", {"personal_mean": 0.112}, 0.25),
        ("resting_hr_bpm", "unsmoothed", {"personal_mean": 0.206}, 0.31),
        ("resting_hr_bpm", "vendor_smoothed", {"persistence": 0.056, "personal_mean": 0.53}, 0.74),
        ("resp_rate_brpm", "default", {"personal_mean": 0.105, "persistence": 0.20}, 0.19),
        ("nightly_hr_bpm", "default", {"personal_mean": 0.106}, 0.13),
    ],
)
def test_nothing_that_was_honestly_measured_raises_it(target, kind, skill, r2):
    """EVALUATION §1 and §7, the upper ends of their intervals where they have some."""
    assert leak_alarm([Achieved(target, kind, "stack", 3800, skill, r2)]) == ()


@pytest.mark.parametrize("fake", [0.26, 0.29])
def test_inputs_of_the_same_night_raise_it(fake):
    """EVALUATION §2: stress score, sleep points and resting heart rate of the target night fake +26 to +29%."""
    (said,) = leak_alarm([dataclasses.replace(HRV, skill_crps={"personal_mean": fake})])
    assert said.startswith("heart rate variability (default), combination, 1665 nights: CRPS skill +2")
    assert "at most +15%" in said
    assert "EVALUATION §5" in said


def test_each_finding_is_a_sentence_of_its_own():
    said = leak_alarm([dataclasses.replace(HRV, skill_crps={"personal_mean": 0.2, "persistence": 0.5}, r2_within=0.45)])
    assert len(said) == 3
    assert "R² 0.45" in said[2]


def test_a_journal_explains_more_but_never_half_of_the_nights():
    told = dataclasses.replace(HRV, skill_crps={"personal_mean": 0.2}, r2_within=0.45, journal=True)
    assert leak_alarm([told]) == ()
    assert len(leak_alarm([dataclasses.replace(told, r2_within=0.51)])) == 1


def test_a_few_lucky_nights_raise_nothing():
    assert leak_alarm([dataclasses.replace(HRV, nights=ENOUGH_NIGHTS - 1, r2_within=0.9)]) == ()


def test_what_cannot_be_told_raises_nothing():
    assert leak_alarm([dataclasses.replace(HRV, skill_crps={"personal_mean": math.nan}, r2_within=math.nan)]) == ()


def test_every_target_has_limits_with_a_source_and_an_unknown_one_is_said():
    assert {key.partition("/")[0] for key in LIMITS} == set(TARGETS)
    assert all(limit.source and limit.skill_crps.keys() <= set(BASELINES) for limit in LIMITS.values())
    assert "no limit" in leak_alarm([dataclasses.replace(HRV, kind="spot")])[0]
