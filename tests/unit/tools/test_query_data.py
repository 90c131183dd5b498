"""The tool for SQL: what the model reads before, and what it gets back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from core.errors import ToolRetry
from core.sandbox import Sandbox
from core.views import Table
from tools.query_data import query_data, schema_words

TABLES = {
    "nights": Table(
        (("night", "DATE", "date on which it ended"), ("hrv_rmssd_ms", "DOUBLE", ""), ("resting_hr_bpm", "DOUBLE", "in sleep")),
        [(date(2026, 1, 1), 50.0, 55.0), (date(2026, 1, 2), None, 57.0)],
    ),
    "journal": Table((("quote", "VARCHAR", ""),), [("two\nglasses\x1b[31m",), ("x" * 601,)]),
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
    first, second = (json.dumps(query_data(context, "SELECT avg(resting_hr_bpm) FROM nights")) for _ in range(2))
    assert first == second


def test_a_cut_result_says_so(context: Context):
    answer = query_data(context, "SELECT i FROM range(500) AS t(i)")
    assert len(answer["rows"]) == 200
    assert answer["truncated"] is True
    assert "aggregate" in answer["note"]


def test_text_comes_as_one_short_line_also_within_lists(context: Context):
    answer = query_data(context, "SELECT list(quote ORDER BY quote) AS \"a\nb\", {'q': min(quote)} FROM journal")
    assert answer["columns"][0] == "a b"
    assert answer["rows"] == [[["two glasses [31m", "x" * 599 + "…"], {"q": "two glasses [31m"}]]


def test_what_is_refused_tells_the_model_what_to_change(context: Context):
    with pytest.raises(ToolRetry, match="there are journal, nights"):
        query_data(context, "SELECT * FROM accounts")


def test_the_schema_words_name_every_table_column_type_and_meaning():
    expected = "nights(night DATE [date on which it ended], hrv_rmssd_ms, resting_hr_bpm [in sleep])\njournal(quote VARCHAR)"
    assert schema_words(TABLES) == "Tables (columns are DOUBLE where no type stands):\n" + expected


def test_every_view_of_a_snapshot_can_be_asked(context_of):
    tables = context_of().snapshot.tables()
    with Sandbox(tables) as sandbox:
        counts = {name: sandbox.query(f"SELECT count(*) FROM {name}").rows[0][0] for name in tables}
    assert counts == {name: len(table.rows) for name, table in tables.items()}
    assert counts["nights"] == 30
