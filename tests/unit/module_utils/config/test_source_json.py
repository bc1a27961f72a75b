# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON: values, and where what is wrong."""

from __future__ import annotations

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import SourceError, parse


def test_values_keep_their_type() -> None:
    text = '[{"a": "\\u00e9\\ud83d\\ude00", "b": -1.5e2, "c": 12, "d": null, "e": [true, false, {}], "": "007"}]'
    (record,) = parse(text, "s.json", "json").records
    assert record.values == {"a": "é😀", "b": -150.0, "c": 12, "d": None, "e": [True, False, {}], "": "007"}
    assert record.written("c") is None


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("NaN", "is not a finite number; write digits, or leave the field out"),
        ("-Infinity", "is not a finite number; write digits, or leave the field out"),
        ("1e999", "is not a finite number; write digits, or leave the field out"),
        ("1" * 101, "is a number of more than 100 characters; put quotes around it if it is a text"),
        ('"x\\ud800y"', "holds half of a \\u surrogate pair; write the character itself"),
    ],
)
def test_what_no_request_can_carry_is_a_problem(value: str, what: str) -> None:
    text = f'[{{"name": "a",\n"x": [{value}]}}]'
    assert [str(problem) for problem in parse(text, "s.json", "json").problems] == [f"s.json:2: x[0]: {what}"]
    assert [str(problem) for problem in parse(text, "sites", "items").problems] == [f"sites[0]: x[0]: {what}"]


def test_half_a_surrogate_pair_does_not_get_into_the_values() -> None:
    document = parse('[{"\\udc00": "\\ud800"}]', "s.json", "json")
    assert document.records[0].values == {"?": "?"}
    assert len(document.problems) == 2


VALUE = "a value is expected here: text in double quotes, a number, true, false, null, a list or object"
LINE_BREAK = "a line break or tab is inside quotes; close them, or write it as \\n or \\t"


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("[", "1:2", VALUE),
        ('[\n  {"name": Berlin}]', "2:12", VALUE),
        ("['a']", "1:2", VALUE),
        ("[// ours\n]", "1:2", VALUE),
        ('[{"a": }]', "1:8", VALUE),
        ('[{"a": 1},\n]', "2:1", 'remove the comma before this "]"'),
        ('[{"a": 1, }]', "1:11", 'remove the comma before this "}"'),
        ('[{"a": 007}]', "1:9", '"," or "}" is expected here'),
        ('[{"a": 1\n"b": 2}]', "2:1", '"," or "}" is expected here'),
        ("[1", "1:3", '"," or "]" is expected here'),
        ("[1}", "1:3", '"," or "]" is expected here'),
        ("[{a: 1}]", "1:3", "a key in double quotes is expected here"),
        ("[{", "1:3", "a key in double quotes is expected here"),
        ('[{"a" 1}]', "1:7", "a colon is expected here, after the key"),
        ('[{"a": "b}]', "1:8", "the quote opened here is not closed"),
        ('[{"a": "b}]\n', "1:12", LINE_BREAK),
        ('[{"a\nb": 1}]', "1:5", LINE_BREAK),
        ('["C:\\dir"]', "1:5", "a backslash inside quotes must be written twice"),
        ('["\\u12"]', "1:4", "\\u needs four hexadecimal digits after it"),
        ("[]\n\n[]", "3:1", "something follows the end of the document; a file holds one list or one object"),
    ],
)
def test_syntax_errors_say_where_and_what(text: str, place: str, what: str) -> None:
    for line_end in ("\n", "\r\n", "\r"):
        with pytest.raises(SourceError) as error:
            parse(text.replace("\n", line_end), "s.json", "json")
        assert str(error.value) == f"s.json:{place}: {what}"


def test_text_from_a_task_has_no_line_to_name() -> None:
    with pytest.raises(SourceError, match=f"^sites: {VALUE}$"):
        parse("[}", "sites", "items")
