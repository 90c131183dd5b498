"""The three kinds of file are told from anything else that bears their names; the libraries' own bytes pass."""

from __future__ import annotations

import hashlib
import json
import pickle

import numpy as np
import pytest

from forecasting.registry.file_kinds import fault_of


@pytest.fixture(scope="module")
def tensors() -> bytes:
    from safetensors.numpy import save

    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([True]), "empty": np.empty((0, 4))}
    return save(arrays, metadata={"made": "here"})


@pytest.fixture(scope="module")
def booster() -> bytes:
    import xgboost

    inputs = np.arange(40.0).reshape(20, 2)
    matrix = xgboost.DMatrix(inputs, inputs[:, 0], nthread=1)
    return bytes(xgboost.train({"nthread": 1}, matrix, num_boost_round=2).save_raw("ubj"))


def _with_header(header: object, data: bytes = b"\0" * 4) -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def test_the_libraries_own_bytes_pass(tensors: bytes, booster: bytes):
    assert fault_of("weights.safetensors", tensors) is None
    assert fault_of("trees.ubj", booster) is None
    assert fault_of("settings.json", b'{"a": [1.5, null, "\xc3\xa9"]}') is None


def test_our_trees_carry_their_sha256_behind_them(booster: bytes):
    assert fault_of("trees.ubj", booster + hashlib.sha256(booster).digest()) is None
    assert fault_of("trees.ubj", booster + hashlib.sha256(b"another").digest()) == "is not XGBoost's UBJSON"


@pytest.mark.parametrize("file", ["weights.safetensors", "trees.ubj", "settings.json"])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_passes_under_no_name(file: str, protocol: int):
    assert fault_of(file, pickle.dumps({"a": np.arange(3)}, protocol)) is not None


def test_a_cut_or_lengthened_file_of_weights_is_a_fault(tensors: bytes):
    assert fault_of("w.safetensors", tensors[:-1]) == "is longer or shorter than its safetensors header says"
    assert fault_of("w.safetensors", tensors + b"\0") == "is longer or shorter than its safetensors header says"
    assert fault_of("w.safetensors", tensors[:20]) == "has no safetensors header"
    assert fault_of("w.safetensors", b"") == "has no safetensors header"


@pytest.mark.parametrize(
    "header",
    [
        {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 2]}},
        {"a": {"dtype": "F32", "shape": [1], "data_offsets": [1, 5]}},
        {"a": {"dtype": "U8", "shape": [3], "data_offsets": [0, 3]}, "b": {"dtype": "U8", "shape": [2], "data_offsets": [2, 4]}},
        {"a": {"dtype": "pickle", "shape": [1], "data_offsets": [0, 4]}},
        {"a": {"dtype": "F32"}},
        ["a"],
    ],
)
def test_a_header_whose_tensors_do_not_lie_side_by_side_is_a_fault(header: object):
    assert fault_of("w.safetensors", _with_header(header)) is not None


def test_a_header_deeper_than_any_reader_is_a_fault_and_no_crash():
    deep = b'{"a":' + b"[" * 200_000
    assert fault_of("w.safetensors", len(deep).to_bytes(8, "little") + deep) is not None
    assert fault_of("w.json", b"[" * 200_000) == "is not JSON"


@pytest.mark.parametrize("file", ["a.pkl", "a.JSON", "a.json.pkl", "a.tar.json", "a/b.json", "..json", "", "a.json\n", "é.json"])
def test_only_plain_names_pass(file: str):
    assert "no plain name" in (fault_of(file, b"{}") or "")
