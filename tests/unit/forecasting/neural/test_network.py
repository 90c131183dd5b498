"""The network: shapes, sorted quantiles, first weights, attention."""

import math

import numpy as np
import pytest
import torch
from scipy import special

from forecasting.learners.neural.network import LstmNetwork
from forecasting.learners.neural.settings import LstmSettings
from forecasting.quantiles import LEVELS


@pytest.fixture
def build():
    """(targets, settings) → a network of 51 inputs, seeded, its dropout off."""

    def make(targets: int = 3, **settings: object) -> LstmNetwork:
        torch.manual_seed(1)
        return LstmNetwork(51, targets, LstmSettings(**settings)).eval()

    return make


@pytest.fixture(autouse=True)
def untouched_randomness():
    with torch.random.fork_rng():
        yield


@pytest.fixture
def batch():
    return torch.randn(32, 30, 51, generator=torch.Generator().manual_seed(0))


def test_the_point_head_gives_one_value_per_sequence(build, batch):
    assert build(1, head="point")(batch).shape == (32, 1)


def test_the_quantile_head_gives_21_levels_of_three_targets(build, batch):
    assert build()(batch).shape == (32, 3, 21)


@pytest.mark.parametrize("shape", [{"bidirectional": True}, {"attention": True}, {"bidirectional": True, "attention": True}, {"layers": 1}])
def test_every_variant_gives_the_same_shape(build, batch, shape):
    assert build(3, width=16, **shape)(batch).shape == (32, 3, 21)


def test_quantiles_are_sorted_whatever_the_weights(build, batch):
    network = build(width=8)
    for scale in (1.0, 10.0, 1e4):
        with torch.no_grad():
            network.head.linear.weight.normal_(0.0, scale)
            network.head.linear.bias.normal_(0.0, scale)
            assert (torch.diff(network(batch), dim=-1) >= 0.0).all()


def test_before_training_the_forecast_is_the_targets_own_normal_distribution(build):
    """Without a state only the biases speak: quantiles of the standard normal."""
    said = build().head(torch.zeros(1, 128))[0]
    np.testing.assert_allclose(said.detach().numpy(), np.tile(special.ndtri(LEVELS), (3, 1)), atol=1e-5)


def test_first_weights_are_within_the_bounds_of_glorot_and_bengio(build):
    """A uniform draw reaches at most √(6 / (in + out)) of one gate; 51 and 128 inputs into 128 units."""
    weights = dict(build().lstm.named_parameters())
    for name, inputs in (("weight_ih_l0", 51), ("weight_hh_l0", 128), ("weight_ih_l1", 128)):
        bound = math.sqrt(6.0 / (inputs + 128))
        assert 0.98 * bound < weights[name].abs().max() <= bound


def test_the_forget_gate_begins_by_keeping(build):
    bias = dict(build(width=4).lstm.named_parameters())
    assert (bias["bias_ih_l0"] + bias["bias_hh_l0"]).tolist() == [0.0] * 4 + [1.0] * 4 + [0.0] * 8


def test_the_last_evening_reaches_the_forecast_and_dropout_is_off_in_forecasts(build, batch):
    network = build(width=16)
    changed = batch.clone()
    changed[:, -1, 0] += 3.0
    assert torch.equal(network(batch), network(batch))
    assert not torch.equal(network(batch), network(changed))


@pytest.mark.parametrize(("silenced", "place"), [("_reverse", -1), ("", 0)])
def test_each_reading_direction_alone_carries_its_far_end_to_the_forecast(build, batch, silenced: str, place: int):
    """With one direction's weights at zero the other still tells the evening that it read last."""
    network = build(width=16, bidirectional=True)
    with torch.no_grad():
        for name, weights in network.lstm.named_parameters():
            if name.endswith("_reverse") == bool(silenced):
                weights.zero_()
    changed = batch.clone()
    changed[:, place] += 1.0
    assert (network(batch) - network(changed)).abs().max() > 1e-3


def test_attention_sums_to_one_and_passes_over_unknown_evenings(build, batch):
    known = torch.ones(32, 30, dtype=torch.bool)
    known[:, :10] = False
    weights = build(width=16, attention=True).weights_of(batch, known)
    assert weights.shape == (32, 30)
    np.testing.assert_allclose(weights.sum(dim=1).detach().numpy(), 1.0, atol=1e-6)
    assert (weights[:, :10] == 0.0).all()
    assert (weights[:, 10:] > 0.0).all()


def test_where_nothing_is_known_attention_is_on_the_last_evening(build, batch):
    weights = build(width=16, attention=True).weights_of(batch, torch.zeros(32, 30, dtype=torch.bool))
    assert weights[:, -1].tolist() == [1.0] * 32


def test_attention_weights_the_states_of_the_recurrent_layers():
    """Two evenings with the same state weigh alike; a score that is higher by ln 3 weighs three times as much."""
    network = LstmNetwork(51, 1, LstmSettings(width=1, layers=1, attention=True))
    with torch.no_grad():
        network.attention.key.weight.fill_(1.0)
        network.attention.score.weight.fill_(math.log(3.0))
    assert network.attention(torch.zeros(1, 4, 1), None).tolist() == [[0.25] * 4]
    weights = network.attention(torch.tensor([[[0.0], [20.0]]]), None)  # tanh of 20 is 1
    assert weights[0].tolist() == pytest.approx([0.25, 0.75])
