"""The shipped population prior and the weak one."""

from __future__ import annotations

import json
import math
from datetime import date

import numpy as np
import pytest

from core.errors import BadInput
from core.targets import TARGETS, Target, target
from forecasting.catalog import FORECASTERS
from forecasting.ensemble import run_ensemble
from forecasting.population import POPULATION_RIDGE
from forecasting.prior import SHIPPED, load_prior, read_prior, weak_prior, write_prior


def test_the_shipped_prior_names_its_source_and_licence():
    prior = load_prior()
    assert "LifeSnaps" in prior.source
    assert "CC BY 4.0" in prior.source
    assert "10.5281/zenodo.6826682" in prior.source
    assert date(2021, 5, 1) < prior.trained_through < date(2022, 2, 28)  # the study: May 2021 to January 2022


@pytest.mark.parametrize(
    "key",
    [
        "hrv_rmssd_ms/default",
        "resting_hr_bpm/vendor_smoothed",
        "resting_hr_bpm/unsmoothed",
        "resp_rate_brpm/default",
        "nightly_hr_bpm/default",
    ],
)
def test_every_series_that_people_gave_is_fitted_on_them(key):
    found = load_prior().targets[key]
    assert found.people >= 25
    assert found.nights >= 1500
    assert set(found.weights) == set(found.spreads) == {*FORECASTERS, POPULATION_RIDGE}
    assert len(found.shape) == 21
    assert list(found.shape) == sorted(found.shape)


def test_every_target_of_the_catalog_has_an_entry():
    assert {entry.target for entry in load_prior().targets.values()} == set(TARGETS)


def test_a_smoothed_heart_rate_remembers_and_a_nightly_one_forgets():
    rhr = target("resting_hr_bpm")
    assert load_prior().of(rhr, "vendor_smoothed").memory > 0.7
    assert load_prior().of(rhr, "unsmoothed").memory < 0.4


def test_it_holds_no_one_persons_data():
    raw = json.loads(SHIPPED.read_text("utf-8"))
    assert len(SHIPPED.read_text("utf-8")) < 20_000
    assert all(len(digest) == 12 for digest in raw["fitted_on"])
    assert set(raw) == {"name", "source", "sources", "fitted_on", "trained_through", "correlations", "targets"}


def test_it_knows_whom_it_is_fitted_on():
    prior = load_prior()
    assert len(prior.fitted_on) == 59
    assert not prior.knows("somebody else")


def test_a_written_prior_reads_back(tmp_path):
    prior = load_prior()
    write_prior(prior, tmp_path / "prior.json")
    assert read_prior(tmp_path / "prior.json") == prior


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"name": "x", "targets": [{"target": "hrv_rmssd_ms"}]}'])
def test_what_is_no_prior_is_refused_with_a_remedy(tmp_path, text):
    (tmp_path / "prior.json").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=r"forecasting\.fitting"):
        read_prior(tmp_path / "prior.json")


def test_correlations_do_not_mind_the_order():
    prior = load_prior()
    assert prior.correlation("resting_hr_bpm", "hrv_rmssd_ms") == prior.correlation("hrv_rmssd_ms", "resting_hr_bpm") == -0.57
    assert prior.correlation("hrv_rmssd_ms", "sleep_minutes") == 0.0


SKIN = Target("skin_temp_c", "skin temperature", "°C", "linear", (20.0, 45.0), False, 1)
POWER = Target("lf_power_ms2", "low-frequency power", "ms²", "log", (1.0, 1e4), False, 0)


@pytest.mark.parametrize("unknown", [SKIN, POWER], ids=["linear", "log"])
def test_a_target_nobody_was_fitted_on_is_forecast_from_its_plausible_range(unknown, make_series, wandering):
    prior = load_prior().of(unknown, "default")
    assert prior.people == 0
    level = unknown.to_scale(33.0 if unknown.scale == "linear" else 400.0)
    values = wandering(1, 60, level=level, spread=0.4)
    path = run_ensemble(make_series(values), prior).expert_quantiles["ar_level"]
    inside = (values >= path[:-1, 2]) & (values <= path[:-1, 18])
    assert 0.65 <= inside[10:].mean() <= 1.0
    assert abs(path[-1, 10] - level) < 0.5


def test_the_weak_prior_gives_way_within_a_night():
    assert weak_prior(target("hrv_rmssd_ms"), "default").level_nights < 1.0
    assert math.isfinite(weak_prior(target("recovery_pct"), "default").level_mean)


def test_a_forecaster_it_was_not_fitted_for_gets_a_usual_spread_and_weight(prior):
    assert prior.spread("newcomer") == prior.within_sd
    assert prior.weight("newcomer") == pytest.approx(np.mean(list(prior.weights.values())))
