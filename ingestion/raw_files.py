"""The bytes of what a person gave — a file, a folder or a zip — under limits, with nothing ever unpacked to disk."""

from __future__ import annotations

import gzip
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from core.errors import BadInput

MAX_FILE_BYTES = 64 * 2**20
"""Unpacked size of one file. Five years of an export are about 3 MB; what is far above is not an export."""
MAX_TOTAL_BYTES = 256 * 2**20
MAX_MEMBERS = 2000
MAX_WANTED = 20_000
"""Files of an export in many small parts, of which a source picks those that it reads: a year of days is some hundreds."""
MAX_WANTED_BYTES = 2 * 2**30
"""Ten years of steps by the minute are about 400 MB; they are read one file at a time."""
MAX_RATIO = 300
"""Unpacked to packed size of a file over 1 MB. Tables of numbers reach 10, repeated journal questions 40; bombs reach 1000."""
_RATIO_MATTERS_FROM = 2**20
_HEAD_BYTES = 64 * 2**10
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, OSError)


@dataclass(frozen=True)
class RawFile:
    """One file that can be read, whole or its beginning."""

    name: str
    """Name inside the folder or archive, for reports."""
    opener: Callable[[], AbstractContextManager[IO[bytes]]]
    limit: int = MAX_FILE_BYTES

    def head(self) -> bytes:
        """The first 64 KiB: enough for a header."""
        return self._read(_HEAD_BYTES)

    def load(self) -> bytes:
        """All bytes.

        Raises:
            BadInput: when it is larger than the limit, whatever an archive said of its size, or broken.
        """
        data = self._read(self.limit + 1)
        if len(data) > self.limit:
            raise BadInput(f"{self.name}: wanted at most {_mb(self.limit)} unpacked, found more; give the file as it was exported")
        return data

    def _read(self, size: int) -> bytes:
        try:
            with self.opener() as stream:
                return stream.read(size)
        except _BROKEN as error:
            raise BadInput(f"{self.name}: cannot be read ({_cause(error)}); download or export it again") from error


def files_of(path: Path, *, limit: int = MAX_FILE_BYTES, wanted: Callable[[str], bool] | None = None) -> list[RawFile]:
    """The files at a path, by name: a file itself, those of a zip, or those of a folder and its direct subfolders.

    Args:
        path: what the person gave.
        limit: unpacked bytes of one file.
        wanted: picks files by name; the others are neither counted nor opened, and folders are searched to any depth.

    Raises:
        BadInput: for a broken or encrypted zip, a zip bomb, too many files, or a file above the limit.
    """
    if path.is_dir() and wanted is not None:
        return [_plain(path / name, name, limit) for name in _wanted_below(path, wanted)]
    if path.is_dir():
        found = sorted(file for pattern in ("*", "*/*") for file in path.glob(pattern) if file.is_file() and not _is_litter(file.name))
        return [_plain(file, file.relative_to(path).as_posix(), limit) for file in found[:MAX_MEMBERS]]
    if is_zip(path):
        return _members(path, limit, wanted)
    if wanted is not None and not wanted(path.name):
        return []
    if path.name.lower().endswith(".gz"):
        return [RawFile(path.name, lambda: _unpacked(path), limit)]
    return [_plain(path, path.name, limit)]


def is_zip(path: Path) -> bool:
    """True for a file that is a zip archive."""
    try:
        return path.is_file() and zipfile.is_zipfile(path)
    except OSError:
        return False


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    with gzip.open(path, "rb") as stream:
        yield cast("IO[bytes]", stream)


def _plain(path: Path, name: str, limit: int) -> RawFile:
    return RawFile(name, lambda: path.open("rb"), limit)


def _wanted_below(folder: Path, wanted: Callable[[str], bool]) -> list[str]:
    """Names below a folder, relative to it, without links to other folders."""
    found: list[str] = []
    for place, _, names in os.walk(folder):
        below = Path(place).relative_to(folder)
        found += [name for name in ((below / name).as_posix() for name in names) if not _is_litter(name) and wanted(name)]
        _check_count(folder.name, len(found), MAX_WANTED)
    return sorted(found)


def _members(path: Path, limit: int, wanted: Callable[[str], bool] | None) -> list[RawFile]:
    try:
        # Stays open behind its files: to read the directory of an archive anew for each of a thousand members takes minutes.
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise BadInput(f"{path.name}: wanted a zip archive, found a broken one ({_cause(error)}); download or export it again") from error
    members = [member for member in archive.infolist() if not member.is_dir() and not _is_litter(member.filename)]
    if wanted is None:
        _check_members(path.name, members, limit, MAX_MEMBERS, MAX_TOTAL_BYTES)
    else:
        members = [member for member in members if wanted(member.filename)]
        _check_members(path.name, members, limit, MAX_WANTED, MAX_WANTED_BYTES)
    return [_member(archive, member, limit) for member in sorted(members, key=lambda member: member.filename)]


def _check_count(name: str, found: int, most: int) -> None:
    if found > most:
        raise BadInput(f"{name}: wanted at most {most} files, found {found}; give only the folder of the export")


def _check_members(archive: str, members: list[zipfile.ZipInfo], limit: int, most: int, total: int) -> None:
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise BadInput(f"{archive}: wanted an open zip, found one that needs a password; unpack it and give the folder")
    _check_count(archive, len(members), most)
    if sum(member.file_size for member in members) > total:
        raise BadInput(f"{archive}: wanted at most {_mb(total)} unpacked, found more; give only the folder of the export")
    for member in members:
        suspicious = member.file_size > _RATIO_MATTERS_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1)
        if member.file_size > limit or suspicious:
            raise BadInput(
                f"{archive}: {member.filename} unpacks from {_mb(member.compress_size)} to {_mb(member.file_size)}, which no export does "
                "(a zip bomb?); give the zip as it was exported"
            )


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> RawFile:
    return RawFile(member.filename, lambda: archive.open(member), limit)


def _is_litter(name: str) -> bool:
    """True for what operating systems leave in archives and folders."""
    return "__MACOSX" in name or name.rsplit("/", 1)[-1].startswith(".")


def _mb(size: int) -> str:
    return f"{size / 2**20:.1f} MB"


def _cause(error: BaseException) -> str:
    return str(error).split("\n")[0][:120] or type(error).__name__
