"""Whatever is done to a stored model, either the very bytes that were registered come back, or nothing."""

from __future__ import annotations

import os
import pickle
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from core.errors import ArtifactRefused, BadInput
from forecasting.registry.artifact import LOCK, MANIFEST, MAX_FILE_BYTES, digest_of_files, read_artifact, write_artifact

NAME = "hrv_rmssd_ms/default ridge v7"
FILES = {"ridge.json": b'{"coefficients": [0.1, 0.2]}', "scaler.json": b"[1, 2, 3]"}


class _Marking:
    """Unpickled, it leaves a file."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self):
        return Path.touch, (self.marker,)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models" / "v7"


@pytest.fixture
def digest(folder: Path) -> str:
    return write_artifact(folder, FILES)


def test_what_was_written_comes_back(folder: Path, digest: str):
    assert read_artifact(folder, digest, NAME) == FILES


def test_the_digest_follows_from_names_and_contents_alone(digest: str):
    backwards = dict(reversed(FILES.items()))
    assert digest == digest_of_files(backwards)
    assert digest != digest_of_files({"ridge.json": FILES["scaler.json"], "scaler.json": FILES["ridge.json"]})


def test_only_the_owner_may_read_it(folder: Path, digest: str):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
    assert modes == {"v7": 0o700, MANIFEST: 0o600, "ridge.json": 0o600, "scaler.json": 0o600}


def test_writing_it_again_changes_nothing(folder: Path, digest: str):
    before = (folder / "ridge.json").stat().st_ino
    assert write_artifact(folder, FILES) == digest
    assert (folder / "ridge.json").stat().st_ino == before


def test_writing_it_again_mends_what_was_damaged(folder: Path, digest: str):
    (folder / "ridge.json").write_bytes(b"{}")
    (folder / "MLmodel").write_bytes(b"")
    assert write_artifact(folder, FILES) == digest
    assert read_artifact(folder, digest, NAME) == FILES
    assert {path.name for path in folder.parent.iterdir()} == {LOCK, "v7"}


def test_writing_through_a_link_changes_nothing_behind_it(folder: Path, tmp_path: Path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    folder.parent.mkdir()
    folder.symlink_to(theirs)
    write_artifact(folder, FILES)
    assert list(theirs.iterdir()) == []
    assert not folder.is_symlink()


def test_many_writers_at_once_leave_one_whole_artifact_and_nothing_beside_it(folder: Path):
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _: write_artifact(folder, FILES), range(16)))
    assert digests == {digest_of_files(FILES)}
    assert {path.name for path in folder.parent.iterdir()} == {LOCK, "v7"}


@pytest.mark.parametrize("file", [*FILES, MANIFEST])
def test_one_changed_byte_anywhere_is_refused_by_name(folder: Path, digest: str, file: str):
    whole = (folder / file).read_bytes()
    rng = np.random.default_rng(7)
    for place, flip in zip(rng.integers(0, len(whole), 200), rng.integers(1, 256, 200), strict=True):
        changed = bytearray(whole)
        changed[place] ^= int(flip)
        (folder / file).write_bytes(changed)
        with pytest.raises(ArtifactRefused, match=f"{NAME} is refused: {file} "):
            read_artifact(folder, digest, NAME)
    (folder / file).write_bytes(whole)
    assert read_artifact(folder, digest, NAME) == FILES


@pytest.mark.parametrize("change", [b"", FILES["ridge.json"] + b"\n", FILES["ridge.json"][:-1]])
def test_a_file_that_is_cut_or_longer_is_refused(folder: Path, digest: str, change: bytes):
    (folder / "ridge.json").write_bytes(change)
    with pytest.raises(ArtifactRefused, match=r"ridge\.json has been changed"):
        read_artifact(folder, digest, NAME)


def test_a_whole_other_artifact_in_its_place_is_refused_though_it_agrees_with_itself(folder: Path, digest: str):
    shutil.rmtree(folder)
    write_artifact(folder, {"ridge.json": b'{"coefficients": [9.9, 9.9]}', "scaler.json": b"[1, 2, 3]"})
    with pytest.raises(ArtifactRefused, match=r"manifest\.json is not the one that was registered"):
        read_artifact(folder, digest, NAME)


@pytest.mark.parametrize("missing", [*FILES, MANIFEST])
def test_a_missing_file_is_refused(folder: Path, digest: str, missing: str):
    (folder / missing).unlink()
    with pytest.raises(ArtifactRefused, match=f"{missing} cannot be read"):
        read_artifact(folder, digest, NAME)


def test_a_missing_folder_is_refused(folder: Path):
    with pytest.raises(ArtifactRefused, match=f"{NAME} is refused: v7 cannot be read"):
        read_artifact(folder, "0" * 64, NAME)


def test_a_folder_of_mlflow_that_brings_its_own_loader_is_refused(folder: Path, digest: str, tmp_path: Path):
    marker = tmp_path / "marker"
    (folder / "MLmodel").write_text("flavors:\n  python_function:\n    loader_module: evil\n    code: code\n", "utf-8")
    (folder / "code").mkdir()
    (folder / "code" / "evil.py").write_text(f"open({str(marker)!r}, 'w').close()\n", "utf-8")
    with pytest.raises(ArtifactRefused, match="MLmodel was never part of it"):
        read_artifact(folder, digest, NAME)
    assert not marker.exists()


@pytest.mark.parametrize("place", ["ridge.json", MANIFEST, "model.pkl"])
def test_a_pickle_is_refused_unopened(folder: Path, digest: str, tmp_path: Path, place: str):
    marker = tmp_path / "marker"
    (folder / place).write_bytes(pickle.dumps(_Marking(marker)))
    with pytest.raises(ArtifactRefused, match=place):
        read_artifact(folder, digest, NAME)
    assert not marker.exists()


def test_a_link_in_a_files_place_is_refused_though_it_leads_to_the_same_bytes(folder: Path, digest: str, tmp_path: Path):
    (folder / "ridge.json").rename(tmp_path / "elsewhere.json")
    (folder / "ridge.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(ArtifactRefused, match=r"ridge\.json cannot be read"):
        read_artifact(folder, digest, NAME)


def test_a_link_in_the_folders_place_is_refused(folder: Path, digest: str, tmp_path: Path):
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ArtifactRefused, match="v7 cannot be read as a folder"):
        read_artifact(folder, digest, NAME)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_pipe_or_a_folder_in_a_files_place_is_refused_and_hangs_nothing(folder: Path, digest: str, make):
    (folder / "ridge.json").unlink()
    make(folder / "ridge.json")
    with pytest.raises(ArtifactRefused, match=r"ridge\.json is not a file"):
        read_artifact(folder, digest, NAME)


def test_a_file_too_large_to_be_one_of_ours_is_refused_unread(folder: Path, digest: str):
    os.truncate(folder / "ridge.json", MAX_FILE_BYTES + 1)
    with pytest.raises(ArtifactRefused, match="bytes, at most"):
        read_artifact(folder, digest, NAME)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "1 to 32 files"),
        ({f"f{number}.json": b"{}" for number in range(33)}, "1 to 32 files"),
        ({"model.pkl": pickle.dumps([1])}, "no plain name"),
        ({"model.json": pickle.dumps([1])}, "is not JSON"),
        ({"../model.json": b"{}"}, "no plain name"),
        ({".model.json": b"{}"}, "no plain name"),
        ({"MLmodel": b"{}"}, "no plain name"),
        ({MANIFEST: b"{}"}, "the manifest's"),
        ({"model.json": b'"' + b"0" * MAX_FILE_BYTES + b'"'}, "at most"),
    ],
)
def test_what_may_not_stand_in_an_artifact_is_never_written(folder: Path, files: dict[str, bytes], why: str):
    with pytest.raises(BadInput, match=why):
        write_artifact(folder, files)
    assert not folder.exists()


def test_half_an_artifact_left_by_a_killed_process_is_not_in_the_way(folder: Path):
    half = folder.with_name(".v7.0123456789ab")
    half.mkdir(parents=True)
    (half / "ridge.json").write_bytes(b"{")
    assert read_artifact(folder, write_artifact(folder, FILES), NAME) == FILES
