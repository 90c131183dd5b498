"""Fixtures of the deterministic reader's tests."""

from __future__ import annotations

import pytest

from voice.reading import HeardEvent
from voice.rules.reader import RuleReader


def written(event: HeardEvent) -> str:
    """An event as the tests write it: "alcohol yes 2 drinks", "caffeine yes @16:00", "alcohol yes -1d"."""
    amount = f" {event.amount:g}{'mg' if event.unit == 'mg' else ''}" if event.amount is not None else ""
    at = f" @{event.at:%H:%M}" if event.at is not None else ""
    return f"{event.kind} {event.answer}{amount}{at}{' yesterday' if event.days_ago else ''}"


@pytest.fixture(scope="session")
def reader() -> RuleReader:
    return RuleReader()


@pytest.fixture(scope="session")
def heard(reader: RuleReader):
    """What a text tells of, as sorted words."""
    return lambda text: sorted(written(event) for event in reader.read(text).events)


@pytest.fixture(scope="session")
def rated(reader: RuleReader):
    """What a text rates, by scale."""
    return lambda text: {rating.scale: rating.value for rating in reader.read(text).ratings}
