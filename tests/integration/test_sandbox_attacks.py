"""Attacks on the SQL tool: the suite's own of every family, and those of the shared data where it lies beside the project.

Every statement runs three times: through gate and child, against the child alone, and against DuckDB locked as in the child but without the
kernel's limits and without the look at the parse. A canary lies in files that must not be read, and the folder is watched.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.database import memory_connection
from core.errors import ToolRetry
from core.sandbox import Limits, QueryResult, Sandbox
from core.sandbox_lock import set_up
from core.views import Table

CANARY = "kingfisher"
LIMITS = Limits(seconds=0.5)
SLACK_SECONDS = 2.0
"""Two busy cores, and a child that has to be killed and replaced."""
TABLES = {
    "daily": Table((("day", "DATE", ""), ("hrv", "DOUBLE", "")), [(date(2026, 1, 1) + timedelta(days=i), 50.0 + i) for i in range(30)]),
    "forecasts": Table((("id", "INTEGER", ""), ("hrv", "DOUBLE", "")), [(1, 61.5), (2, 62.5)]),
}

FAMILIES: dict[str, tuple[str, ...]] = {
    "read": (
        "SELECT content FROM read_text('{folder}/*.txt')",
        "FROM read_csv_auto('{folder}/secret.csv')",
        "SELECT * FROM read_json_auto('{folder}/s.json')",
        "SELECT * FROM read_ndjson_objects('{folder}/s.json')",
        "SELECT * FROM read_parquet('{folder}/secret.csv')",
        "SELECT * FROM parquet_metadata('{folder}/x')",
        "SELECT * FROM read_duckdb('{folder}/other.duckdb')",
        'SELECT * FROM "{folder}/secret.csv"',
        "SELECT d.hrv, s.* FROM daily d, LATERAL read_text('{folder}/secret.txt') s",
        "SELECT * FROM daily WHERE hrv > (SELECT count(*) FROM read_blob('{folder}/secret.txt'))",
        "WITH f AS (FROM read_text('{folder}/secret.txt')) SELECT * FROM f",
        "SELECT list_transform([1], lambda x: (SELECT content FROM read_text('{folder}/secret.txt')))",
        "ATTACH '{folder}/other.duckdb' (READ_ONLY)",
        "SELECT * FROM query('FROM read_text(''{folder}/secret.txt'')')",
        "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
        "IMPORT DATABASE '{folder}'",
        "COPY daily FROM '{folder}/secret.csv'",
        "PREPARE s AS SELECT * FROM read_text('{folder}/secret.txt')",
        "SELECT 1 /* ; */ ; FROM read_text('{folder}/secret.txt')",
        "SELECT * FROM other.main.t",
        "SELECT*FROM\"read_text\"('{folder}/secret.txt')",
        "SUMMARIZE FROM read_csv('{folder}/secret.csv')",
    ),
    "list": ("SELECT file FROM glob('{folder}/**')", "SELECT count(*) FROM glob('/*')"),
    "env": ("SELECT getenv('PATH')", "SELECT getvariable('HOME')", "SELECT current_setting('home_directory')"),
    "write": (
        "COPY (SELECT 1) TO '{folder}/new.csv'",
        "COPY daily TO '{folder}/new.json' (FORMAT json)",
        "EXPORT DATABASE '{folder}/new' (FORMAT csv)",
        "INSERT INTO daily VALUES (DATE '2030-01-01', 1)",
        "WITH gone AS (DELETE FROM forecasts RETURNING *) SELECT * FROM gone",
        "WITH put AS (UPDATE forecasts SET hrv = 1 RETURNING id) FROM put",
        "MERGE INTO forecasts USING daily ON id = 1 WHEN MATCHED THEN DELETE",
        "TRUNCATE daily",
        "ALTER TABLE daily ADD COLUMN x INTEGER",
        "DROP TABLE IF EXISTS daily CASCADE",
        "EXPLAIN ANALYZE UPDATE forecasts SET hrv = 0",
        "SELECT 1; DELETE FROM forecasts",
        "CREATE OR REPLACE TABLE daily AS SELECT 1 AS x",
        "CREATE VIEW v AS SELECT 1",
        "CHECKPOINT",
        "COMMIT; DELETE FROM forecasts",
        "VACUUM",
    ),
    "shadow": (
        "CREATE TEMP VIEW daily AS SELECT 1 AS hrv",
        "CREATE TEMP MACRO avg(x) AS 0",
        "CREATE OR REPLACE TEMP TABLE forecasts AS SELECT 1 AS id, 2.0 AS hrv",
    ),
    "cfg": (
        "SET GLOBAL enable_external_access = true",
        "SET lock_configuration = false",
        "RESET memory_limit",
        "PRAGMA memory_limit = '64GB'",
        "SET max_execution_time = 0",
        "SET VARIABLE x = 1",
        "SET temp_directory = '{folder}'",
        "PRAGMA enable_logging",
        "CALL enable_logging(storage = 'file', storage_config = {{'path': '{folder}'}})",
        "CREATE PERSISTENT SECRET (TYPE http, BEARER_TOKEN 'x')",
        "USE memory.main",
        "SET search_path = 'information_schema'",
    ),
    "ext": ("INSTALL spatial", "LOAD '{folder}/x.duckdb_extension'", "FORCE INSTALL httpfs FROM 'http://127.0.0.1:9'", "UPDATE EXTENSIONS"),
    "net": (
        "FROM read_csv('http://127.0.0.1:9/x.csv')",
        "FROM 'https://127.0.0.1:9/x.parquet'",
        "ATTACH 'http://127.0.0.1:9/x.db'",
        "CONNECT 'quack:127.0.0.1:9'",
    ),
    "meta": (
        "SELECT write_log('{folder}/new.log')",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM duckdb_databases()",
        "SELECT table_name FROM information_schema.columns",
        "SHOW ALL TABLES",
        "SELECT sql FROM sqlite_master",
        "FROM (DESCRIBE daily)",
        "SELECT current_query(), version()",
        "CALL pragma_version()",
    ),
    "dos": (
        "SELECT count(*) FROM range(3000000) a JOIN range(3000000) b ON a.range + b.range > 1",
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
        "SELECT length(lpad('x', 3000000000, 'ab'))",
        "SELECT array_agg(i) FROM generate_series(1, 3000000000) AS t(i)",
        "SELECT sum(levenshtein(repeat('a', 60000), repeat('b', 60000 + i::INT))) FROM range(100) AS t(i)",
        "SELECT repeat(chr(i::INT % 90 + 33), 5000) FROM range(90000000) AS t(i)",
        "SELECT sleep_ms(60000)",
    ),
}
CHILD_ALONE = ("read", "list", "write", "shadow", "cfg", "ext", "net", "dos")
"""Kinds that must not succeed even where the gate let a statement through."""
DUCKDB_ALONE = ("read", "list", "write", "cfg", "ext", "net")
"""Kinds that must not get outside where DuckDB's own settings are all there is."""


