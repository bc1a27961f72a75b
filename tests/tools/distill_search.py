# SPDX-License-Identifier: GPL-3.0-or-later
"""Distil the field lists of the Search API into bare facts: a line a field, its type and what it can be used for.

Run it as `python tests/tools/distill_search.py [lists.json] > .../wxcc_simulator/search/records/fields.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

FIELD_LISTS = Path("../shared/api/search-fields.json")
USES = ("aggregatable", "filterable", "groupable", "sortable")
# A root of the Search API, and the dictionaries of its records and of their activities.
ROOTS = {"taskDetails": ("CSR", "CAR"), "agentSession": ("ASR", "AAR"), "taskLegDetails": ("CLR",)}


def distil(lists: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, list[str]]]:
    """For every root its fields by dotted name: the type, then the uses. The record's own list goes first."""
    roots: dict[str, dict[str, list[str]]] = {}
    for root, names in ROOTS.items():
        fields: dict[str, list[str]] = {}
        for row in (row for name in names for row in lists[name]):
            kind = "String" if row["type"] == "AgentState" else row["type"]
            fields.setdefault(row["name"], [kind, *(use for use in USES if row[use])])
        roots[root] = fields
    return roots


def write(roots: dict[str, dict[str, list[str]]]) -> str:
    """JSON with a line a field."""
    blocks = (
        f" {json.dumps(root)}: {{\n"
        + ",\n".join(f"  {json.dumps(name)}: {json.dumps(facts)}" for name, facts in fields.items())
        + "\n }"
        for root, fields in roots.items()
    )
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def main() -> None:
    """Write the fields of the lists named on the command line to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists", nargs="?", type=Path, default=FIELD_LISTS)
    sys.stdout.write(write(distil(json.loads(parser.parse_args().lists.read_text(encoding="utf-8")))))


if __name__ == "__main__":
    main()
