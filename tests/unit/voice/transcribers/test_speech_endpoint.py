"""The client of a transcription endpoint, over real HTTP on loopback."""

from __future__ import annotations

import contextlib
import io
import math
import socket
import threading
import time
import wave
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from core.errors import SettingsBroken, TranscriberUnavailable
from core.settings import load_settings
from voice.sound import RATE, Sound
from voice.transcribers.speech_endpoint import MOST_BYTES, SpeechEndpoint, checked_url, from_settings, wav_of

PATH = "/v1/audio/transcriptions"
VERBOSE: dict[str, Any] = {
    "text": "Two beers, no training. Thanks for watching!",
    "language": "english",
    "segments": [
        {
            "text": " Two beers, no training.",
            "start": 0.0,
            "end": 1.5,
            "avg_logprob": -0.2,
            "compression_ratio": 0.9,
            "no_speech_prob": 0.02,
        },
        {"text": " Thanks for watching!", "start": 1.5, "end": 2.0, "avg_logprob": -1.4, "compression_ratio": 0.8, "no_speech_prob": 0.93},
    ],
    "words": [
        {"word": "Two", "start": 0.0, "end": 0.3},
        {"word": "beers", "start": 0.3, "end": 0.8},
        {"word": "no", "start": 0.9, "end": 1.0},
        {"word": "training", "start": 1.0, "end": 1.4},
        {"word": "Thanks", "start": 1.6, "end": 1.7},
        {"word": "for", "start": 1.7, "end": 1.8},
        {"word": "watching", "start": 1.8, "end": 2.0},
    ],
}


def _endpoint(server: HTTPServer, key: str | None = None) -> SpeechEndpoint:
    return SpeechEndpoint(server.url_for("/v1"), "hearer", key, longest_pause=0.01)


def test_a_recording_is_sent_as_wav_and_heard(httpserver: HTTPServer, hum: Sound):
    httpserver.expect_oneshot_request(PATH, method="POST").respond_with_json(VERBOSE)
    found = _endpoint(httpserver, "secret").transcribe(hum)
    assert (found.text, found.transcriber, found.language) == ("Two beers, no training.", "endpoint hearer", "en")
    assert found.confidence == pytest.approx(math.exp(-0.2))
    assert [(word.text, word.start) for word in found.words] == [("Two", 0.0), ("beers", 0.3), ("no", 0.9), ("training", 1.0)]
    ((request, _),) = httpserver.log
    assert request.headers["Authorization"] == "Bearer secret"
    with request, request.files["file"].stream as sent:
        form, content = request.form.to_dict(), sent.read()
    assert (form["model"], form["response_format"]) == ("hearer", "verbose_json")
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth(), file.getnframes()) == (RATE, 1, 2, len(hum.samples))


def test_a_server_that_knows_only_plain_json_is_asked_for_that(httpserver: HTTPServer, hum: Sound):
    def answer(request: Request) -> Response:
        with request:  # its files are closed
            plain = request.form["response_format"] == "json"
        return Response('{"text": "No alcohol today."}' if plain else "no such format", 200 if plain else 400)

    httpserver.expect_request(PATH).respond_with_handler(answer)
    endpoint = _endpoint(httpserver)
    for _ in range(2):
        found = endpoint.transcribe(hum)
        assert (found.text, found.language, found.confidence, found.words) == ("No alcohol today.", None, None, ())
    assert len(httpserver.log) == 3  # it was refused once, and remembered


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_error_that_passes_is_waited_out(httpserver: HTTPServer, hum: Sound, status: int):
    httpserver.expect_ordered_request(PATH).respond_with_data("later", status=status)
    httpserver.expect_ordered_request(PATH).respond_with_json({"text": "I feel tired."})
    assert _endpoint(httpserver).transcribe(hum).text == "I feel tired."


def test_patience_ends_after_three_tries(httpserver: HTTPServer, hum: Sound):
    httpserver.expect_request(PATH).respond_with_data("busy", status=503)
    with pytest.raises(TranscriberUnavailable, match="it answered 503"):
        _endpoint(httpserver).transcribe(hum)
    assert len(httpserver.log) == 3


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(401, "MORROW_SPEECH_API_KEY"), (404, "MORROW_SPEECH_MODEL"), (302, "where it is sent on to"), (418, "see that it runs")],
)
def test_a_refusal_tells_what_to_mend_and_is_not_repeated(httpserver: HTTPServer, hum: Sound, status: int, remedy: str):
    httpserver.expect_request(PATH).respond_with_data("no", status=status, headers={"Location": httpserver.url_for("/elsewhere")})
    with pytest.raises(TranscriberUnavailable, match=f"it answered {status}.*{remedy}"):
        _endpoint(httpserver).transcribe(hum)
    assert [request.path for request, _ in httpserver.log] == [PATH]


