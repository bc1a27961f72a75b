# SPDX-License-Identifier: GPL-3.0-or-later
"""What all forms have in common: bytes to text, places, shapes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import (
    MAX_BYTES,
    Document,
    Problem,
    SourceError,
    decode,
    form_of,
    parse,
)


def problems_of(text: str, name: str, form: str) -> list[str]:
    """Give every problem of a text, be it of rows or of the whole."""
    try:
        return [str(problem) for problem in parse(text, name, form).problems]
    except SourceError as error:
        return [str(problem) for problem in error.problems]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("sites.csv", "csv"),
        ("a.b/sites.TSV", "csv"),
        ("sites.yml", "yaml"),
        ("sites.YAML", "yaml"),
        ("sites.json", "json"),
        ("sites.json.vault", None),
        ("sites.yml.j2", None),
        ("sites", None),
        (".csv", None),
    ],
)
def test_form_follows_the_file_name(name: str, form: str | None) -> None:
    assert form_of(name) == form


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"name\nKre\xc3\xb6\n", "name\nKreö\n"),
        (b"\xef\xbb\xbfname\r\n", "name\r\n"),
        (b"\xef\xbb\xbf", ""),
        (b" " * MAX_BYTES, " " * MAX_BYTES),
    ],
    ids=["empty", "utf-8", "bom", "only bom", "largest"],
)
def test_utf8_is_read(data: bytes, text: str) -> None:
    assert decode(data, "sites.csv") == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfen\0a", "s.csv:1: the file is UTF-16; save it as UTF-8"),
        (b"\xfe\xff\0n\0\0", "s.csv:1: the file is UTF-16; save it as UTF-8"),
        ("name\n".encode("utf-32"), "s.csv:1: the file is UTF-32; save it as UTF-8"),
        (
            "\nname".encode("utf-16-le"),
            "s.csv:2: a NUL byte: this is UTF-16 or no text at all; save it as UTF-8",
        ),
        (
            b"name\nx\n\0",
            "s.csv:3: a NUL byte: this is UTF-16 or no text at all; save it as UTF-8",
        ),
        (
            "name\r\nParis\rOrléans\n".encode("latin-1"),
            "s.csv:3: byte 0xE9 is not UTF-8, but perhaps Latin-1 or Windows-1252; save it as UTF-8",
        ),
        (
            b"\xef\xbb\xbfa\n\xe9",
            "s.csv:2: byte 0xE9 is not UTF-8, but perhaps Latin-1 or Windows-1252; save it as UTF-8",
        ),
        (b" " * (MAX_BYTES + 1024 * 1024), "s.csv: the file has 21.0 MiB, 20 MiB are allowed; split it"),
    ],
    ids=["half", "nul in utf-16", "utf-32", "utf-16 without bom", "nul", "latin-1", "latin-1 after bom", "too large"],
)
def test_other_bytes_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(SourceError) as error:
        decode(data, "s.csv")
    assert str(error.value).replace(" (Excel: Save As, CSV UTF-8)", "") == message
    assert str(error.value).endswith(("(Excel: Save As, CSV UTF-8)", "split it"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_where_a_spreadsheet_wrote_it(encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    data = f"{mark}name\tnote\r\nKöln\t\N{SNOWMAN}\r\n".encode(encoding)
    (record,) = parse(decode(data, "s.csv"), "s.csv", "csv").records
    assert record.values == {"name": "Köln", "note": "\N{SNOWMAN}"}
    with pytest.raises(SourceError, match=r"s\.yml:1: the file is UTF-16; save it as UTF-8$"):
        decode(data, "s.yml")


def test_problem_reads_as_a_line() -> None:
    assert str(Problem("sites.csv:12", "active: maybe")) == "sites.csv:12: active: maybe"
    assert str(Problem("", "active: maybe")) == "active: maybe"


ROWS = [{"name": "Berlin", "active": True}, {"name": "Graz", "tags": ["a", "b"]}]

# The same records as each form says them, with the places of records and of some values inside.
FORMS: list[tuple[str, str, list[str], dict[tuple[str | int, ...], str]]] = [
    (
        "yaml",
        "# ours\n- name: Berlin\n  active: true\n\n- name: Graz\n  tags:\n    - a\n    - b\n",
        ["s:2", "s:5"],
        {("name",): "s:5", ("tags",): "s:6", ("tags", 1): "s:8", ("tags", 2): "s:6", ("absent", "x"): "s:5"},
    ),
    (
        "json",
        '[\n {"name": "Berlin",\n  "active": true},\n {"name": "Graz", "tags": [\n  "a",\n  "b"]}\n]\n',
        ["s:2", "s:4"],
        {("name",): "s:4", ("tags",): "s:4", ("tags", 1): "s:6", ("tags", -1): "s:4"},
    ),
    ("items", json.dumps(ROWS), ["s[0]", "s[1]"], {("tags", 1): "s[1]"}),
]


@pytest.mark.parametrize(("form", "text", "places", "inner"), FORMS, ids=[row[0] for row in FORMS])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_records_know_their_place(
    form: str, text: str, places: list[str], inner: dict[tuple[str | int, ...], str], line_end: str
) -> None:
    document = parse(text.replace("\n", line_end), "s", form)
    assert [record.values for record in document.records] == ROWS
    assert [record.where() for record in document.records] == places
    assert {path: document.records[1].where(*path) for path in inner} == inner
    assert (document.problems, document.columns, document.families) == ([], None, [])
    assert all(record.family is None and not record.is_text for record in document.records)


@pytest.mark.parametrize(
    ("form", "text", "families", "places"),
    [
        (
            "yaml",
            "site:\n  - name: a\n  - name: b\nteams: []\nqueue:\nTeam:\n  - {name: c}\n",
            [("site", "o:1"), ("teams", "o:4"), ("queue", "o:5"), ("Team", "o:6")],
            [("site", "o:2"), ("site", "o:3"), ("Team", "o:7")],
        ),
        (
            "json",
            '{"site": [{"name": "a"},\n{"name": "b"}],\n"queue": null,\n"Team": [{"name": "c"}]}',
            [("site", "o:1"), ("queue", "o:3"), ("Team", "o:4")],
            [("site", "o:1"), ("site", "o:2"), ("Team", "o:4")],
        ),
        (
            "objects",
            '{"site": [{"name": "a"}, {"name": "b"}], "Team": [{"name": "c"}]}',
            [("site", "o"), ("Team", "o")],
            [("site", "site[0]"), ("site", "site[1]"), ("Team", "Team[0]")],
        ),
    ],
)
def test_families_hold_records(
    form: str, text: str, families: list[tuple[str, str]], places: list[tuple[str, str]]
) -> None:
    document = parse(text, "o", form)
    assert document.families == families
    assert [(record.family, record.where("name")) for record in document.records] == places
    assert [record.values["name"] for record in document.records] == ["a", "b", "c"]
    assert document.problems == []


def test_options_of_a_task_have_no_place() -> None:
    (record,) = parse('{"name": "Berlin", "active": true}', "options", "options").records
    assert record.values == {"name": "Berlin", "active": True}
    assert (record.where(), record.where("name"), record.written("active")) == ("", "", None)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", "csv"),
        ("\n \n", "csv"),
        ("", "yaml"),
        ("# nothing yet\n", "yaml"),
        ("---\n", "yaml"),
        ("null", "yaml"),
        ("[]", "yaml"),
        ("{}", "yaml"),
        ("", "json"),
        (" \n", "json"),
        ("null", "json"),
        ("[]", "json"),
        ("{}", "json"),
        ("[]", "items"),
        ("{}", "objects"),
    ],
)
def test_nothing_is_no_record_and_no_problem(text: str, form: str) -> None:
    assert parse(text, "s", form) == Document(columns=[] if form == "csv" else None)


OBJECT_WANTED = "an object (fields with values) is expected, not"
SHAPE_WANTED = "a list of objects is expected, or a mapping from families to such lists, not"


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("Berlin\n", "yaml", [f"s:1: {SHAPE_WANTED} a text"]),
        ("\n2024-01-01\n", "yaml", [f"s:2: {SHAPE_WANTED} a date"]),
        ("17", "json", [f"s:1: {SHAPE_WANTED} a number"]),
        ("true", "objects", [f"s: {SHAPE_WANTED} true or false"]),
        ("[]", "objects", [f"s: {SHAPE_WANTED} a list"]),
        ("{}", "items", ["s: a list of objects is expected, not an object"]),
        (
            "- a\n-\n- [b]\n- name: c\n",
            "yaml",
            [f"s:1: {OBJECT_WANTED} a text", f"s:2: {OBJECT_WANTED} an empty entry", f"s:3: {OBJECT_WANTED} a list"],
        ),
        ('["a", {}]', "items", [f"s[0]: {OBJECT_WANTED} a text"]),
        ("site:\n  - name: a\n  - b\n", "yaml", [f"s:3: {OBJECT_WANTED} a text"]),
        ('{"site": [{}, 1.5]}', "objects", [f"site[1]: {OBJECT_WANTED} a number"]),
        (
            "tags: Berlin\nactive: true\n",
            "yaml",
            [
                "s:1: tags: a list of objects is expected under a family, not a text",
                "s:2: active: a list of objects is expected under a family, not true or false",
            ],
        ),
        ("site: []\nsite: []\n", "yaml", ["s:2: site: is written twice in one object (lines 1 and 2); keep one"]),
        ('{"site": [], "site": []}', "objects", ["s: site: is written twice in one object; keep one"]),
        (
            "site:\n  - chat:\n      - {a: 1}\n      - a: 1\n        b: 1\n        a: 1\n",
            "yaml",
            ["s:6: chat[1].a: is written twice in one object (lines 4 and 6); keep one"],
        ),
        ('[{"chat": {"a": 1, "a": 2}}]', "items", ["s[0]: chat.a: is written twice in one object; keep one"]),
        ('{"chat": {"a": 1, "a": 2}}', "options", ["chat.a: is written twice in one object; keep one"]),
    ],
)
def test_other_shapes_are_problems(text: str, form: str, expected: list[str]) -> None:
    assert problems_of(text, "s", form) == expected


def test_the_first_of_two_equal_keys_stays_and_the_rest_is_read() -> None:
    document = parse("- name: a\n  name: b\n  active: true\n- b\n- name: c\n", "s", "yaml")
    assert [record.values for record in document.records] == [{"name": "a", "active": True}, {"name": "c"}]
    assert len(document.problems) == 2


@pytest.mark.parametrize("form", ["yaml", "json"])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a": ', "}")])
def test_depth_is_limited(form: str, opening: str, closing: str) -> None:
    def nested(levels: int) -> str:
        return opening * levels + "1" + closing * levels

    value: Any = parse(f'[{{"x": {nested(48)}}}]', "s", form).records[0].values["x"]
    for _unused in range(48):
        value = value[0] if isinstance(value, list) else value["a"]
    assert value == 1
    for text in (f'[{{"x": {nested(49)}}}]', opening * 100_000):
        (problem,) = problems_of(text, "s", form)
        assert problem.endswith("lists and objects are nested deeper than 50 levels")
