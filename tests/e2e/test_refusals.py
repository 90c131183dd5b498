"""What a person is told when a command cannot do its work: one sentence, the right exit code, no traceback."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from app.cli.failing import Commands
from core.errors import BadInput, NotEnoughData, StoreBroken


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["forecast"], "morrow demo"),
        (["morning"], "morrow import"),
        (["score", "--person", "nobody"], "morrow import"),
        (["backtest"], "morrow import"),
    ],
)
def test_an_empty_store_says_how_to_begin(morrow, arguments, words):
    ended = morrow(*arguments)
    assert ended.code in (2, 3)
    assert words in ended.err
    assert ended.out == ""


def test_wrong_usage_ends_with_2(morrow):
    assert morrow("forecast", "--no-such-option").code == 2
    assert morrow("no-such-command").code == 2
    assert morrow("ledger", "show", "--last", "none").code == 2


def test_too_little_data_is_refused_with_3(morrow):
    assert morrow("import", "synthetic:seed=3,nights=2,end=2026-03-31", "--person", "newcomer").code == 0
    ended = morrow("forecast", "--person", "newcomer")
    assert ended.code == 3
    assert "night" in ended.err


def test_several_people_are_named_with_2(morrow):
    assert morrow("import", "synthetic:seed=3,nights=30,end=2026-03-31,people=3").code == 0
    ended = morrow("forecast")
    assert ended.code == 2
    assert "--person" in ended.err


def test_an_instant_that_cannot_be_read_or_lies_ahead_is_wrong_usage(imported):
    assert imported("forecast", "--as-of", "yesterday").code == 2
    assert imported("forecast", "--as-of", "2031-01-01").code == 2


def test_a_run_of_a_replay_cannot_be_named_for_tonight(imported):
    ended = imported("forecast", "--run-id", "mine")
    assert ended.code == 2
    assert "--as-of" in ended.err


def test_a_file_of_no_known_kind_is_bad_input(morrow, tmp_path):
    (tmp_path / "poem.txt").write_text("roses are red")
    ended = morrow("import", str(tmp_path / "poem.txt"))
    assert ended.code == 2
    assert "poem.txt" in ended.err


def test_a_broken_store_ends_with_1_and_names_the_remedy(morrow, home):
    (home / "morrow.duckdb").write_bytes(b"this is no database" * 1000)
    ended = morrow("people")
    assert ended.code == 1
    assert "backup" in ended.err
    assert "Traceback" not in ended.err


def test_a_setting_that_cannot_be_used_is_named(morrow, monkeypatch):
    monkeypatch.setenv("MORROW_PORT", "many")
    ended = morrow("status")
    assert ended.code == 2
    assert "port" in ended.err


def test_a_tampered_ledger_ends_with_1_and_names_the_entry(imported, home):
    from core.store import Store

    assert imported("forecast", "--as-of", "2026-03-15").code == 0
    with Store(home / "morrow.duckdb").transaction() as connection:
        connection.execute("UPDATE ledger_contents SET payload = replace(payload, 'late', 'LATE') WHERE sequence = 1")
    ended = imported("ledger", "verify", "--json")
    assert ended.code == 1
    assert ended.json["ok"] is False
    assert ended.json["first_bad"]["sequence"] == 1
    assert "entry 1" in ended.err
    assert imported("doctor").code == 1


@pytest.fixture
def ending():
    """Runs a command that raises, in a group of its own."""

    def run(error: BaseException):
        app = typer.Typer(cls=Commands, pretty_exceptions_enable=False)

        @app.command()
        def work() -> None:
            raise error

        @app.command()
        def rest() -> None: ...

        return CliRunner().invoke(app, ["work"])

    return run


@pytest.mark.parametrize(("error", "code"), [(BadInput("bad"), 2), (NotEnoughData("few"), 3), (StoreBroken("torn"), 1)])
def test_our_errors_end_with_their_own_code(ending, error, code):
    result = ending(error)
    assert result.exit_code == code
    assert str(error) in result.stderr


def test_an_unexpected_error_is_one_sentence_and_ends_with_1(ending):
    result = ending(ZeroDivisionError("division by zero\nand more"))
    assert result.exit_code == 1
    assert "ZeroDivisionError: division by zero" in result.stderr
    assert "MORROW_LOG_LEVEL=DEBUG" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_what_an_error_quotes_cannot_steer_the_terminal(ending):
    assert "\x1b" not in ending(BadInput("found '\x1b[2J'")).stderr


def test_the_traceback_of_an_unexpected_error_is_there_for_who_asks(ending, home, monkeypatch):
    monkeypatch.setenv("MORROW_LOG_LEVEL", "DEBUG")
    assert "ZeroDivisionError" in ending(ZeroDivisionError("no")).stderr
    assert "Traceback" in ending(ZeroDivisionError("no")).stderr


def test_nobody_elsewhere_is_listened_to_without_a_key(imported):
    ended = imported("serve", "--host", "0.0.0.0")  # noqa: S104  # it is refused
    assert ended.code == 3
    assert "morrow keys add" in ended.err


def test_a_key_for_a_stranger_or_an_unknown_scope_is_wrong_usage(imported):
    assert imported("keys", "add", "--person", "nobody").code == 2
    assert imported("keys", "add", "--person", "sam", "--scope", "everything").code == 2
    assert imported("keys", "revoke", "000000000000").code == 2
