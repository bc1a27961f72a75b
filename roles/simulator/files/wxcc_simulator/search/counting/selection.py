# SPDX-License-Identifier: GPL-3.0-or-later
"""Which fields of the records a document selects, and how it wants them sorted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLIncludeDirective,
    GraphQLInt,
    GraphQLResolveInfo,
    GraphQLSkipDirective,
    GraphQLString,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    value_from_ast,
)
from graphql.execution.values import get_directive_values

from wxcc_simulator.wire.answers import RefusedError

SORT = GraphQLEnumType("Sort", {"asc": "asc", "desc": "desc"})
INTERVAL_START = "intervalStartTime"
MOST_ACTIVITIES = 100


class Selected(NamedTuple):
    """A selected scalar by its dotted name; `descending` is None unless it is to be sorted by."""

    name: str
    descending: bool | None


def selected(info: GraphQLResolveInfo[Any], list_name: str) -> list[Selected]:
    """The scalars below the list of a root, each once, in the order of the document."""
    found: dict[str, Selected] = {}
    for root in info.field_nodes:
        for node in _fields(info, root.selection_set):
            if node.name.value == list_name:
                for scalar in _scalars(info, node.selection_set, ""):
                    found.setdefault(scalar.name, scalar)
    return list(found.values())


def _scalars(info: GraphQLResolveInfo[Any], selections: SelectionSetNode | None, prefix: str) -> Iterator[Selected]:
    for node in _fields(info, selections):
        name = prefix + node.name.value
        if node.selection_set:
            if node.name.value == "activities":
                _check_page(info, node)
            yield from _scalars(info, node.selection_set, f"{name}.")
        else:
            yield Selected(name, _descending(info, node))


def _check_page(info: GraphQLResolveInfo[Any], node: FieldNode) -> None:
    """Refuse a page of activities that there cannot be, before anything is looked for."""
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    variables = info.variable_values.coerced
    first = value_from_ast(given["first"], GraphQLInt, variables) if "first" in given else 1
    after = value_from_ast(given["after"], GraphQLString, variables) if "after" in given else None
    if isinstance(first, int) and not 0 < first <= MOST_ACTIVITIES:
        raise RefusedError(400, f"{first}: first must be from 1 to {MOST_ACTIVITIES}")
    if after and not after.isdecimal():
        raise RefusedError(400, f"{after}: unknown cursor")


def _descending(info: GraphQLResolveInfo[Any], node: FieldNode) -> bool | None:
    for argument in node.arguments or ():
        if argument.name.value == "sort":
            return bool(value_from_ast(argument.value, SORT, info.variable_values.coerced) == "desc")
    return None


def _fields(
    info: GraphQLResolveInfo[Any], selections: SelectionSetNode | None, spread: set[str] | None = None
) -> Iterator[FieldNode]:
    """The fields of a selection set, through fragments, each once, less what a directive leaves out."""
    spread = set() if spread is None else spread
    for node in selections.selections if selections else ():
        if _is_left_out(info, node):
            continue
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            yield from _fields(info, node.selection_set, spread)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
            spread.add(node.name.value)
            yield from _fields(info, info.fragments[node.name.value].selection_set, spread)


def _is_left_out(info: GraphQLResolveInfo[Any], node: SelectionNode) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, info.variable_values)
    include = get_directive_values(GraphQLIncludeDirective, node, info.variable_values)
    return bool(skip and skip["if"]) or bool(include and not include["if"])
