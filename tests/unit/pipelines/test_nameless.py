"""What may be told of a failure, and a round in which one person's trouble stops nobody else."""

from __future__ import annotations

import logging

import dagster as dg
import pytest

from core.errors import ClockFault, NotEnoughData, StoreBusy, UnknownPerson
from pipelines.nameless import nameless, told
from pipelines.rounds import go_round

SECRET = "person-a"


def lookup(person: str) -> str:
    raise UnknownPerson(f"wanted facts of {person!r}, found: nobody")


@nameless
def asset_like(person: str) -> str:
    """Looks."""
    return lookup(person)


def test_a_failure_tells_class_and_place_and_not_its_message(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(dg.Failure) as failed:
        asset_like(SECRET)
    assert failed.value.description.startswith("UnknownPerson at tests/unit/pipelines/test_nameless.py:")
    assert "lookup" in failed.value.metadata["where"].value, "the calls that led there, so that it can be mended"
    said = repr(failed.value) + str(failed.value.metadata) + caplog.text
    assert SECRET not in said
    assert failed.value.__suppress_context__, "Dagster writes down the context of an error as well"


@pytest.mark.parametrize(
    ("error", "again"),
    [(StoreBusy("held"), True), (OSError("disk"), True), (ClockFault("the clock"), False), (UnknownPerson("nobody"), False)],
)
def test_only_what_may_go_better_in_a_minute_is_tried_again_at_once(error: Exception, again: bool) -> None:
    @nameless
    def act() -> None:
        raise error

    with pytest.raises(dg.Failure) as failed:
        act()
    assert failed.value.allow_retries is again

    def turn(_: int) -> str:
        raise error

    if not isinstance(error, StoreBusy):
        with pytest.raises(dg.Failure) as failed:
            go_round([1], turn).fail_if_any_failed()
        assert failed.value.allow_retries is again


def test_the_wrapped_function_looks_the_same_to_dagster() -> None:
    assert asset_like.__name__ == "asset_like"
    assert asset_like.__doc__ == "Looks."


def test_words_that_name_only_files_of_ours_are_told() -> None:
    busy = StoreBusy("waited 60 s for morrow.duckdb, another Morrow process holds it")
    assert told(busy) == f"StoreBusy at nowhere:0: {busy}"


def test_in_a_round_everybody_has_their_turn() -> None:
    def act(number: int) -> str:
        if number == 1:
            raise NotEnoughData("too few nights of person-a")
        if number == 2:
            return lookup(SECRET)
        return "sealed"

    found = go_round(range(5), act)
    assert found.done == {"sealed": 3, "refused (NotEnoughData)": 1}
    assert found.counts()["people"] == 5
    with pytest.raises(dg.Failure, match="1 of 5 failed: UnknownPerson at") as failed:
        found.fail_if_any_failed()
    assert SECRET not in str(failed.value)


def test_a_round_without_failures_does_not_fail() -> None:
    go_round(range(3), lambda _: "sealed").fail_if_any_failed()


def test_a_store_that_is_held_ends_the_round_at_once() -> None:
    turns = []

    def act(number: int) -> str:
        turns.append(number)
        raise StoreBusy("waited 60 s")

    with pytest.raises(StoreBusy):
        go_round(range(200), act)
    assert turns == [0], "everybody else would wait as long"
