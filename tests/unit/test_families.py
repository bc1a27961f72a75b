# SPDX-License-Identifier: GPL-3.0-or-later
"""The page and the schemas that are written from the catalog: fresh, and right about what a file may say."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from support.contents import sample_contents

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import check
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG, find
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import documents, with_contents

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = runpy.run_path(str(ROOT / "tools" / "families.py"))
HOW = "run tools/families.py, as it says"
SCHEMAS: dict[str, Any] = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in WRITTEN["SCHEMAS"].glob("*.json")
    if path.name not in WRITTEN["BY_HAND"]
}


def test_a_family_is_found_by_each_of_its_names() -> None:
    assert find("Multimedia_Profiles") is find("multimedia profile") is CATALOG["multimedia-profile"]
    names = [(word, resource) for resource in CATALOG.values() for word in (resource.family, *resource.aliases)]
    assert [word for word, resource in names if find(word) is not resource] == []
    assert find("colour") is None


def test_the_page_is_fresh() -> None:
    assert WRITTEN["PAGE"].read_text(encoding="utf-8") == WRITTEN["page"](), HOW


def test_the_documentation_of_the_modules_is_fresh() -> None:
    assert WRITTEN["FRAGMENT"].read_text(encoding="utf-8") == WRITTEN["fragment"](), HOW


def test_the_schemas_are_fresh() -> None:
    assert WRITTEN["schemas"]() == SCHEMAS, HOW


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("family", sorted(CATALOG))
def test_the_example_of_the_page_is_a_file_of_the_family(family: str) -> None:
    text = yaml.safe_dump([WRITTEN["example_of"](CATALOG[family])])
    source = {"text": text, "name": "example.yml", "form": "yaml"}
    assert len(check(with_contents(documents(source), sample_contents()), family)[family]) == 1
    assert list(Draft202012Validator(SCHEMAS[family]).iter_errors(yaml.safe_load(text))) == []
    assert list(Draft202012Validator(SCHEMAS["organization"]).iter_errors({family: yaml.safe_load(text)})) == []


@pytest.mark.parametrize("family", sorted(CATALOG))
@pytest.mark.parametrize(
    "mistake", [{"colour": "red"}, {"state": "gone"}, {"name": 7}, {"id": ""}], ids=lambda mistake: next(iter(mistake))
)
def test_an_editor_sees_mistakes(family: str, mistake: dict[str, Any]) -> None:
    wrong = [{**WRITTEN["example_of"](CATALOG[family]), **mistake}]
    (found, *_more) = Draft202012Validator(SCHEMAS[family]).iter_errors(wrong)
    assert next(iter(mistake)) in f"{found.message} {list(found.absolute_path)}"
