"""A challenger wins when it is better, and hardly ever when it is not, however often one looks."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from scipy import integrate, special

from forecasting.quantiles import Floats
from forecasting.registry.challenge import ALPHA, MIN_NIGHTS, RHO, Pair, log_evidence, lower_bound, swap

START = date(2024, 1, 1)
THRESHOLD = math.log(1.0 / ALPHA)


def _crps(z: Floats) -> Floats:
    """Of a standard normal forecast at z. Source: Gneiting & Raftery, JASA 102 (2007), eq. 21."""
    return z * (2.0 * special.ndtr(z) - 1.0) + 2.0 * np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi) - 1.0 / np.sqrt(np.pi)


def _scores(seed: int, nights: int, champion_error: float, challenger_error: float) -> tuple[Floats, Floats]:
    """CRPS in σ of two forecasters whose centres err, independently, by so many σ."""
    rng = np.random.default_rng(seed)
    nightly, theirs, ours = rng.normal(size=(3, nights))
    return _crps(nightly + champion_error * theirs), _crps(nightly + challenger_error * ours)


def _pairs(champion: Floats, challenger: Floats) -> list[Pair]:
    return [Pair(START + timedelta(days=n), float(a), float(b)) for n, (a, b) in enumerate(zip(champion, challenger, strict=True))]


def _first_win(gains: Floats) -> float:
    """The night on which someone who looks every night swaps; infinity for never."""
    wins = np.flatnonzero(log_evidence(gains)[MIN_NIGHTS - 1 :] >= THRESHOLD)
    return float(wins[0] + MIN_NIGHTS) if len(wins) else math.inf


@pytest.mark.parametrize("error", [0.1, 0.3, 1.0])
def test_an_equal_challenger_that_is_looked_at_every_night_of_a_year_wins_at_most_once_in_twenty(error: float):
    wins = 0
    for seed in range(400):
        champion, challenger = _scores(seed, 365, error, error)
        wins += _first_win(champion - challenger) < math.inf
    assert wins / 400 <= ALPHA


def test_heavy_tailed_differences_do_not_change_that():
    wins = [_first_win(0.1 * np.random.default_rng(seed).standard_cauchy(365)) < math.inf for seed in range(400)]
    assert np.mean(wins) <= ALPHA


@pytest.mark.parametrize(("spread", "gain", "within"), [(0.1, 0.056, 60), (0.1, 0.028, 150), (0.2, 0.056, 200)])
def test_a_challenger_better_by_five_or_ten_percent_wins_in_time(spread: float, gain: float, within: int):
    """0.028σ is 5% of the CRPS of an ideal forecaster, 1/√π = 0.564σ; two versions of one model differ by about 0.1σ a night."""
    nights = [_first_win(gain + spread * np.random.default_rng(seed).normal(size=1000)) for seed in range(200)]
    assert np.quantile(nights, 0.8) <= within
    assert max(nights) < math.inf


def test_a_worse_challenger_never_wins():
    assert all(_first_win(np.subtract(*_scores(seed, 365, 0.3, 0.5))) == math.inf for seed in range(100))


def test_the_evidence_is_the_mixture_that_it_is_said_to_be():
    gains = np.array([1.0, 0.8, 0.7, -0.2])
    total, squares = float(gains.sum()), float((gains**2).sum())

    def mixed(size: float) -> float:
        half_normal = 2.0 * math.sqrt(RHO / (2.0 * math.pi)) * math.exp(-RHO * size**2 / 2.0)
        return math.exp(size * total - size**2 * squares / 2.0) * half_normal

    by_quadrature, _ = integrate.quad(mixed, 0.0, math.inf)
    assert log_evidence(gains)[-1] == pytest.approx(math.log(by_quadrature))


def test_the_decision_says_what_it_rests_on():
    champion, challenger = _scores(1, 400, 0.9, 0.3)
    found = swap(_pairs(champion, challenger))
    assert found.swap
    assert found.nights == 400
    assert found.mean_gain == pytest.approx(1.0 - challenger.mean() / champion.mean())
    assert 0.0 < found.confidence_low < found.mean_gain
    assert found.reason.startswith(f"the challenger is better: {found.mean_gain:+.1%} CRPS over 400 nights, surely above ")


def test_swapping_and_a_bound_above_nothing_are_the_same():
    for nights in range(MIN_NIGHTS, 300, 7):
        champion, challenger = _scores(5, nights, 0.6, 0.3)
        found = swap(_pairs(champion, challenger))
        assert found.swap == (found.confidence_low > 0.0)


def test_the_bound_holds_at_all_times_together():
    below = 0
    for seed in range(100):
        gains = 0.05 + 0.2 * np.random.default_rng(seed).normal(size=200)
        below += any(lower_bound(gains[:nights]) > 0.05 for nights in range(MIN_NIGHTS, 200, 12))
    assert below / 100 <= ALPHA


def test_nothing_is_decided_before_two_weeks():
    pairs = _pairs(np.full(20, 0.9), np.full(20, 0.1))
    assert swap(pairs[:13]).reason == "needs 14 nights scored for both, has 13"
    assert not swap(pairs[:13]).swap
    assert swap(pairs[:14]).swap
    assert not swap(pairs[:14], min_nights=15).swap


def test_people_who_share_a_night_are_one_observation():
    champion, challenger = _scores(2, 30, 0.5, 0.3)
    once = _pairs(champion, challenger)
    assert swap(once + once + once) == swap(once)
    apart = [Pair(one.night, one.champion + sign, one.challenger) for one in once for sign in (0.2, -0.2)]
    assert swap(apart).confidence_low == pytest.approx(swap(once).confidence_low)


def test_the_order_of_the_pairs_does_not_matter_and_missing_scores_are_left_out():
    pairs = _pairs(*_scores(3, 40, 0.5, 0.3))
    gaps = [Pair(START + timedelta(days=100), math.nan, 0.5), Pair(START + timedelta(days=101), 0.5, math.nan)]
    assert swap([*gaps, *reversed(pairs)]) == swap(pairs)


def test_without_a_night_or_a_difference_nobody_swaps():
    assert swap([]).reason == "no night has been scored for both yet"
    twins = swap(_pairs(np.full(50, 0.5), np.full(50, 0.5)))
    assert (twins.swap, twins.mean_gain, twins.confidence_low) == (False, 0.0, -math.inf)
    assert twins.reason == "the challenger has not proved better: +0.0% CRPS"
