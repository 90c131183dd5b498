"""One grant on the disk: who can read it, how it is renewed, and what becomes of it when a renewal goes wrong."""

from __future__ import annotations

import logging
import stat
import statistics
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from core.clock import FixedClock
from core.errors import Reconnect, SourceBroken, SourceUnavailable
from core.settings import Settings, load_settings
from core.vault import Vault
from ingestion.whoop_api.oauth import App, TokenAnswer, Unasked
from ingestion.whoop_api.tokens import Grant, Held, TokenFile, Tokens, erase_grant, tokens_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
APP = App("an-app", "synthetic-client-secret", "http://127.0.0.1:8185", "http://127.0.0.1:8182/callback")
LONGEST_WINDOW_SECONDS = 0.020


@dataclass
class Service:
    """The token address in memory, as strict as can be: a refresh token that comes a second time ends the grant."""

    refresh_token: str = "refresh-0"
    number: int = 0
    calls: int = 0
    alive: bool = True
    seconds: float = 0.0
    """How long it takes to answer."""
    fails: list[Exception] = field(default_factory=list)
    answered_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, refresh_token: str) -> TokenAnswer | None:
        with self._lock:
            self.calls += 1
            if self.fails:
                raise self.fails.pop(0)
            self.alive = self.alive and refresh_token == self.refresh_token
            if not self.alive:
                return None
            self.number += 1
            self.refresh_token = f"refresh-{self.number}"
            answer = TokenAnswer(access_token=f"access-{self.number}", refresh_token=self.refresh_token, expires_in=3600)
        time.sleep(self.seconds)
        self.answered_at = time.perf_counter()
        return answer


@pytest.fixture(autouse=True)
def no_keyring():
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path / "home", token_key=tmp_path / "config" / "token.key")


@pytest.fixture
def file(settings: Settings) -> TokenFile:
    """The file of a grant that was given at noon."""
    found = TokenFile(settings, Vault(settings.token_key), "person-a", APP)
    found.write(Held(Tokens("access-0", "refresh-0", NOW + timedelta(minutes=59))))
    return found


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def grant(file: TokenFile, service: Service, clock: FixedClock) -> Grant:
    return Grant(file, service, clock)


def test_what_is_kept_comes_back(file: TokenFile):
    held = Held(Tokens("a", "b", NOW), (NOW, NOW + timedelta(minutes=1)), "gone")
    file.write(held)
    assert file.read() == held


def test_a_copy_of_the_data_folder_reveals_no_token_and_no_person(file: TokenFile, settings: Settings):
    folder = settings.home / "connections"
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    names = " ".join(path.name for path in folder.iterdir())
    assert not [word for word in (b"access-0", b"refresh-0", b"person-a", b"an-app") if word in content]
    assert "person-a" not in names


def test_the_files_are_their_owners_alone(file: TokenFile, grant: Grant, service: Service, settings: Settings):
    grant.instead_of("access-0")
    folder = settings.home / "connections"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_tokens_are_not_shown(file: TokenFile):
    shown = repr(file.read()) + str(file.read().tokens)
    assert "access-0" not in shown
    assert "refresh-0" not in shown


@pytest.mark.parametrize(
    ("person", "app"),
    [
        ("person-b", APP),
        ("person-a", replace(APP, client_id="another-app")),
        ("person-a", replace(APP, base_url="https://api.prod.whoop.com")),
    ],
)
def test_a_grant_opens_for_its_person_app_and_address_alone(person: str, app: App, file: TokenFile, settings: Settings):
    other = TokenFile(settings, Vault(settings.token_key), person, app)
    other.path = file.path
    with pytest.raises(Reconnect, match=f"morrow connect whoop --person {person}"):
        other.read()


def test_without_the_key_the_remedy_is_to_connect_again(file: TokenFile, settings: Settings):
    settings.token_key.unlink()
    with pytest.raises(Reconnect, match=r"does not open.*morrow connect whoop"):
        TokenFile(settings, Vault(settings.token_key), "person-a", APP).read()


def test_without_a_grant_the_remedy_is_to_connect_again(settings: Settings):
    with pytest.raises(Reconnect, match="no grant of WHOOP is kept here"):
        TokenFile(settings, Vault(settings.token_key), "person-a", APP).read()


def test_a_good_token_is_used_without_asking(grant: Grant, service: Service):
    assert [grant.access_token() for _ in range(5)] == ["access-0"] * 5
    assert service.calls == 0


def test_a_token_that_runs_out_is_renewed_a_minute_before(grant: Grant, service: Service, clock: FixedClock):
    clock.instant = NOW + timedelta(minutes=59)
    assert grant.access_token() == "access-1"
    clock.instant += timedelta(minutes=58, seconds=59)
    assert grant.access_token() == "access-1"
    clock.instant += timedelta(seconds=1)
    assert grant.access_token() == "access-2"


def test_a_token_that_lives_shortly_is_used_for_most_of_its_life():
    answer = TokenAnswer(access_token="a", refresh_token="b", expires_in=30)
    assert tokens_of(answer, NOW).renew_at == NOW + timedelta(seconds=24)


def test_the_new_pair_is_kept_before_it_is_used(grant: Grant, file: TokenFile, service: Service):
    token = grant.instead_of("access-0")
    assert file.read() == Held(Tokens(token, "refresh-1", NOW + timedelta(minutes=59)))


def test_a_refresh_token_that_whoop_does_not_change_stays(file: TokenFile, clock: FixedClock):
    Grant(file, lambda _: TokenAnswer(access_token="new"), clock).instead_of("access-0")
    assert file.read().tokens.refresh == "refresh-0"


