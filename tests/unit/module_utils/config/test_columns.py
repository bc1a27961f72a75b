# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns of CSV files that hold a part of an option, and cells that hold a list."""

from __future__ import annotations

from typing import Any

import pytest
from unit.module_utils.config.small import family

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.desired import Reader
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError, check
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.lists import Keyed, Ordered, Set
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import Nested
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import Reference
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Choice, Text, Whole
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import JSON, ByName
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse

CHANNELS = {"telephony": 1, "chat": 2, "email": 3, "social": 4}


def values(text: str, of: str) -> list[JSON]:
    """The payloads of a CSV file of one family of the catalog."""
    return [item.values for item in check([parse(text, "t.csv", "csv")], of)[of]]


@pytest.mark.parametrize(
    "header",
    [
        "manually_assignable.telephony,manually_assignable.chat,manually_assignable.email,manually_assignable.social",
        "Manually Assignable.Telephony,Manually Assignable.Chat,Manually Assignable.Email,Manually Assignable.Social",
        "manuallyAssignable.telephony,manuallyAssignable.chat,manuallyAssignable.email,manuallyAssignable.social",
    ],
)
def test_a_column_for_each_part_of_a_mapping(header: str) -> None:
    assert values(f"name,{header}\nA,1,2,3,4\nB,,,,\nC,,5,,\n", "multimedia-profile") == [
        {"name": "A", "manuallyAssignable": CHANNELS},
        {"name": "B"},
        {"name": "C", "manuallyAssignable": {"chat": 5}},
    ]


def test_a_column_for_each_part_of_the_entries_of_a_list() -> None:
    header = "name,queue_rankings.1.queue_id,queue_rankings.1.rank,queue_rankings.3.rank,queueRankings.3.queueId"
    assert values(f"{header}\nA,q,1,2,p\nB,,,7,r\nC,,,,\n", "team") == [
        {"name": "A", "queueRankings": [{"queueId": "q", "rank": 1}, {"queueId": "p", "rank": 2}]},
        {"name": "B", "queueRankings": [{"queueId": "r", "rank": 7}]},
        {"name": "C"},
    ]


@pytest.mark.parametrize(
    ("header", "row", "messages"),
    [
        ("manually_assignable.chat", "9", ["t.csv:2: manually_assignable.chat: 9 is above the maximum of 5"]),
        (
            "manually_assignable.chta",
            "1",
            ['t.csv:1: column "manually_assignable.chta": unknown; did you mean manually_assignable.chat?'],
        ),
        ("chat.1", "1", ['t.csv:1: column "chat.1": unknown']),
        (
            "manually_assignable,manually_assignable.chat",
            "{},1",
            ['column "manually_assignable.chat": the header has "manually_assignable" for the same; keep one'],
        ),
        (
            "manually_assignable.chat,Manually Assignable",
            "1,{}",
            ['column "Manually Assignable": the header has "manually_assignable.chat" for the same; keep one'],
        ),
        (
            "manually_assignable.chat,manuallyAssignable.Chat",
            "1,2",
            ['column "manuallyAssignable.Chat": the header has "manually_assignable.chat" for the same; keep one'],
        ),
    ],
)
def test_what_is_wrong_with_a_part_is_told_by_its_column(header: str, row: str, messages: list[str]) -> None:
    with pytest.raises(RefusedError) as refused:
        values(f"name,{header}\nA,{row}\n", "multimedia-profile")
    for message in messages:
        assert message in str(refused.value)


@pytest.mark.parametrize(
    ("header", "row", "message"),
    [
        ("queue_rankings.2.queue_id,queue_rankings.2.rank", "q,99", "queue_rankings.2.rank: 99 is above the maximum"),
        ("queue_rankings.2.queue_id,queue_rankings.2.rank", "q,", "queue_rankings.2.rank: missing"),
        ("queue_rankings.0.rank", "1", "did you mean queue_rankings.1.rank?"),
        ("queue_rankings.1,queue_rankings.1.rank", "{},1", 'the header has "queue_rankings.1" for the same'),
        (
            "queue_rankings.1.queue_id,queue_rankings.1.rank,queue_rankings.2.queue_id,queue_rankings.2.rank",
            "q,1,q,2",
            't.csv:2: queue_rankings.2.queue_id: "q" is listed twice',
        ),
    ],
)
def test_what_is_wrong_with_an_entry_is_told_by_its_column(header: str, row: str, message: str) -> None:
    with pytest.raises(RefusedError) as refused:
        values(f"name,{header}\nA,{row}\n", "team")
    assert message in str(refused.value)


HOURS = Field(
    "hours",
    Keyed(("name",), (Field("name", Text(1), required=True), Field("days", Set(Choice(("MON", "TUE")))))),
)


@pytest.mark.parametrize(
    ("field", "header", "row", "expected"),
    [
        (Field("days", Set(Choice(("MON", "TUE")))), "days", '"MON, TUE"', {"days": ["MON", "TUE"]}),
        (Field("days", Set(Choice(("MON", "TUE")))), "days.1,days.2", "TUE,MON", {"days": ["TUE", "MON"]}),
        (Field("days", Set(Choice(("MON", "TUE")))), "days", "[]", {"days": []}),
        (Field("days", Set(Choice(("MON", "TUE")))), "days", '"[""MON""]"', {"days": ["MON"]}),
        (Field("words", Ordered(Text(1))), "words", '"a, b; c\nd"', {"words": ["a, b", "c", "d"]}),
        (
            Field("teams", Set(Reference("team"))),
            "teams",
            "Sales; Care",
            {"teamIds": [ByName("team", "Sales"), ByName("team", "Care")]},
        ),
        (Field("teams", Set(Reference("team"))), "team_ids", '"T1, t2"', {"teamIds": ["T1", "t2"]}),
        (
            HOURS,
            "hours.1.name,hours.1.days,hours.2.name,hours.2.days.1",
            'day,"MON,TUE",late,TUE',
            {"hours": [{"name": "day", "days": ["MON", "TUE"]}, {"name": "late", "days": ["TUE"]}]},
        ),
        (
            Field("a", Nested((Field("b", Nested((Field("c", Whole()),))),))),
            "a.b.c",
            "7",
            {"a": {"b": {"c": 7}}},
        ),
    ],
)
def test_a_list_in_a_cell_or_a_column_for_each_entry(field: Field, header: str, row: str, expected: JSON) -> None:
    reader = Reader(family(field))
    document = parse(f"name,{header}\nq,{row}\n", "t.csv", "csv")
    reader.check_columns(document)
    found: list[Any] = [item.values for item in reader.read(document.records)]
    assert (reader.problems, found) == ([], [{"name": "q", **expected}])


def test_only_cells_are_split() -> None:
    reader = Reader(family(Field("words", Set(Text(1)))))
    reader.read(parse("- {name: q, words: a; b}", "t.yml", "yaml").records)
    assert [str(problem) for problem in reader.problems] == ['t.yml:1: words: "a; b" is not a list']
