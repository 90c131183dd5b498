"""The files behind the learned reader: only the very model that was taught on is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import ReaderUnavailable
from core.events import EVENT_KINDS
from voice.learned.weights import checked, encoder_folder, weights


def test_the_installed_model_is_found():
    folder = encoder_folder()
    assert folder is not None
    assert (folder / "model.safetensors").stat().st_size > 80e6


def test_a_file_with_one_byte_changed_is_refused_with_the_remedy(tmp_path: Path):
    path = tmp_path / "tokenizer.json"
    path.write_bytes(b"{}")
    found = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # sha256sum of "{}"
    assert checked(path, found) == path
    path.write_bytes(b"{ ")
    with pytest.raises(ReaderUnavailable, match=r"tokenizer.json .* another file .* make setup"):
        checked(path, found)


def test_a_missing_file_is_told_with_the_remedy(tmp_path: Path):
    with pytest.raises(ReaderUnavailable, match="is not there; run make setup"):
        checked(tmp_path / "model.safetensors", "0" * 64)


def test_what_ships_was_taught_kinds_of_the_catalog():
    shipped = weights()
    assert len(set(shipped.kinds)) == len(shipped.kinds) >= 15
    assert set(shipped.kinds) <= set(EVENT_KINDS)
    assert 0.5 < shipped.temperature < 3.5
    assert shipped.tensors["judge.look"].shape == (len(shipped.kinds), 384)
