"""Effects are learned with a prior, and evidence never does more than its caps allow."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.events import EVENT_KINDS
from core.targets import target
from forecasting.effects import Adjusted, Effect, GradedEvidence, apply_evidence, learned_effects, night_cap, prior_effect
from forecasting.models import TargetForecast
from forecasting.quantiles import student_row

START = date(2024, 1, 1)
HRV = "hrv_rmssd_ms"


@pytest.fixture
def calm() -> TargetForecast:
    """HRV 50 ms with σ 0.2 on the log scale."""
    return forecast_around(50.0)


def forecast_around(median: float) -> TargetForecast:
    quantiles = tuple(np.exp(math.log(median) + 0.2 * student_row(math.inf)).tolist())
    return TargetForecast(target(HRV), START, 60, quantiles, 0.2, (), median, (40.0, 60.0), 50.0, False, median, 1)


def graded(kind: str = "alcohol", answer: str = "yes", probability: float = 1.0) -> GradedEvidence:
    return GradedEvidence(kind, answer, probability, "two glasses of wine", "journal")


def effect(mean: float, count: int = 0, sd: float = 0.3, kind: str = "alcohol") -> dict[tuple[str, str], Effect]:
    return {(kind, HRV): Effect(kind, HRV, mean, sd, count)}


def shift_of(forecast: TargetForecast, adjusted: Adjusted) -> float:
    return (math.log(adjusted.quantiles[10]) - math.log(forecast.quantiles[10])) / forecast.sigma


def width_of(quantiles: tuple[float, ...]) -> float:
    return math.log(quantiles[18]) - math.log(quantiles[2])


# ---------------------------------------------------------------- what is known of people


def test_alcohol_lowers_hrv_and_raises_both_rates():
    assert prior_effect("alcohol", HRV).mean == pytest.approx(-0.5)
    assert prior_effect("alcohol", "resting_hr_bpm").mean == pytest.approx(0.6)
    assert prior_effect("alcohol", "resp_rate_brpm").mean == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("secondary", "primary"), [("nightly_hr_bpm", "resting_hr_bpm"), ("recovery_pct", HRV), ("hrv_sdnn_ms", HRV), ("sleep_minutes", None)]
)
def test_a_secondary_target_that_follows_a_primary_one_starts_from_its_effects(secondary, primary):
    assert prior_effect("illness", secondary).mean == (prior_effect("illness", primary).mean if primary else 0.0)


def test_kinds_nobody_measured_are_near_nothing():
    for kind in set(EVENT_KINDS) - {"alcohol", "hard_training", "illness"}:
        for name in (HRV, "resting_hr_bpm", "resp_rate_brpm"):
            assert abs(prior_effect(kind, name).mean) <= 0.15
            assert prior_effect(kind, name).sd == 0.2


def test_recovery_follows_hrv():
    assert prior_effect("alcohol", "recovery_pct").mean == prior_effect("alcohol", HRV).mean


# ---------------------------------------------------------------- what is learned of one person


def test_an_answer_bears_on_the_night_after_its_day(tell):
    residuals = {HRV: {START + timedelta(days=5): -2.0}}
    assert learned_effects([tell(4)], residuals)["alcohol", HRV].count == 1
    assert learned_effects([tell(5)], residuals)["alcohol", HRV].count == 0


def test_no_teaches_nothing_and_neither_does_a_contradiction(tell):
    residuals = {HRV: {START + timedelta(days=5): -2.0}}
    assert learned_effects([tell(4, answer="no")], residuals)["alcohol", HRV] == prior_effect("alcohol", HRV)
    assert learned_effects([tell(4), tell(4, answer="no")], residuals)["alcohol", HRV].count == 0


def test_two_answers_of_one_evening_are_one_event(tell):
    residuals = {HRV: {START + timedelta(days=5): -2.0}}
    assert learned_effects([tell(4), tell(4, source="voice")], residuals)["alcohol", HRV].count == 1


def test_an_unsure_answer_teaches_nothing(tell):
    residuals = {HRV: {START + timedelta(days=5): -2.0}}
    assert learned_effects([tell(4, confidence=0.4)], residuals)["alcohol", HRV].count == 0


def test_a_night_that_was_not_scored_is_not_counted(tell):
    assert learned_effects([tell(4)], {HRV: {}})["alcohol", HRV] == prior_effect("alcohol", HRV)


def test_every_kind_and_target_has_an_effect():
    assert set(learned_effects([], {HRV: {}})) == {(kind, HRV) for kind in EVENT_KINDS}


def test_planted_effects_are_found(tell):
    rng = np.random.default_rng(1)
    days = [tell(2 * number) for number in range(40)]
    residuals = {HRV: {START + timedelta(days=2 * number + 1): -1.2 + rng.normal() for number in range(40)}}
    assert learned_effects(days, residuals)["alcohol", HRV].mean == pytest.approx(-1.2, abs=0.35)


# ---------------------------------------------------------------- what it does to a forecast


def test_evidence_moves_the_median_by_probability_times_effect(calm):
    found = apply_evidence(calm, [graded(probability=0.5)], effect(-0.4))
    assert found.shift == pytest.approx(-0.2)
    assert shift_of(calm, found) == pytest.approx(-0.2)
    assert found.items[0].kind == "alcohol"


def test_doubt_widens_by_hand(calm):
    found = apply_evidence(calm, [graded(probability=0.5)], effect(-0.4, sd=0.3))
    variance = 0.5 * (0.3**2 + 0.4**2) - (0.5 * 0.4) ** 2
    assert found.widening == pytest.approx(math.sqrt(1 + variance))
    assert width_of(found.quantiles) == pytest.approx(found.widening * width_of(calm.quantiles))


def test_what_a_cap_cuts_off_widens_by_hand(calm):
    found = apply_evidence(calm, [graded()], effect(-0.95, sd=0.3))
    assert found.shift == pytest.approx(-0.35)
    assert found.widening == pytest.approx(math.sqrt(1 + 0.3**2 + 0.6**2))
    assert found.items[0].widening == pytest.approx(found.widening)


def test_an_effect_that_goes_with_the_dose_is_as_large_as_the_dose(calm):
    known = {("alcohol", HRV): Effect("alcohol", HRV, -0.2, 0.1, 8, dose_slope=0.5)}
    found = apply_evidence(calm, [GradedEvidence("alcohol", "yes", 1.0, "", "", dose=1.6)], known)
    assert found.shift == pytest.approx(-0.2 * 1.3)
    assert found.widening == pytest.approx(math.sqrt(1 + (0.1 * 1.3) ** 2))
    assert apply_evidence(calm, [graded()], known).shift == pytest.approx(-0.2)


def test_of_two_gradings_the_surer_one_says_the_dose(calm):
    known = {("alcohol", HRV): Effect("alcohol", HRV, -0.2, 0.1, 8, dose_slope=1.0)}
    many, few = (GradedEvidence("alcohol", "yes", sure, "", "", dose) for sure, dose in ((0.9, 1.5), (0.6, 0.5)))
    assert apply_evidence(calm, [few, many], known).shift == pytest.approx(-0.2 * 0.9 * 1.5)


@pytest.mark.parametrize(
    "item", [graded(answer="no"), graded("other"), graded("werewolf"), graded(probability=0.0), graded(probability=-1.0)]
)
def test_no_and_unknown_and_impossible_give_nothing(calm, item):
    found = apply_evidence(calm, [item], effect(-0.4))
    assert found == Adjusted(calm.quantiles, 0.0, 1.0, ())


def test_one_kind_told_twice_counts_once(calm):
    once = apply_evidence(calm, [graded(probability=0.6)], effect(-0.3))
    assert apply_evidence(calm, [graded(probability=0.6), graded(probability=0.2)], effect(-0.3)) == once


def test_without_a_learned_effect_the_populations_counts(calm):
    assert apply_evidence(calm, [graded(probability=0.5)], {}).shift == pytest.approx(-0.25)


@pytest.mark.parametrize(("count", "cap"), [(0, 0.35), (7, 0.35), (8, 1.0), (50, 1.0)])
def test_the_cap_opens_with_eight_confirmed_events(calm, count, cap):
    found = apply_evidence(calm, [graded()], effect(-5.0, count))
    assert found.shift == pytest.approx(-cap)
    assert night_cap(["alcohol"], HRV, effect(-5.0, count)) == cap


def test_a_confirmed_kind_does_not_open_the_cap_of_another(calm):
    effects = effect(-0.1, 20) | effect(-3.0, 0, kind="illness")
    found = apply_evidence(calm, [graded(), graded("illness")], effects)
    assert found.shift == pytest.approx(-0.1 - 0.35)


kinds = st.sampled_from([*EVENT_KINDS, "other", "nonsense"])
items = st.builds(graded, kinds, st.sampled_from(["yes", "no"]), st.floats(-1.0, 2.0))
means = st.floats(-20.0, 20.0)


@given(st.lists(items, max_size=8), st.dictionaries(kinds, st.tuples(means, st.integers(0, 20), st.floats(0.01, 5.0)), max_size=8))
def test_caps_hold_whatever_is_told(evidence, told):
    calm = forecast_around(50.0)
    effects = {(kind, HRV): Effect(kind, HRV, mean, sd, count) for kind, (mean, count, sd) in told.items()}
    found = apply_evidence(calm, evidence, effects)
    cap = night_cap([item.kind for item in evidence if item.answer == "yes" and item.probability > 0], HRV, effects)
    unconfirmed = sum(item.shift for item in found.items if effects.get((item.kind, HRV), Effect("", "", 0, 1, 0)).count < 8)
    assert abs(found.shift) <= cap + 1e-9
    assert abs(unconfirmed) <= 0.35 + 1e-9 or abs(found.shift) <= 1.0
    assert 0.85 <= found.widening <= 2.0
    assert found.shift == pytest.approx(sum(item.shift for item in found.items))
    assert (np.diff(found.quantiles) >= 0).all()
    assert min(found.quantiles) >= 5.0
    assert max(found.quantiles) <= 300.0


def test_a_capped_shift_stays_plausible():
    found = apply_evidence(forecast_around(6.0), [graded()], effect(-9.0, 20))
    assert min(found.quantiles) == 5.0