@dataclass(frozen=True)
class Outside:
    """What lies beside the sandbox: a folder with the canary in it."""

    folder: Path

    def contents(self) -> dict[str, bytes]:
        """Every file with its bytes."""
        return {str(path): path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()}

    def statement(self, sql: str) -> str:
        """The statement with this folder in it."""
        return sql.replace("{{", "{").replace("}}", "}").replace("{folder}", str(self.folder))


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Outside:
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret.txt").write_text(CANARY)
    (folder / "secret.csv").write_text(f"word\n{CANARY}\n")
    (folder / "s.json").write_text(json.dumps([{"word": CANARY}]))
    with closing(memory_connection()) as connection:
        connection.execute(f"ATTACH '{folder / 'other.duckdb'}' AS other")
        connection.execute(f"CREATE TABLE other.t AS SELECT '{CANARY}' AS word")
        connection.execute("DETACH other")
    return Outside(folder)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(TABLES, LIMITS) as standing:
        yield standing


Ask = Callable[[str], QueryResult]


def _ungated(sandbox: Sandbox) -> Ask:
    """The child itself, without the gate before it."""
    return lambda sql: sandbox._standing().ask(sql)


def _attack(ask: Ask, sql: str) -> str:
    """Everything that came back, result or refusal."""
    began = time.perf_counter()
    try:
        answer = repr(ask(sql))
    except ToolRetry as refusal:
        answer = str(refusal)
    assert time.perf_counter() - began < LIMITS.seconds + SLACK_SECONDS
    return answer


def _assert_harmless(sandbox: Sandbox, outside: Outside, ask: Ask, sql: str) -> None:
    before = outside.contents()
    answer = _attack(ask, outside.statement(sql))
    assert CANARY not in answer
    assert str(outside.folder) not in answer
    assert outside.contents() == before
    assert _state(sandbox) == EXPECTED_STATE


def _state(sandbox: Sandbox) -> tuple[object, ...]:
    """What no attack may change: rows, tables, and the settings that hold the child."""
    ask = _ungated(sandbox)
    names = "SELECT string_agg(table_name, ',' ORDER BY table_name) FROM information_schema.tables"
    rows = "SELECT count(*), sum(hrv) FROM daily UNION ALL SELECT count(*), sum(hrv) FROM forecasts"
    held = ("enable_external_access", "lock_configuration", "threads", "memory_limit", "max_execution_time", "temp_directory")
    return (ask(names).rows, ask(rows).rows, ask("SELECT " + ", ".join(f"current_setting('{name}')" for name in held)).rows)


# 30 days from 50 on: 30 * 64.5; DuckDB writes 256 MB in MiB
EXPECTED_STATE = ((("daily,forecasts",),), ((30, 1935.0), (2, 124.0)), ((False, True, 1, "244.1 MiB", 450, ""),))


