"""A trained forecaster's files as a folder: written whole or not at all, and given back only as they were registered.

Beside the files lies a manifest with the SHA-256 of each; the artifact's digest is the SHA-256 of that manifest, and it is kept in the
store. So the folder proves nothing about itself: whoever changes it, manifest included, changes the digest. Reading gives the
very bytes that were hashed, so nothing can be changed between the check and the use, and nothing is opened as a model here.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn

from core.database import file_lock
from core.errors import ArtifactRefused, BadInput
from core.seal import canonical
from forecasting.registry.file_kinds import fault_of

MANIFEST = "manifest.json"
LOCK = ".lock"
"""Lies beside the folders; held while one is put down."""
MAX_FILE_BYTES = 64 * 1024 * 1024
"""Far above any model for a laptop (a network of 60,000 weights has a quarter of a megabyte): a bound for memory, not a wish."""
MAX_FILES = 32
_FORMAT = "morrow-artifact-1"
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""No symbolic link is followed, and a pipe in a file's place does not hang the forecast."""


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """The digest that an artifact of these files has.

    Raises:
        BadInput: if one of them may not stand in an artifact.
    """
    return _sha256(_manifest(files))


def write_artifact(folder: Path, files: Mapping[str, bytes]) -> str:
    """The digest of the artifact that now stands in `folder`; if it stood there already, whole, nothing is written.

    Args:
        folder: of this artifact alone, readable by its owner only: what else stands there is damage, and is replaced.
        files: name → content, each of a kind that `file_kinds` knows.

    Raises:
        BadInput: if a file may not stand in an artifact.
        StoreBusy: if another process writes beside it for too long.
    """
    manifest = _manifest(files)
    digest = _sha256(manifest)
    with file_lock(folder.with_name(LOCK)):  # two trainings may come to the same model at once
        try:
            read_artifact(folder, digest, folder.name)
        except ArtifactRefused:
            _put_down(folder, {**files, MANIFEST: manifest})
    return digest


def read_artifact(folder: Path, digest: str, name: str) -> dict[str, bytes]:
    """File name → content, exactly as it was written.

    Args:
        folder: where it stands.
        digest: as the store has it; never one that was read from the folder.
        name: of the model version, for the error.

    Raises:
        ArtifactRefused: naming the version and the file, if anything is missing, added, changed, linked or too large.
    """
    with ExitStack() as stack:
        try:  # the folder itself: its path may be turned to another place while we read, the descriptor cannot
            descriptor = stack.enter_context(_held(folder, _READ | os.O_DIRECTORY))
        except OSError as error:
            _refuse(name, folder.name, f"cannot be read as a folder ({error.strerror})")
        manifest = _read(descriptor, MANIFEST, name)
        if _sha256(manifest) != digest:
            _refuse(name, MANIFEST, "is not the one that was registered")
        listed: dict[str, dict[str, object]] = json.loads(manifest)["files"]
        found = set(os.listdir(descriptor))  # noqa: PTH208  # of the folder that is open, wherever its path leads by now
        for stranger in sorted(found - {MANIFEST} - set(listed)):
            _refuse(name, stranger, "was never part of it")
        return {file: _checked(_read(descriptor, file, name), file, str(entry["sha256"]), name) for file, entry in listed.items()}


def _checked(data: bytes, file: str, sha256: str, name: str) -> bytes:
    if _sha256(data) != sha256:
        _refuse(name, file, "has been changed")
    fault = fault_of(file, data)
    if fault is not None:
        _refuse(name, file, fault)
    return data


def _manifest(files: Mapping[str, bytes]) -> bytes:
    if not 1 <= len(files) <= MAX_FILES:
        raise BadInput(f"an artifact has 1 to {MAX_FILES} files, found {len(files)}; gather them into fewer")
    for file, data in files.items():
        fault = "has a name that is the manifest's" if file == MANIFEST else fault_of(file, data)
        if fault is None and len(data) > MAX_FILE_BYTES:
            fault = f"has {len(data)} bytes, at most {MAX_FILE_BYTES} are kept"
        if fault is not None:
            raise BadInput(f"{file!r} {fault}; a trained forecaster is kept as JSON, safetensors or XGBoost's own format")
    entries = {file: {"bytes": len(data), "sha256": _sha256(data)} for file, data in files.items()}
    return canonical({"files": entries, "format": _FORMAT}).encode()


def _put_down(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes a folder of another name and renames it, so that nobody ever finds half of it."""
    making, aside = (folder.with_name(f".{folder.name}.{secrets.token_hex(6)}") for _ in range(2))
    making.mkdir(mode=0o700)
    try:
        for file, data in files.items():
            _write(making / file, data)
        _sync(making)
        if os.path.lexists(folder):
            folder.rename(aside)
        making.rename(folder)
        _sync(folder.parent)
    finally:
        for left in (making, aside):
            if left.is_symlink():
                left.unlink()
            shutil.rmtree(left, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    with _held(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC) as descriptor:
        os.fsync(descriptor)


@contextmanager
def _held(path: Path | str, flags: int, within: int | None = None) -> Iterator[int]:
    descriptor = os.open(path, flags, dir_fd=within)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _read(folder: int, file: str, name: str) -> bytes:
    try:
        with _held(file, _READ, folder) as descriptor:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                _refuse(name, file, "is not a file")
            if found.st_size > MAX_FILE_BYTES:
                _refuse(name, file, f"has {found.st_size} bytes, at most {MAX_FILE_BYTES} are read")
            with os.fdopen(descriptor, "rb", closefd=False) as opened:
                return opened.read(MAX_FILE_BYTES)
    except OSError as error:
        _refuse(name, file, f"cannot be read ({error.strerror})")


def _refuse(name: str, file: str, why: str) -> NoReturn:
    raise ArtifactRefused(f"model {name} is refused: {file} {why}; nothing of it was opened, train it again (morrow train)")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
