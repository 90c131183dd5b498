"""Recordings as they were given, kept by the hash of their bytes; a name of a file is made here and never taken from outside."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from core.errors import Broken, UnknownName
from core.vault import erase_private, write_private
from voice.containers import SUFFIXES

_SHA256 = re.compile(r"[0-9a-f]{64}")


def keep(folder: Path, content: bytes, suffix: str) -> str:
    """The SHA-256 of the content, which now lies in the folder, for its owner alone; what lies there already stays as it is.

    Args:
        folder: the person's; made with mode 0700, and closed to others where it was open.
        content: all of the file.
        suffix: one of `SUFFIXES`.

    Raises:
        UnknownName: where the suffix is none of those.
        Broken: where the folder is a link, or no folder.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(folder, sha256, suffix)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise Broken(f"wanted a folder for recordings, {folder} is a link or a file; remove it")
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)
    if not _is_kept(path, sha256):
        write_private(path, content)  # a link that lies in its place is replaced, not followed
    return sha256


def path_of(folder: Path, sha256: str, suffix: str) -> Path:
    """Where the recording lies, if it is kept; nothing is opened or looked at.

    Raises:
        UnknownName: where the hash is not 64 hexadecimal digits, or the suffix none of `SUFFIXES`.
    """
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        raise UnknownName("wanted a recording by its SHA-256 (64 digits of 0-9 and a-f), found something else; see `morrow journal show`")
    if suffix not in SUFFIXES:
        raise UnknownName(f"wanted a recording ending in {', '.join(SUFFIXES)}, found another ending")
    return folder / f"{sha256}{suffix}"


def remove(folder: Path, sha256: str, suffix: str) -> bool:
    """True when it was kept; its bytes are overwritten before the file goes. A link in its place goes, what it leads to stays.

    Raises:
        UnknownName: as for `path_of`.
    """
    path = path_of(folder, sha256, suffix)
    found = path.lstat() if os.path.lexists(path) else None
    if found is not None and (not stat.S_ISREG(found.st_mode) or found.st_nlink != 1):
        path.unlink()
        return False
    return erase_private(path)


def _is_kept(path: Path, sha256: str) -> bool:
    """True where the file lies there, whole, as a file of its own, closed to others."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            about = os.fstat(descriptor)
            if stat.S_ISREG(about.st_mode) and about.st_nlink == 1 and hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                os.fchmod(descriptor, 0o600)
                return True
    return False
