# SPDX-License-Identifier: GPL-3.0-or-later
"""CSV as people and spreadsheets save it."""

from __future__ import annotations

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import SourceError, parse


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("is_hinted", [False, True], ids=["bare", "hint"])
def test_delimiters_and_line_ends(delimiter: str, line_end: str, is_hinted: bool) -> None:
    lines = ["name,multimedia profile", "Graz,Voice", "Linz,Chat"]
    if is_hinted:
        lines.insert(0, "sep=,")
    document = parse(line_end.join(lines).replace(",", delimiter), "s.csv", "csv")
    assert document.columns == ["name", "multimedia profile"]
    assert document.columns_where == f"s.csv:{1 + is_hinted}"
    assert [(record.values, record.where("name")) for record in document.records] == [
        ({"name": "Graz", "multimedia profile": "Voice"}, f"s.csv:{2 + is_hinted}"),
        ({"name": "Linz", "multimedia profile": "Chat"}, f"s.csv:{3 + is_hinted}"),
    ]
    assert document.problems == []
    assert all(record.is_text and record.written("name") is None for record in document.records)


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        pytest.param("name\nGraz\n", ["name"], [(2, ["Graz"])], id="one column"),
        pytest.param("name,active", ["name", "active"], [], id="header only"),
        pytest.param(
            "\n ;;\n;\nname;a,b;c\nx;1;2\n", ["name", "a,b", "c"], [(5, ["x", "1", "2"])], id="empty rows above"
        ),
        pytest.param('"a,b,c";name\n1;Graz\n', ["a,b,c", "name"], [(2, ["1", "Graz"])], id="quoted delimiter"),
        pytest.param('"a\nb";name\n1;Graz\n', ["a\nb", "name"], [(3, ["1", "Graz"])], id="header of two lines"),
        pytest.param('"sep=;"\nname;a\nGraz;1\n', ["name", "a"], [(3, ["Graz", "1"])], id="quoted hint"),
        pytest.param("SEP=,\na;b;c,d\n", ["a;b;c", "d"], [], id="hint beats count"),
        pytest.param(" name , a \n Graz ,\t\n", ["name", "a"], [(2, ["Graz", None])], id="blanks"),
        pytest.param('name, a\nx, "b, ""c"""\n', ["name", "a"], [(2, ["x", 'b, "c"'])], id="blank before quote"),
        pytest.param('name,a\nGraz,5" pipe\n', ["name", "a"], [(2, ["Graz", '5" pipe'])], id="quote inside"),
        pytest.param(
            "name,a,,\nGraz,1,,\nLinz,2\nWien,3,,,,\n",
            ["name", "a"],
            [(2, ["Graz", "1"]), (3, ["Linz", "2"]), (4, ["Wien", "3"])],
            id="spreadsheet padding",
        ),
        pytest.param("name,a\n\n,\n   \n,,,\nGraz,1\n", ["name", "a"], [(6, ["Graz", "1"])], id="empty rows"),
        pytest.param(
            'name,a\r\n"Graz","b\r\nc"\r\nLinz,"\rd"\r\n',
            ["name", "a"],
            [(2, ["Graz", "b\nc"]), (4, ["Linz", "d"])],
            id="cells of two lines",
        ),
        pytest.param(
            'name,a\rGraz,"b\rc"\rLinz,d\r',
            ["name", "a"],
            [(2, ["Graz", "b\nc"]), (4, ["Linz", "d"])],
            id="cells of two lines, cr",
        ),
        pytest.param(
            "name\na\x0bb\x85c\u2028d\nLinz\n", ["name"], [(2, ["a\x0bb\x85c\u2028d"]), (3, ["Linz"])], id="vt"
        ),
    ],
)
def test_what_is_read(text: str, columns: list[str], rows: list[tuple[int, list[str | None]]]) -> None:
    document = parse(text, "s.csv", "csv")
    assert document.columns == columns
    expected = [(f"s.csv:{line}", dict(zip(columns, cells, strict=True))) for line, cells in rows]
    assert [(record.where(), {**dict.fromkeys(columns), **record.values}) for record in document.records] == expected
    assert document.problems == []


def test_empty_cells_and_repeated_columns_are_left_out() -> None:
    document = parse("name,name,note\nGraz,Linz,\n", "s.csv", "csv")
    assert document.columns == ["name", "name", "note"]
    assert document.records[0].values == {"name": "Graz"}


def test_rows_with_other_counts_are_problems_and_the_rest_is_read() -> None:
    document = parse('name,note\nGraz\nLinz,a\n"Wien\n",b,c,d,\nBonn,e\n', "s.csv", "csv")
    assert [str(problem) for problem in document.problems] == [
        "s.csv:2: the row has 1 cell, the header 2; write the delimiters of empty cells too",
        "s.csv:4: the row has 4 cells, the header 2; put quotes around a cell that holds a delimiter",
    ]
    assert [record.values["name"] for record in document.records] == ["Linz", "Bonn"]


def test_header_cells_need_names() -> None:
    document = parse("name,,note,\nGraz,x,a\nLinz,,b,c\n", "s.csv", "csv")
    assert document.columns == ["name", "note"]
    assert [str(problem) for problem in document.problems] == [
        "s.csv:1: the header has no name for column 2; name it, or remove the column",
        "s.csv:3: the row has 4 cells, the header 3; put quotes around a cell that holds a delimiter",
    ]
    assert [record.values for record in document.records] == [{"name": "Graz", "note": "a"}]


QUOTES = 'the quotes of a cell that starts here do not match; close it with ", and write a quote inside it as ""'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('name,note\nGraz,"a\nLinz,b\n', f"s.csv:2: {QUOTES}"),
        ('name,note\nGraz,a\n"Li\nnz", "b ""c"",\n\n', f"s.csv:4: {QUOTES}"),
        ('sep=;\nname;note\n\nGraz;"a\n', f"s.csv:4: {QUOTES}"),
        ('name,note\n"Graz" x,a\n', f"s.csv:2: {QUOTES}"),
        ('name,note\nGraz,"a\nb","c"d\n', f"s.csv:3: {QUOTES}"),
        ('"name', f"s.csv:1: {QUOTES}"),
        ('name,note\nGraz,"' + "x\n" * 100_000, f"s.csv:2: {QUOTES}"),
        (f'name,note\n"a\n",{"x" * 200_000}\n', "s.csv:3: the cell is longer than 131072 characters; shorten it"),
        ("name\n" + "x" * 200_000, "s.csv:2: the cell is longer than 131072 characters; shorten it"),
    ],
    ids=[
        "unclosed",
        "in a later cell",
        "after hint",
        "text behind",
        "later text behind",
        "header",
        "long",
        "huge cell",
        "huge cell at the end",
    ],
)
def test_broken_quoting_names_the_line_of_the_quote(text: str, problem: str) -> None:
    with pytest.raises(SourceError) as error:
        parse(text, "s.csv", "csv")
    assert str(error.value) == problem
