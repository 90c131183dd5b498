"""SQL over the person's own data: the agent's way to anything that no other tool was made for.

The layers that keep it harmless stand in `core.sandbox`; here are only the words for the model and the shape of the answer.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from core.sandbox import Sandbox
    from core.views import Table


class HasSandbox(Protocol):
    """As much of the tool context as this tool needs."""

    @property
    def sandbox(self) -> Sandbox:
        """The snapshot's tables, to be asked in SQL."""
        ...


def query_data(context: HasSandbox, sql: str) -> dict[str, object]:
    """Rows of one DuckDB SELECT over this person's data, as it was known at this evening.

    Use it for any number that no other tool gives: averages, trends, comparisons of nights with and without an event, correlations.
    CTEs, windows, QUALIFY, FILTER, quantile_cont, corr, regr_slope, list functions and PIVOT … IN work; only reading works.
    Start from the data, not from the clock: (SELECT max(night) FROM nights) is the newest night, now() and current_date are refused.
    A journal answer of a day bears on the night dated one day later: JOIN nights ON nights.night = journal.day + 1.
    At most 200 rows come back, so aggregate where you can. Dates come as ISO text, missing values as null.

    Args:
        sql: one SELECT statement over the tables below.
    """
    result = context.sandbox.query(sql)
    answer: dict[str, object] = {"columns": list(result.columns), "rows": [list(row) for row in result.rows], "truncated": result.truncated}
    if result.truncated:
        answer["note"] = f"cut after {len(result.rows)} rows: more rows than a result may have; aggregate, or narrow with WHERE"
    return answer


def description(tables: Mapping[str, Table]) -> str:
    """What the model reads about this tool: the function's own words, then the tables it may ask."""
    return f"{inspect.getdoc(query_data)}\n\n{schema_words(tables)}"


def schema_words(tables: Mapping[str, Table]) -> str:
    """The tables with their columns, types and meanings, one table to a paragraph, one column to a line."""
    return "\n\n".join(_table_words(name, table) for name, table in tables.items())


def _table_words(name: str, table: Table) -> str:
    count = len(table.rows)
    heading = f"{name} ({count:,} row{'' if count == 1 else 's'})"
    return "\n".join([heading, *(_column_words(*column) for column in table.columns)])


def _column_words(name: str, kind: str, meaning: str) -> str:
    return f"  {name} {kind}" + (f": {meaning}" if meaning else "")
