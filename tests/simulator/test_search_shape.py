# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows are given the shape that a document selects by code of ours: it has to be the shape the library would give."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from graphql import Executor, GraphQLSchema, execute_sync, parse, validate
from support.reports import END, HOUR, NOW

from wxcc_simulator.search.counting.answers import Query, answer
from wxcc_simulator.search.counting.recent import Recent
from wxcc_simulator.search.counting.selection import selected
from wxcc_simulator.search.records.contacts import View
from wxcc_simulator.search.schema import build
from wxcc_simulator.search.shaping import RowsExecutor
from wxcc_simulator.seeding.seed import seeded
from wxcc_simulator.world.options import Options

PERIOD = f"from: {END - 9 * HOUR}, to: {END}"
COUNT = 'aggregations: [{field: "id", name: "all", type: count}, {field: "queueCount", name: "in", type: sum}]'
VARIABLES = {"first": 2, "yes": True, "no": False}
DOCUMENTS = {
    "aliases": f"{{ now: taskDetails({PERIOD}) {{ rows: tasks {{ key: id queue: lastQueue {{ called: name }} }} }} }}",
    "names of types": f"""{{ __typename taskDetails({PERIOD}) {{
        __typename tasks {{ kind: __typename id lastAgent {{ __typename }} }}
        pageInfo {{ __typename hasNextPage }} }} }}""",
    "a field twice, with different parts": f"""{{ taskDetails({PERIOD}) {{
        tasks {{ id lastQueue {{ id }} createdTime(sort: asc) }}
        tasks {{ lastQueue {{ name }} channelType id }} }} }}""",
    "fragments": f"""query {{ taskDetails({PERIOD}) {{ tasks {{ ...Who ... on TaskDetails {{ createdTime }} }} }} }}
        fragment Who on TaskDetails {{ lastAgent {{ id ...Name }} owner {{ id }} }}
        fragment Name on TaskDetails_lastAgent {{ name }}""",
    "directives": f"""query ($yes: Boolean!, $no: Boolean!) {{ taskDetails({PERIOD}) {{
        tasks {{ id @skip(if: $yes) status @include(if: $yes) origin @include(if: $no)
        lastQueue @skip(if: $no) {{ id }} }}
        pageInfo @include(if: $no) {{ endCursor }} }} }}""",
    "arguments below the rows": f"""query ($first: Int) {{ taskDetails({PERIOD}) {{ tasks {{
        id few: activities(first: $first) {{ totalCount nodes {{ eventName }} pageInfo {{ hasNextPage endCursor }} }}
        activities {{ nodes {{ eventName duration }} }} }} }} }}""",
    "lists in lists": f"""{{ agentSession({PERIOD}) {{ agentSessions {{
        agentName channelInfo {{ channelType
        activities(first: 3) {{ nodes {{ state idleCode {{ name }} }} }} }} }} }} }}""",
    "groups": f"""{{ taskDetails({PERIOD}, {COUNT}) {{ tasks {{
        channelType lastQueue {{ id name }} aggregation {{ value name }} }} pageInfo {{ endCursor }} }} }}""",
    "groups by activities": f"""{{ taskDetails({PERIOD},
        aggregations: [{{field: "activities.nodes.id", name: "n", type: count}}]) {{
        tasks {{ activities {{ totalCount nodes {{ eventName }} }} aggregation {{ name value }} }} }} }}""",
    "two roots": f"""{{ taskDetails({PERIOD}) {{ tasks {{ id }} }} legs: taskLegDetails({PERIOD}) {{
        taskLegs {{ queue {{ id }} isWithinServiceLevel }} }} }}""",
}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build(lambda root, info, arguments: info.context(Query(root, arguments, selected(info, root.list_name))))


@pytest.fixture(scope="module")
def context() -> Any:
    org = next(iter(seeded(Options(tasks_per_day=1000)).organizations.values()))
    view = View(org.traffic, org.org_id, org.name, NOW)
    return partial(answer, view=view, recent=Recent(), legs_are_known=True)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_shape_is_that_of_the_library(schema: GraphQLSchema, context: Any, name: str) -> None:
    document = parse(DOCUMENTS[name])
    assert validate(schema, document) == []
    executors: list[type[Executor[Any]]] = [Executor, RowsExecutor]
    expected, found = (
        execute_sync(schema, document, context_value=context, variable_values=VARIABLES, executor_class=executor)
        for executor in executors
    )
    assert expected.errors is None
    assert found == expected
    assert str(found.data) == str(expected.data)  # in the same order, too
    assert found.data
    assert all(rows for page in found.data.values() if isinstance(page, dict) for rows in page.values())