@pytest.mark.parametrize("body", ["<html>", "[]", '{"words": []}', '{"text": 5}'])
def test_an_answer_that_is_no_transcript_is_refused(httpserver: HTTPServer, hum: Sound, body: str):
    httpserver.expect_request(PATH).respond_with_data(body)
    with pytest.raises(TranscriberUnavailable, match="its answer"):
        _endpoint(httpserver).transcribe(hum)


def test_a_loop_is_no_transcript(httpserver: HTTPServer, hum: Sound):
    httpserver.expect_request(PATH).respond_with_json({"text": "and I had wine " * 30, "language": "de"})
    found = _endpoint(httpserver).transcribe(hum)
    assert (found.text, found.language) == ("", "de")


def test_a_port_where_nobody_listens_is_told(hum: Sound):
    with pytest.raises(TranscriberUnavailable, match="no connection after 3 tries"):
        SpeechEndpoint("http://127.0.0.1:9/v1", "hearer", longest_pause=0.01).transcribe(hum)


@pytest.fixture
def trickling() -> Iterator[str]:
    """A server that sends a blank every 20 ms, for two seconds at most, after reading nothing."""
    done = threading.Event()

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            for _ in range(100):
                if done.wait(0.02):
                    return
                connection.sendall(b" ")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        done.set()
        thread.join()


def test_an_answer_in_trickles_is_given_up_in_time(trickling: str):
    began = time.monotonic()
    with pytest.raises(TranscriberUnavailable, match="did not answer in time"):
        SpeechEndpoint(trickling, "hearer", answer_seconds=0.3).transcribe(Sound(np.zeros(1600, np.float32)))
    assert time.monotonic() - began < 1.5


def test_a_silent_server_is_given_up_in_time(httpserver: HTTPServer, hum: Sound):
    def late(request: Request) -> Response:
        with request:
            time.sleep(0.6)
        return Response('{"text": "too late"}')

    httpserver.expect_request(PATH).respond_with_handler(late)
    with pytest.raises(TranscriberUnavailable, match="did not answer in time"):
        SpeechEndpoint(httpserver.url_for("/v1"), "hearer", answer_seconds=0.2).transcribe(hum)


def test_an_answer_without_end_is_cut_off(httpserver: HTTPServer, hum: Sound):
    httpserver.expect_request(PATH).respond_with_data(b" " * (MOST_BYTES + 1))
    with pytest.raises(TranscriberUnavailable, match="does not end"):
        _endpoint(httpserver).transcribe(hum)


def test_no_proxy_stands_between_this_machine_and_itself(httpserver: HTTPServer, hum: Sound, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    httpserver.expect_request(PATH).respond_with_json({"text": "fine"})
    assert _endpoint(httpserver).transcribe(hum).text == "fine"


@pytest.mark.parametrize(
    "url",
    ["ftp://host/v1", "http:///v1", "http://a:b@host/v1", "http://host/v1?key=1", "http://169.254.169.254/v1", "http://0x7f000001/v1",
     "host:1", "http://host:99999/v1", "http://ho st/v1", "http://[::ffff:169.254.1.1]/v1"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(url: str):
    with pytest.raises(SettingsBroken, match="MORROW_SPEECH_BASE_URL"):
        checked_url(url)


def test_a_password_in_the_address_is_not_repeated():
    with pytest.raises(SettingsBroken) as told:
        checked_url("http://me:hunter2@host/v1")
    assert "hunter2" not in str(told.value)


def test_without_an_address_there_is_no_endpoint(home: object):
    with pytest.raises(TranscriberUnavailable, match="set MORROW_SPEECH_BASE_URL"):
        from_settings(load_settings())


def test_too_loud_samples_are_clipped_and_not_wrapped():
    with wave.open(io.BytesIO(wav_of(Sound(np.array([0.0, 1.0, -1.0, 1.5], np.float32))))) as file:
        assert np.frombuffer(file.readframes(4), "<i2").tolist() == [0, 32767, -32767, 32767]
