"""Which file is Apple's export, and its bytes as a stream: never whole in memory, never unpacked to disk.

The export's name follows the phone's language (`export.xml`, `Exportieren.xml`, `exportar.xml` …), so it is known by its content.
`raw_files` is not used: its limits are made for tables of a few megabytes, an export of ten years has a gigabyte.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from core.errors import BadInput
from ingestion.raw_files import MAX_RATIO, is_zip

MAX_BYTES = 16 * 2**30
"""Of the unpacked export; ten years of a watch are about one gigabyte."""
ROOT = b"<HealthData"
"""How the root element begins; Apple's own document type before it never holds these bytes."""
HEAD_BYTES = 256 * 2**10
"""Within which the root must begin; the document type takes about ten kilobytes."""
_MOST_CANDIDATES = 50
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)
Opener = Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True)
class XmlFile:
    """One file that may be an export."""

    name: str
    """Name inside the folder or archive, for reports."""
    size: int
    opener: Opener

    def chunks(self, size: int) -> Iterator[bytes]:
        """The bytes in pieces.

        Raises:
            BadInput: when they cannot be read, or are more than any export has.
        """
        total = 0
        try:
            with self.opener() as stream:
                while data := stream.read(size):
                    total += len(data)
                    if total > MAX_BYTES:
                        raise BadInput(
                            f"{self.name}: wanted at most {MAX_BYTES >> 30} GB unpacked, found more; give the zip as it was exported"
                        )
                    yield data
        except _BROKEN as error:
            raise BadInput(f"{self.name}: cannot be read ({_cause(error)}); export it again, and copy the zip whole") from error

    @property
    def is_export(self) -> bool:
        """True when the root element of an export begins in it."""
        return ROOT in next(self.chunks(HEAD_BYTES), b"")


def exports_of(path: Path) -> list[XmlFile]:
    """The exports at a path — the zip, its folder, or the XML file itself — the largest first.

    Raises:
        BadInput: for a zip that is broken, needs a password, or unpacks as no export does.
    """
    found = sorted(_candidates(path), key=lambda file: (-file.size, file.name))
    return [file for file in found[:_MOST_CANDIDATES] if file.is_export]


def _candidates(path: Path) -> list[XmlFile]:
    if path.is_dir():
        files = [file for pattern in ("*", "*/*") for file in path.glob(pattern) if _is_xml(file.name) and file.is_file()]
        return [_plain(file, file.relative_to(path).as_posix()) for file in files]
    if is_zip(path):
        return _members(path)
    return [_plain(path, path.name)] if _is_xml(path.name) and path.is_file() else []


def _is_xml(name: str) -> bool:
    return name.lower().endswith(".xml") and "__MACOSX" not in name and not name.rsplit("/", 1)[-1].startswith(".")


def _plain(path: Path, name: str) -> XmlFile:
    return XmlFile(name, path.stat().st_size, lambda: path.open("rb"))


def _members(path: Path) -> list[XmlFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if _is_xml(member.filename)]
    except _BROKEN as error:
        raise BadInput(f"{path.name}: wanted a zip archive, found a broken one ({_cause(error)}); export it again") from error
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise BadInput(f"{path.name}: wanted an open zip, found one that needs a password; unpack it and give the folder")
        if member.file_size > MAX_RATIO * max(member.compress_size, 2**20):
            raise BadInput(f"{path.name}: {member.filename} unpacks as no export does (a zip bomb?); give the zip as it was exported")
    return [XmlFile(member.filename, member.file_size, _opener(path, member.filename)) for member in members]


def _opener(path: Path, name: str) -> Opener:
    return lambda: _opened(path, name)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    with zipfile.ZipFile(path) as archive, archive.open(name) as stream:
        yield stream


def _cause(error: BaseException) -> str:
    return str(error).split("\n")[0][:120] or type(error).__name__
