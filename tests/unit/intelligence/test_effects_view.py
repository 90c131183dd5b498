"""What evenings do to nights, in the person's own units: from answers, residuals and the coming night's forecast alone."""

from __future__ import annotations

import json
import math
from datetime import timedelta

import pytest

from forecasting.effects import learned_effects
from intelligence.effects_view import effects_view

HRV, RHR = "hrv_rmssd_ms", "resting_hr_bpm"
SIGMA = 0.123456
"""Of every target of the hand-made forecast, on its modelling scale."""


@pytest.fixture
def viewed(night, told, snapshot_of, models_of, night_of):
    """Errors in σ of the nights after the last evenings with an event, oldest first → the view, and the journal it is made of."""

    def make(errors, kind="alcohol", *, everything=False, **fields):
        days = [night - timedelta(days=len(errors) + 1 - place) for place in range(len(errors))]
        journal = [told(day, kind, **fields) for day in days]
        residuals = {HRV: {day + timedelta(days=1): error for day, error in zip(days, errors, strict=True)}, RHR: {}}
        nights = [night_of(day + timedelta(days=1), hrv_rmssd_ms=40.0 + place) for place, day in enumerate(days)]
        snapshot = snapshot_of(nights=nights, journal=journal)
        models = models_of(residuals, hrv_rmssd_ms=50.0, resting_hr_bpm=60.0)
        return effects_view(snapshot, models, everything=everything), learned_effects(journal, residuals)

    return make


def test_a_shift_in_sigma_is_told_in_the_targets_unit_and_in_percent(viewed):
    view, learned = viewed([-1.0] * 9)
    (kind,) = view.kinds
    effect, known = kind.targets[HRV], learned["alcohol", HRV]
    assert (kind.kind, kind.told, effect.confirmed) == ("alcohol", 9, 9)
    assert effect.sigma.mean == known.mean
    assert effect.percent.mean == pytest.approx(100 * (math.exp(known.mean * SIGMA) - 1))
    assert effect.in_unit.mean == pytest.approx(50.0 * (math.exp(known.mean * SIGMA) - 1))
    assert effect.percent.low == pytest.approx(100 * (math.exp(known.interval_80[0] * SIGMA) - 1))
    assert effect.prior_sigma.mean == pytest.approx(-0.5)
    assert effect.prior_percent.mean == pytest.approx(100 * (math.exp(-0.5 * SIGMA) - 1))
    rhr = kind.targets[RHR]
    assert rhr.prior_in_unit.mean == pytest.approx(0.6 * SIGMA)
    assert rhr.in_unit.mean == pytest.approx(learned["alcohol", RHR].mean * SIGMA)


def test_learned_open_and_others_are_told_apart(viewed):
    assert viewed([-1.5] * 9)[0].kinds[0].targets[HRV].standing == "learned"
    assert viewed([0.2])[0].kinds[0].targets[HRV].standing == "open"
    assert viewed([-1.5] * 9)[0].kinds[0].targets[RHR].standing == "others"
    assert viewed([0.1] * 2, kind="sauna")[0].kinds[0].targets[RHR].standing == "unknown"


@pytest.mark.parametrize(("count", "most"), [(7, 0.35), (8, 1.0)])
def test_the_cap_in_force_is_shown(viewed, count, most):
    assert viewed([-1.0] * count)[0].kinds[0].targets[HRV].most_sigma == most


def test_the_last_evenings_stand_with_what_came_of_them(viewed, night):
    view, _ = viewed([-0.1, -0.2, -0.3, -0.4, -0.5, -0.6, -0.7], quote="two glasses", amount=2.0, unit="drinks")
    evenings = view.kinds[0].evenings
    assert [one.day for one in evenings] == [night - timedelta(days=back) for back in range(2, 7)]
    assert [one.nights[HRV].surprise_sigma for one in evenings] == [-0.7, -0.6, -0.5, -0.4, -0.3]
    assert [one.nights[HRV].value for one in evenings] == [46.0, 45.0, 44.0, 43.0, 42.0]
    assert (evenings[0].quote, evenings[0].amount, evenings[0].nights[RHR].value) == ("two glasses", 2.0, None)


def test_this_evening_is_told_and_nothing_came_of_it_yet(night, told, snapshot_of, models_of):
    view = effects_view(snapshot_of(journal=[told(night - timedelta(days=1), "stress")]), models_of({HRV: {}}, hrv_rmssd_ms=50.0))
    (kind,) = view.kinds
    assert (kind.told, kind.targets[HRV].confirmed, kind.evenings[0].nights[HRV].value) == (1, 0, None)


def test_no_and_doubt_and_contradiction_are_no_evenings(night, told, snapshot_of, models_of):
    day = night - timedelta(days=4)
    journal = [told(day, "alcohol", "no"), told(day, "stress", confidence=0.3), told(day, "sauna"), told(day, "sauna", "no")]
    assert effects_view(snapshot_of(journal=journal), models_of({HRV: {}}, hrv_rmssd_ms=50.0)).kinds == ()


def test_everything_adds_what_others_nights_suggest_and_nothing_of_which_nothing_is_known(viewed):
    view, _ = viewed([-1.0], everything=True)
    kinds = [one.kind for one in view.kinds]
    assert kinds[0] == "alcohol"
    assert "illness" in kinds
    assert "sex" not in kinds


def test_a_target_that_is_not_forecast_is_left_out(night, told, snapshot_of, models_of):
    models = models_of({HRV: {}}, hrv_rmssd_ms=50.0, resting_hr_bpm=None)
    (kind,) = effects_view(snapshot_of(journal=[told(night - timedelta(days=3), "alcohol")]), models).kinds
    assert list(kind.targets) == [HRV]


def test_json_is_finite_and_dated(viewed, night):
    told = json.loads(json.dumps(viewed([-1.0] * 3)[0].to_json(), allow_nan=False))
    assert told["person_id"] == "ada"
    assert told["kinds"][0]["evenings"][0]["day"] == (night - timedelta(days=2)).isoformat()
    assert set(told["kinds"][0]["targets"][HRV]["sigma"]) == {"mean", "low", "high"}
