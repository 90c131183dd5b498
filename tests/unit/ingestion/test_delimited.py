from __future__ import annotations

import pytest

from core.records import RejectedRow
from ingestion.delimited import MAX_CELL_CHARACTERS, Record, parse


def rows(data: bytes) -> list[Record | RejectedRow]:
    return list(parse("file.csv", data).records())


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1,2\n",
        b"\xef\xbb\xbfa,b\r\n1,2\r\n",
        "a;b\n1;2".encode("utf-16"),
        b"a\tb\r1\t2",
        b'"a","b"\n"1","2"\n',
        b"sep=;\na;b\n1;2\n",
        b"\n\na,b\n\n1,2\n\n",
    ],
)
def test_header_and_rows_come_out_whatever_the_encoding_delimiter_and_line_ends(data):
    table = parse("file.csv", data)
    assert table.header == ("a", "b")
    assert [record.cells for record in table.records()] == [["1", "2"]]


def test_line_numbers_count_from_one_with_the_header_as_the_first():
    assert [row.line for row in rows(b"a,b\n1,2\n\n3,4\n")] == [2, 4]


def test_a_quoted_cell_may_hold_commas_quotes_and_line_ends():
    data = b'a,b\n1,"x, ""y""\nz"\n3,4\n'
    assert rows(data) == [Record(2, ["1", 'x, "y"\nz']), Record(4, ["3", "4"])]


def test_an_unclosed_quote_costs_its_own_row_and_no_other():
    found = rows(b'a,b\n1,2\n3,"oops\n5,"six, and more"\n7,8\n')
    assert [row.cells for row in found if isinstance(row, Record)] == [["1", "2"], ["5", "six, and more"], ["7", "8"]]
    assert [(row.line, row.reason) for row in found if isinstance(row, RejectedRow)] == [(3, "has a quote out of place or never closed")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"1", "has 1 cells where the header has 2"),
        (b"1,2,3", "has 3 cells where the header has 2"),
        (b"1,\x002", "NUL"),
        (b"1," + b"x" * (MAX_CELL_CHARACTERS + 1), "more than 10000 characters"),
        (b'1,"x"y', "quote"),
    ],
)
def test_a_row_that_is_none_is_rejected_with_its_line_and_reason(line, words):
    found = rows(b"a,b\n1,2\n" + line + b"\n5,6\n")
    assert [row.cells for row in found if isinstance(row, Record)] == [["1", "2"], ["5", "6"]]
    (rejected,) = [row for row in found if isinstance(row, RejectedRow)]
    assert (rejected.file, rejected.line) == ("file.csv", 3)
    assert words in rejected.reason


def test_empty_cells_beyond_the_header_are_no_fault():
    assert rows(b"a,b\n1,2,,\n") == [Record(2, ["1", "2"])]


def test_bytes_that_are_no_text_become_marks_and_stop_nothing():
    assert [row.cells for row in rows(b"a,b\n\xff\xfe,2\n3,4\n")] == [["��", "2"], ["3", "4"]]


def test_an_empty_file_has_no_rows():
    assert rows(b"") == []
