# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the Search API of a simulator, for a period that is over unless another is given."""

from __future__ import annotations

import json

from support.reports import DAY, END, START
from support.simulator import Row, Simulator

PERIOD = "from: $from, to: $to"
COUNT = 'aggregations: {field: "id", type: count, name: "n"}'


def searched(sim: Simulator, document: str, **variables: object) -> Row:
    """The data of a document, in which $from and $to may be used for a period that is over."""
    known = {"from": START, "to": END, **variables}
    text = f"query ($from: Long!, $to: Long!) {document}" if document.startswith("{") else document
    answer = sim.call("POST", "/search", json={"query": text, "variables": known})
    assert answer.status_code == 200, answer.text
    body: Row = answer.json()
    assert body.keys() == {"data"}, body
    found: Row = body["data"]
    return found


def listed(sim: Simulator, root: str, name: str, arguments: str, fields: str, **variables: object) -> list[Row]:
    """The rows of the first page of a root."""
    document = f"{{ {root}({PERIOD} {arguments}) {{ {name} {{ {fields} }} }} }}"
    rows: list[Row] = searched(sim, document, **variables)[root][name]
    return rows


def tasks(sim: Simulator, arguments: str, fields: str, **variables: object) -> list[Row]:
    return listed(sim, "taskDetails", "tasks", arguments, fields, **variables)


def sessions(sim: Simulator, arguments: str, fields: str, **variables: object) -> list[Row]:
    return listed(sim, "agentSession", "agentSessions", arguments, fields, **{"from": END - DAY, **variables})


def legs(sim: Simulator, arguments: str, fields: str, **variables: object) -> list[Row]:
    return listed(sim, "taskLegDetails", "taskLegs", arguments, fields, **variables)


def every(sim: Simulator, root: str, name: str, arguments: str, fields: str, **variables: object) -> list[Row]:
    """The rows of all pages."""
    rows: list[Row] = []
    cursor: str | None = None
    while True:
        paged = f"{arguments} pagination: {{cursor: {json.dumps(cursor)}}}"
        selection = f"{{ {name} {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }}"
        page = searched(sim, f"{{ {root}({PERIOD} {paged}) {selection} }}", **variables)[root]
        rows += page[name]
        cursor = page["pageInfo"]["endCursor"]
        assert page["pageInfo"]["hasNextPage"] is (cursor is not None)
        if cursor is None:
            return rows
