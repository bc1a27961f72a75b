# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML: types as written, limits, plain words. Everything holds with libyaml and without."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml

from ansible_collections.webex.contact_center.plugins.module_utils.config.source import yaml_text as source_yaml
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import (
    Document,
    SourceError,
    parse,
)


@pytest.fixture(autouse=True, params=["libyaml", "python"])
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")


def read(text: str) -> Document:
    return parse(text, "s.yml", "yaml")


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read(text).problems]


def refusal(text: str) -> str:
    with pytest.raises(SourceError) as error:
        read(text)
    return str(error.value)


@pytest.mark.parametrize(
    ("scalar", "value", "written"),
    [
        ("Berlin", "Berlin", None),
        ('"007"', "007", None),
        ("!!str 007", "007", None),
        ("=", "=", None),
        ("<<", "<<", None),
        ("007", 7, "007"),
        ("08", "08", None),
        ("1_000", 1000, "1_000"),
        ("12:30", 750, "12:30"),
        ("1.50", 1.5, "1.50"),
        ("no", False, "no"),
        ("On", True, "On"),
        ("~", None, "~"),
        ("", None, ""),
        ("2024-01-01", datetime.date(2024, 1, 1), "2024-01-01"),
        ("2024-01-01 10:00:00", datetime.datetime(2024, 1, 1, 10), "2024-01-01 10:00:00"),
        ("[1, no]", [1, False], None),
    ],
)
def test_scalars_remember_how_they_were_written(scalar: str, value: Any, written: str | None) -> None:
    (record,) = read(f"- name: {scalar}\n").records
    assert record.values == {"name": value}
    assert type(record.values["name"]) is type(value)
    assert record.written("name") == written


def test_written_reaches_inside() -> None:
    (record,) = read("- chat: {limit: 010, tags: [a, 0x1F]}\n").records
    assert record.values == {"chat": {"limit": 8, "tags": ["a", 31]}}
    assert record.written("chat", "limit") == "010"
    assert record.written("chat", "tags", 1) == "0x1F"
    assert [record.written(*path) for path in [(), ("chat",), ("chat", "tags", 2), ("no", "x")]] == [None] * 4


QUOTE = "put quotes around it if it is a text"
FINITE = "is not a finite number; write digits, or leave the field out"
TAG = "the YAML tag is not supported; remove it"


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("2024-02-31", f"2024-02-31 is not a valid date; {QUOTE}"),
        ("!!int Berlin", f"Berlin is not a valid number; {QUOTE}"),
        ("!!bool Berlin", f"Berlin is not a valid boolean; {QUOTE}"),
        ("!!timestamp Berlin", f"Berlin is not a valid date; {QUOTE}"),
        ("1" * 101, f"is a number of more than 100 characters; {QUOTE}"),
        ("1" + ":0" * 50_000, f"is a number of more than 100 characters; {QUOTE}"),
        (".nan", FINITE),
        ("-.inf", FINITE),
        ("!unsafe [Berlin]", f"!unsafe: {TAG}"),
        ("!!binary QmVybGlu", f"!!binary: {TAG}"),
        ("!!python/name:os.system x", f"!!python/name:os.system: {TAG}"),
        ("!!set {a, b}", f"!!set: {TAG}"),
        ("!!omap [a: 1]", f"!!omap: {TAG}"),
        ("!!str [a]", f"!!str: {TAG}"),
        ("!!int {a: 1}", f"!!int: {TAG}"),
        ("!!map b", f"!!map: {TAG}"),
        (
            "!vault |\n    $ANSIBLE_VAULT;1.1;AES256\n    6162",
            "!vault: single vaulted values are read in files of src only; encrypt the whole file with ansible-vault",
        ),
    ],
)
def test_values_that_are_refused(value: str, what: str) -> None:
    assert problems(f"- active: yes\n  name: {value}\n") == [f"s.yml:2: name: {what}"]


@pytest.mark.parametrize("value", ["!!map {a: 1}", "!!seq [a]", "!!float 1", "! Berlin", "!!null ''"])
def test_plain_tags_are_read(value: str) -> None:
    assert problems(f"- name: {value}\n") == []


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("7", "7: keys are text; put quotes around it"),
        ("on", "on: keys are text; put quotes around it"),
        ("2024-01-01", "2024-01-01: keys are text; put quotes around it"),
        ("?\n  ", "an empty key: keys are text; put quotes around it"),
        ("? [a]\n  ", "a list or an object cannot be a key; keys are text"),
        ("? {a: 1}\n  ", 'a list or an object cannot be a key; keys are text; a template needs quotes: "{{ … }}"'),
    ],
)
def test_keys_are_text(key: str, what: str) -> None:
    document = read(f"- name: a\n  {key}: b\n")
    assert [str(problem) for problem in document.problems] == [f"s.yml:2: {what}"]
    assert document.records[0].values == {"name": "a"}


def test_a_record_starts_at_its_first_key() -> None:
    document = read("- # ours\n\n  name: a\n-   name: b\n- {note: c,\n   name: d}\n")
    assert [record.where() for record in document.records] == ["s.yml:3", "s.yml:4", "s.yml:5"]
    assert [record.where("name") for record in document.records] == ["s.yml:3", "s.yml:4", "s.yml:6"]