def _own(kinds: tuple[str, ...]) -> list[object]:
    return [pytest.param(sql, id=f"{kind}-{number}") for kind in kinds for number, sql in enumerate(FAMILIES[kind])]


@pytest.mark.parametrize("sql", _own(tuple(FAMILIES)))
def test_no_attack_succeeds(sandbox: Sandbox, outside: Outside, sql: str):
    _assert_harmless(sandbox, outside, sandbox.query, sql)


@pytest.mark.parametrize("sql", _own(tuple(kind for kind in FAMILIES if kind != "dos")))
def test_an_attack_is_refused_by_the_gate_already(sandbox: Sandbox, outside: Outside, sql: str):
    with pytest.raises(ToolRetry) as refusal:
        sandbox.query(outside.statement(sql))
    assert "was not answered" not in str(refusal.value), "this is a refusal of the child, not of the gate"


@pytest.mark.parametrize("sql", _own(CHILD_ALONE))
def test_no_attack_succeeds_against_the_child_alone(sandbox: Sandbox, outside: Outside, sql: str):
    _assert_harmless(sandbox, outside, _ungated(sandbox), sql)


def test_no_attack_succeeds_against_the_locked_database_alone(outside: Outside):
    _assert_database_holds(outside, [sql for kind in DUCKDB_ALONE for sql in FAMILIES[kind]])


def _assert_database_holds(outside: Outside, statements: list[str]) -> None:
    """DuckDB as the child has it, in this process: no kernel's limits, no look at the parse, no read-only transaction."""
    before = outside.contents()
    connection, _ = set_up({"limits": asdict(LIMITS), "tables": {}})
    with closing(connection):
        for sql in statements:
            try:
                answer = repr(connection.execute(outside.statement(sql)).fetchall())
            except Exception as error:  # noqa: BLE001 - DuckDB's own, of many classes
                answer = f"refused: {type(error).__name__}"
            assert CANARY not in answer
            assert outside.folder.name not in answer
        setting = connection.execute("SELECT current_setting('enable_external_access'), current_setting('lock_configuration')").fetchone()
    assert outside.contents() == before
    assert setting == (False, True)


# ------------------------------------------------------------------ the statements of the shared data


@pytest.fixture(scope="module")
def shared_attacks(shared_data: Path) -> list[dict[str, str]]:
    attacks = json.loads((shared_data / "sql_attacks.json").read_text())["attacks"]
    assert len(attacks) == 52
    return attacks


def test_none_of_the_shared_attacks_succeeds(sandbox: Sandbox, outside: Outside, shared_attacks: list[dict[str, str]]):
    for attack in shared_attacks:
        _assert_harmless(sandbox, outside, sandbox.query, attack["sql"])


def test_of_the_shared_attacks_only_those_on_time_and_memory_pass_the_gate(
    sandbox: Sandbox, outside: Outside, shared_attacks: list[dict[str, str]]
):
    for attack in (attack for attack in shared_attacks if attack["kind"] != "dos"):
        with pytest.raises(ToolRetry):
            sandbox.query(outside.statement(attack["sql"]))


def test_none_of_the_shared_attacks_succeeds_against_the_child_alone(
    sandbox: Sandbox, outside: Outside, shared_attacks: list[dict[str, str]]
):
    for attack in (attack for attack in shared_attacks if attack["kind"] in CHILD_ALONE):
        _assert_harmless(sandbox, outside, _ungated(sandbox), attack["sql"])


def test_none_of_the_shared_attacks_succeeds_against_the_locked_database_alone(outside: Outside, shared_attacks: list[dict[str, str]]):
    _assert_database_holds(outside, [attack["sql"] for attack in shared_attacks if attack["kind"] in DUCKDB_ALONE])


@pytest.mark.prove
def test_the_shared_attacks_end_within_the_limits_of_everyday(outside: Outside, shared_attacks: list[dict[str, str]], capsys):
    longest = {}
    with Sandbox(TABLES) as everyday:
        for way, ask in (("gate and child", everyday.query), ("child alone", _ungated(everyday))):
            seconds = [_seconds(ask, outside.statement(attack["sql"])) for attack in shared_attacks]
            longest[way] = max(seconds)
    with capsys.disabled():
        print(f"\nlongest of {len(shared_attacks)} attacks: {', '.join(f'{way} {value:.1f} s' for way, value in longest.items())}")  # noqa: T201
    assert max(longest.values()) < 8


def _seconds(ask: Ask, sql: str) -> float:
    began = time.perf_counter()
    with suppress(ToolRetry):
        ask(sql)
    return time.perf_counter() - began


def test_after_all_attacks_everything_stands_as_before(sandbox: Sandbox, outside: Outside):
    assert _state(sandbox) == EXPECTED_STATE
    assert sorted(path.name for path in outside.folder.iterdir()) == ["other.duckdb", "s.json", "secret.csv", "secret.txt"]
