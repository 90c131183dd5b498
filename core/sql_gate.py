"""The gate before the sandbox: one reading statement, over the snapshot's tables, of parts that are on the allow-list.

The first of two readings. This one, by sqlglot in our own process, tells the model what to change; the second is by
DuckDB's own parser in the child (`core.sandbox_child`), so that where the two readings differ nothing is won. The text runs as
it was written: sqlglot's rewriting is not exact for every DuckDB spelling (list indices from the end, for one).
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from core.errors import ToolRetry
from core.sql_words import CLAUSES, CLOCK_OR_CHANCE, FUNCTIONS, NAMES, TABLE_FUNCTION_CLASSES, TABLE_FUNCTIONS

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.tokenizer_core import Token

MAX_CHARACTERS = 8_000
READING = "one SELECT (also WITH … SELECT, FROM …, VALUES, UNPIVOT, or PIVOT … ON column IN (values))"
_FIRST_WORDS = frozenset({"SELECT", "WITH", "FROM", "VALUES", "PIVOT", "UNPIVOT", "("})


def check(sql: str, tables: Collection[str]) -> str:
    """The statement that may run: `sql` without its closing semicolon.

    Args:
        sql: what the model wrote.
        tables: names of the snapshot's tables.

    Raises:
        ToolRetry: when it is not one reading statement over these tables; the message says what was found and what is allowed.
    """
    statement = _one_statement(_plain_text(sql))
    tree = _parse(statement)
    names = frozenset(name.lower() for name in tables)
    for node in tree.walk():
        _check_node(node, names)
    return statement


def _plain_text(sql: str) -> str:
    if len(sql) > MAX_CHARACTERS:
        raise ToolRetry(f"a query may have {MAX_CHARACTERS:,} characters, this one has {len(sql):,}; shorten it")
    if any((ord(character) < 32 and character not in "\t\n\r") or 0xD800 <= ord(character) <= 0xDFFF for character in sql):
        raise ToolRetry("the query holds control characters or broken Unicode; write it as plain text")
    return sql


def _one_statement(sql: str) -> str:
    """The text up to its closing semicolon; found by tokens, so that a semicolon in a string or comment counts for nothing."""
    tokens = _tokens(sql)
    last = next((index for index, token in enumerate(tokens) if token.text == ";" and token.token_type.name == "SEMICOLON"), len(tokens))
    if any(token.token_type.name != "SEMICOLON" for token in tokens[last:]):
        raise ToolRetry(f"only one statement may be given, found several; give {READING}")
    if not tokens[:last]:
        raise ToolRetry(f"the query is empty; give {READING}")
    first = tokens[0].text.upper()
    if first not in _FIRST_WORDS:
        raise ToolRetry(f"a query must be {READING}; found {_shown(first)}")
    return sql[: tokens[last].start] if last < len(tokens) else sql


def _tokens(sql: str) -> list[Token]:
    from sqlglot import Dialect
    from sqlglot.errors import SqlglotError

    try:
        return Dialect.get_or_raise("duckdb").tokenize(sql)
    except SqlglotError as error:
        raise ToolRetry("the query cannot be read: a string, a quoted name or a comment is not closed") from error


def _parse(statement: str) -> exp.Expression:
    from sqlglot import exp, parse_one
    from sqlglot.errors import ParseError, SqlglotError

    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # its warnings repeat the query, which may hold the person's words
    try:
        tree = parse_one(statement, read="duckdb")
    except ParseError as error:
        raise ToolRetry(f"the query cannot be read as DuckDB SQL: {_place(error.errors)}") from error
    except RecursionError as error:
        raise ToolRetry("the query is nested too deeply; use WITH to name its parts") from error
    except (SqlglotError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        # sqlglot's builders fail on odd arguments with whatever comes first; what cannot be read is not run.
        raise ToolRetry("the query cannot be read as DuckDB SQL; check the arguments of its functions") from error
    if not isinstance(tree, (exp.Select, exp.SetOperation, exp.Subquery, exp.Values, exp.Pivot)):
        raise ToolRetry(f"a query must be {READING}; found {tree.key.upper()}")
    return tree


def _place(errors: list[dict[str, object]]) -> str:
    if not errors:
        return "check its syntax"
    first = errors[0]
    found = str(first.get("description")).partition(" missing for ")[0]  # what follows is a name inside sqlglot
    return f"{found} (line {first.get('line')}, column {first.get('col')})"


def _check_node(node: exp.Expr, tables: frozenset[str]) -> None:
    """Nothing, or the refusal of one node of the tree."""
    from sqlglot import exp

    kind = type(node).__name__
    if isinstance(node, exp.Func) and node.arg_key == "this" and isinstance(node.parent, (exp.Table, exp.Lateral, exp.From, exp.Join)):
        _check_table_function(node)
    elif isinstance(node, exp.Table):
        _check_table(node, tables)
    elif isinstance(node, exp.Anonymous):
        _check_name(node)
    elif kind in CLOCK_OR_CHANCE:
        raise _clock_or_chance(node.key)
    elif kind not in CLAUSES and kind not in FUNCTIONS:
        raise _not_allowed(node)
    _check_details(node)


def _check_details(node: exp.Expr) -> None:
    from sqlglot import exp

    if isinstance(node, exp.With) and node.args.get("recursive"):
        raise ToolRetry("WITH RECURSIVE is not allowed; use range(), generate_series() or a window instead")
    if isinstance(node, exp.DataType) and node.this == exp.DataType.Type.USERDEFINED:
        raise ToolRetry("only DuckDB's built-in types may be cast to, such as DATE, DOUBLE, INTEGER, VARCHAR")
    if isinstance(node, exp.Pivot) and not node.args.get("unpivot") and not _names_its_values(node):
        raise ToolRetry("PIVOT must name its values: PIVOT table ON column IN ('a', 'b') USING …")


def _names_its_values(pivot: exp.Pivot) -> bool:
    from sqlglot import exp

    on = [*pivot.expressions, *pivot.args.get("fields", [])]
    return all(isinstance(field, exp.In) for field in pivot.args.get("fields") or on)


def _check_table(table: exp.Table, tables: frozenset[str]) -> None:
    """Nothing, or the refusal of a name in FROM that is neither a table of the snapshot nor a CTE in sight."""
    from sqlglot import exp

    if table.args.get("db") or table.args.get("catalog"):
        raise ToolRetry(f"tables are named without a schema; there are {_listed(tables)}")
    if isinstance(table.this, exp.Func):
        return
    if not isinstance(table.this, exp.Identifier) or table.args.get("when"):
        raise ToolRetry(f"FROM takes the names of tables; there are {_listed(tables)}")
    name = table.name.lower()
    if name not in tables and name not in set(_ctes_in_sight(table)):
        raise ToolRetry(f"FROM takes tables, not {_shown(name)}; there are {_listed(tables)}")


def _shown(name: str) -> str:
    """The name in quotes if it is a plain one: what looks like a path or an address is not repeated."""
    return repr(name) if name.isidentifier() and len(name) < 64 else "what is no plain name"


def _listed(tables: frozenset[str]) -> str:
    return ", ".join(sorted(tables)) or "no tables"


def _ctes_in_sight(node: exp.Expr) -> Iterator[str]:
    """Names of the CTEs that a table reference at this node can mean: those written before it, at its level or above."""
    from sqlglot import exp

    path = [node]
    while (parent := path[-1].parent) is not None:
        clause = parent.args.get("with_")
        if isinstance(clause, exp.With):
            yield from _named_before(clause, path)
        path.append(parent)


def _named_before(clause: exp.With, path: list[exp.Expr]) -> Iterator[str]:
    for cte in clause.expressions:
        if any(cte is step for step in path):
            return
        yield cte.alias.lower()


def _check_table_function(node: exp.Func) -> None:
    name = node.name.lower() if type(node).__name__ == "Anonymous" else node.sql_name().lower()
    if type(node).__name__ not in TABLE_FUNCTION_CLASSES and name not in TABLE_FUNCTIONS:
        raise ToolRetry(f"the function {_shown(name)} may not stand in FROM; allowed are tables and {', '.join(sorted(TABLE_FUNCTIONS))}")


def _check_name(node: exp.Anonymous) -> None:
    name = node.name.lower()
    if name in CLOCK_OR_CHANCE or (name == "age" and len(node.expressions) < 2):
        raise _clock_or_chance(name)
    if name not in NAMES:
        raise _function_not_allowed(name)


def _clock_or_chance(name: str) -> ToolRetry:
    return ToolRetry(
        f"{name.upper()} asks the machine's clock or chance, and the answer must stay the same when the evening is replayed; "
        "start from the data instead, for example from max(night)",
    )


def _function_not_allowed(name: str) -> ToolRetry:
    return ToolRetry(f"the function {_shown(name)} is not allowed; use DuckDB's functions for numbers, dates, text, lists and aggregates")


def _not_allowed(node: exp.Expr) -> ToolRetry:
    from sqlglot import exp

    if isinstance(node, exp.Func):
        return _function_not_allowed(node.sql_name().lower())
    return ToolRetry(f"{node.key.upper()} is not allowed; a query must be {READING}, made of reading clauses and plain functions")
