"""The sandbox as the agent meets it: what comes back, in which form, and how fast."""

from __future__ import annotations

import json
import math
import statistics
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from core.errors import ToolRetry
from core.sandbox import Sandbox
from core.views import Table

ROOT = Path(__file__).resolve().parents[2]
FIRST = date(2026, 1, 1)

LEGITIMATE = """
-- aggregate
SELECT count(*), min(night), max(night), avg(hrv) FROM nights

-- moving mean
SELECT night, avg(hrv) OVER (ORDER BY night ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM nights ORDER BY night DESC LIMIT 14

-- calendar window
SELECT night, avg(ln(hrv)) OVER (ORDER BY night RANGE BETWEEN INTERVAL 28 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING) FROM nights

-- qualify
SELECT night, hrv FROM nights QUALIFY row_number() OVER (PARTITION BY date_trunc('month', night) ORDER BY hrv DESC) = 1

-- cte and z-score
WITH usual AS (SELECT avg(hrv) AS m, stddev_samp(hrv) AS s FROM nights) SELECT night, (hrv - m) / s AS z FROM nights, usual

-- quantiles
SELECT quantile_cont(rhr, [0.1, 0.5, 0.9]), median(hrv), mad(hrv), approx_quantile(hrv, 0.9) FROM nights

-- correlation
SELECT corr(strain, hrv), regr_slope(hrv, strain), regr_r2(hrv, strain) FROM days JOIN nights ON night = day + INTERVAL 1 DAY

-- from first
FROM nights SELECT night, hrv WHERE hrv > 60 ORDER BY ALL LIMIT 5

-- everything
FROM journal

-- capitals
SELECT I FROM RANGE(3) AS T(I) ORDER BY 1

-- weekday
SELECT dayname(night), round(avg(hrv), 1), count(*) FILTER (WHERE hrv IS NULL) FROM nights GROUP BY ALL ORDER BY 2 DESC

-- event effect
SELECT kind, avg(hrv) FILTER (WHERE answer = 'yes') - avg(hrv) FILTER (WHERE answer = 'no') FROM journal JOIN nights ON night =
day + 1 GROUP BY kind

-- streaks
WITH b AS (SELECT night, sum((hrv >= 50)::INT) OVER (ORDER BY night) AS block FROM nights) SELECT block, count(*) FROM b GROUP BY
block

-- gaps
WITH g AS (SELECT night, night - lag(night) OVER (ORDER BY night) AS gap FROM nights) SELECT * FROM g WHERE gap = 1

-- calendar
SELECT c.d::DATE FROM generate_series(DATE '2026-01-01', DATE '2026-03-05', INTERVAL 1 DAY) AS c(d) ANTI JOIN nights ON night =
c.d::DATE

-- lists
SELECT list_sort(list(hrv ORDER BY night))[1:7], list_avg(list(hrv)), len(list(hrv)) FROM nights

-- lambda
SELECT list_transform(list_filter(list(hrv), x -> x > 40), x -> round(x)) FROM nights

-- comprehension
SELECT [ln(x) FOR x IN list(hrv) IF x > 40] FROM nights

-- pivot
PIVOT journal ON kind IN ('alcohol', 'illness') USING count(*) GROUP BY answer

-- unpivot
UNPIVOT nights ON hrv, rhr INTO NAME target VALUE value

-- asof join
SELECT night, strain FROM nights ASOF JOIN days ON night > day

-- lateral
SELECT night, s.strain FROM nights n, LATERAL (SELECT strain FROM days d WHERE d.day < n.night ORDER BY d.day DESC LIMIT 1) AS s

-- subqueries
SELECT night FROM nights WHERE night IN (SELECT day + 1 FROM journal WHERE answer = 'yes') AND rhr > (SELECT avg(rhr) FROM nights)

-- set operations
SELECT night FROM nights INTERSECT SELECT day FROM days UNION ALL SELECT day FROM journal ORDER BY 1

-- grouping sets
SELECT kind, answer, count(*) FROM journal GROUP BY GROUPING SETS ((kind), (kind, answer), ())

-- columns
SELECT max(COLUMNS('hrv|rhr')), min(COLUMNS(* EXCLUDE (note))) FROM nights

-- dates
SELECT strftime(night, '%Y-%m'), isodow(night), week(night), extract(year FROM night), time_bucket(INTERVAL '7 days', night) FROM
nights

-- time zone
SELECT slept AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin', date_diff('minute', slept, slept + INTERVAL 8 HOUR) FROM nights
LIMIT 1

-- text
SELECT kind.upper(), string_agg(answer, ', ' ORDER BY day), bool_or(kind ILIKE '%alc%') FROM journal GROUP BY kind

-- best and worst
SELECT arg_max(night, hrv), arg_min(night, hrv), mode(round(hrv)), histogram(floor(hrv / 10) * 10) FROM nights

-- ranks
SELECT night, percent_rank() OVER w, ntile(4) OVER w, first_value(hrv IGNORE NULLS) OVER w FROM nights WINDOW w AS (ORDER BY hrv)
"""
"""Each with its name in a comment before it, as a model would write it."""


