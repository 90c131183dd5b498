"""Mutated SQL against the sandbox: harmless queries with harmful parts put in where a parser would take them."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import ToolRetry
from core.sandbox import Limits, QueryResult, Sandbox
from core.views import Table

CANARY = "kingfisher"
LIMITS = Limits(seconds=0.4)
SLACK_SECONDS = 2.0
"""Two busy cores, and a child that has to be killed and replaced."""
TABLES = {
    "daily": Table((("day", "DATE", ""), ("hrv", "DOUBLE", "")), [(f"2026-01-{i:02}", 50.0 + i) for i in range(1, 21)]),
    "forecasts": Table((("id", "INTEGER", ""), ("hrv", "DOUBLE", "")), [(1, 61.5), (2, 62.5)]),
}

HARMLESS = (
    "SELECT day, hrv FROM daily ORDER BY day DESC LIMIT 3",
    "WITH a AS (SELECT avg(hrv) AS m FROM daily) SELECT hrv - m FROM daily, a",
    "SELECT f.id, count(*) FROM daily JOIN forecasts AS f ON daily.hrv > f.hrv GROUP BY ALL HAVING count(*) > 1",
    "FROM daily SELECT median(hrv) OVER (ORDER BY day ROWS 3 PRECEDING) QUALIFY row_number() OVER () = 1",
    "SELECT list_transform(list(hrv), lambda x: x + 1), CASE WHEN max(day) IS NULL THEN 'a' ELSE 'b' END FROM daily",
    "SELECT * FROM range(3) AS t(i), unnest([1, 2]) AS u(x) WHERE i IN (SELECT id FROM forecasts)",
    "SELECT day, strftime(day, '%Y-%m'), upper('x') FROM daily UNION ALL SELECT NULL, 'x', 'y'",
    "PIVOT forecasts ON id IN (1, 2) USING sum(hrv)",
)
EXPRESSIONS = (
    *("hrv", "1", "'x'", "day", "*", "(SELECT 1)", "(SELECT max(hrv) FROM daily)", "count(*)", "[1, 2]", "{{'a': 1}}", "NULL", "x -> x"),
    *(
        "getenv('HOME')",
        "current_setting('threads')",
        "read_text('{folder}/secret.txt')",
        "(SELECT content FROM read_text('{folder}/secret.txt'))",
    ),
    *(
        "now()",
        "random()",
        "sleep_ms(9000)",
        "nextval('s')",
        "query('SELECT 1')",
        "'{folder}/secret.txt'",
        "write_log('x')",
        "$1",
        "?",
        "#1",
    ),
    *(
        "repeat('x', 900000000)",
        "list(range(900000000))",
        "'HOME'.getenv()",
        "json_serialize_sql('SELECT 1')",
        "daily",
        "version()",
        "e'\\x41'",
    ),
)
SOURCES = (
    *(
        "daily",
        "forecasts",
        "range(5)",
        "(SELECT 1 AS hrv)",
        "(FROM daily)",
        "(VALUES (1, 2)) AS v(id, hrv)",
        "unnest([1])",
        "range(90000000)",
    ),
    *(
        "read_text('{folder}/secret.txt')",
        "'{folder}/secret.csv'",
        '"{folder}/secret.csv"',
        "glob('{folder}/*')",
        "read_csv('{folder}/secret.csv')",
    ),
    *("query('FROM daily')", "query_table('daily')", "duckdb_settings()", "information_schema.tables", "sqlite_master", "(DESCRIBE daily)"),
    *(
        "(DELETE FROM daily RETURNING *)",
        "(UPDATE daily SET hrv = 0 RETURNING *)",
        "daily AT (VERSION => 1)",
        "main.daily",
        "daily TABLESAMPLE 10%",
    ),
    *("(SHOW ALL TABLES)", "(SUMMARIZE daily)", "pandas_scan(1)", "LATERAL read_text('{folder}/secret.txt')", "repeat('x', 9)"),
)
WRAPPINGS = (
    *(
        "SELECT * FROM ({sql})",
        "WITH w AS ({sql}) SELECT * FROM w",
        "({sql})",
        "{sql} UNION ALL {sql}",
        "SELECT ({sql} LIMIT 1)",
        "{sql};",
        "{sql} -- end",
    ),
    *(
        "EXPLAIN ANALYZE {sql}",
        "COPY ({sql}) TO '{folder}/new.csv'",
        "CREATE TABLE new AS {sql}",
        "PREPARE p AS {sql}",
        "{sql}; DROP TABLE daily",
    ),
    *(
        "WITH w AS MATERIALIZED ({sql}) FROM w",
        "SELECT 1 WHERE EXISTS ({sql})",
        "INSERT INTO forecasts {sql}",
        "DESCRIBE {sql}",
        "SELECT [({sql})]",
    ),
    *(
        "WITH w AS ({sql}) DELETE FROM daily",
        "WITH w AS (DELETE FROM daily RETURNING *) {sql}",
        "WITH RECURSIVE w AS ({sql}) FROM w",
        "/* {sql}",
    ),
)
SOURCE_PLACE = re.compile(r"\b(?:daily|forecasts)\b")
EXPRESSION_PLACE = re.compile(r"\b(?:hrv|day|id|x|i|1|avg\(hrv\)|count\(\*\)|median\(hrv\))\b|\*")

Edit = Callable[[str], str]


def _replaced(place: re.Pattern[str], index: int, part: str) -> Edit:
    """Puts `part` where the pattern is found for the (index modulo finds)-th time."""

    def edit(sql: str) -> str:
        found = list(place.finditer(sql))
        if not found:
            return sql
        match = found[index % len(found)]
        return sql[: match.start()] + part + sql[match.end() :]

    return edit


def _wrapped(wrapping: str) -> Edit:
    return lambda sql: wrapping.replace("{sql}", sql)


NUMBERS = st.integers(0, 5)
EDITS = st.lists(
    st.builds(_replaced, st.just(SOURCE_PLACE), NUMBERS, st.sampled_from(SOURCES))
    | st.builds(_replaced, st.just(EXPRESSION_PLACE), NUMBERS, st.sampled_from(EXPRESSIONS))
    | st.builds(_wrapped, st.sampled_from(WRAPPINGS)),
    min_size=1,
    max_size=3,
)


def _mutated(sql: str, edits: list[Edit]) -> str:
    for edit in edits:
        sql = edit(sql)
    return sql


MUTATIONS = st.builds(_mutated, st.sampled_from(HARMLESS), EDITS)
HEALTH = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("outside")
    (made / "secret.txt").write_text(CANARY)
    (made / "secret.csv").write_text(f"word\n{CANARY}\n")
    return made


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(TABLES, LIMITS) as standing:
        yield standing


@pytest.fixture(scope="module")
def fates() -> Iterator[Counter[str]]:
    """How the mutations of this module ended; a fuzz of which nothing passes the gate would prove nothing."""
    counted: Counter[str] = Counter()
    yield counted
    assert counted["answered"] > counted.total() / 20
    assert counted["refused by the gate"] > counted.total() / 20


def _run(ask: Callable[[str], QueryResult], sql: str) -> tuple[str, str]:
    """How it ended, and all that came back."""
    began = time.perf_counter()
    try:
        ended, answer = "answered", repr(ask(sql))
    except ToolRetry as refusal:
        answer = str(refusal)
        ended = "refused by the child" if "the query was" in answer else "refused by the gate"
    assert time.perf_counter() - began < LIMITS.seconds + SLACK_SECONDS
    return ended, answer


def _assert_harmless(sandbox: Sandbox, folder: Path, ask: Callable[[str], QueryResult], sql: str) -> str:
    ended, answer = _run(ask, sql.replace("{{", "{").replace("}}", "}").replace("{folder}", str(folder)))
    assert CANARY not in answer
    assert sorted(path.name for path in folder.iterdir()) == ["secret.csv", "secret.txt"]
    # 20 days from 51 on: 20 * 60.5
    assert sandbox._standing().ask("SELECT sum(hrv), count(*) FROM daily").rows == ((1210.0, 20),)
    return ended


@settings(max_examples=200, suppress_health_check=HEALTH)
@given(sql=MUTATIONS)
def test_no_mutation_succeeds(sandbox: Sandbox, folder: Path, fates: Counter[str], sql: str):
    fates[_assert_harmless(sandbox, folder, sandbox.query, sql)] += 1


@settings(max_examples=100, suppress_health_check=HEALTH)
@given(sql=MUTATIONS)
def test_no_mutation_succeeds_against_the_child_alone(sandbox: Sandbox, folder: Path, sql: str):
    _assert_harmless(sandbox, folder, lambda statement: sandbox._standing().ask(statement), sql)


@pytest.mark.prove
@settings(max_examples=3000, suppress_health_check=HEALTH)
@given(sql=MUTATIONS)
def test_none_of_three_thousand_mutations_succeeds(sandbox: Sandbox, folder: Path, fates: Counter[str], sql: str):
    fates[_assert_harmless(sandbox, folder, sandbox.query, sql)] += 1


@pytest.mark.prove
@settings(max_examples=3000, suppress_health_check=HEALTH)
@given(sql=MUTATIONS)
def test_none_of_three_thousand_mutations_succeeds_against_the_child_alone(sandbox: Sandbox, folder: Path, sql: str):
    _assert_harmless(sandbox, folder, lambda statement: sandbox._standing().ask(statement), sql)
