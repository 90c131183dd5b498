"""The tool for SQL: what the model reads before, and what it gets back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from core.errors import ToolRetry
from core.sandbox import Sandbox
from core.snapshot import Snapshot
from core.views import VIEWS, Table
from tools.query_data import description, query_data, schema_words

TABLES = {
    "nights": Table(
        (("night", "DATE", "date on which it ended"), ("hrv_rmssd_ms", "DOUBLE", "")),
        [(date(2026, 1, 1), 50.0), (date(2026, 1, 2), None)],
    ),
    "days": Table((("day", "DATE", "the waking day"),), [(date(2026, 1, 1),)]),
}


@dataclass
class Context:
    """As much of the tool context as the tool needs."""

    sandbox: Sandbox


@pytest.fixture(scope="module")
def context() -> Iterator[Context]:
    with Sandbox(TABLES) as sandbox:
        yield Context(sandbox)


def test_rows_come_with_their_columns(context: Context):
    answer = query_data(context, "SELECT night, hrv_rmssd_ms FROM nights ORDER BY night")
    assert answer == {"columns": ["night", "hrv_rmssd_ms"], "rows": [["2026-01-01", 50.0], ["2026-01-02", None]], "truncated": False}


def test_the_same_question_gives_the_same_bytes(context: Context):
    first, second = (json.dumps(query_data(context, "SELECT avg(hrv_rmssd_ms) FROM nights")) for _ in range(2))
    assert first == second


def test_a_cut_result_says_so(context: Context):
    answer = query_data(context, "SELECT i FROM range(500) AS t(i)")
    assert answer["truncated"] is True
    assert str(answer["note"]).startswith("cut after 200 rows")


def test_what_is_refused_tells_the_model_what_to_change(context: Context):
    with pytest.raises(ToolRetry, match="there are days, nights"):
        query_data(context, "SELECT * FROM accounts")


def test_the_schema_words_name_every_table_column_type_and_meaning():
    assert schema_words(TABLES) == (
        "nights (2 rows)\n  night DATE: date on which it ended\n  hrv_rmssd_ms DOUBLE\n\ndays (1 row)\n  day DATE: the waking day"
    )


def test_the_description_is_the_docstring_and_the_schema():
    words = description(TABLES)
    assert words.startswith("Rows of one DuckDB SELECT")
    assert words.endswith(schema_words(TABLES))


def test_every_view_of_a_snapshot_can_be_asked():
    empty = Snapshot("ann", *_nothing())
    with Sandbox(empty.tables()) as sandbox:
        for name in empty.tables():
            assert sandbox.query(f"SELECT count(*) FROM {name}").rows == ((0,),)
    assert set(VIEWS) <= set(empty.tables())