def _tables(count: int) -> dict[str, Table]:
    """`count` nights with hrv 40, 41 … 69, 40 …, every tenth missing; days and journal beside them."""
    dates = [FIRST + timedelta(days=i) for i in range(count)]
    slept = [datetime(2026, 1, 1, 22, tzinfo=timezone(timedelta(hours=2))) + timedelta(days=i) for i in range(count)]
    nights = [(d, s, None if i % 10 == 9 else 40.0 + i % 30, 50.0 + i % 7, None) for i, (d, s) in enumerate(zip(dates, slept, strict=True))]
    return {
        "nights": Table(
            (("night", "DATE", ""), ("slept", "TIMESTAMP", ""), ("hrv", "DOUBLE", "ms"), ("rhr", "DOUBLE", "bpm"), ("note", "VARCHAR", "")),
            nights,
        ),
        "days": Table(
            (("day", "DATE", ""), ("strain", "DOUBLE", ""), ("rest", "BOOLEAN", "")),
            [(d, 5.0 + i % 11, i % 2 == 0) for i, d in enumerate(dates)],
        ),
        "journal": Table(
            (("day", "DATE", ""), ("kind", "VARCHAR", ""), ("answer", "VARCHAR", "")),
            [(d, ("alcohol", "illness")[i % 2], ("yes", "no")[i // 2 % 2]) for i, d in enumerate(dates)],
        ),
        "empty": Table((("day", "DATE", ""), ("value", "DOUBLE", "")), []),
    }


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(_tables(60)) as standing:
        yield standing


# ------------------------------------------------------------------ answers


@pytest.mark.parametrize("sql", LEGITIMATE.strip().split("\n\n"), ids=lambda sql: sql.partition("\n")[0])
def test_a_legitimate_question_is_answered(sandbox: Sandbox, sql: str):
    result = sandbox.query(sql)
    assert result.columns
    assert result.rows


def test_numbers_are_those_of_the_rows(sandbox: Sandbox):
    # 60 nights: twice 40 … 69 without 49, 59, 69; the sum is 2 * (30 * 54.5 - 177) over 54 nights
    result = sandbox.query("SELECT count(*), count(hrv), sum(hrv), max(night) FROM nights")
    assert result.rows == ((60, 54, 2916.0, "2026-03-01"),)
    assert result.truncated is False


def test_every_kind_of_value_comes_as_json_has_it(sandbox: Sandbox):
    sql = """SELECT night, slept, hrv, note, 'nan'::DOUBLE, 'inf'::FLOAT, 1.25::DECIMAL(9, 2), true, [1.5, NULL], {'a': DATE '2026-01-02'},
             INTERVAL 90 MINUTE, TIME '07:30', sum(7) OVER (), MAP {'k': 1}, 'é' FROM nights ORDER BY night LIMIT 1"""
    row = sandbox.query(sql).rows[0]
    # 22:00 at +02:00 is 20:00 in UTC, which is how a TIMESTAMP of the snapshot stands
    expected = ("2026-01-01", "2026-01-01T20:00:00", 40.0, None, None, None, 1.25, True, [1.5, None], {"a": "2026-01-02"})
    assert row[:10] == expected
    assert row[10:] == ("1:30:00", "07:30:00", 420, {"k": 1}, "é")
    json.dumps(row, allow_nan=False)


def test_not_a_number_in_the_tables_is_missing():
    table = Table((("x", "DOUBLE", ""),), [(1.0,), (math.nan,), (math.inf,)])
    with Sandbox({"t": table}) as sandbox:
        assert sandbox.query("SELECT count(x), count(*) FROM t").rows == ((1, 3),)


def test_an_empty_table_can_be_asked(sandbox: Sandbox):
    assert sandbox.query("SELECT count(*), max(value) FROM empty").rows == ((0, None),)


def test_a_long_result_is_cut_and_says_so(sandbox: Sandbox):
    many = sandbox.query("SELECT i FROM range(1000) AS t(i)")
    assert (len(many.rows), many.truncated) == (200, True)
    exact = sandbox.query("SELECT i FROM range(200) AS t(i)")
    assert (len(exact.rows), exact.truncated) == (200, False)
    wide = sandbox.query("SELECT repeat('x', 1000) FROM range(1000)")
    assert wide.truncated
    assert len(json.dumps(wide.rows)) <= 65_536


def test_a_single_row_too_large_is_refused(sandbox: Sandbox):
    with pytest.raises(ToolRetry, match="65,536 bytes"):
        sandbox.query("SELECT repeat('x', 70000)")


def test_an_error_helps_and_names_no_path(sandbox: Sandbox):
    with pytest.raises(ToolRetry, match="hrv") as wrong:
        sandbox.query("SELECT hrvv FROM nights")
    assert "hrvv" in str(wrong.value)
    with pytest.raises(ToolRetry) as leaking:
        sandbox.query("SELECT error_of FROM nights WHERE night = '/home/someone/secret.txt'")
    assert "/home" not in str(leaking.value)


def test_threads_get_their_own_answers(sandbox: Sandbox):
    answers: dict[int, object] = {}

    def ask(number: int) -> None:
        answers[number] = sandbox.query(f"SELECT {number}").rows[0][0]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: number for number in range(16)}


# ------------------------------------------------------------------ speed


def test_start_with_two_thousand_nights_is_quick_and_does_not_block(capsys: pytest.CaptureFixture[str]):
    blocked, first, warm = [], [], []
    for _ in range(3):
        began = time.perf_counter()
        with Sandbox(_tables(2000)) as sandbox:
            sandbox.start()
            blocked.append(time.perf_counter() - began)
            assert sandbox.query("SELECT count(*) FROM nights").rows == ((2000,),)
            first.append(time.perf_counter() - began)
            warm.extend(_timed(sandbox, "SELECT night, hrv FROM nights ORDER BY night DESC LIMIT 14") for _ in range(50))
    p50, p95 = statistics.median(warm), statistics.quantiles(warm, n=20)[-1]
    times = {"start()": min(blocked), "first answer": min(first), "warm p50": p50, "warm p95": p95}
    with capsys.disabled():
        print("\nsandbox:", ", ".join(f"{name} {seconds * 1e3:.1f} ms" for name, seconds in times.items()))  # noqa: T201 - a figure to read
    assert min(blocked) < 0.2
    assert min(first) < 1.0
    assert p50 < 0.05


def _timed(sandbox: Sandbox, sql: str) -> float:
    began = time.perf_counter()
    sandbox.query(sql)
    return time.perf_counter() - began
