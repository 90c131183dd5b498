"""A trained network at work: no look-ahead, speed, attention, what each input contributed."""

import time

import numpy as np
import pytest

from core.errors import BadInput
from forecasting.learners.neural.settings import LstmSettings
from forecasting.learners.neural.training import train


@pytest.fixture
def rows(make_panel):
    """Fifty evenings of somebody else."""
    return make_panel(1, 50, seed=3).blocks[0].rows


def test_forecasts_are_sorted_finite_and_one_per_evening(trained, rows):
    said = trained.predict(rows)
    assert said.shape == (50, 2, 21)
    assert np.isfinite(said).all()
    assert (np.diff(said, axis=-1) >= 0.0).all()


def test_a_point_head_says_one_value_per_evening(pointing, rows, make_panel):
    assert pointing.predict(rows).shape == (50, 1)
    actual = make_panel(1, 50, seed=3).blocks[0].targets[:, 0]
    assert np.nanmean(np.abs(actual - pointing.predict(rows)[:, 0])) < 0.6 * np.nanmean(np.abs(actual - np.nanmean(actual)))


@pytest.mark.parametrize("cut", [1, 7, 25, 49])
def test_what_comes_later_does_not_move_a_forecast_by_one_bit(trained, attentive, rows, cut: int):
    for network in (trained, attentive):
        whole = network.predict(rows)
        changed = rows.copy()
        changed[cut:] = 1e3
        np.testing.assert_array_equal(network.predict(changed)[:cut], whole[:cut])
        np.testing.assert_array_equal(network.predict(rows[:cut]), whole[:cut])


def test_what_lies_beyond_the_lookback_does_not_count(trained, rows):
    changed = rows.copy()
    changed[:46] = -1e3
    np.testing.assert_array_equal(trained.predict(changed)[-1], trained.predict(rows)[-1])
    assert not np.array_equal(trained.predict(changed)[-2], trained.predict(rows)[-2])


def test_a_forecast_stands_where_nothing_is_known(trained):
    said = trained.predict(np.full((3, 4), np.nan))
    assert np.isfinite(said).all()


@pytest.mark.parametrize("network", ["trained", "pointing"])
def test_no_evening_gives_no_forecast(network: str, request: pytest.FixtureRequest):
    found = request.getfixturevalue(network)
    assert len(found.predict(np.empty((0, 4)))) == 0
    assert found.predict(np.empty((0, 4))).shape[1:] == found.predict(np.zeros((1, 4))).shape[1:]


def test_rows_of_other_columns_are_refused(trained, rows):
    with pytest.raises(BadInput, match=r"reads rows \(n, 4\), these are \(50, 3\)"):
        trained.predict(rows[:, :3])


def test_a_forecast_of_one_night_takes_less_than_five_milliseconds(make_panel):
    """With all settings at their defaults but one epoch; the best of fifty, for other work may run beside it."""
    network = train(make_panel(2, 40), LstmSettings(epochs=1))
    (block,) = make_panel(1, 1).blocks
    network.predict(block.rows)
    taken = []
    for _ in range(50):
        begin = time.perf_counter()
        network.predict(block.rows)
        taken.append(time.perf_counter() - begin)
    assert min(taken) < 0.005


def test_attention_is_told_for_every_evening_of_every_window(attentive, rows):
    weights = attentive.attention(rows)
    assert weights.shape == (50, 6)
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-6)
    assert weights[0].tolist() == [0.0] * 5 + [1.0]  # nothing came before the first evening
    assert attentive.attention(rows[:0]).shape == (0, 6)


def test_a_network_without_attention_says_so(trained, rows):
    with pytest.raises(BadInput, match="train with attention=True"):
        trained.attention(rows)


@pytest.mark.parametrize("place", [-1, 0, 20])
@pytest.mark.parametrize("network", ["trained", "attentive", "pointing"])
def test_contributions_add_up_to_the_forecast_minus_the_baseline(network: str, place: int, rows, request: pytest.FixtureRequest):
    found = request.getfixturevalue(network)
    why = found.attribution(rows, "hrv", place)
    said = found.predict(rows)[place, 0]
    assert why.prediction == pytest.approx(said[10] if said.ndim else said, abs=1e-4)
    assert why.contributions.shape == (4,)
    assert why.contributions.sum() == pytest.approx(why.prediction - why.baseline, abs=0.01)  # of a spread of 10


def test_each_target_is_moved_by_the_column_that_makes_it(trained, rows):
    """HRV follows `level` of the evening, RHR falls with `echo` of the evening before; `strain` was never known."""
    changed = rows.copy()
    changed[-2:, :2] = [[50.0, 2.0], [70.0, 0.0]]
    hrv, rhr = (trained.attribution(changed, target).contributions for target in ("hrv", "rhr"))
    assert np.argmax(np.abs(hrv)) == 0
    assert hrv[0] > 8.0
    assert np.argmax(np.abs(rhr)) == 1
    assert rhr[1] < -1.0
    assert hrv[3] == rhr[3] == 0.0


def test_a_target_or_a_row_that_is_not_there_is_refused(trained, rows):
    with pytest.raises(BadInput, match="it knows hrv, rhr"):
        trained.attribution(rows, "steps")
    with pytest.raises(BadInput, match="no row 50 among 50"):
        trained.attribution(rows, "hrv", 50)
