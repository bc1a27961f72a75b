# SPDX-License-Identifier: GPL-3.0-or-later
"""Write GraphQL documents for structured queries.

Filters are variables, because a variable may hold an enum as text; aggregations are written into the document, because
the name of their type is not documented.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from .document_check import PAGE_INFO
from .queries import ROOTS, Search

INNER_PAGE: Final = 100
"""How many activities the service returns with a record at most; its default is 25."""


def document_of(search: Search) -> tuple[str, dict[str, Any]]:
    """Return the document and its variables, without those of the period and the page.

    A query of single records also selects what is needed to read all of them: ids, the time of their order, and the
    cursor of the activities of a record.
    """
    root = ROOTS[search.type]
    declared = {"from": "Long!", "to": "Long!", "pagination": "Pagination"}
    variables: dict[str, Any] = {}
    interval = {"interval": search.interval, "timezone": search.timezone} if search.interval else None
    optional = (
        ("filter", f"{root.filter}!", search.filter),
        ("extFilter", f"{root.ext_filter}!", search.ext_filter),
        ("timeComparator", "QueryTimeType!", search.time_comparator),
        ("aggregationInterval", "IntervalData!", interval),
    )
    for name, kind, value in optional:
        if value:
            declared[name], variables[name] = kind, value
    arguments = [f"{name}: ${name}" for name in declared]
    if search.aggregations:
        items = [_aggregation(search, number, declared, variables) for number in range(len(search.aggregations))]
        arguments.append(f"aggregations: [{', '.join(items)}]")
    names, path_arguments = _selected(search)
    if root.nodes in path_arguments:
        declared["after"] = "String"
    types = ", ".join(f"${name}: {kind}" for name, kind in declared.items())
    selection = f"{root.rows} {{ {_selection(names, path_arguments)} }} {PAGE_INFO}"
    return f"query ({types}) {{ {search.type}({', '.join(arguments)}) {{ {selection} }} }}", variables


def _aggregation(search: Search, number: int, declared: dict[str, str], variables: dict[str, Any]) -> str:
    """Return an aggregation; its filters become variables, which are added to both mappings."""
    root, item = ROOTS[search.type], search.aggregations[number]
    parts = [f"{name}: {json.dumps(item[name])}" for name in ("field", "name")]
    for name, filter_type in (("filter", root.filter), ("extFilter", root.ext_filter)):
        if item.get(name):
            parts.append(f"{name}: ${name}{number}")
            declared[f"{name}{number}"], variables[f"{name}{number}"] = f"{filter_type}!", item[name]
    return f"{{{', '.join(parts)}, type: {item['type']}}}"


def _selected(search: Search) -> tuple[list[str], dict[str, str]]:
    """Return the dotted names of the selected fields, and the arguments of some of them."""
    root = ROOTS[search.type]
    names = [*(["intervalStartTime"] if search.interval else []), *search.fields]
    path_arguments = {}
    if search.aggregations:
        names += ["aggregation.name", "aggregation.value"]
    else:
        names.append(root.id)
    if search.anchor:
        names.append(search.anchor)
        path_arguments[search.anchor] = "(sort: asc)"
    if search.has_activities:
        inner = ("totalCount", "nodes.id", "pageInfo.hasNextPage", "pageInfo.endCursor")
        names += [f"{root.nodes}.{name}" for name in inner]
        path_arguments[root.nodes] = f"(first: {INNER_PAGE}, after: $after)"
        if "." in root.nodes:
            names.append(f"{root.nodes.partition('.')[0]}.channelId")
    return names, path_arguments


def _selection(names: Sequence[str], path_arguments: Mapping[str, str], path: str = "") -> str:
    """Turn dotted names into a nested selection; `path_arguments` has the arguments of a field by its dotted name."""
    heads: dict[str, list[str]] = {}
    for name in names:
        head, _dot, inner = name.partition(".")
        heads.setdefault(head, []).extend([inner] if inner else [])
    parts = []
    for head, below in heads.items():
        here = f"{path}.{head}" if path else head
        selected = f" {{ {_selection(below, path_arguments, here)} }}" if below else ""
        parts.append(head + path_arguments.get(here, "") + selected)
    return " ".join(parts)
