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

from wxcc_simulator.families import shapes
from wxcc_simulator.families.behaviour import BEHAVIOURS, SERVED
from wxcc_simulator.settings.options import QUIRK_NAMES

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
    operations = [op for family in shapes.families() for op in shapes.operations(family)]
    parameters = [row for op in operations for row in paths[op.path][op.method.lower()].get("parameters", ())]
    kinds = {(row["name"], row["schema"].get("type") == "boolean") for row in parameters if row["in"] == "query"}
    assert {name for name, is_flag in kinds if is_flag} == shapes.FLAGS
    assert not {name for name, is_flag in kinds if not is_flag} & shapes.FLAGS


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


@pytest.mark.parametrize("family", SERVED)
def test_the_table_of_behaviour_names_fields_and_quirks_that_exist(family: str) -> None:
    row = BEHAVIOURS[family]
    fields = {*shapes.properties(shapes.written(family))}
    shown = {*shapes.properties(shapes.operation(family, "get").response or "")}
    named = {*row.key, *row.children, *row.immutable, *row.ignored, *row.required, *row.optional, *row.conflicts}
    named |= {*row.allowed_values, *row.not_for, *(reference.field.partition(".")[0] for reference in row.references)}
    assert named <= fields
    assert {*row.hidden_in_lists, *row.always_in_lists} <= shown
    pairs = (*row.allowed_values.values(), *row.refused.values(), *row.conflicts.values())
    quirks = {*row.ignored.values(), *row.required.values(), *row.optional.values(), *(pair[0] for pair in pairs)}
    assert quirks <= {*QUIRK_NAMES}
