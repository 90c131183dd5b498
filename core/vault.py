"""Secrets encrypted at rest, so that a copy of the data folder alone reveals none of them.

The key lies in the keyring of the operating system where one works, else in a file that its owner alone can read, outside the data.
"""

from __future__ import annotations

import logging
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.database import file_lock
from core.errors import SettingsBroken
from core.settings import Settings

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "morrow"
"""The name under which the key stands in a keyring."""
SECURE_PRIORITY = 1
"""Keyrings below this, by the library's own measure, keep secrets in the open or nowhere."""
_log = logging.getLogger(__name__)


class Vault:
    """Seals and opens secrets under the one key of this installation."""

    def __init__(self, key_file: Path) -> None:
        self._key_file = key_file
        self._found: dict[Callable[[Path], bytes | None], bytes] = {}
        """What each place held; a keyring takes its time to answer."""

    def seal(self, secret: bytes) -> bytes:
        """The secret, encrypted and protected against changes; the key is made where there is none yet."""
        from cryptography.fernet import Fernet

        return Fernet(next(self._keys(), None) or self._made()).encrypt(secret)

    def unseal(self, sealed: bytes) -> bytes | None:
        """The secret; None where no key that can be had from here fits, or where the bytes were changed."""
        from cryptography.fernet import Fernet, InvalidToken

        for key in self._keys():
            with suppress(InvalidToken):
                return Fernet(key).decrypt(sealed)
        return None

    def _keys(self) -> Iterator[bytes]:
        """The keys there are. The file's comes first: where it was made, the keyring did not work."""
        for place in (_in_file, _in_keyring):
            key = self._found.get(place) or place(self._key_file)
            if key is not None:
                self._found[place] = key
                yield key

    def _made(self) -> bytes:
        from cryptography.fernet import Fernet

        with file_lock(self._key_file.with_name(self._key_file.name + ".lock")):
            standing = next(self._keys(), None)  # another process may have made one meanwhile
            if standing is not None:
                return standing
            key = Fernet.generate_key()
            if not _put_into_keyring(self._key_file, key):
                write_private(self._key_file, key)
            return key


def vault_of(settings: Settings) -> Vault:
    """The vault of one installation.

    Raises:
        SettingsBroken: where the key would lie inside the data that it protects.
    """
    if settings.token_key.is_relative_to(settings.home):
        raise SettingsBroken(f"wanted the key outside the data, found {settings.token_key} inside; name another file with MORROW_TOKEN_KEY")
    return Vault(settings.token_key)


def write_private(path: Path, content: bytes, *, urgent: bool = False) -> None:
    """Writes a file that its owner alone can read: whole and on the disk when this returns, or not at all.

    Args:
        path: the file.
        content: all of it.
        urgent: what stood there is of no use any more: the new content takes its place before the disk has settled, so that a kill in
            between loses nothing. A power cut may then leave neither.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if urgent:
                Path(name).replace(path)
            os.fsync(file.fileno())
        if not urgent:
            Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _settle(path.parent)


def erase_private(path: Path) -> bool:
    """True when there was such a file; its bytes are overwritten before it is removed, and those of a killed writer with it."""
    found = [file for file in (path, *path.parent.glob(f".{path.name}.*")) if file.exists()]
    for file in found:
        with file.open("r+b") as open_file:
            open_file.write(bytes(file.stat().st_size))
            open_file.flush()
            os.fsync(open_file.fileno())
        file.unlink()
    if found:
        _settle(path.parent)
    return path in found


def _settle(folder: Path) -> None:
    """Forces the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _in_file(path: Path) -> bytes | None:
    if not path.exists():
        return None
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        _log.warning("%s could be read by others, and is closed to them now; if others use this machine, connect anew", path)
        path.chmod(0o600)
    key = path.read_bytes().strip()
    if not _is_key(key):
        raise SettingsBroken(f"{path} holds no key; restore it, or remove it and connect anew (morrow connect whoop)")
    return key


def _in_keyring(name: Path) -> bytes | None:
    """What the keyring holds under the name of the file that would hold it otherwise."""
    from keyring.errors import KeyringError

    with suppress(KeyringError, OSError, RuntimeError):  # what the backends of the systems raise where they cannot be had
        keyring = _keyring()
        found = keyring.get_password(SERVICE, str(name)) if keyring else None
        return found.encode() if found and _is_key(found.encode()) else None
    return None


def _put_into_keyring(name: Path, key: bytes) -> bool:
    """True when the keyring gives back what was put in."""
    from keyring.errors import KeyringError

    with suppress(KeyringError, OSError, RuntimeError):
        keyring = _keyring()
        if keyring:
            keyring.set_password(SERVICE, str(name), key.decode())
            return _in_keyring(name) == key
    return False


def _keyring() -> KeyringBackend | None:
    """The keyring of the system; None where there is none that keeps a secret."""
    from keyring import get_keyring

    backend = get_keyring()
    return backend if float(backend.priority) >= SECURE_PRIORITY else None


def _is_key(text: bytes) -> bool:
    from cryptography.fernet import Fernet

    try:
        Fernet(text)
    except ValueError:
        return False
    return True
