"""What one person's nights teach: by hand, for each sort of people, and what must teach nothing."""

from __future__ import annotations

import math
from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
import pytest

from forecasting.effect_learning import learned_effects
from forecasting.effect_priors import components, prior_effect

START = date(2024, 1, 1)
HRV, RHR, RR = "hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm"


def after(number: int) -> date:
    """The night after an evening."""
    return START + timedelta(days=number + 1)


@pytest.fixture
def evenings(tell):
    """Errors of the nights after successive evenings with an event → (journal, residuals)."""

    def make(errors, name=HRV, kind="alcohol", **fields):
        journal = [tell(number, kind, **fields) for number in range(len(errors))]
        return journal, {name: {after(number): float(error) for number, error in enumerate(errors)}}

    return make


def mixture_mean(target: str, error: float, *others: tuple[str, float]) -> float:
    """The posterior mean after one night, from densities: each sort's share times how likely it makes the night, and its witnesses'."""
    weights, means = [], []
    for place, one in enumerate(components("alcohol", target)):
        weight = one.share * NormalDist(one.mean, math.hypot(one.sd, 1)).pdf(error)
        for name, seen in others:
            other = components("alcohol", name)[place]
            weight *= NormalDist(other.mean, math.hypot(other.sd, 1)).pdf(seen) ** 0.5
        weights.append(weight)
        means.append((one.mean / one.sd**2 + error) / (1 / one.sd**2 + 1))
    return sum(w * m for w, m in zip(weights, means, strict=True)) / sum(weights)


def test_a_guess_is_learned_as_a_normal_mean_by_hand(evenings):
    found = learned_effects(*evenings([-1.0] * 4, kind="late_meal"))["late_meal", HRV]
    assert found.mean == pytest.approx((-0.1 * 25 - 4) / 29)
    assert found.sd == pytest.approx(29**-0.5)
    assert found.count == 4


def test_doubt_about_an_answer_weakens_what_it_teaches_by_hand(evenings):
    found = learned_effects(*evenings([-1.0], kind="late_meal", confidence=0.8))["late_meal", HRV]
    assert found.mean == pytest.approx((-0.1 * 25 - 0.8) / (25 + 0.64))


@pytest.mark.parametrize("error", [-2.0, -0.3, 1.5])
def test_every_sort_of_people_counts_as_it_fits_by_hand(evenings, error):
    assert learned_effects(*evenings([error]))["alcohol", HRV].mean == pytest.approx(mixture_mean(HRV, error))


def test_the_other_targets_are_witnesses_of_the_sort_by_hand(tell):
    residuals = {HRV: {after(0): -0.2}, RHR: {after(0): 2.5}, RR: {after(0): 1.0}}
    found = learned_effects([tell(0)], residuals)["alcohol", HRV]
    assert found.mean == pytest.approx(mixture_mean(HRV, -0.2, (RHR, 2.5), (RR, 1.0)))


def test_a_target_made_of_another_is_no_second_witness(tell):
    residuals = {HRV: {after(0): -2.0}, RHR: {after(0): 1.0}}
    without = learned_effects([tell(0)], residuals)
    beside = learned_effects([tell(0)], {**residuals, "recovery_pct": {after(0): -2.0}})
    assert beside["alcohol", HRV] == without["alcohol", HRV]
    assert beside["alcohol", "recovery_pct"].mean == pytest.approx(mixture_mean(HRV, -2.0, (RHR, 1.0)))


def test_nights_without_any_surprise_soon_show_somebody_who_is_not_moved(evenings):
    after_twelve = learned_effects(*evenings([0.3, -0.3] * 6))["alcohol", HRV]
    one_normal = -0.5 / 0.45**2 / (1 / 0.45**2 + 12)
    assert abs(after_twelve.mean) < abs(one_normal)


def test_somebody_who_is_moved_the_other_way_is_seen_to_be_so(evenings):
    found = learned_effects(*evenings([0.8] * 12))["alcohol", HRV]
    assert found.interval_80[0] > 0.0


def test_a_wild_night_teaches_as_much_as_four_sigma(evenings):
    assert learned_effects(*evenings([-40.0])) == learned_effects(*evenings([-4.0]))


def test_an_effect_that_goes_with_the_drinks_is_told_from_one_that_does_not(tell):
    drinks = [1.0, 6.0] * 12
    journal = [tell(number, amount=amount, unit="drinks") for number, amount in enumerate(drinks)]
    rng = np.random.default_rng(3)
    noise = 0.6 * rng.normal(size=len(drinks))
    steep = {after(n): -1.2 * math.log1p(amount) / math.log(3) + noise[n] for n, amount in enumerate(drinks)}
    flat = {after(n): -1.2 + noise[n] for n in range(len(drinks))}
    assert learned_effects(journal, {HRV: steep})["alcohol", HRV].dose_slope > 0.9
    assert learned_effects(journal, {HRV: flat})["alcohol", HRV].dose_slope < 0.1


def test_without_amounts_nothing_is_learned_of_the_dose(evenings):
    assert learned_effects(*evenings([-1.0] * 5))["alcohol", HRV].dose_slope == pytest.approx(0.5)


def test_of_two_answers_of_an_evening_the_surer_counts(tell):
    residuals = {HRV: {after(0): -2.0}}
    unsure, sure = tell(0, confidence=0.6), tell(0, source="voice", confidence=0.9)
    assert learned_effects([unsure, sure], residuals) == learned_effects([sure], residuals)


def test_a_kind_that_was_not_told_of_is_as_for_everybody(evenings):
    found = learned_effects(*evenings([-1.0]))
    assert found["illness", HRV] == prior_effect("illness", HRV)


def test_a_reader_that_hears_alcohol_where_none_was_learns_a_smaller_effect(tell):
    """Of ten evenings heard at 0.8 two were none: the answers' doubt makes up for that."""
    errors = [-1.0] * 8 + [0.0] * 2
    residuals = {HRV: {after(number): error for number, error in enumerate(errors)}}
    heard = learned_effects([tell(number, confidence=0.8) for number in range(10)], residuals)["alcohol", HRV]
    believed = learned_effects([tell(number) for number in range(10)], residuals)["alcohol", HRV]
    assert abs(heard.mean + 1.0) < abs(believed.mean + 1.0)
