"""Which transcriber is in force: the settings' own, else endpoint, Whisper, embedded; never a download, and nothing heavy to tell it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import TranscriberUnavailable
from core.settings import load_settings
from voice.transcribers.catalog import available, in_force, transcriber_for


@pytest.fixture
def bare(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose person has no cache of Whisper's."""
    monkeypatch.setenv("HOME", str(home.parent))
    return home


def test_a_bare_machine_has_the_embedded_one_and_is_told_how_good_it_is(bare: Path):
    found = in_force(load_settings())
    assert (found.kind, found.name, found.is_ready) == ("embedded", "moonshine tiny-en (embedded)", True)
    assert "no weights 'base'" in found.why
    assert "%" in found.quality
    assert "morrow weights base" in (found.remedy or "")
    assert transcriber_for(load_settings()).name == found.name


def test_weights_go_before_the_embedded_one(bare: Path, weights_that_say: Callable[[str], Path]):
    settings = load_settings(whisper_model=str(weights_that_say("tea")))
    found = in_force(settings)
    assert (found.kind, found.name, found.is_ready, found.remedy) == ("whisper", "whisper tea", True, None)
    assert transcriber_for(settings).name == "whisper tea"


def test_an_endpoint_goes_before_all(bare: Path, weights_that_say: Callable[[str], Path]):
    settings = load_settings(whisper_model=str(weights_that_say("tea")), speech_base_url="http://127.0.0.1:9/v1")
    found = in_force(settings)
    assert (found.kind, found.name, found.is_ready) == ("endpoint", "endpoint whisper-1", True)
    assert "sent there" in found.why
    assert transcriber_for(settings).name == "endpoint whisper-1"
    assert set(available(settings)) == {"endpoint whisper-1", "whisper tea", "moonshine tiny-en (embedded)"}


def test_whisper_without_weights_is_refused_with_the_remedy(bare: Path):
    settings = load_settings(transcriber="whisper", whisper_model="small")
    assert not in_force(settings).is_ready
    with pytest.raises(TranscriberUnavailable, match=r"weights 'small', found none; run: morrow weights small.*small\.pt into"):
        transcriber_for(settings)
    assert set(available(settings)) == {"moonshine tiny-en (embedded)"}
    assert list(bare.iterdir()) == []


def test_an_endpoint_that_is_not_set_is_refused_with_the_remedy(bare: Path):
    settings = load_settings(transcriber="endpoint")
    assert not in_force(settings).is_ready
    with pytest.raises(TranscriberUnavailable, match="set MORROW_SPEECH_BASE_URL"):
        transcriber_for(settings)


def test_what_is_asked_for_goes_before_what_is_better(bare: Path):
    settings = load_settings(transcriber="embedded", speech_base_url="http://127.0.0.1:9/v1")
    assert (in_force(settings).kind, in_force(settings).why) == ("embedded", "MORROW_TRANSCRIBER asks for it")


def test_the_model_stays_loaded_from_one_recording_to_the_next(bare: Path):
    assert transcriber_for(load_settings()) is transcriber_for(load_settings())


def test_telling_which_one_is_in_force_loads_nothing_heavy(bare: Path):
    program = (
        "import json, sys; from core.settings import load_settings; from voice.transcribers.catalog import in_force; "
        "told = in_force(load_settings()).to_json(); "
        "print(json.dumps([told['kind'], sorted({n.partition('.')[0] for n in sys.modules})]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True, cwd=Path(__file__).parents[4]
    )
    kind, modules = json.loads(run.stdout)
    assert kind == "embedded"
    assert {"torch", "whisper", "moonshine_voice", "numpy", "onnxruntime", "httpx"} & set(modules) == set()
