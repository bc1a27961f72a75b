# SPDX-License-Identifier: GPL-3.0-or-later
"""Records written as YAML and CSV: they read back as they were, look as a person would write them, and run nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support.contents import sample_contents
from support.valid_records import NASTY, TEXTS, records_of

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.desired import Reader
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG, find
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import ByName
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.marks import guarded, unguarded
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import (
    Record,
    form_of,
    parse,
    with_contents,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.csv_text import write_csv
from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.formats import (
    FORMATS,
    files_of,
    stem_of,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.yaml_text import write_yaml

KEYS = st.text("abc_", min_size=1, max_size=4)
SCALARS = TEXTS | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.none()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | TEXTS, inner, max_size=3), max_leaves=8
)
NAMES = {
    family: ["Some", "A; b", "[x]", "a, b", "a: b"]
    + [{"name": "Twice", resource.key[1]: "Lyon"} for resource in [resource] if len(resource.key) == 2]
    for family, resource in CATALOG.items()
}


@given(st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=3), min_size=1, max_size=3))
def test_yaml_reads_back_as_it_was(records: list[dict[str, Any]]) -> None:
    text = write_yaml(records, "a comment")
    document = parse(text, "s.yml", "yaml")
    assert document.problems == []
    assert json.dumps([record.values for record in document.records]) == json.dumps(records)
    assert write_yaml(records, "a comment") == text


class Unsafe(yaml.SafeLoader):
    """PyYAML with Ansible's tag."""


def as_text(loader: Any, node: Any) -> Any:
    return loader.construct_scalar(node)


Unsafe.add_constructor("!unsafe", as_text)


@pytest.mark.parametrize("text", NASTY)
def test_other_readers_of_yaml_find_the_same_text(text: str) -> None:
    written = write_yaml([{"a": text, "b": [text, {"c": text}]}])
    assert yaml.load(written, Unsafe) == [{"a": text, "b": [text, {"c": text}]}]
    if "{{" in text or "{%" in text or "{#" in text:
        assert written.count("!unsafe") == 3


def test_yaml_looks_as_a_person_writes_it() -> None:
    record = {
        "name": "Lyon Centre-Ville",
        "active": False,
        "rank": 3,
        "time": "09:00",
        "code": "007",
        "answer": "No",
        "note": "First line\n\n  second: line",
        "template": "Hello {{ name }}",
        "teams": ["Billing", {"name": "Sales", "site": "Lyon"}],
        "none": [],
        "hours": {"days": ["MON", "TUE"], "deep": {"a": 1}},
        "lists": [["a", "b"], ["c"]],
    }
    assert (
        write_yaml([record, {"name": "Z\u00fcrich (Nord)"}], "yaml-language-server: $schema=.schemas/site.json")
        == """\
# yaml-language-server: $schema=.schemas/site.json
---
- name: Lyon Centre-Ville
  active: false
  rank: 3
  time: "09:00"
  code: "007"
  answer: "No"
  note: |-
    First line

      second: line
  template: !unsafe "Hello {{ name }}"
  teams:
    - Billing
    - name: Sales
      site: Lyon
  none: []
  hours:
    days:
      - MON
      - TUE
    deep:
      a: 1
  lists:
    - - a
      - b
    - - c
- name: Z\u00fcrich (Nord)
"""
    )


def desired(resource: Resource, records: list[Record]) -> list[Any]:
    """What records ask for; a name and the rest of a key mean the same in one text."""
    reader = Reader(resource)
    found = [(item.id, item.present, joined(item.values)) for item in reader.read(records)]
    assert reader.problems == []
    return found


def joined(value: Any) -> Any:
    """Desired values, with references as a cell has them."""
    if isinstance(value, ByName) and value.rest:
        ((_option, rest),) = value.rest
        return ByName(value.family, f"{value.name}: {rest}")
    if isinstance(value, dict):
        return {key: joined(part) for key, part in value.items()}
    return [joined(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("form", sorted(FORMATS.keys() - {"control_hub", "matrix"}))
@pytest.mark.parametrize("family", sorted(CATALOG))
def test_every_family_reads_back_from_every_format(family: str, form: str) -> None:
    resource = CATALOG[family]

    @settings(max_examples=12)
    @given(records_of(resource, NAMES))
    def law(record: dict[str, Any]) -> None:
        files = files_of({family: [record]}, form)
        ((name, text),) = [(name, text) for name, text in files.items() if not name.startswith(".")]
        assert find(name.rpartition(".")[0]) is resource
        document = parse(text, name, str(form_of(name)))
        assert document.problems == []
        with_contents([document], sample_contents())
        assert desired(resource, document.records) == desired(
            resource, [Record(record, "", contents=sample_contents())]
        )

    law()


@pytest.mark.parametrize("text", [*NASTY, "+14155550100", "=1", "'=1", "''=1", "''", "'a", "-", "@"])
def test_no_cell_runs_in_a_spreadsheet(text: str) -> None:
    cell = guarded(text)
    assert not cell.startswith(("=", "+", "-", "@"))
    assert unguarded(cell) == text


def test_csv_looks_as_a_person_writes_it() -> None:
    records: list[dict[str, Any]] = [
        {"email": "a@b.c", "teams": ["Billing", {"name": "Sales", "site": "Lyon"}], "dialed_number": "+331"},
        {"email": "=x@b.c", "contact_center_enabled": True, "system_default": True},
    ]
    assert write_csv(CATALOG["user"], records) == (
        "email,contact_center_enabled,teams,dialed_number,system_default\n"
        "a@b.c,,Billing; Sales: Lyon,'+331,\n"
        "'=x@b.c,true,,,true\n"
    )


def test_csv_of_what_is_nested() -> None:
    record = {"name": "A", "manually_assignable": {"chat": 1, "email": 2}}
    assert write_csv(CATALOG["multimedia-profile"], [record]) == (
        "name,manually_assignable.chat,manually_assignable.email\nA,1,2\n"
    )
    team = {"name": "A", "queue_rankings": [{"queue_id": "q", "rank": 1}]}
    assert write_csv(CATALOG["team"], [team]) == 'name,queue_rankings\nA,"[{""queue_id"": ""q"", ""rank"": 1}]"\n'


@pytest.mark.parametrize("text", ["{{ x }}", "a\rb", "", " a", "x" * 100_001])
def test_what_does_not_fit_into_a_cell_is_written_as_yaml(text: str) -> None:
    assert write_csv(CATALOG["site"], [{"name": "A", "description": text}]) is None
    assert "site.yml" in files_of({"site": [{"name": "A", "description": text}]}, "csv")


def test_flat_families_are_csv_and_others_yaml() -> None:
    names = [
        name for family in CATALOG for name in FORMATS["auto"](CATALOG[family], [{CATALOG[family].key[0]: "1"}], {})
    ]
    assert {"site.csv", "dial_number.csv", "cad_variable.csv", "team.yml", "business_hours.yml"} <= {*names}


def test_a_yaml_file_names_a_schema_that_is_written_beside_it() -> None:
    files = files_of({"team": [{"name": "A", "system_default": True}], "site": []}, "yaml")
    assert sorted(files) == [".schemas/team.json", "team.yml"]
    assert files["team.yml"].startswith("# yaml-language-server: $schema=.schemas/team.json\n---\n- name: A\n")
    assert json.loads(files[".schemas/team.json"])["items"]["properties"]["system_default"] == {"type": "boolean"}


def test_files_are_named_after_their_families() -> None:
    assert all(find(stem_of(resource)) is resource for resource in CATALOG.values())
