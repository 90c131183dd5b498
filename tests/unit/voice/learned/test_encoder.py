"""The encoder's layers in numpy, beside hand-worked values and the same layers in torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from voice.learned.encoder import encoded, gelu, linear, softmax
from voice.learned.weights import encoder_tensors


@pytest.fixture(scope="module")
def tensors() -> dict[str, np.ndarray]:
    return encoder_tensors()


def test_softmax_is_a_distribution_also_of_large_scores():
    assert softmax(np.array([[0.0, 0.0], [1e4, 0.0]], np.float32)).tolist() == [[0.5, 0.5], [1.0, 0.0]]


def test_gelu_of_one_is_its_share_of_the_bell_curve():
    assert gelu(np.array([-1e3, 0.0, 1.0], np.float32)) == pytest.approx([0.0, 0.0, 0.841345], abs=1e-6)


def test_a_linear_layer_is_rows_times_values_plus_bias():
    layer = {"one.weight": np.array([[1.0, 2.0]], np.float32), "one.bias": np.array([0.5], np.float32)}
    assert linear(layer, "one", np.array([[3.0, 4.0]], np.float32)).tolist() == [[11.5]]


def test_it_computes_what_torchs_own_layers_compute(tensors):
    layer = torch.nn.TransformerEncoderLayer(384, 12, 1536, 0.0, "gelu", 1e-12, batch_first=True)
    ids = [101, 2048, 6031, 102]
    hints = np.zeros((len(ids), 384), np.float32)
    names = ("word", "position", "token_type")
    word, position, kind = (torch.from_numpy(tensors[f"embeddings.{name}_embeddings.weight"]) for name in names)
    state = word[ids] + position[: len(ids)] + kind[0]
    state = torch.nn.functional.layer_norm(
        state, (384,), *(torch.from_numpy(tensors[f"embeddings.LayerNorm.{part}"]) for part in ("weight", "bias")), eps=1e-12
    )[None]
    for number in range(6):
        layer.load_state_dict(_published(tensors, f"encoder.layer.{number}"))
        with torch.no_grad():
            state = layer.eval()(state)
    assert np.abs(encoded(tensors, ids, hints) - state[0].numpy()).max() < 1e-4


def _published(tensors: dict[str, np.ndarray], name: str) -> dict[str, torch.Tensor]:
    parts = {"self_attn.out_proj": "attention.output.dense", "linear1": "intermediate.dense", "linear2": "output.dense"}
    parts |= {"norm1": "attention.output.LayerNorm", "norm2": "output.LayerNorm"}
    found = {
        f"{ours}.{end}": torch.from_numpy(tensors[f"{name}.{theirs}.{end}"]) for ours, theirs in parts.items() for end in ("weight", "bias")
    }
    for end in ("weight", "bias"):
        joined = np.concatenate([tensors[f"{name}.attention.self.{part}.{end}"] for part in ("query", "key", "value")])
        found[f"self_attn.in_proj_{end}"] = torch.from_numpy(joined)
    return found
