# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every text: what was written is read, at its line, and nothing but SourceError is raised."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import (
    SourceError,
    decode,
    parse,
)

LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
MARKS = st.sampled_from([b"", b"\xef\xbb\xbf"])
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
COLUMNS = ("name", "Multimedia Profile", "note")

PRINTABLE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    SCALARS | PRINTABLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PRINTABLE, inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.lists(st.dictionaries(PRINTABLE, VALUES, max_size=4), max_size=6)


def as_read(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8),
    delimiter=st.sampled_from(",;\t"),
    line_end=LINE_ENDS,
    mark=MARKS,
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    blanks=st.integers(0, 3),
)
def test_csv_is_read_as_written(
    rows: list[tuple[str, ...]], delimiter: str, line_end: str, mark: bytes, quoting: Any, blanks: int
) -> None:
    if any(sign in cell for row in rows for cell in row for sign in "\r\n"):
        quoting = csv.QUOTE_ALL  # csv.writer quotes only those line breaks that it writes itself
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    buffer.write(line_end * blanks)
    writer.writerow(COLUMNS)
    expected = []
    for row in rows:
        line = as_line(buffer.getvalue())
        writer.writerow(row)
        values = {column: as_read(cell) for column, cell in zip(COLUMNS, row, strict=True) if as_read(cell)}
        if values:
            expected.append((f"s.csv:{line}", values))
    document = parse(decode(mark + buffer.getvalue().encode(), "s.csv"), "s.csv", "csv")
    assert [(record.where(), record.values) for record in document.records] == expected
    assert (document.columns, document.columns_where) == (list(COLUMNS), f"s.csv:{blanks + 1}")
    assert document.problems == []


def as_line(above: str) -> int:
    return above.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


@given(RECORDS, st.sampled_from([None, 1]), st.booleans(), LINE_ENDS)
def test_json_is_read_as_written(records: list[dict[str, Any]], indent: int | None, is_ascii: bool, end: str) -> None:
    text = json.dumps(records, indent=indent, ensure_ascii=is_ascii).replace("\n", end)
    for form in ("json", "items"):
        document = parse(text, "s", form)
        assert [record.values for record in document.records] == records
        assert document.problems == []


@given(RECORDS, st.booleans(), st.booleans())
def test_yaml_is_read_as_written(records: list[dict[str, Any]], is_flow: bool, is_unicode: bool) -> None:
    text = yaml.safe_dump(records, default_flow_style=is_flow, allow_unicode=is_unicode, sort_keys=False)
    document = parse(text, "s.yml", "yaml")
    assert [record.values for record in document.records] == records
    assert document.problems == []


@given(RECORDS, st.sampled_from(["yaml", "json"]))
def test_a_record_stands_where_its_marker_does(records: list[dict[str, Any]], form: str) -> None:
    marked = [{"mark": f"mark{number}!", **record} for number, record in enumerate(records)]
    marked = [{**record, "end": f"end{number}!"} for number, record in enumerate(marked)]
    text = yaml.safe_dump(marked, sort_keys=False) if form == "yaml" else json.dumps(marked, indent=2)
    lines = text.split("\n")
    for number, record in enumerate(parse(text, "s", form).records):
        (mark,) = [line for line, content in enumerate(lines, 1) if f"mark{number}!" in content]
        (end,) = [line for line, content in enumerate(lines, 1) if f"end{number}!" in content]
        assert record.where("mark") == f"s:{mark}"
        assert record.where("end") == f"s:{end}"
        assert record.where() == f"s:{mark if form == 'yaml' else mark - 1}"


def check_refusal(data: bytes, form: str) -> None:
    with contextlib.suppress(SourceError):
        document = parse(decode(data, "s"), "s", form)
        for record in document.records:
            assert record.where().startswith("s")
        if not document.problems:
            json.dumps([record.values for record in document.records], default=str).encode()


FORMS = st.sampled_from(["csv", "yaml", "json", "items", "objects"])
SNIPPETS = st.sampled_from(
    [
        *"[]{}:,;\"'\n\r\t -?!&*|>%@#=~",
        *("- ", ": ", "<<", "&a ", "*a ", "<<: *a\n", "? ", "!!int ", "!!set ", "!vault |\n ", "|\n", ">-\n", "  "),
        *("a", "1", "2024-13-99", "0x", "1:1", "1e999", ".nan", "NaN", "null", "true", '"a"', '""', "\\u", "\\ud800"),
        *("---\n", "...\n", "%YAML 9.9\n", "sep=;\n", "\x07", "\x85", "\u2028", "\ufeff", "é"),
    ]
)


@given(st.binary(max_size=60), FORMS)
def test_any_bytes_are_read_or_refused(data: bytes, form: str) -> None:
    check_refusal(data, form)


@given(st.lists(SNIPPETS, max_size=25).map("".join), FORMS)
def test_any_mixture_of_signs_is_read_or_refused(text: str, form: str) -> None:
    check_refusal(text.encode(), form)


@given(st.lists(SNIPPETS, max_size=25).map("".join))
def test_yaml_without_libyaml_is_read_or_refused(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader", raising=False)
        check_refusal(text.encode(), "yaml")


@given(st.floats())
def test_only_finite_numbers_pass(number: float) -> None:
    document = parse(json.dumps([{"x": number}]), "s", "items")
    assert bool(document.problems) is not math.isfinite(number)
