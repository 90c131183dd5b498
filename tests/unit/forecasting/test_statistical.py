"""The rivals: fitted on what stands before each night, honest about gaps, never in the way when the library fails."""

from __future__ import annotations

import math

import numpy as np
import pytest

from forecasting.levels import discounted_mean
from forecasting.quantiles import MEDIAN, student_row
from forecasting.rules.statistical import HORIZON, MIN_NIGHTS, WEEKLY, AutoArima, AutoEts, AutoTheta, rival_path
from forecasting.spread import path_around

NAN = math.nan
NORMAL = student_row(math.inf)


@pytest.fixture(params=[AutoEts(), AutoArima(), AutoTheta()], ids=lambda rival: rival.name)
def rival(request):
    return request.param


def fallback(name, values, prior):
    return path_around(name, values, discounted_mean(values, 0.0, prior), prior)


def told(path, row):
    """Mean and standard deviation of a row, which must be a normal's."""
    sigma = (path[row, 20] - path[row, MEDIAN]) / NORMAL[20]
    assert path[row] == pytest.approx(path[row, MEDIAN] + sigma * NORMAL)
    return path[row, MEDIAN], sigma


class Scripted:
    """A model that fails where it is told to, and otherwise foretells 5 ± 0.5; it keeps count of its fits."""

    def __init__(self, fits, fails=""):
        self.fits, self.fails = fits, fails

    def fit(self, series):
        self.fits.append(len(series))
        if self.fails == "fit":
            raise Exception("no model able to be fitted")  # noqa: TRY002 - as statsforecast does

    def predict(self, n, series, *, predict_likelihood_parameters):
        if self.fails == "predict":
            raise ZeroDivisionError
        self.ahead = n
        return self

    def values(self):
        sigma = 0.0 if self.fails == "certain" else NAN if self.fails == "nan" else 0.5
        return np.tile(5.0 + sigma * NORMAL, (self.ahead, 1))


def test_before_enough_nights_the_shrunk_mean_stands_in(rival, prior, make_series, wandering):
    values = wandering(1, MIN_NIGHTS - 1, missing=0.0)
    assert np.array_equal(rival.path(make_series(values), prior), fallback(rival.name, values, prior))
    assert rival.path(make_series([]), prior).shape == (1, 21)


def test_then_its_own_normal_quantiles_do(rival, prior, make_series, wandering):
    values = wandering(2, MIN_NIGHTS + 6)
    path = rival.path(make_series(values), prior)
    assert np.array_equal(path[:MIN_NIGHTS], fallback(rival.name, values, prior)[:MIN_NIGHTS])
    for row in range(MIN_NIGHTS, len(path)):
        mean, sigma = told(path, row)
        assert mean == pytest.approx(values[:row].mean(), abs=0.5)
        assert sigma == pytest.approx(values[:row].std(), rel=0.5)


@pytest.mark.parametrize(("cut", "more"), [(MIN_NIGHTS + 1, 3), *(pytest.param(cut, 8, marks=pytest.mark.prove) for cut in (0, 14, 17))])
def test_what_comes_later_changes_nothing(rival, prior, make_series, wandering, cut, more):
    values = np.insert(wandering(3, MIN_NIGHTS + more), [5, MIN_NIGHTS], NAN)
    path = rival.path(make_series(values), prior)
    for future in (NAN, 1e3):
        changed = np.concatenate([values[:cut], np.full(len(values) - cut, future)])
        assert np.array_equal(rival.path(make_series(changed), prior)[: cut + 1], path[: cut + 1])
    assert np.array_equal(rival.path(make_series(values[:cut]), prior)[-1], path[cut])


def test_smoothing_goes_on_with_a_trend(prior, make_series):
    values = 4.0 + 0.05 * np.arange(40.0) + 0.01 * np.random.default_rng(4).normal(size=40)
    assert AutoEts().path(make_series(values), prior)[-1, MEDIAN] == pytest.approx(6.0, abs=0.03)


