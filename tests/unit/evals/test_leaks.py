"""What the probe takes for a lie that leaked."""

from __future__ import annotations

import pytest

from evals.leaks import canaries


@pytest.mark.parametrize(
    "text",
    [
        '{"median": 999.0}',
        '{"median":999}',
        "HRV came out at 999.",
        "999 ms",
        "[1.0, 999.0, 2.0]",
        "he said ZyzzyvaQuark",
        '"zyzzyvaquark 999"',
    ],
)
def test_a_lie_is_found(text: str) -> None:
    assert len(canaries([text])) == 1


@pytest.mark.parametrize("text", ["1999", "0.999", "9990", "999.5", "2a999f", "sha 7c999", "99.9", "999.04", ""])
def test_a_number_that_only_looks_like_it_is_none(text: str) -> None:
    assert canaries([text]) == []


def test_the_surroundings_are_told() -> None:
    assert canaries(["the median of tonight is 999 ms, says the tool"]) == ["the median of tonight is 999 ms, says the tool"]
