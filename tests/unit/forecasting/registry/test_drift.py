"""Planted drifts are noticed in time; quiet sequences are left alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import special

from forecasting.quantiles import Floats
from forecasting.registry.drift import INPUTS, SCORES, drifted, inputs_drifted

YEAR, PLANTED = 365, 120


def _scores(rng: np.random.Generator, nights: int) -> Floats:
    """CRPS in σ of standard normal forecasts; `_crps` of the same nights, scaled, is that of forecasts that fit no more."""
    return _crps(rng.normal(size=nights))


def _crps(z: Floats) -> Floats:
    """Of a standard normal forecast at z. Source: Gneiting & Raftery, JASA 102 (2007), eq. 21."""
    return z * (2.0 * special.ndtr(z) - 1.0) + 2.0 * np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi) - 1.0 / np.sqrt(np.pi)


@pytest.fixture
def inputs(wandering: Callable[..., Floats]) -> Callable[[int, int], Floats]:
    """(seed, nights) → AR(1) in σ with the memory of nightly HRV."""
    return lambda seed, nights: wandering(seed, nights, 0.0, 1.0, 0.3)


def test_scores_of_a_forecaster_that_fits_raise_no_alarm_in_200_quiet_years():
    alarms = [drifted(_scores(np.random.default_rng(seed), YEAR).tolist()).flag for seed in range(200)]
    assert np.mean(alarms) <= 0.02


def test_scores_with_heavy_tails_raise_hardly_any():
    draws = (np.random.default_rng(seed).standard_t(5, YEAR) / np.sqrt(5.0 / 3.0) for seed in range(200))
    assert np.mean([drifted(_crps(z).tolist()).flag for z in draws]) <= 0.02


def test_a_spread_that_doubles_is_noticed_within_six_weeks():
    delays = []
    for seed in range(40):
        z = np.random.default_rng(seed).normal(size=300)
        z[PLANTED:] *= 2.0
        found = [at for night in range(PLANTED, 300, 7) if (at := drifted(_crps(z[: night + 1]).tolist()).at_index) is not None]
        delays.append(found[0] - PLANTED if found else 300)
    assert np.median(delays) <= 28
    assert np.quantile(delays, 0.9) <= 42


def test_scores_that_become_better_are_told_as_well():
    z = np.random.default_rng(0).normal(size=300)
    z[150:] *= 0.2
    found = drifted(_crps(z).tolist())
    assert found.flag
    before, after = (float(word.rstrip("σ,")) for word in found.reason.split() if "σ" in word)
    assert before > 1.5 * after


def test_inputs_that_wander_as_nights_do_raise_hardly_any_alarm_in_200_quiet_years(inputs: Callable[[int, int], Floats]):
    assert np.mean([drifted(inputs(seed, YEAR).tolist(), INPUTS).flag for seed in range(200)]) <= 0.02


@pytest.mark.parametrize("shift", [2.0, -2.0])
def test_an_input_that_moves_by_two_sigma_is_noticed_within_six_weeks(inputs: Callable[[int, int], Floats], shift: float):
    delays = []
    for seed in range(40):
        values = inputs(seed, 300)
        values[PLANTED:] += shift
        found = drifted(values.tolist(), INPUTS, since=PLANTED)
        assert found.at_index is not None
        first = [at for night in range(PLANTED, PLANTED + 90, 3) if (at := drifted(values[: night + 1].tolist(), INPUTS).at_index)]
        delays.append(first[0] - PLANTED)
    assert np.median(delays) <= 30
    assert np.quantile(delays, 0.9) <= 42


def test_the_reason_tells_from_where_to_where():
    found = drifted([0.5] * 100 + [1.5] * 30)
    assert found.flag
    assert found.reason == f"scores went from 0.50σ to 1.50σ, noticed after {found.at_index + 1} nights"


def test_what_the_last_training_has_answered_is_not_flagged_again():
    values = [0.5] * 100 + [1.5] * 60
    noticed = drifted(values).at_index
    assert noticed is not None
    assert drifted(values, since=noticed).flag
    assert drifted(values, since=noticed + 1) == drifted([0.5], since=0)


def test_missing_nights_teach_nothing_but_keep_their_place():
    values = [0.5] * 100 + [1.5] * 30
    plain = drifted(values).at_index
    assert plain is not None
    gapped = [one for value in values for one in (value, float("nan"))]
    assert drifted(gapped).at_index == 2 * plain


def test_one_wild_night_is_no_drift():
    values = _scores(np.random.default_rng(3), 200)
    values[150] = 1000.0
    assert not drifted(values.tolist()).flag


def test_nothing_is_noticed_before_there_is_anything_to_compare():
    for values in ([], [0.5], [float("nan")] * 50, [0.1] * (SCORES.grace // 2) + [2.0] * (SCORES.grace // 2 - 1)):
        assert not drifted(values).flag


def test_later_values_do_not_change_what_was_noticed_earlier():
    values = ([0.5] * 100 + [1.5] * 30).copy()
    assert drifted(values[:131]).at_index == drifted([*values, *[1.5] * 20]).at_index


def test_among_many_inputs_the_one_that_moved_is_named_and_quiet_ones_raise_hardly_any_alarm(inputs: Callable[[int, int], Floats]):
    columns = {f"input_{number}": inputs(number, 300).tolist() for number in range(20)}
    assert not inputs_drifted(columns).flag
    columns["strain"] = (inputs(99, 300) + np.where(np.arange(300) < 200, 0.0, 2.5)).tolist()
    found = inputs_drifted(columns)
    assert found.flag
    assert found.reason.startswith("strain went from ")
    assert inputs_drifted({}) == inputs_drifted({}, since=3)
