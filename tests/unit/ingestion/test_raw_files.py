from __future__ import annotations

import gzip
import io
import struct
import zipfile

import pytest

from core.errors import BadInput
from ingestion import raw_files
from ingestion.raw_files import files_of

MB = 2**20


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def patched(path, *, flag=None, size=None):
    """The archive with the flag bits, or the unpacked size it claims, overwritten in its directory and local headers."""
    data = bytearray(path.read_bytes())
    for signature, flag_at, size_at in ((b"PK\x03\x04", 6, 22), (b"PK\x01\x02", 8, 24)):
        at = data.find(signature)
        if flag is not None:
            struct.pack_into("<H", data, at + flag_at, flag)
        if size is not None:
            struct.pack_into("<I", data, at + size_at, size)
    path.write_bytes(data)
    return path


def test_a_zip_and_a_folder_list_their_files_without_the_litter_of_operating_systems(tmp_path):
    zipped(tmp_path / "a.zip", **{"data/b.csv": "1", "__MACOSX/data/._b.csv": "x", "data/.DS_Store": "x", "a.txt": "2"})
    assert [file.name for file in files_of(tmp_path / "a.zip")] == ["a.txt", "data/b.csv"]
    folder = tmp_path / "folder"
    (folder / "inner" / "deep").mkdir(parents=True)
    for name in ("b.csv", ".hidden", "inner/c.csv", "inner/deep/d.csv"):
        (folder / name).write_text("x")
    assert [file.name for file in files_of(folder)] == ["b.csv", "inner/c.csv"]


def test_a_packed_file_is_unpacked(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"hello"))
    (file,) = files_of(tmp_path / "a.csv.gz")
    assert file.head() == file.load() == b"hello"


def test_a_zip_that_unpacks_a_thousandfold_is_refused_before_it_is_unpacked(tmp_path):
    bomb = zipped(tmp_path / "bomb.zip", **{"physiological_cycles.csv": b"0" * (8 * MB)})
    with pytest.raises(BadInput, match="zip bomb"):
        files_of(bomb)


def test_a_zip_that_lies_about_its_size_is_refused_when_read(tmp_path):
    liar = patched(zipped(tmp_path / "liar.zip", **{"a.csv": b"0" * (2 * MB)}), size=1000)
    (file,) = files_of(liar)
    with pytest.raises(BadInput, match="cannot be read"):
        file.load()


def test_a_packed_file_above_the_limit_is_refused(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"0" * 2000))
    (file,) = files_of(tmp_path / "a.csv.gz", limit=1000)
    with pytest.raises(BadInput, match="at most"):
        file.load()


def test_a_plain_file_above_the_limit_is_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"0" * 1001)
    with pytest.raises(BadInput, match="at most"):
        files_of(tmp_path / "a.csv", limit=1000)[0].load()


def test_a_zip_of_too_many_files_is_refused(tmp_path):
    with pytest.raises(BadInput, match="at most 2000 files"):
        files_of(zipped(tmp_path / "many.zip", **{f"{n}.csv": "x" for n in range(2001)}))


def test_a_locked_zip_is_refused_with_the_remedy(tmp_path):
    locked = patched(zipped(tmp_path / "locked.zip", **{"a.csv": "secret"}), flag=0x1)
    with pytest.raises(BadInput, match="password; unpack it and give the folder"):
        files_of(locked)


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
def test_a_cut_off_packed_file_is_bad_input(tmp_path, keep):
    whole = gzip.compress(bytes(range(256)) * 40)
    (tmp_path / "a.csv.gz").write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(BadInput, match="cannot be read"):
        files_of(tmp_path / "a.csv.gz")[0].load()


def test_a_zip_with_a_flipped_byte_is_bad_input(tmp_path):
    data = bytearray(zipped(tmp_path / "a.zip", **{"a.csv": "1,2,3\n" * 100}).read_bytes())
    data[40] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(data)
    assert zipfile.is_zipfile(io.BytesIO(data))
    with pytest.raises(BadInput):
        [file.load() for file in files_of(tmp_path / "a.zip")]


def test_only_wanted_files_are_listed_counted_and_searched_for_to_any_depth(tmp_path):
    def wanted(name):
        return name.endswith(".json")

    many = {f"heart/{n}.csv": "x" for n in range(2001)}
    path = zipped(tmp_path / "many.zip", **many, **{"deep/er/a.json": "1", "__MACOSX/b.json": "x"})
    assert [file.name for file in files_of(path, wanted=wanted)] == ["deep/er/a.json"]
    folder = tmp_path / "folder"
    (folder / "one" / "two" / "three").mkdir(parents=True)
    for name in ("one/two/three/a.json", "one/b.csv", "one/two/.hidden.json"):
        (folder / name).write_text("1")
    assert [(file.name, file.load()) for file in files_of(folder, wanted=wanted)] == [("one/two/three/a.json", b"1")]
    assert files_of(folder / "one" / "b.csv", wanted=wanted) == []


def test_a_bomb_among_the_files_that_are_not_wanted_is_never_opened(tmp_path):
    bomb = zipped(tmp_path / "bomb.zip", **{"a.json": "1", "photo.jpg": b"0" * (8 * MB)})
    assert [file.load() for file in files_of(bomb, wanted=lambda name: name.endswith(".json"))] == [b"1"]


def test_a_folder_of_too_many_wanted_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(raw_files, "MAX_WANTED", 3)
    for n in range(4):
        (tmp_path / f"{n}.json").write_text("1")
    with pytest.raises(BadInput, match="at most 3 files"):
        files_of(tmp_path, wanted=lambda name: name.endswith(".json"))
