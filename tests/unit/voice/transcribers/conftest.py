"""Weights in Whisper's own format, made here, so that its real loading and decoding code runs without a download."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from voice.sound import RATE, Sound


@pytest.fixture(scope="session")
def weights_that_say(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """(word) → a small checkpoint that hears this word, in English, whatever is played to it, until it is stopped.

    The last layer passes over what comes before it and gives the word's token the highest score; all other weights are random.
    """

    def make(word: str) -> Path:
        import torch
        from whisper.model import ModelDimensions, Whisper
        from whisper.tokenizer import get_tokenizer

        torch.manual_seed(1)
        dims = ModelDimensions(
            n_mels=80, n_audio_ctx=1500, n_audio_state=16, n_audio_head=2, n_audio_layer=1,
            n_vocab=51865, n_text_ctx=448, n_text_state=16, n_text_head=2, n_text_layer=1,
        )  # fmt: skip
        model = Whisper(dims)
        for weights in model.parameters():
            torch.nn.init.normal_(weights, std=0.05)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # whisper leaves its list of tokens to the garbage collector to close, once
            tokenizer = get_tokenizer(multilingual=True)
        (token,) = tokenizer.encode(f" {word}")
        with torch.no_grad():
            model.decoder.ln.weight.zero_()
            model.decoder.ln.bias.copy_(torch.eye(16)[0])
            model.decoder.token_embedding.weight[:, 0] = 0.0
            model.decoder.token_embedding.weight[token, 0] = 20.0
            model.decoder.token_embedding.weight[tokenizer.to_language_token("en"), 0] = 1.0
        file = tmp_path_factory.mktemp("weights") / f"{word}.pt"
        torch.save({"dims": asdict(dims), "model_state_dict": model.state_dict()}, file)
        return file

    return make


@pytest.fixture
def hum() -> Sound:
    """Two seconds of a voiced sound that nobody speaks."""
    at = np.arange(2 * RATE) / RATE
    samples = np.asarray(0.2 * np.sin(2 * np.pi * 140 * at) * (1 + np.sin(2 * np.pi * 4 * at)), dtype=np.float32)
    samples.flags.writeable = False  # as decoded ones may be
    return Sound(samples)
