"""The gate: which texts are one reading statement over the snapshot's tables, and what is said of the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.database import memory_connection
from core.errors import ToolRetry
from core.sql_gate import MAX_CHARACTERS, check
from core.sql_words import CLAUSES, CLOCK_OR_CHANCE, FUNCTIONS, NAMES, TABLE_FUNCTIONS

TABLES = ("nights", "days", "journal")

READING = {
    "plain": "SELECT night FROM nights",
    "any case": "select NIGHT from Nights",
    "from first": "FROM nights SELECT night WHERE hrv > 50",
    "nothing but from": "FROM nights",
    "values": "VALUES (1, 'a'), (2, 'b')",
    "in parentheses": "(SELECT 1)",
    "cte": "WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a) SELECT * FROM b",
    "cte before a union": "WITH a AS (SELECT 1) SELECT * FROM a UNION ALL SELECT * FROM a",
    "cte in sight of a subquery": "WITH a AS (SELECT 1 AS x) SELECT * FROM nights WHERE hrv > (SELECT max(x) FROM a)",
    "cte with the name of a table": "WITH nights AS (SELECT * FROM nights WHERE hrv > 50) SELECT * FROM nights",
    "window": "SELECT avg(hrv) OVER (ORDER BY night ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM nights",
    "qualify": "SELECT * FROM nights QUALIFY row_number() OVER (PARTITION BY month(night) ORDER BY hrv) = 1",
    "join on a function": "SELECT 1 FROM nights n JOIN journal j ON starts_with(j.kind, 'a')",
    "join on two conditions": "SELECT 1 FROM nights n JOIN days d ON d.day = n.night AND d.strain > 3",
    "range in capitals": "SELECT * FROM RANGE(3)",
    "range": "SELECT i FROM range(3) AS t(i)",
    "generate_series beside a table": "SELECT * FROM nights, generate_series(1, 3)",
    "unnest": "SELECT * FROM unnest([1, 2, 3]) AS u(x)",
    "lateral": "SELECT * FROM nights n, LATERAL (SELECT * FROM days d WHERE d.day < n.night LIMIT 1)",
    "pivot with values": "PIVOT journal ON kind IN ('alcohol', 'illness') USING count(*)",
    "pivot after from": "SELECT * FROM journal PIVOT (count(*) FOR kind IN ('alcohol', 'illness'))",
    "unpivot": "UNPIVOT nights ON hrv, rhr INTO NAME target VALUE value",
    "method": "SELECT kind.upper() FROM journal",
    "lambda": "SELECT list_transform([1, 2], lambda x: x + 1)",
    "lambda with an arrow": "SELECT list_filter([1, 2], x -> x > 1)",
    "list comprehension": "SELECT [x * 2 FOR x IN [1, 2] IF x > 1]",
    "columns": "SELECT avg(COLUMNS('hrv|rhr')) FROM nights",
    "exclude and replace": "SELECT * EXCLUDE (rhr) REPLACE (round(hrv) AS hrv) FROM nights",
    "age between two": "SELECT age(TIMESTAMP '2026-01-02', TIMESTAMP '2026-01-01')",
    "semicolon in a string": "SELECT ';' AS x -- ; here, too",
}


@pytest.mark.parametrize("sql", READING.values(), ids=READING.keys())
def test_a_reading_statement_passes_as_it_was_written(sql: str):
    assert check(sql, TABLES) == sql


@pytest.mark.parametrize("end", [";", " ; ", ";;", "; -- thanks"])
def test_a_closing_semicolon_is_dropped(end: str):
    assert check("SELECT 1" + end, TABLES).strip() == "SELECT 1"


REFUSED = {
    "empty": ("", "empty"),
    "only a comment": ("-- SELECT 1", "empty"),
    "two statements": ("SELECT 1; SELECT 2", "only one statement"),
    "insert": ("INSERT INTO nights VALUES (1)", "found 'INSERT'"),
    "copy": ("COPY nights TO 'x.csv'", "found 'COPY'"),
    "set": ("SET threads = 8", "found 'SET'"),
    "pragma": ("PRAGMA database_list", "found 'PRAGMA'"),
    "describe": ("DESCRIBE nights", "found 'DESCRIBE'"),
    "explain": ("EXPLAIN SELECT 1", "found 'EXPLAIN'"),
    "call": ("CALL duckdb_settings()", "found 'CALL'"),
    "cte that deletes": ("WITH x AS (DELETE FROM nights RETURNING *) SELECT * FROM x", "DELETE is not allowed"),
    "cte that inserts": ("WITH x AS (INSERT INTO nights SELECT 1 RETURNING *) SELECT 1", "INSERT is not allowed"),
    "cte that updates, deep inside": (
        "SELECT * FROM (WITH x AS (UPDATE nights SET hrv = 1 RETURNING *) SELECT * FROM x)",
        "UPDATE is not allowed",
    ),
    "insert after a cte": ("WITH x AS (SELECT 1) INSERT INTO nights SELECT * FROM x", "found INSERT"),
    "select into": ("SELECT * INTO copy FROM nights", "INTO is not allowed"),
    "for update": ("SELECT * FROM nights FOR UPDATE", "LOCK is not allowed"),
    "describe as a table": ("FROM (DESCRIBE nights)", "DESCRIBE is not allowed"),
    "show as a table": ("SELECT * FROM (SHOW TABLES)", "not 'show'"),
    "unknown table": ("SELECT * FROM secrets", "not 'secrets'; there are days, journal, nights"),
    "schema": ("SELECT * FROM main.nights", "without a schema"),
    "catalog": ("SELECT * FROM system.information_schema.tables", "without a schema"),
    "system view": ("SELECT * FROM duckdb_tables", "not 'duckdb_tables'"),
    "time travel": ("SELECT * FROM nights AT (VERSION => 1)", "names of tables"),
    "reading function": ("SELECT * FROM read_csv('x')", "the function 'read_csv' may not stand in FROM"),
    "reading function with a schema": ("SELECT * FROM system.main.read_text('x')", "without a schema"),
    "lateral reading function": ("SELECT * FROM nights n, LATERAL read_text('x')", "the function 'read_text' may not stand in FROM"),
    "query as a function": ("FROM query('SELECT 1')", "the function 'query' may not stand in FROM"),
    "scalar function as a table": ("SELECT * FROM repeat('x', 9)", "the function 'repeat' may not stand in FROM"),
    "macro as a table": ("SELECT * FROM histogram('nights', 'hrv')", "the function 'histogram' may not stand in FROM"),
    "pointer": ("SELECT * FROM pandas_scan(1234)", "the function 'pandas_scan' may not stand in FROM"),
    "environment": ("SELECT getenv('HOME')", "the function 'getenv' is not allowed"),
    "settings": ("SELECT current_setting('threads')", "the function 'current_setting' is not allowed"),
    "function with a schema": ("SELECT system.main.getenv('HOME')", "the function 'getenv' is not allowed"),
    "function as a method": ("SELECT 'HOME'.getenv()", "the function 'getenv' is not allowed"),
    "function inside a lambda": ("SELECT list_transform(['a'], lambda x: getenv(x))", "the function 'getenv' is not allowed"),
    "serialised statement": ("SELECT json_execute_serialized_sql('x')", "is not allowed"),
    "sleep": ("SELECT sleep_ms(100000)", "the function 'sleep_ms' is not allowed"),
    "recursion": ("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r", "RECURSIVE is not allowed"),
    "parameter": ("SELECT $1", "PLACEHOLDER is not allowed"),
    "type of one's own": ("SELECT 'nights'::regclass", "built-in types"),
    "pivot over unknown values": ("PIVOT journal ON kind USING count(*)", "must name its values"),
    "clock": ("SELECT current_date", "clock or chance"),
    "clock by another name": ("SELECT ago(INTERVAL 1 DAY)", "clock or chance"),
    "clock hidden in age": ("SELECT age(TIMESTAMP '2026-01-01')", "clock or chance"),
    "chance": ("SELECT random()", "clock or chance"),
    "sample": ("SELECT * FROM nights USING SAMPLE 10", "clock or chance"),
    "syntax": ("SELECT FROM WHERE", "cannot be read"),
    "open string": ("SELECT 'abc", "not closed"),
    "open comment": ("SELECT 1 /* abc", "cannot be read"),
    "null character": ("SELECT 1\x00", "control characters"),
    "half a character": ("SELECT '\ud800'", "broken Unicode"),
    "too long": ("SELECT " + "1 + " * MAX_CHARACTERS + "1", "8,000 characters"),
    "too deep": ("SELECT " + "(" * 3000 + "1" + ")" * 3000, "nested too deeply"),
}


@pytest.mark.parametrize(("sql", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_anything_else_is_refused_with_what_was_found(sql: str, words: str):
    with pytest.raises(ToolRetry, match=re.escape(words)):
        check(sql, TABLES)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) JOIN a ON true",  # outside of where it is defined
        "WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a",  # before it is defined
        "WITH a AS (SELECT * FROM a) SELECT 1",  # in its own definition
    ],
)
def test_a_cte_out_of_sight_is_no_table(sql: str):
    with pytest.raises(ToolRetry, match="FROM takes tables"):
        check(sql, TABLES)


@pytest.mark.parametrize("name", ["/etc/passwd", "../secret.csv", "s3://bucket/x", "C:\\x.csv"])
@pytest.mark.parametrize("sql", ["SELECT * FROM '{}'", 'SELECT * FROM "{}"', 'SELECT "{}"(1)', 'SELECT * FROM "{}"(1)', "'{}' SELECT 1"])
def test_a_refusal_does_not_repeat_a_path(name: str, sql: str):
    with pytest.raises(ToolRetry) as refusal:
        check(sql.format(name), TABLES)
    assert name not in str(refusal.value)


def test_every_allowed_name_is_a_function_that_duckdb_has():
    connection = memory_connection({"threads": "1"})
    try:
        rows = connection.execute("SELECT DISTINCT function_name, function_type FROM duckdb_functions()").fetchall()
    finally:
        connection.close()
    scalars = {name for name, kind in rows if kind in {"scalar", "aggregate", "macro"}} | {"ifnull", "unnest"}
    assert NAMES - scalars == set()
    assert TABLE_FUNCTIONS - {name for name, kind in rows if kind == "table"} == set()


def test_every_allowed_name_passes_with_some_number_of_arguments():
    def passes(name: str, arguments: str) -> bool:
        try:
            return bool(check(f"SELECT {name}({arguments}) FROM nights", TABLES))
        except ToolRetry:
            return False

    tried = ("", "hrv", "hrv, 2", "hrv, 2, 3", "hrv, x -> x")
    assert [name for name in sorted(NAMES) if not any(passes(name, arguments) for arguments in tried)] == []


def test_every_allowed_class_is_one_that_sqlglot_has():
    from sqlglot import exp

    classes = CLAUSES | FUNCTIONS | {name for name in CLOCK_OR_CHANCE if name[0].isupper()}
    assert {name for name in classes if not hasattr(exp, name)} == set()


def test_no_allowed_name_reads_changes_waits_or_asks_about_the_machine():
    suspicious = re.compile(
        r"read|write|glob|scan|file|query|sql|env|setting|variable|secret|pragma|duckdb|^pg_|sleep|nextval|setval|current_|user|version|random|uuid|now"
    )
    assert {name for name in NAMES if suspicious.search(name)} == set()


def test_what_changes_anything_is_not_among_the_allowed_clauses():
    writing = {
        "Insert",
        "Update",
        "Delete",
        "Merge",
        "Create",
        "Drop",
        "Alter",
        "Copy",
        "Set",
        "Pragma",
        "Attach",
        "Detach",
        "Command",
        "Into",
        "Use",
    }
    assert writing & (CLAUSES | FUNCTIONS) == set()


FRAGMENTS = r"""
    SELECT FROM WHERE WITH AS ( ) , * ; ' " [ ] { } : -> := :: . 1 'x' nights days hrv read_csv query unnest range LATERAL PIVOT ON IN
    USING UNION ALL DELETE RETURNING INSERT INTO COPY TO SET x RECURSIVE lambda CASE WHEN THEN END OVER FILTER VALUES /* */ -- $$
    e'\x00' ? $1 @ # % MATERIALIZED TABLE SHOW DESCRIBE SUMMARIZE AT VERSION JOIN SAMPLE
