"""Networks as files: the same forecasts afterwards, and no file that is not what it was."""

import json

import numpy as np
import pytest
from safetensors.numpy import load, save

from core.errors import BadInput
from forecasting.learners.neural.artifact import from_files, to_files


@pytest.fixture
def files(trained):
    return to_files(trained)


@pytest.mark.parametrize("network", ["trained", "attentive", "pointing"])
def test_a_network_comes_back_bit_for_bit(network: str, make_panel, request: pytest.FixtureRequest):
    found = request.getfixturevalue(network)
    again = from_files(to_files(found))
    rows = make_panel(1, 30, seed=4).blocks[0].rows
    np.testing.assert_array_equal(again.predict(rows), found.predict(rows))
    assert again.report() == found.report()
    assert (again.columns, again.targets, again.history) == (found.columns, found.targets, found.history)
    assert to_files(again) == to_files(found)


def test_there_are_three_files_and_none_is_a_pickle(files):
    assert set(files) == {"settings.json", "scaler.json", "weights.safetensors"}
    assert json.loads(files["settings.json"])["settings"]["lookback"] == 4
    assert not any(content.startswith(b"\x80") for content in files.values())


@pytest.mark.parametrize("name", ["settings.json", "scaler.json", "weights.safetensors"])
@pytest.mark.parametrize("content", [None, b"", b"\x80\x04.", b"[]", b"{}", b"[" * 100_000, b'{"format": 1}', b"\xff\xfe"])
def test_a_file_that_is_missing_or_not_what_it_was_is_refused(files, name: str, content: bytes | None):
    damaged = {**files, name: content} if content is not None else {key: value for key, value in files.items() if key != name}
    with pytest.raises(BadInput, match="again"):
        from_files(damaged)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2}, {"settings": {"width": 17}}, {"settings": {"depth": 2}}, {"settings": {"width": "16"}}, {"columns": ["level"]},
        {"columns": [1, 2, 3, 4]}, {"targets": "hrv"}, {"history": [[0.1, 0.2]]}, {"history": []}, {"history": [["a", 0.2, 0.3]]},
        {"best_epoch": -1}, {"early_stopped": 1}, {"sizes": {"rows": 1.5}}, {"issues": [None]}, {"fine_tuned": None},
    ],
)  # fmt: skip
def test_settings_that_do_not_fit_the_rest_are_refused(files, change: dict[str, object]):
    course = json.loads(files["settings.json"])
    if "settings" in change:
        change = {"settings": {**course["settings"], **change["settings"]}}
    with pytest.raises(BadInput):
        from_files({**files, "settings.json": json.dumps({**course, **change}).encode()})


@pytest.mark.parametrize("damage", ["left out", "shape", "type", "not finite", "one more"])
def test_weights_that_do_not_fit_the_network_are_refused(files, damage: str):
    weights = load(files["weights.safetensors"])
    bias = weights["head.linear.bias"]
    other = {"shape": bias[:-1], "type": bias.astype(np.float64), "not finite": np.full_like(bias, np.nan)}
    if damage == "left out":
        del weights["head.linear.bias"]
    elif damage == "one more":
        weights["head.other"] = bias
    else:
        weights["head.linear.bias"] = other[damage]
    with pytest.raises(BadInput, match=r"weights\.safetensors"):
        from_files({**files, "weights.safetensors": save(weights)})
