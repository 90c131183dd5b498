"""Documents of JSON and tables as rows with a place for reports; not what a row is about.

Whatever the bytes are, a document gives rows, rejected rows or one clear error. A row's number is its place among the rows of its
document, counted from 1; of a table it is the line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from core.errors import BadInput
from core.records import RejectedRow
from ingestion.delimited import Record, parse
from ingestion.fields import Doubled, Row, kind_words, object_of
from ingestion.raw_files import RawFile

_KEY = re.compile(r'"([^"\\]{1,80})"\s*:')


def keys_of(file: RawFile) -> frozenset[str]:
    """The field names that the beginning of a document shows: those of its header, or of the first objects of JSON."""
    if _is_table(file.name):
        return frozenset(parse(file.name, file.head()).header)
    return frozenset(_KEY.findall(_decoded(file.head())))


def rows_of(file: RawFile, paths: Sequence[tuple[str, ...]] = ((),)) -> Iterator[Row | RejectedRow]:
    """The records of a document, in their order, with those that are no records as rejected.

    Args:
        file: JSON, or a table by its name.
        paths: of JSON, where the records stand: names to follow from the root, lists on the way taken apart; the first that leads
            anywhere counts.

    Raises:
        BadInput: when the document cannot be read at all.
    """
    if _is_table(file.name):
        yield from _table_rows(file)
        return
    root = json_of(file)
    found = next((some for path in paths if (some := list(_records(root, path)))), [])
    for number, (where, value) in enumerate(found, start=1):
        if isinstance(value, dict) and not isinstance(value, Doubled):
            yield Row(file.name, number, where, value)
        else:
            reason = "says a key twice" if isinstance(value, dict) else f"wanted an object, found {kind_words(value)}"
            yield RejectedRow(file.name, number, f"{where}: {reason}" if where else reason)


def json_of(file: RawFile) -> object:
    """The value of a JSON document.

    Raises:
        BadInput: for what is no JSON, or nested or numbered beyond reading.
    """
    try:
        return json.loads(_decoded(file.load()), object_pairs_hook=object_of)
    except RecursionError as error:
        raise BadInput(f"{file.name}: wanted a JSON document, found one nested without end; export it again") from error
    except ValueError as error:
        raise BadInput(f"{file.name}: wanted a JSON document, found another thing ({error}); export it again") from error


def _is_table(name: str) -> bool:
    return name.lower().endswith(".csv")


def _table_rows(file: RawFile) -> Iterator[Row | RejectedRow]:
    table = parse(file.name, file.load())
    for record in table.records():
        yield Row(file.name, record.line, "", dict(zip(table.header, record.cells, strict=True))) if isinstance(record, Record) else record


def _records(root: object, path: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    """(where, value) of what stands at a path, the elements of a list one by one."""
    level = list(_taken_apart("", root))
    for name in path:
        inner = [(f"{where}.{name}" if where else name, value[name]) for where, value in level if isinstance(value, dict) and name in value]
        level = [one for where, value in inner if value is not None for one in _taken_apart(where, value)]
    yield from level


def _taken_apart(where: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, list):
        yield from ((f"{where}[{place}]", one) for place, one in enumerate(value))
    else:
        yield where, value


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return data.decode(encoding, errors="replace")
