# SPDX-License-Identifier: GPL-3.0-or-later
"""A document is judged by its structure: all that is wrong at once, with the head that makes it right."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.search.document_check import (
    PAGE_INFO,
    check_document,
    has_cursor,
    root_of,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.search.graphql_document import (
    DocumentError,
    read_document,
)

HEAD = "query ($from: Long!, $to: Long!, $cursor: String) {"
ROOT = "taskDetails(from: $from, to: $to, pagination: {cursor: $cursor}) {"
GOOD = f"{HEAD} {ROOT} tasks {{ id }} {PAGE_INFO} }} }}"
INNER = "tasks { id activities { nodes { id } pageInfo { hasNextPage endCursor } } }"


def refusal(document: str, **variables: Any) -> str:
    """The message about a document."""
    with pytest.raises(ValueError, match=r"^search: document: ") as refused:
        check_document(document, variables)
    return str(refused.value)


def problems(document: str, **variables: Any) -> list[str]:
    """What the message says before it shows the head."""
    lines = refusal(document, **variables).splitlines()
    end = next(number for number, line in enumerate(lines) if "Replace everything" in line)
    return [line.strip() for line in lines[1:end]]


@pytest.mark.parametrize(
    "document",
    [
        GOOD,
        GOOD.replace("$cursor: String", "$pagination: Pagination").replace("{cursor: $cursor}", "$pagination"),
        GOOD.replace("taskDetails", "all: taskDetails").replace("id }", 'id name(of: "pageInfo { $x") }'),
        GOOD.replace("{ id }", "{ id # mutation { $who\n }"),
        GOOD.replace("$cursor: String", '$cursor: String = "0"'),
        GOOD.replace("tasks {", "...Rows }} fragment Rows on TaskDetailsList { tasks {").replace("} } }", "} }"),
        GOOD.replace("tasks { id }", 'tasks @include(if: true) { id ... on Task { """a\n"b" block""" } }').replace(
            '"""a\n"b" block"""', 'text(of: """a\n"b" block""")'
        ),
        GOOD.replace(" ", "\r\n\t,"),
        "\ufeff" + GOOD,
    ],
)
def test_a_good_document_passes(document: str) -> None:
    check_document(document, {})
    assert root_of(document).name == "taskDetails"
    assert has_cursor(root_of(document)) == ("Pagination" not in document)


@pytest.mark.parametrize(
    ("document", "variables", "found"),
    [
        (
            "{ taskDetails { tasks { id } } }",
            {},
            [
                "line 1, column 3: taskDetails needs the argument from: $from, which is the period of the task",
                "line 1, column 3: taskDetails needs the argument to: $to, which is the period of the task",
                "taskDetails needs pagination: {cursor: $cursor}; without it, only the first page would be read",
                f"line 1, column 3: {PAGE_INFO} is missing beside tasks; add it, it says whether there are more rows",
            ],
        ),
        (
            f"{HEAD}\n  {ROOT}\n    {INNER}\n  }}\n}}",
            {},
            [
                f"line 2, column 3: {PAGE_INFO} is missing beside tasks"
                " (the one at line 3, column 42 belongs to another list); add it, it says whether there are more rows"
            ],
        ),
        (GOOD.replace("$from,", "1764000000000,"), {}, ["from: must be $from, which is the period of the task"]),
        (GOOD.replace("{cursor: $cursor}", '{cursor: "0"}'), {}, ["must be {cursor: $cursor} or $pagination"]),
        (GOOD.replace(" endCursor", ""), {}, ["pageInfo must also select endCursor"]),
        (GOOD.replace("pageInfo", "info: pageInfo"), {}, ["is missing beside tasks"]),
        (GOOD.replace("$from: Long!, ", ""), {}, ["$from is not declared; declare $from: Long!"]),
        (GOOD.replace("$from: Long!", "$from: Int!"), {}, ["$from must be of the type Long!, not Int!"]),
        (
            GOOD.replace("String", "String!"),
            {},
            ["$cursor must be a String without !, because it is null for the first page"],
        ),
        (GOOD.replace("to: $to", "to: $to, filter: $kind"), {}, ["$kind is not declared"]),
        (GOOD.replace("String", "String, $kind: Kind!"), {}, ["$kind: Kind! needs a value; set it in variables"]),
        (
            GOOD,
            {"kind": 1, "from": 2},
            ["variables: kind is not declared in the document", "variables: from comes from the task; remove it"],
        ),
        (GOOD.replace("query", "mutation"), {}, ["a mutation can change data; write a query"]),
        (GOOD[:-1] + "agentSession { x } }", {}, ["agentSession is a second query; use one query per task"]),
        (GOOD.replace("tasks {", "legs { id } tasks {"), {}, ["tasks is a second list of records; select only one"]),
        (GOOD.replace("tasks { id }", "totalCount"), {}, ["must select a list of records, such as tasks { id }"]),
    ],
)
def test_all_problems_are_said_at_once(document: str, variables: dict[str, Any], found: list[str]) -> None:
    said = problems(document, **variables)
    assert len(said) == len(found)
    assert [words for line, words in zip(said, found, strict=True) if words not in line] == [], said


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("", 'line 1, column 1: expected "query" or "mutation" or "subscription", not the end of the document'),
        ("{ taskDetails {\n  tasks { id }", 'line 1, column 15: "{" is never closed'),
        (GOOD + "\n}", 'line 2, column 1: expected "query" or "mutation" or "subscription", not "}"'),
        (GOOD + GOOD, "line 1, column 171: a second operation; use one per task"),
        ("{ a(b: ) { c } }", "line 1, column 8: expected a value, not )"),
        ("{ a { } }", "line 1, column 5: no fields are selected here"),
        ('{ a(b: "x) { c } }', "line 1, column 8: this text has no closing quote"),
        ("{ a ; }", "line 1, column 5: ';' is not allowed here"),
        ("query ($a Long) { b }", 'line 1, column 11: expected ":", not "Long"'),
        ("{ ...Gone }", "line 1, column 1: selects only a fragment that does not exist"),
        ("{ a " * 60 + "}" * 60, "nested more than 50 deep"),
    ],
)
def test_what_has_no_structure_is_said_with_its_place(document: str, said: str) -> None:
    message = refusal(document)
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "document",
    [
        "{ taskDetails { tasks { id } } }",
        'query Mine ($kind: F!, $x: [I!] = [1, 2]) { all: taskDetails(f: $kind, n: $x, s: "$b") { tasks { id } } }',
        f"query ($pagination: Pagination) {{ taskDetails(pagination: $pagination) {{ {INNER} }} }}",
    ],
)
def test_the_head_that_is_shown_makes_it_right(document: str) -> None:
    head = refusal(document, kind={}).partition("records by:\n")[2]
    rest = document[document.index("tasks") :]
    variables: dict[str, Any] = {"kind": {}} if "$kind" in document else {}
    check_document(head + "\n" + rest, variables)
    before, after = (read_document(text) for text in (document, head + "\n" + rest))
    assert before.name == after.name
    assert {name: value.text for name, value in before.declared.items()}.items() <= {
        name: value.text for name, value in after.declared.items()
    }.items()


@given(st.lists(st.sampled_from([*'{}()[]:$!@=."# \n,aq\\1-', "query", "...", '"""', "fragment", " on "])).map("".join))
def test_no_text_ends_in_anything_but_a_sentence(text: str) -> None:
    try:
        read_document(text)
    except DocumentError as error:
        said = str(error)
    else:
        said = "line 0, column 0: read"
    assert re.match(r"line \d+, column \d+: ", said)
