"""Settings come from the environment, .env, morrow.toml and defaults, in that order."""

from pathlib import Path

import pytest

from core.errors import SettingsBroken
from core.settings import Settings, load_settings, origins


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    import os

    for name in [name for name in os.environ if name.startswith("MORROW_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_environment_wins_over_dotenv_and_toml(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_folder / "morrow.toml").write_text('llm_model = "toml"\nport = 1111\nhost = "127.0.0.2"\n')
    (empty_folder / ".env").write_text("MORROW_LLM_MODEL=dotenv\nMORROW_PORT=2222\n")
    monkeypatch.setenv("MORROW_LLM_MODEL", "env")
    settings = load_settings()
    assert (settings.llm_model, settings.port, settings.host) == ("env", 2222, "127.0.0.2")
    found = origins()
    assert [found[name] for name in ("llm_model", "port", "host", "home")] == ["environment", ".env", "morrow.toml", "default"]


def test_a_value_that_cannot_be_used_is_named_with_what_was_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORROW_PORT", "eighty")
    with pytest.raises(SettingsBroken, match=r"port.*integer.*'eighty'"):
        load_settings()


def test_a_broken_toml_is_said(empty_folder: Path) -> None:
    (empty_folder / "morrow.toml").write_text("not toml at all = = =")
    with pytest.raises(SettingsBroken, match=r"morrow\.toml"):
        load_settings()


def test_a_key_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORROW_LLM_API_KEY", "sk-secret")
    assert "sk-secret" not in repr(load_settings())


def test_an_empty_endpoint_means_the_offline_analyst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORROW_LLM_BASE_URL", "")
    assert load_settings().llm_base_url is None


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())
