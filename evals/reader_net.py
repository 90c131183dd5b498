"""The learned reader as torch teaches it: MiniLM's layers as they are, with low-rank changes that are taught, and the judge on top.

`voice.learned.encoder` and `voice.learned.judge` compute the same in numpy; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from evals.reader_lessons import ANSWERS, KINDS, Batch
from voice.learned.encoder import HEADS, LAYERS
from voice.learned.judge import DAYS
from voice.learned.notes import names_of_notes

RANK = 16
"""Of the low-rank changes."""
SCALE = 2.0
"""What they are multiplied by, so that they move fast enough beside weights that stand still."""
WIDTH, INNER = 384, 128
_SMALL = 0.02
_DROPPED = 0.1
_PARTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class Changed(nn.Module):
    """A linear layer that stands still, and a low-rank change of it that is taught."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.down = nn.Parameter(torch.randn(RANK, weight.shape[1]) * _SMALL)
        self.up = nn.Parameter(torch.zeros(weight.shape[0], RANK))
        self.dropped = nn.Dropout(_DROPPED / 2)

    def forward(self, values: Tensor) -> Tensor:
        """The layer and its change."""
        change = functional.linear(functional.linear(self.dropped(values), self.down), self.up)
        return functional.linear(values, self.get_buffer("weight"), self.get_buffer("bias")) + SCALE * change


class Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self, tensors: Mapping[str, Tensor], number: int) -> None:
        super().__init__()
        name = f"encoder.layer.{number}"
        self.parts = nn.ModuleList(Changed(tensors[f"{name}.{part}.weight"], tensors[f"{name}.{part}.bias"]) for part in _PARTS)
        self.norms = nn.ModuleList(_norm(tensors, f"{name}.{part}.LayerNorm") for part in ("attention.output", "output"))
        self.dropped = nn.Dropout(_DROPPED)

    def forward(self, state: Tensor, there: Tensor) -> Tensor:
        """The next state, shape (texts, tokens, width)."""
        query, key, value, attended, inner, outer = self.parts
        split = (*state.shape[:2], HEADS, -1)
        asked, known, told = (part(state).view(split).transpose(1, 2) for part in (query, key, value))
        looked = functional.scaled_dot_product_attention(asked, known, told, attn_mask=there[:, None, None, :])
        state = self.norms[0](state + self.dropped(attended(looked.transpose(1, 2).reshape(state.shape))))
        after: Tensor = self.norms[1](state + self.dropped(outer(functional.gelu(inner(state)))))
        return after


class ReaderNet(nn.Module):
    """Texts to scores of each of `ANSWERS` for each kind and day."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        super().__init__()
        self.register_buffer("words", tensors["embeddings.word_embeddings.weight"])
        self.register_buffer(
            "places", tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        self.norm = _norm(tensors, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(Layer(tensors, number) for number in range(LAYERS))
        self.notes = nn.Parameter(torch.randn(len(names_of_notes(KINDS)), WIDTH) * _SMALL)
        self.look = nn.Parameter(torch.randn(len(KINDS), WIDTH) * _SMALL)
        self.inner = nn.Linear(WIDTH, INNER)
        self.out = nn.Parameter(torch.randn(len(KINDS), DAYS * len(ANSWERS), INNER) * _SMALL)
        first = torch.zeros(len(KINDS), DAYS, len(ANSWERS))
        first[:, :, 0] = torch.tensor([2.0, 4.0])  # most kinds are not said, least of yesterday
        self.bias = nn.Parameter(first.flatten(1))
        self.dropped = nn.Dropout(_DROPPED)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Scores, shape (texts, kinds, days, answers), and what each kind looked at, shape (texts, kinds, tokens), adding up to one."""
        state = self.norm(functional.embedding(batch.ids, self.get_buffer("words")) + self.get_buffer("places")[: batch.ids.shape[1]])
        state = self.dropped(state + batch.notes @ self.notes)
        for layer in self.layers:
            state = layer(state, batch.there)
        looks = torch.einsum("btw,kw->bkt", state, self.look).masked_fill(~batch.there[:, None, :], -1e9).softmax(-1)
        inner = functional.gelu(self.inner(self.dropped(looks @ state)))
        scores = torch.einsum("bki,koi->bko", inner, self.out) + self.bias
        return scores.view(*scores.shape[:2], DAYS, len(ANSWERS)), looks

    def taught(self) -> dict[str, Tensor]:
        """What was taught, by the names that `voice.learned.weights` reads; the scale is folded in."""
        judge: dict[str, Tensor] = {"notes": self.notes, "look": self.look, "out": self.out, "bias": self.bias}
        judge |= {"inner.weight": self.inner.weight, "inner.bias": self.inner.bias}
        found: dict[str, Tensor] = {f"judge.{name}": tensor for name, tensor in judge.items()}
        for number, layer in enumerate(self.layers):
            for part, changed in zip(_PARTS, layer.get_submodule("parts").children(), strict=True):
                stem = f"encoder.layer.{number}.{part}"
                found |= {f"{stem}.down": changed.get_parameter("down"), f"{stem}.up": SCALE * changed.get_parameter("up")}
        return {name: tensor.detach().half().contiguous() for name, tensor in found.items()}


def _norm(tensors: Mapping[str, Tensor], name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(WIDTH, eps=1e-12)
    norm.load_state_dict({"weight": tensors[f"{name}.weight"], "bias": tensors[f"{name}.bias"]})
    return norm.requires_grad_(requires_grad=False)
