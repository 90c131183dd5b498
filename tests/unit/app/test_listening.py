"""Listening in a terminal: Ctrl-C ends the listening alone, and spoken words are not lost."""

from __future__ import annotations

import os
import signal
import stat
from ctypes.util import find_library
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.cli.listening import interrupted, kept_beside, listen
from core.errors import TranscriberUnavailable, Unhearable

AT = datetime(2026, 3, 31, 19, 0, 5, tzinfo=UTC)


def test_ctrl_c_ends_the_listening_and_afterwards_ends_the_program_again():
    before = signal.getsignal(signal.SIGINT)
    with interrupted() as ended:
        assert not ended()
        os.kill(os.getpid(), signal.SIGINT)
        assert ended()
    assert signal.getsignal(signal.SIGINT) is before


def test_what_was_said_is_kept_where_nothing_can_write_it_down(home: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(TranscriberUnavailable), kept_beside(b"sound", AT):
        raise TranscriberUnavailable("no weights")
    kept = Path("morrow-20260331-190005.wav")
    assert (kept.read_bytes(), stat.S_IMODE(kept.stat().st_mode)) == (b"sound", 0o600)
    assert "morrow journal add" in capsys.readouterr().err


def test_a_recording_in_which_nobody_speaks_is_not_kept(home: Path):
    with pytest.raises(Unhearable), kept_beside(b"sound", AT):
        raise Unhearable("only silence", "silence")
    with kept_beside(b"sound", AT):
        pass
    assert not list(Path.cwd().glob("*.wav"))


@pytest.mark.skipif(find_library("portaudio") is not None, reason="PortAudio is installed here, so there may be a microphone")
def test_without_a_microphone_it_says_what_to_do_and_invites_nobody_to_speak(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(TranscriberUnavailable, match="give a recording instead"):
        listen(2, asks=False)
    assert "Speak now" not in capsys.readouterr().err
