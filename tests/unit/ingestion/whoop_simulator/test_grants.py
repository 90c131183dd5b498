from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.clock import FixedClock
from ingestion.whoop_simulator.grants import OFFLINE, SCOPES, App, Grants, OAuthError, TokenRules

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BACK = "http://127.0.0.1:8182/callback"
APP = App("id", "secret", (BACK,))
WHO = {"client_id": "id", "client_secret": "secret"}
ALL = frozenset({*SCOPES, OFFLINE})


@pytest.fixture
def clock():
    return FixedClock(NOON)


@pytest.fixture
def grants(clock):
    return Grants(APP, clock)


@pytest.fixture
def exchange(grants):
    """Tokens for a new consent; fields of the form may be others."""

    def make(scopes=ALL, **others):
        code = grants.consent("person-a", scopes, BACK)
        return grants.token({**WHO, "grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **others})

    return make


@pytest.fixture
def refresh(grants):
    return lambda token, **others: grants.token({**WHO, "grant_type": "refresh_token", "refresh_token": token, **others})


@pytest.fixture
def refused():
    """The word with which a call is refused."""

    def word(call, *arguments, **named):
        with pytest.raises(OAuthError) as error:
            call(*arguments, **named)
        return error.value.error

    return word


def test_a_consent_brings_tokens_that_open_what_was_granted(grants, exchange):
    told = exchange(frozenset({"read:sleep", OFFLINE}))
    assert (told["expires_in"], told["token_type"], told["scope"]) == (3600, "bearer", "offline read:sleep")
    grant = grants.allowed(told["access_token"])
    assert (grant.person_id, grant.scopes) == ("person-a", {"read:sleep", OFFLINE})
    assert grants.counts.codes == 1


def test_without_the_scope_offline_there_is_no_refresh_token(exchange):
    assert "refresh_token" not in exchange(frozenset({"read:sleep"}))


def test_a_code_works_once_for_its_own_redirect_address_and_not_for_long(grants, exchange, refused, clock):
    form = {**WHO, "grant_type": "authorization_code", "code": grants.consent("person-a", ALL, BACK), "redirect_uri": BACK}
    grants.token(form)
    assert refused(grants.token, form) == "invalid_grant"
    assert refused(exchange, redirect_uri=BACK + "/") == "invalid_grant"
    code = grants.consent("person-a", ALL, BACK)
    clock.instant += timedelta(seconds=600)
    assert refused(grants.token, {**form, "code": code}) == "invalid_grant"
    assert grants.counts.refused == 3


def test_id_and_secret_stand_in_the_body(exchange, refresh, refused):
    assert refused(exchange, client_secret="wrong") == "invalid_client"
    assert refused(exchange, client_id="another") == "invalid_client"
    assert refused(refresh, exchange()["refresh_token"], client_secret="wrong") == "invalid_client"
    assert refused(exchange, grant_type="password") == "unsupported_grant_type"


def test_an_access_token_expires(grants, exchange, clock):
    token = exchange()["access_token"]
    clock.instant += timedelta(seconds=3599)
    assert grants.allowed(token)
    clock.instant += timedelta(seconds=1)
    assert not grants.allowed(token)


def test_a_refresh_brings_a_new_pair_and_kills_the_old_one(grants, exchange, refresh):
    first = exchange()
    second = refresh(first["refresh_token"], scope="offline")
    assert second["scope"] == first["scope"]
    assert not grants.allowed(first["access_token"])
    assert grants.allowed(second["access_token"])
    assert second["refresh_token"] != first["refresh_token"]
    assert grants.counts.refreshes == 1


def test_a_refresh_token_that_comes_twice_ends_the_whole_grant(grants, exchange, refresh, refused):
    first = exchange()
    second = refresh(first["refresh_token"])
    assert refused(refresh, first["refresh_token"]) == "invalid_grant"
    assert not grants.allowed(second["access_token"])
    assert refused(refresh, second["refresh_token"]) == "invalid_grant"
    assert (grants.counts.refreshes, grants.counts.reused) == (1, 1)
    assert grants.living() == []


def test_a_lenient_service_only_refuses_the_one_that_comes_twice(clock, refused):
    grants = Grants(APP, clock, TokenRules(strict=False))
    first = grants.issue("person-a", ALL)
    form = {**WHO, "grant_type": "refresh_token"}
    second = grants.token({**form, "refresh_token": first["refresh_token"]})
    assert refused(grants.token, {**form, "refresh_token": first["refresh_token"]}) == "invalid_grant"
    assert grants.allowed(second["access_token"])


def test_a_refresh_cannot_ask_for_more_than_was_granted(exchange, refresh, refused):
    told = exchange(frozenset({"read:sleep", OFFLINE}))
    assert refused(refresh, told["refresh_token"], scope="offline read:cycles") == "invalid_scope"
    assert refresh(told["refresh_token"], scope="offline")["scope"] == "offline read:sleep"


def test_one_person_revokes_and_another_stays(grants):
    mine, theirs = grants.issue("person-a", ALL), grants.issue("person-b", ALL)
    grants.revoke("person-a")
    assert not grants.allowed(mine["access_token"])
    assert grants.allowed(theirs["access_token"])


def test_tokens_can_be_made_to_run_out(grants, refresh):
    mine, theirs = grants.issue("person-a", ALL), grants.issue("person-b", ALL)
    grants.expire("person-a")
    assert not grants.allowed(mine["access_token"])
    assert grants.allowed(theirs["access_token"])
    assert grants.allowed(refresh(mine["refresh_token"])["access_token"])
    grants.expire()
    assert not grants.allowed(theirs["access_token"])


def test_a_redirect_address_is_known_letter_by_letter(grants):
    assert grants.knows_redirect(BACK)
    assert not grants.knows_redirect(BACK + "/")
    grants.register_redirect("http://127.0.0.1:1/callback")
    assert grants.knows_redirect("http://127.0.0.1:1/callback")
