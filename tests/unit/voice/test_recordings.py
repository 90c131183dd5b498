"""Recordings by their hash: who may read them, what is written, and that no name leads out of the folder."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import Broken, MorrowError
from voice.recordings import keep, path_of, remove

CONTENT = b"RIFF....WAVE"
SHA = hashlib.sha256(CONTENT).hexdigest()


class _Opened:
    """Every path that Python opens, makes or removes while it listens; an audit hook cannot be taken away, only closed."""

    EVENTS = frozenset({"open", "os.mkdir", "os.remove", "os.rename", "os.link", "os.symlink", "os.chmod", "os.listdir", "os.scandir"})

    def __init__(self) -> None:
        self.listens = False
        self.paths: list[str] = []

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.listens and event in self.EVENTS:
            places = arguments[:1] if event in {"open", "os.mkdir", "os.chmod"} else arguments[:2]
            self.paths += [os.fsdecode(path) for path in places if isinstance(path, (str, bytes, os.PathLike))]


_opened = _Opened()
sys.addaudithook(_opened)


@pytest.fixture
def opened() -> Iterator[list[str]]:
    _opened.paths = []
    _opened.listens = True
    yield _opened.paths
    _opened.listens = False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recordings" / "anna"


def _hostile() -> list[str]:
    """200 ids that are none."""
    ups = ["../" * depth + "etc/passwd" for depth in range(1, 21)] + ["..\\" * depth + "windows\\win.ini" for depth in range(1, 21)]
    absolute = [
        "/etc/passwd",
        "//etc/passwd",
        "C:\\secret",
        "\\\\server\\share\\a",
        "file:///etc/passwd",
        "~/.ssh/id_rsa",
        "/proc/self/environ",
    ]
    dots = [f"{dot * 2}/{SHA}" for dot in ("\u2024", "\uff0e", "\u3002", "\u00b7", "%2e", "%252e", "\u2025")]
    nul = [SHA + "\0", "\0" + SHA, SHA[:32] + "\0" + SHA[32:], SHA + "\0.wav", "\0"]
    near = [SHA[:-1], SHA + "0", SHA.upper() if SHA.upper() != SHA else "G" * 64, SHA + "\n", " " + SHA, SHA[:-1] + "/", SHA[:-1] + "."]
    digits = ["".join(chr(0xFF10 + int(c, 16) % 10) for c in SHA), "\u0661" * 64, "٣" * 64, SHA[:-1] + "\u0131"]
    long = ["a" * length for length in (63, 65, 255, 256, 4_096, 1_000_000)] + ["../" * 100_000]
    inside = [f"{SHA[:at]}/../{SHA[at:]}" for at in range(1, 60)] + [f"{SHA[:at]}\u2215{SHA[at:]}" for at in range(1, 60)]
    shell = ["$(id)", "`id`", "; rm -rf /", "|cat", "*", "?" * 64, "[0-9a-f]" * 8, "", ".", "..", "-rf", "con", "nul.wav", "%s" * 32]
    return [*ups, *absolute, *dots, *nul, *near, *digits, *long, *inside, *shell]


def test_200_hostile_ids_are_refused_and_nothing_at_all_is_opened(folder: Path, opened: list[str]):
    ids = _hostile()
    for hostile in ids:
        with pytest.raises(MorrowError):
            path_of(folder, hostile, ".wav")
        with pytest.raises(MorrowError):
            remove(folder, hostile, ".wav")
    assert len(ids) >= 200
    assert opened == []


@pytest.mark.parametrize("suffix", ["", "wav", ".WAV", ".exe", "/../../x.wav", ".wav/..", ".wav\0", ".mp3\n", "../a.wav", ".py"])
def test_no_other_ending_is_taken(folder: Path, opened: list[str], suffix: str):
    with pytest.raises(MorrowError):
        keep(folder, CONTENT, suffix)
    with pytest.raises(MorrowError):
        path_of(folder, SHA, suffix)
    assert opened == []
    assert not folder.exists()


def test_keeping_and_removing_open_nothing_outside_the_folder(folder: Path, opened: list[str]):
    keep(folder, CONTENT, ".wav")
    keep(folder, CONTENT, ".wav")
    remove(folder, SHA, ".wav")
    assert opened
    outside = [path for path in opened if not Path(path).is_relative_to(folder.parent.parent)]
    assert outside == []


def test_a_kept_recording_is_whole_and_its_owner_s_alone(folder: Path):
    assert keep(folder, CONTENT, ".wav") == SHA
    path = path_of(folder, SHA, ".wav")
    assert path.read_bytes() == CONTENT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [file.name for file in folder.iterdir()] == [f"{SHA}.wav"]


def test_the_same_recording_twice_is_one_file_that_is_not_written_again(folder: Path):
    keep(folder, CONTENT, ".wav")
    before = path_of(folder, SHA, ".wav").stat()
    keep(folder, CONTENT, ".wav")
    after = path_of(folder, SHA, ".wav").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_modes_that_were_opened_are_closed_again(folder: Path):
    keep(folder, CONTENT, ".wav")
    folder.chmod(0o755)
    path_of(folder, SHA, ".wav").chmod(0o644)
    keep(folder, CONTENT, ".wav")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path_of(folder, SHA, ".wav").stat().st_mode) == 0o600


def test_a_file_that_was_cut_is_made_whole(folder: Path):
    keep(folder, CONTENT, ".wav")
    path_of(folder, SHA, ".wav").write_bytes(CONTENT[:3])
    keep(folder, CONTENT, ".wav")
    assert path_of(folder, SHA, ".wav").read_bytes() == CONTENT


def test_a_link_in_its_place_is_replaced_and_what_it_leads_to_stays(folder: Path, tmp_path: Path):
    other = tmp_path / "other"
    other.write_bytes(CONTENT)
    other.chmod(0o644)
    folder.mkdir(parents=True)
    path_of(folder, SHA, ".wav").symlink_to(other)
    keep(folder, CONTENT, ".wav")
    assert not path_of(folder, SHA, ".wav").is_symlink()
    assert stat.S_IMODE(other.stat().st_mode) == 0o644


def test_a_folder_that_is_a_link_is_refused(folder: Path, tmp_path: Path):
    folder.parent.mkdir()
    (tmp_path / "elsewhere").mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Broken, match="is a link"):
        keep(folder, CONTENT, ".wav")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_removing_takes_the_bytes_away_before_the_name(folder: Path):
    keep(folder, CONTENT, ".wav")
    with path_of(folder, SHA, ".wav").open("rb") as still_open:
        assert remove(folder, SHA, ".wav")
        assert still_open.read() == bytes(len(CONTENT))
    assert not list(folder.iterdir())
    assert not remove(folder, SHA, ".wav")


@pytest.mark.parametrize("way", ["symlink", "link"])
def test_removing_a_link_leaves_alone_what_it_leads_to(folder: Path, tmp_path: Path, way: str):
    other = tmp_path / "other"
    other.write_bytes(CONTENT)
    folder.mkdir(parents=True)
    path = path_of(folder, SHA, ".wav")
    getattr(os, way)(other, path)
    assert not remove(folder, SHA, ".wav")
    assert not path.is_symlink()
    assert not path.exists()
    assert other.read_bytes() == CONTENT


def test_what_could_not_be_written_leaves_nothing(folder: Path):
    folder.mkdir(parents=True)
    path_of(folder, SHA, ".wav").mkdir()  # a folder stands where the file should
    with pytest.raises(OSError, match=r"directory|not empty"):
        keep(folder, CONTENT, ".wav")
    assert [file.name for file in folder.iterdir()] == [f"{SHA}.wav"]
