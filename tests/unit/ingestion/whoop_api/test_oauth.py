"""The way to a grant: where secrets may go, what the link asks for, which answers count, and what the token address may say."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from core.errors import BadInput, Refused, SettingsBroken, SourceBroken, SourceUnavailable
from core.settings import Settings, load_settings
from ingestion.whoop_api.attempts import LASTS, Attempt, attempt_of, begin, code_for
from ingestion.whoop_api.oauth import SCOPES, App, Unasked, app_of, consent_link, exchange, query_of, redirect_uri, refresh
from ingestion.whoop_api.transport import Transport, checked_address

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
APP = App("an-app", "synthetic-client-secret", "https://api.prod.whoop.com", redirect_uri(8182))
PAIR = {"access_token": "synthetic-access", "refresh_token": "synthetic-refresh", "expires_in": 3600, "scope": " ".join(SCOPES)}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    app = {"whoop_client_id": "an-app", "whoop_client_secret": "synthetic-client-secret"}
    return load_settings(home=tmp_path / "home", token_key=tmp_path / "token.key", whoop_redirect_port=8182, **app)


@pytest.fixture
def begun(settings: Settings) -> tuple[Attempt, str]:
    """An attempt, and its state as WHOOP would send it back."""
    attempt, link = begin(settings, APP, "person-a", NOW)
    return attempt, parse_qs(urlsplit(link).query)["state"][0]


@pytest.fixture
def token_address(httpserver: HTTPServer):
    """Answers the next request to the token address, and gives what was sent."""

    def answer(
        status: int = 200, body: object = None, *, text: str | None = None, headers: dict[str, str] | None = None
    ) -> list[dict[str, str]]:
        seen: list[dict[str, str]] = []

        def handle(request: Request) -> Response:
            seen.append(dict(parse_qsl(request.get_data(as_text=True))))
            if text is not None:
                return Response(text, status, headers)

            return Response(json.dumps(PAIR if body is None else body), status, headers, content_type="application/json")

        httpserver.expect_request("/oauth/oauth2/token", method="POST").respond_with_handler(handle)
        return seen

    return answer


@pytest.fixture
def app(httpserver: HTTPServer) -> App:
    return App(
        "an-app", "synthetic-client-secret", httpserver.url_for("").rstrip("/").replace("localhost", "127.0.0.1"), redirect_uri(8182)
    )


ADDRESSES_REFUSED = [
    "",
    "api.prod.whoop.com",
    "http://api.prod.whoop.com",
    "https://api.prod.whoop.com.example.org",
    "https://example.org",
    "https://evilwhoop.com",
    "https://whoop.com.evil.example",
    "https://api.prod.whoop.com@example.org",
    "https://user:password@api.prod.whoop.com",
    "https://api.prod.whoop.com:8443",
    "https://api.prod.whoop.com/path",
    "https://api.prod.whoop.com?x=1",
    "https://api.prod.whoop.com#x",
    "https://169.254.169.254",
    "http://169.254.169.254",
    "http://169.254.169.254/latest/meta-data",
    "http://metadata.google.internal",
    "http://10.0.0.1:8000",
    "http://192.168.0.10",
    "http://0.0.0.0:8185",
    "http://[::]:8185",
    "http://2130706433:8185",
    "http://0x7f000001:8185",
    "http://0177.0.0.1:8185",
    "http://127.1:8185",
    "http://127.0.0.1.example.org",
    "http://127.0.0.1@example.org",
    "http://localhost.example.org:8185",
    "http://localhost@example.org",
    "http://[::ffff:169.254.169.254]",
    "http://[fe80::1]:8185",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:port",
    "http://127.0.0.1:8185/developer",
    "http://127.0.0.1:8185?next=https://example.org",
    "file:///etc/passwd",
    "gopher://127.0.0.1:8185",
    "ftp://127.0.0.1",
    "unix:///run/whoop.sock",
    "data:text/plain,x",
    "javascript:alert(1)",
    "//api.prod.whoop.com",
    "https:api.prod.whoop.com",
    "https://",
    "http://[",
    "https://api.prod.whoop.com\\@example.org",
    "https://ⓐpi.example.org",
]


@pytest.mark.parametrize("address", ADDRESSES_REFUSED)
def test_secrets_go_to_no_other_address(address: str, settings: Settings):
    with pytest.raises(SettingsBroken, match="MORROW_WHOOP_URL"):
        app_of(settings.model_copy(update={"whoop_url": address}))


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://api.prod.whoop.com", "https://api.prod.whoop.com"),
        ("https://API.prod.whoop.com:443/", "https://api.prod.whoop.com"),
        ("http://127.0.0.1:8185/", "http://127.0.0.1:8185"),
        ("http://localhost:8185", "http://localhost:8185"),
        ("http://[::1]:8185", "http://[::1]:8185"),
    ],
)
def test_secrets_go_to_whoop_or_to_a_simulator_on_this_machine(address: str, taken: str):
    assert checked_address(address) == taken


@pytest.mark.parametrize("missing", ["whoop_client_id", "whoop_client_secret"])
def test_an_app_that_is_not_set_is_asked_for_with_the_way_to_get_one(missing: str, settings: Settings):
    with pytest.raises(SettingsBroken, match=r"MORROW_WHOOP_CLIENT_ID and .*register http://127\.0\.0\.1:8182/callback"):
        app_of(settings.model_copy(update={missing: None}))


def test_an_app_does_not_show_its_secret():
    assert "synthetic-client-secret" not in repr(APP)


def test_the_link_asks_for_what_is_used_and_for_a_refresh_token():
    parts = urlsplit(consent_link(APP, "a-state"))
    asked = dict(parse_qsl(parts.query))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://api.prod.whoop.com/oauth/oauth2/auth"
    assert asked == {
        "response_type": "code",
        "client_id": "an-app",
        "redirect_uri": "http://127.0.0.1:8182/callback",
        "scope": "offline read:body_measurement read:cycles read:profile read:recovery read:sleep read:workout",
        "state": "a-state",
    }


def test_every_attempt_has_a_state_of_its_own_that_is_not_kept(settings: Settings):
    links = [begin(settings, APP, "person-a", NOW)[1] for _ in range(20)]
    states = {parse_qs(urlsplit(link).query)["state"][0] for link in links}
    assert len(states) == 20
    assert min(map(len, states)) >= 40
    kept = b"".join(path.read_bytes() for path in (settings.home / "connections").iterdir())
    assert not any(state.encode() in kept for state in states)


def test_the_right_answer_gives_the_code_once(begun: tuple[Attempt, str]):
    attempt, state = begun
    query = f"code=synthetic-code&scope={'+'.join(SCOPES)}&state={state}"
    assert code_for(attempt, query, NOW) == "synthetic-code"
    with pytest.raises(BadInput, match="answered already"):
        code_for(attempt, query, NOW)


@pytest.mark.parametrize("late", [LASTS, timedelta(days=1), -timedelta(days=1)])
def test_an_answer_that_comes_too_late_or_by_a_wrong_clock_is_refused(late: timedelta, begun: tuple[Attempt, str]):
    attempt, state = begun
    with pytest.raises(BadInput, match="older than 15 minutes"):
        code_for(attempt, f"code=c&state={state}", NOW + late)


def test_old_attempts_are_cleared_away(settings: Settings, begun: tuple[Attempt, str]):
    begin(settings, APP, "person-a", NOW + timedelta(hours=1))
    assert not begun[0].path.exists()


def test_another_process_finds_the_attempt_by_its_answer(settings: Settings, begun: tuple[Attempt, str]):
    begin(settings, APP, "person-b", NOW)
    assert attempt_of(settings, f"code=c&state={begun[1]}") == begun[0]


def test_an_answer_to_no_attempt_is_refused(settings: Settings, begun: tuple[Attempt, str]):
    with pytest.raises(BadInput, match="no attempt"):
        attempt_of(settings, "code=c&state=of-somebody-else")


@pytest.mark.parametrize("change", ["error=access_denied", "error=%3Cscript%3E", "code=", "code=a%0d%0ab", "scope=offline&code=c", ""])
def test_an_answer_with_the_right_state_that_is_no_consent_ends_the_attempt(change: str, begun: tuple[Attempt, str]):
    attempt, state = begun
    with pytest.raises(Refused) as refused:
        code_for(attempt, f"state={state}&{change}".rstrip("&"), NOW)
    assert "script" not in str(refused.value)
    assert not attempt.waits


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8182/callback",
        "http://127.0.0.1:8182/callback/?code=c&state=s",
        "http://127.0.0.1:8183/callback?code=c&state=s",
        "http://localhost:8182/callback?code=c&state=s",
        "https://127.0.0.1:8182/callback?code=c&state=s",
        "http://example.org/callback?code=c&state=s",
        "http://127.0.0.1:8182@example.org/callback?code=c&state=s",
        "http://127.0.0.1:8182/other?code=c&state=s",
        "http://127.0.0.1:8182/callback#code=c&state=s",
        "http://127.0.0.1:8182/callback?code=c&state=s#x",
        "code=c&state=s",
        "",
    ],
)
def test_an_address_that_is_not_the_redirect_address_is_refused(address: str, settings: Settings):
    with pytest.raises(BadInput):
        attempt_of(settings, query_of(APP, address))


def test_the_pasted_address_gives_its_query():
    assert query_of(APP, " http://127.0.0.1:8182/callback?code=c&state=s\n") == "code=c&state=s"


def test_a_code_is_exchanged_with_id_and_secret_in_the_body(app: App, token_address):
    seen = token_address()
    with Transport(app.base_url) as transport:
        answer = exchange(app, transport, "synthetic-code")
    assert answer.access_token == "synthetic-access"
    assert seen == [
        {
            "grant_type": "authorization_code",
            "code": "synthetic-code",
            "redirect_uri": "http://127.0.0.1:8182/callback",
            "client_id": "an-app",
            "client_secret": "synthetic-client-secret",
        }
    ]


def test_a_refresh_asks_for_offline_again(app: App, token_address):
    seen = token_address()
    with Transport(app.base_url) as transport:
        assert refresh(app, transport, "synthetic-refresh-0")
    assert seen == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "synthetic-refresh-0",
            "client_id": "an-app",
            "client_secret": "synthetic-client-secret",
            "scope": "offline",
        }
    ]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"scope": f"{PAIR['scope']} write:everything"}, Refused),
        ({"scope": "offline read:sleep"}, Refused),
        ({"scope": ""}, Refused),
        ({"refresh_token": None}, SourceBroken),
        ({"access_token": ""}, SourceBroken),
        ({"access_token": "two words"}, SourceBroken),
        ({"access_token": "line\r\nX-Evil: 1"}, SourceBroken),
        ({"access_token": 7}, SourceBroken),
        ({"expires_in": 0}, SourceBroken),
        ({"expires_in": "soon"}, SourceBroken),
    ],
)
def test_an_exchange_that_brings_other_than_asked_is_refused_without_showing_tokens(
    change: dict[str, object], error: type[Exception], app: App, token_address
):
    token_address(body={**PAIR, **change})
    with Transport(app.base_url) as transport, pytest.raises(error) as refused:
        exchange(app, transport, "c")
    assert not [secret for secret in ("synthetic-access", "synthetic-refresh", "two words", "X-Evil") if secret in str(refused.value)]


def test_a_token_answer_without_scope_means_those_that_were_asked(app: App, token_address):
    token_address(body={name: value for name, value in PAIR.items() if name != "scope"})
    with Transport(app.base_url) as transport:
        assert exchange(app, transport, "c").scope is None


@pytest.mark.parametrize(
    ("status", "word"), [(400, "invalid_grant"), (401, "token_inactive"), (400, "invalid_request"), (403, "request_forbidden")]
)
def test_a_refresh_token_that_whoop_refuses_is_lost(status: int, word: str, app: App, token_address):
    token_address(status, {"error": word, "error_description": "synthetic words"})
    with Transport(app.base_url) as transport:
        assert refresh(app, transport, "old") is None


@pytest.mark.parametrize(
    ("status", "text"),
    [(500, "{}"), (503, "busy"), (429, '{"error": "x"}'), (403, "<html>gateway</html>"), (302, ""), (400, "[]")],
)
def test_a_token_address_that_cannot_speak_now_loses_nothing(status: int, text: str, app: App, token_address):
    token_address(status, text=text, headers={"Retry-After": "30", "Location": "http://127.0.0.1:9/elsewhere"})
    with Transport(app.base_url) as transport, pytest.raises(SourceUnavailable) as unavailable:
        refresh(app, transport, "old")
    assert unavailable.value.retry_after_seconds == 30
    assert not isinstance(unavailable.value, Unasked)


def test_a_wrong_client_secret_is_named_with_the_settings_to_look_at(app: App, token_address):
    token_address(401, {"error": "invalid_client"})
    with Transport(app.base_url) as transport, pytest.raises(Unasked, match="MORROW_WHOOP_CLIENT_SECRET"):
        refresh(app, transport, "old")


def test_where_nobody_listens_the_refresh_token_is_as_good_as_before():
    with Transport("http://127.0.0.1:9") as transport, pytest.raises(Unasked, match="no connection"):
        refresh(APP, transport, "old")


@pytest.mark.parametrize("text", ["", "{", "null", '{"access_token": NaN}', "[" * 100_000, '"' + "x" * 9_000_000 + '"'])
def test_tokens_in_no_form_that_can_be_read_are_broken(text: str, app: App, token_address):
    token_address(text=text)
    with Transport(app.base_url) as transport, pytest.raises(SourceBroken):
        refresh(app, transport, "old")


def test_nothing_of_it_is_logged(app: App, token_address, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    token_address()
    with Transport(app.base_url) as transport:
        answer = exchange(app, transport, "synthetic-code")
    told = caplog.text + repr(answer) + str(answer)
    assert not [secret for secret in ("synthetic-access", "synthetic-refresh", "synthetic-code", "synthetic-client") if secret in told]
