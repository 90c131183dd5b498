"""The table of what the commands cost, and how it is measured."""

from __future__ import annotations

import os
import sys

import pytest

from core.errors import Broken
from evals.bench import Cost, measured, table, warm


def test_a_command_is_measured_in_a_process_of_its_own() -> None:
    cost = measured("nap", [sys.executable, "-c", "import time; x = bytearray(60_000_000); time.sleep(0.2)"], dict(os.environ), repeats=1)
    assert cost.seconds > 0.2
    assert cost.rss_mb is not None
    assert cost.rss_mb > 60


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(Broken, match="out of luck"):
        measured("fail", [sys.executable, "-c", "raise SystemExit('out of luck')"], dict(os.environ), repeats=1)


def test_a_part_is_timed_after_a_first_call_that_does_not_count() -> None:
    calls: list[int] = []
    cost = warm("part", lambda: calls.append(1), calls=3)
    assert (len(calls), cost.rss_mb) == (4, None)


def test_the_table_tells_ratios_to_the_empty_python() -> None:
    lines = table([Cost("python -c pass", 0.02, 10.0), Cost("morrow --help", 0.15, 45.0), Cost("snapshot", 0.004, None)]).splitlines()
    assert lines[1].split() == ["python", "-c", "pass", "20.0", "ms", "1.0", "10.0", "MB", "1.0"]
    assert lines[2].split() == ["morrow", "--help", "150.0", "ms", "7.5", "45.0", "MB", "4.5"]
    assert lines[3].split() == ["snapshot", "4.0", "ms"]
