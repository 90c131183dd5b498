"""Where a language model is reached: presets, and the check that its address is one that a person meant.

The endpoint is the single exit of the agent. It comes from settings alone, never from data or from a model.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from core.errors import SettingsBroken
from core.settings import Settings

ToolMode = Literal["auto", "native", "json"]
UNNAMED = "default"
"""Model name sent when none is set: servers that serve one model pass over it, the others answer that they know none."""


@dataclass(frozen=True)
class Preset:
    """Defaults of one kind of server."""

    base_url: str
    model: str
    key_wanted: bool = False


PRESETS: dict[str, Preset] = {
    "ollama": Preset("http://127.0.0.1:11434/v1", "qwen3:8b"),
    "vllm": Preset("http://127.0.0.1:8000/v1", UNNAMED),
    "llamacpp": Preset("http://127.0.0.1:8080/v1", UNNAMED),
    "hosted": Preset("https://api.openai.com/v1", UNNAMED, key_wanted=True),
}
"""Servers that speak OpenAI's chat completions, by name; `base_url` and `model` of the settings go before these."""


@dataclass(frozen=True)
class Endpoint:
    """One checked endpoint."""

    base_url: str
    model: str
    key: str
    """Never empty: keyless servers are sent "none"."""
    tools: ToolMode
    local: bool
    """On this machine: no proxy may stand between."""


def endpoint(settings: Settings) -> Endpoint | None:
    """The endpoint that the settings name; None when they name none, and the offline analyst runs.

    Raises:
        SettingsBroken: when its address cannot or must not be used, or a key is missing that the preset wants.
    """
    preset = PRESETS.get(settings.llm_preset)
    base_url = settings.llm_base_url or (preset.base_url if preset else None)
    if base_url is None:
        return None
    model = settings.llm_model or (preset.model if preset else UNNAMED)
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else ""
    if preset and preset.key_wanted and not key:
        raise SettingsBroken(f"the preset {settings.llm_preset!r} wants a key, found none; set MORROW_LLM_API_KEY")
    return Endpoint(checked_url(base_url), model, key or "none", settings.llm_tools, is_loopback(base_url))


def checked_url(url: str) -> str:
    """The address, if it is one to send health data to: http or https, a host, nothing hidden in it.

    Raises:
        SettingsBroken: naming what is wrong.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise SettingsBroken(f"MORROW_LLM_BASE_URL is no address: {error}") from error
    fault = _url_fault(parts.scheme, host, port, "@" in parts.netloc, bool(parts.query or parts.fragment), url)
    if fault:
        raise SettingsBroken(f"MORROW_LLM_BASE_URL: wanted http(s)://host[:port]/v1, found {fault}")
    return url.strip().rstrip("/")


def _url_fault(scheme: str, host: str, port: int | None, user: bool, tail: bool, url: str) -> str | None:
    if scheme not in ("http", "https"):
        return f"the scheme {scheme!r}"
    if not host or port == 0:
        return "no host or port"
    if user:
        return "a user name or password in it; set MORROW_LLM_API_KEY instead"
    if tail or re.search(r"[\s\\\x00-\x1f\x7f]", url.strip()):
        return "a query, a fragment, a blank or a backslash"
    return _host_fault(host)


def _host_fault(host: str) -> str | None:
    """Why this host is never a language model: the metadata address of clouds, numbers dressed up as a name."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        disguised = re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))*\.?", host, re.IGNORECASE)
        return f"the number {host!r} as host" if disguised else None
    mapped = getattr(address, "ipv4_mapped", None) or address
    bad = mapped.is_link_local or mapped.is_multicast or mapped.is_unspecified
    return f"the address {host!r}, at which no model is served" if bad else None


def is_loopback(url: str) -> bool:
    """True when the address is this machine."""
    host = urlsplit(url.strip()).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
