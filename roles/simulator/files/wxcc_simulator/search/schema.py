# SPDX-License-Identifier: GPL-3.0-or-later
"""The GraphQL schema: types of answers and of filters, both made from the dotted names of the fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from graphql import (
    GraphQLArgument,
    GraphQLArgumentMap,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLFloat,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
)

from wxcc_simulator.search.counting import groups, intervals
from wxcc_simulator.search.counting.filters import OF_OBJECTS, SKILL_MEMBERS
from wxcc_simulator.search.counting.selection import INTERVAL_START, SORT
from wxcc_simulator.search.records.roots import ROOTS, Field, Root


class RootResolver(Protocol):
    """Answers a root of a document."""

    def __call__(self, root: Root, info: GraphQLResolveInfo[Any], arguments: dict[str, Any], /) -> Any:
        """The list of the root, and the end of its page."""


def _long(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**63) <= value < 2**63:
        raise ValueError(f"{value!r} is not a Long")
    return value


LONG = GraphQLScalarType("Long", serialize=_long, parse_value=_long)
SCALARS = {
    "Boolean": GraphQLBoolean,
    "Float": GraphQLFloat,
    "Int": GraphQLInt,
    "JSON": GraphQLScalarType("JSON"),
    "Long": LONG,
    "String": GraphQLString,
}


def _enum(name: str, values: Iterable[str]) -> GraphQLEnumType:
    return GraphQLEnumType(name, {value: value for value in values})


CHANNEL = _enum("ChannelType", ("telephony", "email", "chat", "social_channel", "social", "video", "fax", "others"))
STATE = _enum("AgentChannelState", ("idle", "available", "connected"))
# These are written without quotes in a document.
ENUMS = {
    ("taskDetails", "channelType"): CHANNEL,
    ("task", "channelType"): CHANNEL,
    ("taskLegDetails", "channelType"): CHANNEL,
    ("agentSession", "channelInfo.currentState"): STATE,
}


def _input(name: str, fields: dict[str, Any]) -> GraphQLInputObjectType:
    return GraphQLInputObjectType(name, {field: GraphQLInputField(kind) for field, kind in fields.items()})


def _operators(name: str, kind: Any, operators: Iterable[str]) -> GraphQLInputObjectType:
    return _input(name, dict.fromkeys(operators, kind))


EQUAL, ORDER = ("equals", "notequals"), ("gt", "gte", "lt", "lte")
TEXT = _operators("StringFilter", GraphQLString, (*EQUAL, "match", "contains"))
OPERATORS = {
    "Boolean": _operators("BooleanFilter", GraphQLBoolean, ("equals",)),
    "Float": _operators("FloatFilter", GraphQLFloat, (*EQUAL, *ORDER)),
    "Int": _operators("IntFilter", GraphQLInt, (*EQUAL, *ORDER)),
    "Long": _operators("LongFilter", LONG, (*EQUAL, *ORDER)),
}
SKILLS = _input(
    "SkillsFilter",
    {
        **dict.fromkeys((*EQUAL, "match", "contains"), GraphQLString),
        **{name: OPERATORS.get(kind, TEXT) for name, kind in SKILL_MEMBERS.items()},
    },
)
ENUM_OPERATORS = {kind.name: _operators(f"{kind.name}Filter", kind, EQUAL) for kind in (CHANNEL, STATE)}
PAGE_INFO = GraphQLObjectType(
    "PageInfo", {"hasNextPage": GraphQLField(GraphQLBoolean), "endCursor": GraphQLField(GraphQLString)}
)
AGGREGATION = GraphQLObjectType(
    "Aggregation", {"name": GraphQLField(GraphQLString), "value": GraphQLField(GraphQLFloat)}
)
PAGINATION = _input("Pagination", {"cursor": GraphQLString})
INTERVAL = GraphQLInputObjectType(
    "IntervalData",
    {
        "interval": GraphQLInputField(GraphQLNonNull(_enum("Interval", intervals.NAMES))),
        "timezone": GraphQLInputField(GraphQLString, default_value="UTC"),
    },
)
FUNCTION = _enum("AggregationType", groups.KINDS)
TIME_TYPE = _enum("QueryTimeType", ("createdTime", "endedTime"))


def build(resolve: RootResolver) -> GraphQLSchema:
    """The schema of all roots; `resolve` answers one."""
    return GraphQLSchema(GraphQLObjectType("Query", {root.name: _root_field(root, resolve) for root in ROOTS}))


def _root_field(root: Root, resolve: RootResolver) -> GraphQLField:
    title = root.name[0].upper() + root.name[1:]
    page = GraphQLObjectType(
        f"{title}List",
        {
            root.list_name: GraphQLField(GraphQLList(_record_type(root, title))),
            "pageInfo": GraphQLField(PAGE_INFO),
        },
    )
    filters = {"filter": _filter_type(root, f"{title}Filters", inner=False)}
    if root.activities_depth is not None:
        filters["extFilter"] = _filter_type(root, f"{title}SpecificFilters", inner=True)
    aggregation = GraphQLInputObjectType(
        f"{title}Aggregation",
        {
            "field": GraphQLInputField(GraphQLNonNull(GraphQLString)),
            "name": GraphQLInputField(GraphQLNonNull(GraphQLString)),
            "type": GraphQLInputField(GraphQLNonNull(FUNCTION)),
            **{name: GraphQLInputField(kind) for name, kind in filters.items()},
        },
    )
    arguments = {
        "from": GraphQLArgument(GraphQLNonNull(LONG)),
        "to": GraphQLArgument(GraphQLNonNull(LONG)),
        **{name: GraphQLArgument(kind) for name, kind in filters.items()},
        "aggregations": GraphQLArgument(GraphQLList(GraphQLNonNull(aggregation))),
        "aggregationInterval": GraphQLArgument(INTERVAL),
        "pagination": GraphQLArgument(PAGINATION),
    }
    if root.has_comparator:
        arguments["timeComparator"] = GraphQLArgument(TIME_TYPE)
    return GraphQLField(page, arguments, resolve=lambda _source, info, **arguments: resolve(root, info, arguments))


def _record_type(root: Root, title: str) -> GraphQLObjectType:
    aggregation = GraphQLField(GraphQLList(AGGREGATION), resolve=lambda row, _info: getattr(row, "aggregation", None))
    interval = GraphQLField(LONG, resolve=lambda row, _info: row.value(INTERVAL_START))
    return GraphQLObjectType(title, {**_members(root, title, ""), "aggregation": aggregation, INTERVAL_START: interval})


def _segments(root: Root, prefix: str, fields: Iterable[Field]) -> dict[str, Field | None]:
    """What follows a prefix in the names of fields: the field that it completes, or None for a part of longer ones."""
    found: dict[str, Field | None] = {}
    for field in fields:
        if field.name.startswith(prefix):
            segment = field.name[len(prefix) :].partition(".")[0]
            found[segment] = root.fields.get(prefix + segment)
    return found


def _members(root: Root, title: str, prefix: str) -> dict[str, GraphQLField]:
    return {
        segment: _leaf(root, field) if field else _branch(root, f"{title}_{segment}", f"{prefix}{segment}.")
        for segment, field in _segments(root, prefix, root.fields.values()).items()
    }


def _leaf(root: Root, field: Field) -> GraphQLField:
    arguments: GraphQLArgumentMap = {"sort": GraphQLArgument(SORT)} if "sortable" in field.uses else {}
    kind: GraphQLOutputType = SCALARS[field.kind]
    return GraphQLField(kind, arguments, resolve=lambda row, _info, **_arguments: row.value(field.name))


def _branch(root: Root, title: str, prefix: str) -> GraphQLField:
    if prefix.endswith("activities."):
        return _connection(root, title, f"{prefix}nodes.")
    kind = GraphQLObjectType(title, _members(root, title, prefix))
    if any(depth.prefix == prefix for depth in root.depths):
        return GraphQLField(GraphQLList(kind), resolve=lambda row, _info: row.members())
    if prefix.endswith("GlobalVariables."):
        name = {"name": GraphQLArgument(GraphQLNonNull(GraphQLString))}
        return GraphQLField(kind, name, resolve=lambda row, _info, **_arguments: row)
    return GraphQLField(kind, resolve=lambda row, _info: row)


def _connection(root: Root, title: str, prefix: str) -> GraphQLField:
    node = GraphQLObjectType(f"{title}Node", _members(root, title, prefix))
    kind = GraphQLObjectType(
        title,
        {
            "totalCount": GraphQLField(GraphQLInt),
            "nodes": GraphQLField(GraphQLList(node)),
            "pageInfo": GraphQLField(PAGE_INFO),
        },
    )
    arguments = {"first": GraphQLArgument(GraphQLInt, default_value=25), "after": GraphQLArgument(GraphQLString)}
    return GraphQLField(kind, arguments, resolve=lambda row, _info, first, after=None: row.activities(first, after))


def _filter_type(root: Root, title: str, *, inner: bool) -> GraphQLInputObjectType:
    """filter takes the fields of the record, extFilter those of its activities."""
    fields = [
        field
        for field in root.fields.values()
        if "filterable" in field.uses and (field.depth == root.activities_depth) is inner
    ]
    kind = GraphQLInputObjectType(
        title,
        lambda: {
            **_filter_members(root, title, "", fields),
            "and": GraphQLInputField(GraphQLList(GraphQLNonNull(kind))),
            "or": GraphQLInputField(GraphQLList(GraphQLNonNull(kind))),
        },
    )
    return kind


def _filter_members(root: Root, title: str, prefix: str, fields: list[Field]) -> dict[str, GraphQLInputField]:
    return {
        segment: GraphQLInputField(
            _filter_leaf(root, field)
            if field
            else _filter_branch(root, f"{title}_{segment}", f"{prefix}{segment}.", fields)
        )
        for segment, field in _segments(root, prefix, fields).items()
    }


def _filter_branch(root: Root, title: str, prefix: str, fields: list[Field]) -> GraphQLInputObjectType:
    """The fields of an object, one by one or compared as a whole."""
    whole = GraphQLInputField(_values(root, f"{title}Values", prefix, fields))
    members = _filter_members(root, title, prefix, fields)
    return GraphQLInputObjectType(title, {**members, **dict.fromkeys(OF_OBJECTS, whole)})


def _values(root: Root, title: str, prefix: str, fields: list[Field]) -> GraphQLInputObjectType:
    """An object of values, without operators."""
    return _input(
        title,
        {
            segment: ENUMS.get((root.name, field.name), SCALARS[field.kind])
            if field
            else _values(root, f"{title}_{segment}", f"{prefix}{segment}.", fields)
            for segment, field in _segments(root, prefix, fields).items()
        },
    )


def _filter_leaf(root: Root, field: Field) -> GraphQLInputObjectType:
    enum = ENUMS.get((root.name, field.name))
    if field.name.endswith("Skills"):
        return SKILLS
    return ENUM_OPERATORS[enum.name] if enum else OPERATORS.get(field.kind, TEXT)
