"""The gate of tests/conftest.py: this machine and nothing beyond."""

import os
import socket
from pathlib import Path

import pytest


def test_a_test_cannot_reach_another_machine():
    with socket.socket() as plain, pytest.raises(RuntimeError, match="this machine only"):
        plain.connect(("192.0.2.1", 80))


def test_a_test_cannot_send_a_datagram_to_another_machine():
    with socket.socket(type=socket.SOCK_DGRAM) as plain, pytest.raises(RuntimeError, match="this machine only"):
        plain.sendto(b"hello", ("192.0.2.1", 53))


def test_a_test_cannot_ask_for_a_foreign_name():
    with pytest.raises(RuntimeError, match="this machine only"):
        socket.getaddrinfo("example.org", 443)


def test_a_test_may_speak_to_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        client.sendall(b"x")
        assert client.getpeername() == server.getsockname()


def test_a_test_may_speak_through_a_unix_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    path = "s"  # relative: the full path of a temporary folder is too long for a socket on some systems
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(path)
        server.listen(1)
        client.connect(path)
        assert client.getpeername() == path


def test_a_home_is_empty_and_its_anchor_lies_outside(home: Path):
    assert list(home.iterdir()) == []
    assert home not in Path(os.environ["MORROW_ANCHOR"]).parents
    ours = {name for name in os.environ if name.startswith("MORROW_")} - {"MORROW_SHARED_DATA"}
    assert ours == {"MORROW_HOME", "MORROW_ANCHOR", "MORROW_TOKEN_KEY"}
    assert home not in Path(os.environ["MORROW_TOKEN_KEY"]).parents


def test_no_test_reaches_a_keyring():
    assert os.environ["PYTHON_KEYRING_BACKEND"] == "keyring.backends.fail.Keyring"
