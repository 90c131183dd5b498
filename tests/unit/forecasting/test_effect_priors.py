"""What is known of people before they tell anything, and what an amount is worth."""

from __future__ import annotations

import math

import pytest

from core.events import EVENT_KINDS
from core.targets import PRIMARY
from forecasting.effect_priors import DOSED, MEASURED, Effect, components, prior_effect, relative_dose

HRV = "hrv_rmssd_ms"


@pytest.mark.parametrize("kind", MEASURED)
@pytest.mark.parametrize("target", PRIMARY)
def test_the_sorts_of_people_together_have_the_measured_mean(kind, target):
    sorts = components(kind, target)
    assert sum(one.share for one in sorts) == pytest.approx(1.0)
    assert prior_effect(kind, target).mean == pytest.approx(MEASURED[kind][target])


def test_somebody_is_not_moved_most_are_and_a_few_the_other_way():
    unmoved, usual, opposite = components("alcohol", HRV)
    assert unmoved.mean == 0.0
    assert usual.mean < -0.5 < 0.0 < opposite.mean
    assert usual.share > unmoved.share > opposite.share


def test_guesses_are_one_narrow_sort():
    for kind in set(EVENT_KINDS) - set(MEASURED):
        (one,) = components(kind, HRV)
        assert (one.share, one.sd) == (1.0, 0.2)


def test_the_prior_spread_by_hand():
    # 0.30 · 0.1² + 0.60 · (0.8958² + 0.4927²) + 0.10 · (0.375² + 0.4927²) − 0.5² = 0.4185
    assert prior_effect("alcohol", HRV).sd == pytest.approx(math.sqrt(0.4185), abs=0.001)


@pytest.mark.parametrize(
    ("kind", "amount", "unit", "dose"),
    [
        ("alcohol", 2.0, "drinks", 1.0),
        ("alcohol", 5.0, "drinks", math.log(6) / math.log(3)),
        ("alcohol", 1.0, "drinks", math.log(2) / math.log(3)),
        ("alcohol", 0.0, "drinks", 0.25),
        ("alcohol", 40.0, "drinks", 2.0),
        ("caffeine", 160.0, "mg", 1.0),
        ("caffeine", 400.0, "mg", math.log(6) / math.log(3)),
        ("caffeine", 2.0, "cups", 1.0),
        ("alcohol", None, None, 1.0),
        ("alcohol", 3.0, "litres", 1.0),
        ("alcohol", -1.0, "drinks", 1.0),
        ("alcohol", math.nan, "drinks", 1.0),
        ("sauna", 3.0, "drinks", 1.0),
    ],
)
def test_a_dose_goes_with_the_logarithm_and_is_bounded(kind, amount, unit, dose):
    assert relative_dose(kind, amount, unit) == pytest.approx(dose)


def test_only_kinds_with_amounts_may_go_with_the_dose():
    assert {kind for kind in EVENT_KINDS if prior_effect(kind, HRV).dose_slope} == DOSED


def test_the_interval_holds_80_percent_of_a_normal():
    low, high = Effect("alcohol", HRV, -0.4, 0.2, 3).interval_80
    assert (low, high) == (pytest.approx(-0.4 - 0.2563, abs=1e-4), pytest.approx(-0.4 + 0.2563, abs=1e-4))
