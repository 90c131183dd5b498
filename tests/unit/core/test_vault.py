"""Secrets at rest: what the data folder alone reveals, where the key lies, and what happens when it is lost."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked

from core.errors import SettingsBroken
from core.settings import load_settings
from core.vault import Vault, erase_private, vault_of, write_private

SECRET = b"synthetic-token-1"


class KeepingKeyring(KeyringBackend):
    """A keyring that keeps what it is given."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class OpenKeyring(KeepingKeyring):
    """One that keeps secrets where anybody can read them."""

    priority = 0.5


class ForgetfulKeyring(KeepingKeyring):
    """One that takes everything and gives nothing back."""

    def get_password(self, service: str, username: str) -> str | None:
        return None


class LockedKeyring(KeepingKeyring):
    """One that nobody has unlocked."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("locked")


@pytest.fixture(autouse=True)
def use_keyring() -> Iterator[object]:
    """No keyring unless the test brings one; the one of this machine is left alone."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "token.key"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_sealed_opens_again_and_reveals_nothing(key_file: Path):
    sealed = Vault(key_file).seal(SECRET)
    assert SECRET not in sealed
    assert Vault(key_file).unseal(sealed) == SECRET


def test_the_key_is_its_owners_alone(key_file: Path):
    Vault(key_file).seal(SECRET)
    assert (mode(key_file), mode(key_file.parent)) == (0o600, 0o700)


def test_without_its_key_nothing_opens_and_no_key_is_made(key_file: Path, tmp_path: Path):
    sealed = Vault(key_file).seal(SECRET)
    stranger = tmp_path / "elsewhere" / "token.key"
    assert Vault(stranger).unseal(sealed) is None
    assert not stranger.exists()


def test_another_key_does_not_open_it(key_file: Path, tmp_path: Path):
    other = Vault(tmp_path / "elsewhere" / "token.key")
    other.seal(b"something")
    assert other.unseal(Vault(key_file).seal(SECRET)) is None


def test_a_changed_byte_anywhere_is_noticed(key_file: Path):
    vault = Vault(key_file)
    sealed = vault.seal(SECRET)
    for place in range(0, len(sealed), 7):
        changed = bytes([*sealed[:place], sealed[place] ^ 1, *sealed[place + 1 :]])
        assert vault.unseal(changed) is None


def test_many_that_start_at_once_make_one_key(key_file: Path):
    sealed: list[bytes] = []
    threads = [threading.Thread(target=lambda: sealed.append(Vault(key_file).seal(SECRET))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [Vault(key_file).unseal(one) for one in sealed] == [SECRET] * 12


def test_a_keyring_that_works_keeps_the_key_and_no_file_is_made(key_file: Path, use_keyring):
    kept = KeepingKeyring()
    use_keyring(kept)
    sealed = Vault(key_file).seal(SECRET)
    assert not key_file.exists()
    assert list(kept.kept) == [("morrow", str(key_file))]
    assert Vault(key_file).unseal(sealed) == SECRET


@pytest.mark.parametrize("kind", [OpenKeyring, ForgetfulKeyring, LockedKeyring])
def test_a_keyring_that_keeps_no_secret_is_passed_over(kind: type[KeyringBackend], key_file: Path, use_keyring):
    use_keyring(kind())
    sealed = Vault(key_file).seal(SECRET)
    assert key_file.exists()
    assert Vault(key_file).unseal(sealed) == SECRET


def test_a_key_of_the_keyring_still_opens_after_a_file_was_made_without_it(key_file: Path, use_keyring):
    """Made on the desktop; then a service that cannot reach the keyring seals something of its own."""
    desktop = KeepingKeyring()
    use_keyring(desktop)
    old = Vault(key_file).seal(SECRET)
    use_keyring(fail.Keyring())
    new = Vault(key_file).seal(b"another")
    use_keyring(desktop)
    assert (Vault(key_file).unseal(old), Vault(key_file).unseal(new)) == (SECRET, b"another")


def test_a_key_that_others_could_read_is_closed_and_named(key_file: Path, caplog: pytest.LogCaptureFixture):
    Vault(key_file).seal(SECRET)
    key_file.chmod(0o644)
    Vault(key_file).seal(SECRET)
    assert mode(key_file) == 0o600
    assert "could be read by others" in caplog.text


def test_a_file_that_holds_no_key_is_named_with_the_remedy(key_file: Path):
    write_private(key_file, b"cut")
    with pytest.raises(SettingsBroken, match=r"token\.key holds no key; restore it, or remove it"):
        Vault(key_file).unseal(b"anything")


def test_a_key_inside_the_data_is_refused(home: Path):
    with pytest.raises(SettingsBroken, match="MORROW_TOKEN_KEY"):
        vault_of(load_settings(token_key=home / "token.key"))


@pytest.mark.parametrize("urgent", [False, True])
def test_a_private_file_is_whole_and_closed(urgent: bool, tmp_path: Path):
    path = tmp_path / "new" / "file"
    write_private(path, b"one", urgent=urgent)
    write_private(path, b"two", urgent=urgent)
    assert (path.read_bytes(), mode(path), mode(path.parent)) == (b"two", 0o600, 0o700)
    assert [entry.name for entry in path.parent.iterdir()] == ["file"]


def test_a_write_that_fails_leaves_what_stood(tmp_path: Path):
    path = tmp_path / "file"
    write_private(path, b"one")
    with pytest.raises(TypeError):
        write_private(path, "no bytes")  # type: ignore[arg-type]
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
    assert path.read_bytes() == b"one"


@pytest.mark.parametrize(("urgent", "stands"), [(False, b"one"), (True, b"two")])
def test_what_is_urgent_takes_its_place_before_the_disk_has_settled(
    urgent: bool, stands: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A kill while the disk settles, seen from outside."""
    path, seen = tmp_path / "file", []
    write_private(path, b"one")
    settle = os.fsync
    monkeypatch.setattr("os.fsync", lambda descriptor: (seen.append(path.read_bytes()), settle(descriptor)))
    write_private(path, b"two", urgent=urgent)
    assert seen[0] == stands
    assert path.read_bytes() == b"two"


def test_erasing_overwrites_the_bytes_and_those_of_a_killed_writer(tmp_path: Path):
    path, left, seen, seen_left = (tmp_path / name for name in ("file", ".file.killed", "link", "link-left"))
    write_private(path, SECRET)
    left.write_bytes(SECRET)
    os.link(path, seen)
    os.link(left, seen_left)
    assert erase_private(path)
    assert not path.exists()
    assert not left.exists()
    assert set(seen.read_bytes() + seen_left.read_bytes()) == {0}
    assert not erase_private(path)
