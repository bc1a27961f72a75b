# SPDX-License-Identifier: GPL-3.0-or-later
"""Global variables (CAD variables in the words of the API)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.family import Family, Object, On, Others

READ = {
    "STRING": "String",
    "INTEGER": "Integer",
    "DATE_TIME": "DateTime",
    "BOOLEAN": "Boolean",
    "DECIMAL": "Decimal",
}
VALUES = {"Integer": r"-?\d+", "Boolean": "true|false", "Decimal": r"-?\d+(\.\d+)?"}


def _default(body: Object, _live: Object | None, _others: Others, _on: On) -> Iterator[str]:
    written = str(body["variableType"])
    kind = READ.get(written, written)
    if not re.fullmatch(VALUES.get(kind, "(?s:.*)"), body["defaultValue"]):
        yield f"validDefaultValueForVariabelType: defaultValue is not of the type {kind}"


def _as_read(_others: Others, item: Object, _on: On) -> Object:
    return {"variableType": READ.get(item["variableType"], item["variableType"])}


FAMILY = Family(
    name="cad-variable",
    sample={
        "name": "Sample",
        "variableType": "String",
        "defaultValue": "",
        "active": True,
        "agentEditable": False,
        "agentViewable": False,
        "reportable": False,
    },
    other=lambda number: {"name": f"Sample_{number}"},
    check=_default,
    derived=_as_read,
    deviations=(
        Deviation(
            name="variable_label_required",
            where="desktopLabel of a global variable",
            file="may be left out",
            observed="400 without it where agentViewable is true",
            source="live write probes, 2026-07-20",
            schemas={
                "CadVariableDTO": {
                    "anyOf": [
                        {"properties": {"agentViewable": {"enum": [False]}}},
                        {"required": ["desktopLabel"]},
                    ],
                    "x-words": "desktopLabel: is required where agentViewable is true",
                }
            },
            probes=({"agentViewable": True}, {"agentViewable": True, "desktopLabel": "Sample"}),
        ),
    ),
)