def test_aliases_and_merges() -> None:
    document = read(
        "- &first\n  name: a\n  active: no\n  chat: &chat {limit: 1}\n"
        "- <<: *first\n  name: b\n"
        "- <<: [{active: yes, note: x}, *first]\n  chat: *chat\n  name: c\n"
        "- *first\n"
    )
    assert document.problems == []
    assert [record.values for record in document.records] == [
        {"name": "a", "active": False, "chat": {"limit": 1}},
        {"name": "b", "active": False, "chat": {"limit": 1}},
        {"name": "c", "active": True, "note": "x", "chat": {"limit": 1}},
        {"name": "a", "active": False, "chat": {"limit": 1}},
    ]
    assert document.records[1].where("active") == "s.yml:3"  # where it can be changed
    assert document.records[1].where("name") == "s.yml:6"
    assert document.records[1].written("active") == "no"
    assert [record.where() for record in document.records] == ["s.yml:1", "s.yml:5", "s.yml:7", "s.yml:10"]
    document.records[0].values["chat"]["limit"] = 2
    assert document.records[1].values["chat"] == {"limit": 1}


def test_only_objects_merge() -> None:
    wrong = "<<: merges objects, or a list of objects; nothing else"
    assert problems("- <<: a\n- <<: [b, {}]\n") == [f"s.yml:1: {wrong}", f"s.yml:2: {wrong}"]
    assert read("- '<<': a\n").records[0].values == {"<<": "a"}


def test_many_records_may_share_defaults() -> None:
    shared = "".join(f"  f{number}: {number}\n" for number in range(40))
    document = read("- &defaults\n" + shared + "- {<<: *defaults, name: x}\n" * 500)
    assert len(document.records) == 501
    assert document.problems == []


BOMB = "- &a0 {x: [1, 1, 1, 1, 1, 1, 1, 1, 1]}\n" + "".join(
    f"- &a{level + 1} {{x: [{', '.join([f'*a{level}'] * 9)}]}}\n" for level in range(30)
)
NESTED = "- &a0 {x: 1}\n" + "".join(f"- &a{level + 1} {{x: *a{level}}}\n" for level in range(60))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "s.yml:6:37: the aliases (*) of this file stand for more than 500000 values"),
        (NESTED, "s.yml:50:12: lists and objects are nested deeper than 50 levels"),
        ("- &a [*a]\n", "s.yml:1:7: *a: the alias is inside what it refers to"),
        ("- &a {x: {y: *a}}\n", "s.yml:1:14: *a: the alias is inside what it refers to"),
        ("- *a\n", "s.yml:1:3: *a: the alias has no anchor above"),
        ("- name: a\n---\n- name: b\n", "s.yml:2:1: a second YAML document starts here; keep one in a file"),
        ("- name: a\x01\n- b\n", "s.yml:1:10: YAML does not allow this control character; remove it"),
    ],
)
def test_the_document_is_refused(text: str, message: str) -> None:
    assert refusal(text) == message


MISFIT = "this does not fit what comes before it; check indentation and quotes"
TAB = "the indentation has a tab; use spaces"
COLON = "no colon is expected here; check the indentation, or put quotes around text"
BRACKET = "the bracket opened here is not closed, or a comma is missing inside"


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("- name: a\n\tactive: yes\n", "2:1", TAB),
        ("site:\n\t- name: a\n", "2:1", TAB),
        ("- name: a: b\n", "1:10", COLON),
        ("- name: a\n    active: yes\n", "2:11", COLON),
        ("- name: a\n active: yes\n", "2:2", MISFIT),
        ("- name: 'it's'\n", "1:13", MISFIT),
        ("site:\n  - name: a\n - name: b\n", "3:2", MISFIT),
        ("  - name: a\n - name: b\n", "2:2", MISFIT),
        ("- name: a\nname: b\n", "2:1", MISFIT),
        ("- name: a\n  note\n- name: b\n", "2:3", "no colon follows this key"),
        ("- name: @a\n", "1:9", "a value cannot start with this sign; put quotes around it"),
        ('- name: "a\n- name: b\n', "1:9", "the quote opened here is not closed"),
        ("- name: 'a\n", "1:9", "the quote opened here is not closed"),
        ("- tags: [a, b\n- name: c\n", "1:9", BRACKET),
        ("- {name: a\n", "1:3", BRACKET),
        ("site: - name: a\n", "1:7", "a list starts on a line of its own"),
        ("- !x!y z\n", "1:3", "this YAML tag is not supported; remove it"),
    ],
)
def test_syntax_errors_are_said_in_plain_words(text: str, place: str, what: str) -> None:
    line, _unused, column = place.partition(":")
    said, _unused, words = refusal(text).removeprefix("s.yml:").partition(": ")
    assert words.startswith(what)
    assert said.split(":") == [line, column]


def test_errors_do_not_show_the_file() -> None:
    secret = "Xk3Dq9"
    for text in (
        f'- "{secret}" {secret}\n',
        f'- name: "{secret}\\q{secret}"\n',
        f"- !{secret}!a b\n",
        f"- [{secret}\n",
    ):
        assert secret not in refusal(text)


def test_without_pyyaml_the_host_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_yaml, "HAS_YAML", False)
    assert refusal("- name: a\n") == "s.yml: PyYAML is needed on the host that runs the module to read YAML"
    assert parse("name\na\n", "s.csv", "csv").records[0].values == {"name": "a"}
