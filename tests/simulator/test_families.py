# SPDX-License-Identifier: GPL-3.0-or-later
"""families.json is what distill_spec.py makes of the official file, and the table of behaviour fits it."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from support.conformance import OFFICIAL_FILE
from tools.distill_spec import FACTS, distil, known_operations, write

from wxcc_simulator.families.facts import family_names, operations_of, published_names
from wxcc_simulator.families.family import First
from wxcc_simulator.families.quirks import Quirks
from wxcc_simulator.families.registry import FAMILIES, in_order
from wxcc_simulator.families.shapes import FLAGS, shapes

COMMITTED = files("wxcc_simulator.families").joinpath("families.json")


def test_the_committed_file_is_the_distilled_one() -> None:
    if not OFFICIAL_FILE.exists():
        pytest.skip(f"the official file is not there: {OFFICIAL_FILE}")
    document = json.loads(OFFICIAL_FILE.read_text(encoding="utf-8"))
    assert COMMITTED.read_text(encoding="utf-8") == write(distil(document)) + "\n"


def test_the_committed_operations_are_those_of_the_file() -> None:
    if not OFFICIAL_FILE.exists():
        pytest.skip(f"the official file is not there: {OFFICIAL_FILE}")
    document = json.loads(OFFICIAL_FILE.read_text(encoding="utf-8"))
    committed = files("wxcc_simulator.configuration").joinpath("operations.json").read_text(encoding="utf-8")
    assert committed == write(known_operations(document)) + "\n"


def test_the_flags_are_the_booleans_of_the_file() -> None:
    """A name that is a flag in one place is one everywhere."""
    if not OFFICIAL_FILE.exists():
        pytest.skip(f"the official file is not there: {OFFICIAL_FILE}")
    paths = json.loads(OFFICIAL_FILE.read_text(encoding="utf-8"))["paths"]
    operations = [row for family in published_names() for row in operations_of(family)]
    parameters = [row for op in operations for row in paths[op["path"]][op["method"].lower()].get("parameters", ())]
    kinds = {(row["name"], row["schema"].get("type") == "boolean") for row in parameters if row["in"] == "query"}
    later = {"excludeEPAssociated", "includeChannelName"}  # of families that came after it
    assert {name for name, is_flag in kinds if is_flag} | later == FLAGS
    assert not {name for name, is_flag in kinds if not is_flag} & FLAGS


def test_it_holds_facts_and_no_prose() -> None:
    def check(schema: Any) -> None:
        allowed = {*FACTS, "$ref", "required", "properties", "items", "additionalProperties"}
        assert schema.keys() <= allowed
        for name in ("items", "additionalProperties"):
            if name in schema:
                check(schema[name])
        for value in schema.get("properties", {}).values():
            check(value)

    facts = json.loads(COMMITTED.read_text(encoding="utf-8"))
    for schema in facts["schemas"].values():
        check(schema)


def test_every_pattern_can_be_read() -> None:
    for pattern in re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', COMMITTED.read_text(encoding="utf-8")):
        re.compile(json.loads(pattern))


@pytest.mark.parametrize("family", FAMILIES)
def test_the_file_of_a_family_names_fields_and_families_that_exist(family: str) -> None:
    known, all_on = FAMILIES[family], shapes(Quirks())
    fields = {*all_on.properties(all_on.written(family))}
    shown = {*all_on.properties(all_on.answered(family))}
    named = {*known.key, *known.immutable, *known.keeps, *known.not_for, *known.sample, *known.reordered}
    named |= {reference.field.partition(".")[0] for reference in known.references}
    named |= {child.field for child in known.children}
    assert named <= fields
    assert {*known.hidden, *known.always_shown, *known.server_filled} <= shown
    assert {reference.family for reference in known.references} <= {*family_names()}
    assert {wanted.family for wanted in _firsts([known.sample, *known.fresh])} <= {*FAMILIES}
    verbs = {row["verb"] for row in operations_of(family)}
    assert {verb for verb in verbs if known.serves(verb, "v2")} or known.served


def _firsts(value: Any) -> list[First]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [found for inner in value for found in _firsts(inner)]
    return [value] if isinstance(value, First) else []


def test_families_come_behind_what_they_refer_to() -> None:
    order = [family.name for family in in_order()]
    assert sorted(order) == sorted(FAMILIES)
    for before, behind in (("site", "team"), ("work-type", "auxiliary-code"), ("team", "contact-service-queue")):
        assert order.index(before) < order.index(behind)
