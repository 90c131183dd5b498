from __future__ import annotations

import pytest

from ingestion.whoop_simulator.rate_limit import Limits, RateLimit


@pytest.fixture
def wall():
    return [1000.0]


@pytest.fixture
def rate(wall):
    return RateLimit(Limits(per_minute=3, per_day=5), lambda: wall[0])


def test_so_many_a_minute_and_no_more_until_the_window_ends(rate, wall):
    assert [rate.count().granted for _ in range(4)] == [True, True, True, False]
    wall[0] += 59.9
    assert not rate.count().granted
    wall[0] += 0.1
    assert rate.count().granted


def test_so_many_a_day(rate, wall):
    granted = []
    for _ in range(7):
        granted.append(rate.count().granted)
        wall[0] += 60
    assert granted == [True] * 5 + [False] * 2
    wall[0] += 86_400
    assert rate.count().granted


def test_the_headers_tell_the_nearest_limit_what_is_left_and_when_it_is_renewed(rate, wall):
    rate.count()
    wall[0] += 20.5
    assert rate.count().headers == {
        "X-RateLimit-Limit": "3, 3;window=60, 5;window=86400",
        "X-RateLimit-Remaining": "1",
        "X-RateLimit-Reset": "40",
    }
    wall[0] += 60
    told = [rate.count().headers for _ in range(3)][-1]
    assert told == {"X-RateLimit-Limit": "5, 3;window=60, 5;window=86400", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "86320"}


def test_the_usual_limits_are_those_that_are_documented():
    told = RateLimit(Limits()).count().headers
    assert told["X-RateLimit-Limit"] == "100, 100;window=60, 10000;window=86400"