def test_arima_knows_that_nights_alternate(prior, make_series):
    """A memory of -0.9: the next night lies on the other side of the mean."""
    rng, values = np.random.default_rng(5), [0.2]
    for _ in range(60):
        values.append(-0.9 * values[-1] + 0.05 * rng.normal())
    mean, sigma = told(AutoArima().path(make_series(4.0 + np.array(values)), prior), -1)
    assert mean - 4.0 == pytest.approx(-0.9 * values[-1], abs=0.05)
    assert sigma == pytest.approx(0.05, rel=0.3)


def test_theta_keeps_a_quiet_level(prior, make_series, wandering):
    values = wandering(6, 60, memory=0.0)
    assert AutoTheta().path(make_series(values), prior)[-1, MEDIAN] == pytest.approx(values.mean(), abs=0.1)


def test_a_missing_night_stands_as_foretold_but_counts_for_no_certainty(prior, make_series, wandering):
    values = wandering(7, 30)
    values[20] = NAN
    with_gap = AutoEts().path(make_series(values), prior)
    filled = np.where(np.isnan(values), with_gap[:-1, MEDIAN], values)
    without = AutoEts().path(make_series(filled), prior)
    for row in range(22, 31):
        (mean, sigma), (same, narrower) = told(with_gap, row), told(without, row)
        assert mean == pytest.approx(same)
        assert sigma == pytest.approx(narrower * math.sqrt(row / (row - 1)))


def test_a_lasting_gap_is_bridged_from_its_beginning(rival, prior, make_series, wandering):
    path = rival.path(make_series(np.concatenate([wandering(8, 30), np.full(HORIZON + 5, NAN)])), prior)
    sigmas = [told(path, row)[1] for row in range(30, len(path))]
    assert (np.diff(sigmas) >= 0.0).all() or (rival.name == "auto_theta" and sigmas[-1] > sigmas[0])  # the theta model's are drawn
    assert all(np.array_equal(path[row], path[-1]) for row in range(30 + HORIZON, len(path)))


def test_nights_before_the_first_usable_one_are_not_its_past(prior, make_series, wandering):
    values = wandering(9, 25)
    late = AutoEts().path(make_series(np.concatenate([np.full(20, NAN), values])), prior)
    assert late[20 + MIN_NIGHTS :] == pytest.approx(AutoEts().path(make_series(values), prior)[MIN_NIGHTS:])


def test_it_is_fitted_anew_as_often_as_asked(prior, make_series, wandering):
    values = wandering(10, MIN_NIGHTS + 15)
    values[MIN_NIGHTS + 3] = NAN  # a calendar night all the same
    fits: list[int] = []
    path = rival_path("scripted", lambda: Scripted(fits), WEEKLY, make_series(values), prior)
    assert fits == [14, 21, 28]
    assert told(path, -1) == pytest.approx((5.0, 0.5 * math.sqrt(29 / 28)))


@pytest.mark.parametrize("fails", ["fit", "predict", "certain", "nan"])
def test_where_the_library_fails_the_shrunk_mean_stands_in(prior, make_series, wandering, fails):
    values = wandering(11, 20)
    path = rival_path("scripted", lambda: Scripted([], fails), 1, make_series(values), prior)
    assert np.array_equal(path, fallback("scripted", values, prior))


@pytest.mark.parametrize(
    "values",
    [
        np.full(20, 4.0),
        np.concatenate([np.full(18, 4.0), [7.0, 4.0]]),
        np.concatenate([np.full(10, NAN), np.tile([-1.0, 1.0], 10)]),
        np.concatenate([np.linspace(3.0, 5.0, 20), np.full(3, NAN)]),
    ],
    ids=["constant", "one wild", "negative", "a straight line"],
)
def test_odd_series_give_complete_rising_quantiles(rival, prior, make_series, values, capfd):
    path = rival.path(make_series(values), prior)
    assert path.shape == (len(values) + 1, 21)
    assert np.isfinite(path).all()
    assert (np.diff(path, axis=1) > 0.0).all()
    assert capfd.readouterr() == ("", "")


def test_the_random_state_of_others_is_left_alone(prior, make_series, wandering):
    """darts sets numpy's global state at every call."""
    before = np.random.get_state()[1].copy()  # noqa: NPY002 - it is the legacy state that is at stake
    AutoTheta().path(make_series(wandering(12, MIN_NIGHTS + 2)), prior)
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002
