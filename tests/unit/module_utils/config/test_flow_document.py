# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows as documents: what belongs to an organization or a moment is left out, and ids become names and ids again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support import flows
from support.simulator import Row

from ansible_collections.webex.contact_center.plugins.module_utils.config.model import flow_document
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.flow_document import (
    canonical,
    placed,
    portable,
    read,
    references,
    written,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import ByName

HOURS, BILLING, SALES = (f"{number}1a36ec8-7a20-400e-bdd1-91817ab5fdbc" for number in range(3))
VARIABLE = "04b302a9-6d92-4365-8902-9b04bc3bf5f9"
OTHER, SUBFLOW = "654d4c3921960859940649b9", "654d4c3921960859940649ba"
NAMES = {
    "business-hours": {HOURS: "Office"},
    "contact-service-queue": {BILLING: "Billing", SALES: "Sales"},
    "cad-variable": {VARIABLE: "Share"},
    "flow": {OTHER: "Menu"},
    "subflow": {SUBFLOW: "Callback"},
}
SHAPES = {
    "hello": (flows.hello(), set()),
    "menu": (flows.menu(HOURS, BILLING), {("business-hours", "Office"), ("contact-service-queue", "Billing")}),
    "percentages": (
        flows.percentages(VARIABLE, (BILLING, SALES)),
        {("cad-variable", "Share"), ("contact-service-queue", "Billing"), ("contact-service-queue", "Sales")},
    ),
    "callback": (flows.callback(), set()),
    "transfer": (flows.transfer(OTHER, SUBFLOW), {("flow", "Menu"), ("subflow", "Callback")}),
}


class Known:
    """The objects of one family of one organization."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def name_of(self, target: Any) -> str:
        return self._names.get(target, str(target))

    def is_unique(self, target: Any) -> bool:
        return target in self._names

    def rest_of(self, target: Any) -> tuple[()]:
        return ()


def names(family: str) -> Known:
    return Known(NAMES.get(family, {}))


def ignored(_path: Any, what: str) -> None:
    pytest.fail(what)


@pytest.mark.parametrize("shape", SHAPES)
def test_ids_become_names_and_come_back_as_the_ids_of_any_organization(shape: str) -> None:
    exported, expected = SHAPES[shape]
    content = canonical(exported)
    file = written(portable(content, names))
    assert not any(id_ in file.decode() for known in NAMES.values() for id_ in known)
    document = read(json.loads(file), ignored)
    targets = {(family, target.name) for family, target in references(document) if isinstance(target, ByName)}
    assert targets == expected
    back = {(family, name): id_ for family, known in NAMES.items() for id_, name in known.items()}
    same = placed(document, lambda family, target, _path: back[family, target.name])
    assert same == content
    assert set(references(content)) == {(family, back[family, name]) for family, name in expected}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_belongs_to_an_organization_or_a_moment_is_left_out(shape: str) -> None:
    exported, _expected = SHAPES[shape]
    text = written(canonical(exported)).decode()
    assert not [value for value in flows.SERVER.values() if value and str(value) != "4" and str(value) in text]
    assert "_renderRequestTimestamp" not in text
    later = json.loads(json.dumps(exported).replace("1700000", "1800000").replace("2026-01-02", "2027-01-02"))
    moved: Row = {**dict(reversed(later.items())), "orgId": "another", "version": 9, "name": "Renamed"}
    assert written(canonical(moved)).decode() == text


def test_an_id_that_looks_like_a_reference_elsewhere_is_left_alone() -> None:
    agent = {"activityName": "queue-to-agent", "destination": BILLING}
    assert list(references({"a": agent})) == []
    local = {"name": "x", "source": "", "id": VARIABLE}
    assert list(references({"variables": [local]})) == []
    point = {"handOffTo": OTHER, "isEntryPoint": True}
    assert list(references({"a": point})) == [("entry-point", OTHER)]
    assert flow_document.hands_off({"a": point})


@pytest.mark.parametrize("wrong", [{"$ref": "team", "name": "A"}, {"$ref": "flow"}, {"$ref": "flow", "name": 1}])
def test_a_reference_that_is_none_is_named_with_its_path(wrong: Row) -> None:
    problems: list[tuple[Any, str]] = []
    read({"process": {"activities": {"a": {"destination": wrong}}}}, lambda path, what: problems.append((path, what)))
    [(path, what)] = problems
    assert path == ("process", "activities", "a", "destination")
    assert what.startswith("not a reference. Write {$ref: family, name: name}")
