"""The one exit of the agent leads only where a person meant it to."""

from __future__ import annotations

from typing import Any

import pytest

from agent.chat_models import chat_model
from agent.endpoint import PRESETS, UNNAMED, checked_url, endpoint, is_loopback
from core.errors import SettingsBroken
from core.settings import load_settings


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:11434/v1",
        "https://api.example.com/v1/",
        "http://ollama:11434/v1",
        "http://[::1]:8080/v1",
        "https://10.0.0.7/v1",
        "http://localhost/v1",
    ],
)
def test_addresses_that_people_use_are_taken(url: str) -> None:
    assert checked_url(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/",
        "ftp://host/v1",
        "//host/v1",
        "host:8000/v1",
        "http://",
        "http://:80/v1",
        "http://host:0/v1",
        "http://host:99999/v1",
        "http://user:secret@host/v1",
        "https://host/v1?to=elsewhere",
        "https://host/v1#x",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:169.254.169.254]/",
        "http://[fe80::1]/v1",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://0x7f.1/",
        "http://0.0.0.0:8000/v1",
        "http://224.0.0.1/",
        "http://a b/v1",
        "http:\\\\host/v1",
        "http://ho\nst/v1",
    ],
)
def test_addresses_that_hide_something_are_refused(url: str) -> None:
    with pytest.raises(SettingsBroken, match="MORROW_LLM_BASE_URL"):
        checked_url(url)


def settings(home: object, **given: Any) -> Any:
    return load_settings(**given)


def test_without_an_endpoint_there_is_no_language_model(home: object) -> None:
    assert endpoint(settings(home)) is None
    assert chat_model(settings(home)) is None


def test_a_preset_fills_in_what_is_not_set(home: object) -> None:
    place = endpoint(settings(home, llm_preset="ollama"))
    assert place is not None
    assert (place.base_url, place.model, place.key, place.local) == (PRESETS["ollama"].base_url, PRESETS["ollama"].model, "none", True)
    own = endpoint(settings(home, llm_preset="ollama", llm_base_url="http://box:11434/v1", llm_model="mine"))
    assert own is not None
    assert (own.base_url, own.model, own.local) == ("http://box:11434/v1", "mine", False)


def test_a_hosted_preset_wants_a_key(home: object) -> None:
    with pytest.raises(SettingsBroken, match="MORROW_LLM_API_KEY"):
        endpoint(settings(home, llm_preset="hosted", llm_model="m"))
    place = endpoint(settings(home, llm_preset="hosted", llm_model="m", llm_api_key="k"))
    assert place is not None
    assert place.key == "k"


def test_a_server_that_serves_one_model_needs_no_name(home: object) -> None:
    place = endpoint(settings(home, llm_base_url="http://127.0.0.1:1/v1"))
    assert place is not None
    assert place.model == UNNAMED


def test_every_preset_is_a_usable_address() -> None:
    for preset in PRESETS.values():
        assert checked_url(preset.base_url) == preset.base_url


def test_this_machine_is_recognised() -> None:
    assert is_loopback("http://127.0.0.1:1/v1")
    assert is_loopback("http://[::1]/v1")
    assert not is_loopback("http://127.0.0.1.example.com/v1")
