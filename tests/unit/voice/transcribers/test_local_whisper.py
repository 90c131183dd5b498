"""Whisper's real loading and decoding code, on weights made here."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from core.errors import BadInput, TranscriberUnavailable
from core.settings import load_settings
from voice.sound import Sound
from voice.transcribers import local_whisper
from voice.transcribers.local_whisper import LocalWhisper, fetch, fetch_weights, weights_of


def test_words_come_with_times_language_and_confidence(weights_that_say: Callable[[str], Path], hum: Sound):
    import torch

    threads = torch.get_num_threads()
    found = LocalWhisper(weights_that_say("tea"), longest=3).transcribe(hum)
    assert torch.get_num_threads() == threads
    assert (found.language, found.transcriber) == ("en", "whisper tea")
    assert found.text.split() == [word.text for word in found.words]
    assert set(found.text.split()) == {"tea"}
    times = [time for word in found.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert 0.0 <= times[0] < times[-1] <= hum.seconds + 0.1
    assert found.confidence is not None
    assert found.confidence > 0.99


def test_a_model_stuck_in_a_loop_says_nothing(weights_that_say: Callable[[str], Path], hum: Sound):
    found = LocalWhisper(weights_that_say("tea"), longest=60).transcribe(hum)
    assert (found.text, found.words, found.confidence) == ("", (), None)


def test_weights_that_carry_code_are_not_run(tmp_path: Path, hum: Sound):
    touched = tmp_path / "touched"

    class Bomb:
        def __reduce__(self):
            return (Path.touch, (touched,))

    import torch

    bomb = tmp_path / "bomb.pt"
    torch.save({"dims": {}, "model_state_dict": Bomb()}, bomb)
    raw = tmp_path / "raw.pt"
    raw.write_bytes(pickle.dumps(Bomb(), protocol=2))
    for file in (bomb, raw):
        with pytest.raises(TranscriberUnavailable, match="holds none that can be read"):
            LocalWhisper(file).transcribe(hum)
    assert not touched.exists()


def test_weights_cut_short_are_refused_with_the_remedy(weights_that_say: Callable[[str], Path], tmp_path: Path, hum: Sound):
    cut = tmp_path / "cut.pt"
    cut.write_bytes(weights_that_say("tea").read_bytes()[:20_000])
    with pytest.raises(TranscriberUnavailable, match="fetch the file again"):
        LocalWhisper(cut).transcribe(hum)


def test_a_file_under_a_published_name_must_be_the_published_one(weights_that_say: Callable[[str], Path], hum: Sound):
    with pytest.raises(TranscriberUnavailable, match=r"not the file that OpenAI published.*morrow weights tiny"):
        LocalWhisper(weights_that_say("tea"), size="tiny").transcribe(hum)


def test_the_list_of_sizes_is_whispers_own():
    import whisper

    assert tuple(whisper.available_models()) == local_whisper.SIZES


@pytest.mark.parametrize(("size", "file"), [("base", "base.pt"), ("large", "large-v3.pt"), ("turbo", "large-v3-turbo.pt")])
def test_a_size_is_looked_for_in_this_installation(home: Path, monkeypatch: pytest.MonkeyPatch, size: str, file: str):
    monkeypatch.setenv("HOME", str(home.parent))
    settings = load_settings(whisper_model=size)
    assert weights_of(settings) is None
    cached = home.parent / ".cache" / "whisper" / file
    own = home / "models" / "whisper" / file
    for place in (cached, own):
        place.parent.mkdir(parents=True)
        place.write_bytes(b"weights")
        assert weights_of(settings) == place


def test_a_path_is_taken_as_it_is(home: Path, tmp_path: Path):
    settings = load_settings(whisper_model=str(tmp_path / "own.pt"))
    assert weights_of(settings) is None
    assert "put the weights at" in local_whisper.remedy(settings)
    (tmp_path / "own.pt").write_bytes(b"weights")
    assert weights_of(settings) == tmp_path / "own.pt"


def test_a_name_that_is_no_size_is_told(home: Path):
    settings = load_settings(whisper_model="gigantic")
    assert weights_of(settings) is None
    assert "tiny" in local_whisper.remedy(settings)


def test_no_weights_are_fetched_under_another_name(tmp_path: Path):
    with pytest.raises(BadInput, match="found 'gigantic'"):
        fetch_weights("gigantic", tmp_path)


def test_weights_are_fetched_whole_and_only_once(httpserver: HTTPServer, tmp_path: Path):
    content = b"weights" * 400_000
    sha256 = hashlib.sha256(content).hexdigest()
    httpserver.expect_oneshot_request(f"/models/{sha256}/tiny.pt").respond_with_data(content)
    url, told = httpserver.url_for(f"/models/{sha256}/tiny.pt"), []
    folder = tmp_path / "models" / "whisper"
    file = fetch(url, folder, lambda so_far, total: told.append((so_far, total)))
    assert (file.name, file.read_bytes()) == ("tiny.pt", content)
    assert told[-1] == (len(content), len(content))
    assert fetch(url, folder) == file  # the server answers once
    assert [one.name for one in folder.iterdir()] == ["tiny.pt"]


def test_other_bytes_than_published_leave_nothing_behind(httpserver: HTTPServer, tmp_path: Path):
    httpserver.expect_request(f"/models/{'0' * 64}/tiny.pt").respond_with_data(b"something else")
    with pytest.raises(TranscriberUnavailable, match="found other bytes"):
        fetch(httpserver.url_for(f"/models/{'0' * 64}/tiny.pt"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_download_leaves_nothing_behind(httpserver: HTTPServer, tmp_path: Path):
    httpserver.expect_request(f"/models/{'0' * 64}/tiny.pt").respond_with_data("gone", status=404)
    with pytest.raises(TranscriberUnavailable, match=r"tiny\.pt from .* cannot be had.*copy the file"):
        fetch(httpserver.url_for(f"/models/{'0' * 64}/tiny.pt"), tmp_path)
    assert list(tmp_path.iterdir()) == []
