# SPDX-License-Identifier: GPL-3.0-or-later
"""GraphQL documents for structured queries.

Filters travel as variables, so that nobody has to know which of their values are enums; aggregations stand in the
document, because how the service calls their type is not documented.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from .document_check import PAGE_INFO
from .queries import ROOTS, Search

INNER_PAGE: Final = 100
"""How many activities of a record come with it at most; unless told, the service gives 25."""


def document_of(search: Search) -> tuple[str, dict[str, Any]]:
    """Write the document, and give its variables but for the period and the page.

    Of single records it also selects what it takes to read all of them: ids, the time they are ordered by, and where
    the activities of a record go on.
    """
    root = ROOTS[search.type]
    declared = {"from": "Long!", "to": "Long!", "pagination": "Pagination"}
    variables: dict[str, Any] = {}
    interval = {"interval": search.interval, "timezone": search.timezone} if search.interval else None
    given = (
        ("filter", f"{root.filter}!", search.filter),
        ("extFilter", f"{root.ext_filter}!", search.ext_filter),
        ("timeComparator", "QueryTimeType!", search.time_comparator),
        ("aggregationInterval", "IntervalData!", interval),
    )
    for name, kind, value in given:
        if value:
            declared[name], variables[name] = kind, value
    arguments = ", ".join(f"{name}: ${name}" for name in declared)
    if search.aggregations:
        items = []
        for number, item in enumerate(search.aggregations):
            parts = [f"{name}: {json.dumps(item[name])}" for name in ("field", "name")]
            for name, filter_type in (("filter", root.filter), ("extFilter", root.ext_filter)):
                if item.get(name):
                    parts.append(f"{name}: ${name}{number}")
                    declared[f"{name}{number}"], variables[f"{name}{number}"] = f"{filter_type}!", item[name]
            items.append(f"{{{', '.join(parts)}, type: {item['type']}}}")
        arguments += f", aggregations: [{', '.join(items)}]"
    names = [*(["intervalStartTime"] if search.interval else []), *search.fields]
    told = {}
    if search.aggregations:
        names += ["aggregation.name", "aggregation.value"]
    else:
        names.append(root.id)
    if search.anchor:
        names.append(search.anchor)
        told[search.anchor] = "(sort: asc)"
    if search.has_activities:
        inner = ("totalCount", "nodes.id", "pageInfo.hasNextPage", "pageInfo.endCursor")
        names += [f"{root.nodes}.{name}" for name in inner]
        told[root.nodes] = f"(first: {INNER_PAGE}, after: $after)"
        declared["after"] = "String"
        if "." in root.nodes:
            names.append(f"{root.nodes.partition('.')[0]}.channelId")
    types = ", ".join(f"${name}: {kind}" for name, kind in declared.items())
    selection = f"{root.rows} {{ {_selection(names, told)} }} {PAGE_INFO}"
    return f"query ({types}) {{ {search.type}({arguments}) {{ {selection} }} }}", variables


def _selection(names: Sequence[str], told: Mapping[str, str], path: str = "") -> str:
    """Nest dotted names; `told` has the arguments of those that take some."""
    heads: dict[str, list[str]] = {}
    for name in names:
        head, _dot, inner = name.partition(".")
        heads.setdefault(head, []).extend([inner] if inner else [])
    parts = []
    for head, below in heads.items():
        here = f"{path}.{head}" if path else head
        selected = f" {{ {_selection(below, told, here)} }}" if below else ""
        parts.append(head + told.get(here, "") + selected)
    return " ".join(parts)
