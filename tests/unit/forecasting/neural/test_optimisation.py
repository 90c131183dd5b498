"""The loss, its mask, and the cutting of batches."""

import numpy as np
import pytest
import torch

from forecasting.learners.neural.optimisation import batches, loss_sums, pinball_losses, point_losses
from forecasting.learners.neural.settings import LstmSettings
from forecasting.scores import pinball


def test_the_pinball_loss_of_a_flat_forecast_is_worked_by_hand():
    """An outcome above all quantiles by 2 costs twice the mean level, 0.5; one below costs the same by symmetry."""
    assert pinball_losses(torch.zeros(1, 2, 21), torch.tensor([[2.0, -2.0]])).tolist() == [[pytest.approx(1.0), pytest.approx(1.0)]]


def test_the_pinball_loss_is_the_one_that_forecasts_are_scored_by():
    rng = np.random.default_rng(0)
    forecasts, targets = np.sort(rng.normal(size=(5, 2, 21))), rng.normal(size=(5, 2))
    found = pinball_losses(torch.tensor(forecasts), torch.tensor(targets)).numpy()
    np.testing.assert_allclose(found, pinball(targets, forecasts).mean(axis=-1), rtol=1e-12)


def test_huber_is_half_the_square_near_and_linear_far():
    found = point_losses(torch.zeros(1, 2), torch.tensor([[0.5, 3.0]]), "huber")
    assert found.tolist() == [[0.125, 2.5]]
    assert point_losses(torch.zeros(1, 2), torch.tensor([[0.5, 3.0]]), "squared").tolist() == [[0.25, 9.0]]


@pytest.mark.parametrize("head", ["quantile", "point"])
def test_a_missing_target_gives_neither_loss_nor_gradient(head: str):
    shape = (2, 3, 21) if head == "quantile" else (2, 3)
    forecasts = torch.zeros(shape, requires_grad=True)
    targets = torch.tensor([[1.0, float("nan"), float("nan")], [float("nan"), 2.0, float("nan")]])
    losses, count = loss_sums(forecasts, targets, torch.ones(2), LstmSettings(head=head))
    losses.backward()
    assert count.item() == 2.0
    reached = forecasts.grad.abs().reshape(2, 3, -1).sum(dim=-1) > 0.0
    assert reached.tolist() == [[True, False, False], [False, True, False]]


def test_a_sequence_that_counts_three_times_weighs_as_three():
    """Losses 0.5 and 1.0 of flat forecasts, with weights 3 and 1: (3 × 0.5 + 1.0) over 4."""
    losses, count = loss_sums(torch.zeros(2, 1, 21), torch.tensor([[1.0], [2.0]]), torch.tensor([3.0, 1.0]), LstmSettings())
    assert (losses / count).item() == pytest.approx(2.5 / 4.0)


@pytest.mark.parametrize(("count", "sizes"), [(10, [4, 4, 2]), (8, [4, 4]), (9, [4, 5]), (3, [3]), (5, [5]), (4, [4])])
def test_no_batch_is_one_sequence_alone(count: int, sizes: list[int]):
    cut = list(batches(np.arange(count), 4))
    assert [len(one) for one in cut] == sizes
    assert np.concatenate(cut).tolist() == list(range(count))
