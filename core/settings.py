"""Every setting of Morrow, from one class: environment (`MORROW_…`), `.env`, `morrow.toml`, defaults; in that order.

Built once in an entry point and passed down; nothing else reads the environment, and nothing is read at import.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from core.errors import SettingsBroken

Preset = Literal["none", "ollama", "vllm", "llamacpp", "hosted"]


class Settings(BaseSettings):
    """The settings of one installation. Each field's description is what the manual says of it."""

    model_config = SettingsConfigDict(env_prefix="MORROW_", env_file=".env", toml_file="morrow.toml", extra="ignore", frozen=True)

    home: Path = Field(Path("~/.local/share/morrow"), description="Folder with all data of this installation.")
    anchor: Path = Field(Path("~/.config/morrow/anchor.jsonl"), description="File, outside the data, that remembers every ledger's heads.")
    person: str | None = Field(None, description="The person meant when a command names none.")
    llm_base_url: str | None = Field(None, description="OpenAI-compatible endpoint; without one the offline analyst runs.")
    llm_preset: Preset = Field("none", description="Defaults for ollama, vllm, llamacpp or a hosted endpoint.")
    llm_model: str = Field("", description="Name of the model at that endpoint.")
    llm_api_key: SecretStr | None = Field(None, description="Key of that endpoint, if it wants one.")
    llm_tools: Literal["auto", "native", "json"] = Field(
        "auto", description="Tool calling: native, by JSON in text, or tried in that order."
    )
    llm_deadline_seconds: float = Field(120.0, gt=1, description="Total time of one daily run, the analyst's rescue included.")
    llm_timeout_seconds: float = Field(30.0, gt=0, description="Time limit of one call to the model.")
    llm_max_calls: int = Field(12, ge=1, le=50, description="Calls to the model in one run.")
    llm_max_tokens: int = Field(48_000, ge=500, description="Tokens in and out together in one run.")
    transcriber: Literal["auto", "whisper", "endpoint", "embedded"] = Field(
        "auto", description="What writes speech down: an endpoint if one is set, else Whisper if weights are there, else the embedded one."
    )
    whisper_model: str = Field("base", description="Whisper's model: tiny, base, small, medium, large or turbo, or a path to weights.")
    speech_base_url: str | None = Field(None, description="OpenAI-compatible endpoint for transcription; recordings are sent there.")
    speech_model: str = Field("whisper-1", description="Name of the transcription model at that endpoint.")
    speech_api_key: SecretStr | None = Field(None, description="Key of that endpoint, if it wants one.")
    voice_analysis: Literal["opensmile", "plain", "off"] = Field(
        "opensmile", description="How voices are measured: openSMILE (licensed for research and private use alone), plain prosody, or not."
    )
    journal_reader: Literal["auto", "learned", "rules", "llm"] = Field(
        "auto", description="What reads events out of an entry: a language model if an endpoint is set, else the learned reader; or rules."
    )
    whoop_client_id: str = Field("", description="Id of your app in WHOOP's developer dashboard.")
    whoop_client_secret: SecretStr | None = Field(None, description="Secret of that app; it also signs webhooks.")
    whoop_url: str = Field("https://api.prod.whoop.com", description="WHOOP's address, or a simulator's on this machine.")
    whoop_redirect_port: int = Field(8182, ge=1, le=65535, description="Loopback port of the redirect address registered for that app.")
    token_key: Path = Field(
        Path("~/.config/morrow/token.key"), description="File, outside the data, with the key of stored tokens where there is no keyring."
    )
    sync_minutes: float = Field(5.0, gt=0, description="How often a running service asks connected sources for news.")
    lock_wait_seconds: float = Field(60.0, gt=0, description="How long a command waits for the store while another holds it.")
    host: str = Field("127.0.0.1", description="Address the HTTP server listens on.")
    port: int = Field(8181, ge=1, le=65535, description="Port the HTTP server listens on.")
    dagster_port: int = Field(8183, ge=1, le=65535, description="Port of Dagster's page under `morrow serve`.")
    mlflow_port: int = Field(8184, ge=1, le=65535, description="Port of MLflow's page under `morrow serve`.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("WARNING", description="What is logged to standard error.")

    @field_validator("home", "anchor", "token_key")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("llm_base_url", "llm_api_key", "speech_base_url", "speech_api_key", "whoop_client_secret", "person", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def store_path(self) -> Path:
        """The DuckDB file."""
        return self.home / "morrow.duckdb"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then `.env`, then `morrow.toml`."""
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: object) -> Settings:
    """The settings in force.

    Raises:
        SettingsBroken: naming each setting that cannot be used, and why.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # values are validated by pydantic
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}, found {_shown(e['loc'], e['input'])}" for e in error.errors())
        raise SettingsBroken(f"cannot use these settings: {faults} (see: morrow config)") from error
    except ValueError as error:
        raise SettingsBroken(f"cannot read morrow.toml or .env: {error}") from error


def _shown(location: tuple[int | str, ...], value: object) -> str:
    return "***" if {"key", "secret"} & set("_".join(map(str, location)).split("_")) else repr(value)


def origins() -> dict[str, str]:
    """Where each setting's value comes from: environment, .env, morrow.toml or default."""
    found = dict.fromkeys(Settings.model_fields, "default")
    sources: list[tuple[str, PydanticBaseSettingsSource]] = [("morrow.toml", TomlConfigSettingsSource(Settings))]
    from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

    sources += [(".env", DotEnvSettingsSource(Settings)), ("environment", EnvSettingsSource(Settings))]
    for origin, source in sources:
        found.update({name: origin for name in source() if name in found})
    return found