def test_a_token_that_another_process_renewed_is_taken_and_not_renewed_again(grant: Grant, file: TokenFile, service: Service):
    file.write(Held(Tokens("access-7", "refresh-7", NOW + timedelta(hours=1))))
    assert grant.instead_of("access-0") == "access-7"
    assert service.calls == 0


def test_of_many_that_find_it_expired_at_once_one_renews(file: TokenFile, service: Service, clock: FixedClock, settings: Settings):
    """The small sibling of tests/integration/test_whoop_grant.py."""
    service.seconds = 0.05
    clock.instant = NOW + timedelta(hours=2)
    found: list[str] = []
    grants = [Grant(TokenFile(settings, Vault(settings.token_key), "person-a", APP), service, clock) for _ in range(16)]
    threads = [threading.Thread(target=lambda grant=grant: found.append(grant.access_token())) for grant in grants]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["access-1"] * 16
    assert service.calls == 1


def test_a_grant_that_whoop_no_longer_knows_is_lost_once_and_for_all(grant: Grant, service: Service):
    service.alive = False
    for _ in range(20):
        with pytest.raises(Reconnect, match=r"no longer knows the grant.*morrow connect whoop --person person-a"):
            grant.instead_of("access-0")
    assert service.calls == 1


def test_a_lost_grant_is_lost_for_good_tokens_too(grant: Grant, file: TokenFile):
    file.write(replace(file.read(), lost="it is gone; connect again"))
    with pytest.raises(Reconnect, match="it is gone"):
        grant.access_token()


def test_three_vain_calls_in_an_hour_are_the_most_for_all_processes_together(
    file: TokenFile, service: Service, clock: FixedClock, settings: Settings
):
    service.fails = [SourceUnavailable("busy") for _ in range(100)]
    for minute in range(60):
        clock.instant = NOW + timedelta(hours=2, minutes=minute)
        with pytest.raises(SourceUnavailable):
            Grant(TokenFile(settings, Vault(settings.token_key), "person-a", APP), service, clock).access_token()
    assert service.calls == 3
    with pytest.raises(SourceUnavailable, match="asked again in 1 min") as unavailable:
        Grant(file, service, clock).access_token()
    assert unavailable.value.retry_after_seconds == 60


def test_after_the_hour_it_is_asked_again_and_works(grant: Grant, service: Service, clock: FixedClock, file: TokenFile):
    service.fails = [SourceUnavailable("busy") for _ in range(3)]
    clock.instant = NOW + timedelta(hours=2)
    for _ in range(4):
        with pytest.raises(SourceUnavailable):
            grant.access_token()
    clock.instant += timedelta(hours=1)
    assert grant.access_token() == "access-1"
    assert file.read().vain == ()


@pytest.mark.parametrize("error", [SourceUnavailable("busy"), SourceBroken("nonsense")])
def test_a_call_that_came_to_nothing_leaves_the_old_pair_and_is_counted(error: Exception, grant: Grant, service: Service, file: TokenFile):
    service.fails = [error]
    with pytest.raises(type(error)):
        grant.instead_of("access-0")
    assert file.read() == Held(Tokens("access-0", "refresh-0", NOW + timedelta(minutes=59)), (NOW,))
    assert grant.instead_of("access-0") == "access-1"


def test_calls_that_did_not_reach_whoop_are_not_counted(grant: Grant, service: Service, file: TokenFile):
    """A laptop without a network tries every few minutes, and must go on at once when the network is back."""
    service.fails = [Unasked("no connection") for _ in range(10)]
    for _ in range(10):
        with pytest.raises(Unasked):
            grant.instead_of("access-0")
    assert grant.instead_of("access-0") == "access-1"


def test_vain_calls_of_a_clock_that_was_wrong_do_not_count(grant: Grant, service: Service, file: TokenFile):
    year = timedelta(days=365)
    file.write(replace(file.read(), vain=(NOW + year, NOW + year, NOW + year)))
    assert grant.instead_of("access-0") == "access-1"


def test_a_fresh_token_that_is_refused_means_to_connect_again_and_does_not_storm(grant: Grant, service: Service):
    token = "access-0"
    for _ in range(3):
        token = grant.instead_of(token)
        with pytest.raises(Reconnect, match="just given"):
            grant.refused_anew(token)
    with pytest.raises(SourceUnavailable, match="morrow connect whoop"):
        grant.instead_of(token)
    assert service.calls == 3


def test_a_disk_that_takes_nothing_is_found_out_while_the_old_pair_works(
    grant: Grant, service: Service, file: TokenFile, monkeypatch: pytest.MonkeyPatch
):
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SourceUnavailable, match="No space left on device"):
        grant.instead_of("access-0")
    monkeypatch.undo()
    assert service.calls == 0
    assert file.read().tokens.access == "access-0"


def test_erasing_leaves_nothing(file: TokenFile, settings: Settings):
    assert erase_grant(settings, "person-a")
    assert not file.path.exists()
    assert not erase_grant(settings, "person-a")


def test_the_window_in_which_a_kill_loses_the_grant_is_short(grant: Grant, service: Service):
    """RELIABILITY row 15: between WHOOP's answer and the saved file."""

    def window(token: str) -> tuple[str, float]:
        token = grant.instead_of(token)
        return token, time.perf_counter() - service.answered_at

    seconds, token = [], "access-0"
    for _ in range(15):
        token, took = window(token)
        seconds.append(took)
    assert statistics.median(seconds) <= LONGEST_WINDOW_SECONDS, seconds


def test_nothing_of_it_is_logged(grant: Grant, service: Service, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    grant.instead_of("access-0")
    service.alive = False
    with pytest.raises(Reconnect) as lost:
        grant.instead_of("access-1")
    told = caplog.text + str(lost.value)
    assert "access-" not in told
    assert "refresh-" not in told