"""
WORDS = st.sampled_from(re.findall(r"\S+", FRAGMENTS))


@settings(max_examples=200)
@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=60))
def test_whatever_is_written_the_gate_answers_or_refuses(text: str):
    try:
        statement = check(text, TABLES)
    except ToolRetry:
        return
    assert statement in text


@pytest.fixture(scope="module")
def duckdb_reads() -> Iterator[Callable[[str], set[str]]]:
    """By DuckDB's own parser: the kinds of statement and the table functions in a text; nothing where it cannot read it."""
    connection = memory_connection({"threads": "1"})

    def read(sql: str) -> set[str]:
        parse = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()[0]
        functions = re.findall(r'"type":"TABLE_FUNCTION".*?"function_name":"(\w+)"', parse)
        return {*re.findall(r'"(\w+_NODE|SHOW_REF)"', parse), *functions} - {"SELECT_NODE", "SET_OPERATION_NODE"}

    yield read
    connection.close()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(READING.values())), st.integers(0, 120), st.lists(WORDS, min_size=1, max_size=4).map(" ".join))
def test_what_passes_is_reading_by_the_parser_of_duckdb_too(duckdb_reads: Callable[[str], set[str]], sql: str, place: int, words: str):
    try:
        statement = check(f"{sql[:place]} {words} {sql[place:]}", TABLES)
    except ToolRetry:
        return
    assert duckdb_reads(statement) <= TABLE_FUNCTIONS
