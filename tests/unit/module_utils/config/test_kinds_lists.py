# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of references and of objects: what is read, compared and sent, at any depth."""

from __future__ import annotations

from typing import Any

import pytest
from unit.module_utils.config.planned import plan_with
from unit.module_utils.config.small import (
    COMPOSITE,
    GROUPS,
    KEYLESS,
    MEMBERS,
    TEAM,
    TEAMS,
    body,
    family,
    planned,
    refused,
    writes,
)

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.lists import Keyed, Ordered, Set
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import Nested
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import Reference
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import (
    Choice,
    Flag,
    Id,
    Text,
    Whole,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import JSON


@pytest.mark.parametrize(
    ("record", "ids"),
    [
        ({"teams": ["Sales", "Care"]}, ["t1", "t2"]),
        ({"team_ids": ["t2"]}, ["t2"]),
        ({"teamIds": [" T2 ", "t1"]}, None),
        ({"teams": '["Care"]'}, ["t2"]),
        ({"teams": []}, []),
    ],
)
def test_a_list_of_references_takes_names_or_ids(record: JSON, ids: list[str] | None) -> None:
    field = Field("teams", Set(Reference("team")))
    if ids is None:
        assert refused(field, record) == ['records[0]: team_ids[0]: "T2": no team has this id']
    else:
        assert body(field, record) == {"teamIds": ids}


@pytest.mark.parametrize(
    ("live", "written"),
    [(["t1", "t2"], False), (["t2", "t1"], False), (["t1"], True), (None, True), (["t1", "x"], True)],
)
def test_the_order_of_a_set_does_not_matter(live: list[str] | None, written: bool) -> None:
    field = Field("teams", Set(Reference("team")))
    assert writes(field, {"teams": ["Sales", "Care"]}, {"teamIds": live}) is written


def test_a_set_of_references_is_shown_by_names() -> None:
    plan = planned(Field("teams", Set(Reference("team"))), {"teams": ["Care"]}, {"teamIds": ["t1", "gone"]})
    assert plan.actions[-1].changes == {"teams": {"before": ["Sales", "gone"], "after": ["Care"]}}


def test_a_reference_inside_a_list_of_objects_is_given_by_name_or_by_id() -> None:
    field = Field("members", MEMBERS)
    record = {"members": [{"team_id": "t1", "rank": 1}, {"team": "Care"}]}
    assert body(field, record) == {"members": [{"teamId": "t1", "rank": 1}, {"teamId": "t2"}]}
    assert refused(field, {"members": [{"rank": 1}]}) == ["records[0]: members[0].team: missing; give it or team_id"]
    assert refused(field, {"members": [{"team": "Sales", "team_id": "t1"}]}) == [
        "records[0]: members[0].team_id: give team or team_id, not both"
    ]
    (lost,) = refused(field, {"members": [{"team": "Sails"}]})
    assert lost.startswith('records[0]: members[0].team: "Sails": ')


@pytest.mark.parametrize(
    ("field", "record", "where"),
    [
        (Field("members", MEMBERS), {"members": [{"team": "Sales"}, {"team_id": "t1"}]}, 'members[1].team_id: "t1"'),
        (Field("members", MEMBERS), {"members": [{"team": "Sales"}, {"team": "Sales "}]}, 'members[1].team: "Sales"'),
        (
            Field("groups", GROUPS),
            {"groups": [{"order": 1, "teams": ["Sales", "Care", "Sales"]}]},
            'groups[0].teams[2]: "Sales"',
        ),
        (Field("days", Set(Choice(("MON", "TUE")))), {"days": ["MON", "MON"]}, 'days[1]: "MON"'),
        (
            Field("skills", Keyed(("name", "level"), (Field("name", Text(1)), Field("level", Whole(), default=0)))),
            {"skills": [{"name": "a", "level": 0}, {"name": "a"}]},
            'skills[1]: {"name": "a", "level": null}',
        ),
    ],
)
def test_an_entry_that_stands_twice_is_refused_however_it_is_written(field: Field, record: JSON, where: str) -> None:
    assert refused(field, record) == [f"records[0]: {where} is listed twice; keep one"]


def test_a_nested_field_called_id_is_sent_and_any_other_nested_id_is_ignored() -> None:
    queues = Field("queues", Keyed(("id",), (Field("id", Id(), required=True), Field("on", Flag()))))
    assert body(queues, {"queues": [{"id": "X", "on": True}]}) == {"queues": [{"id": "X", "on": True}]}
    assert body(Field("members", MEMBERS), {"members": [{"id": "x", "team": "Care"}]}) == {
        "members": [{"teamId": "t2"}]
    }


@pytest.mark.parametrize(
    ("kind", "live", "entries", "sent"),
    [
        (
            COMPOSITE,
            [{"skill": "x", "level": 1, "id": "1"}, {"skill": "x", "level": 2, "id": "2", "on": True}],
            [{"skill": "x", "level": 2, "on": False}, {"skill": "x", "level": 1}],
            [{"skill": "x", "level": 2, "on": False, "id": "2"}, {"skill": "x", "level": 1, "id": "1"}],
        ),
        (KEYLESS, [{"a": 1, "id": "1"}, {"a": 2, "id": "2"}], [{"a": 2}, {"a": 1}], None),
        (KEYLESS, [{"a": 1, "b": 1}, {"a": 1, "b": 2}], [{"a": 1}, {"a": 1, "b": 1}], None),
        (
            KEYLESS,
            [{"a": 1, "id": "1"}, {"a": 2, "id": "2"}],
            [{"a": 3}, {"a": 2}],
            [{"a": 3}, {"a": 2, "id": "2"}],
        ),
        (KEYLESS, [{"a": 1}, {"a": 2}], [{"a": 1}], [{"a": 1}]),
    ],
)
def test_lists_of_objects_with_a_composite_key_or_none(kind: Any, live: Any, entries: Any, sent: Any) -> None:
    field = Field("list", kind)
    assert writes(field, {"list": entries}, {"list": live}) is (sent is not None)
    if sent is not None:
        assert body(field, {"list": entries}, {"list": live}) == {"list": sent}


def test_what_an_entry_leaves_out_stays_at_any_depth() -> None:
    field = Field("groups", GROUPS)
    live = {"groups": [{"order": 1, "id": "g", "limits": {"a": 1, "b": 2, "id": "l", "deep": {"c": 3, "d": 4}}}]}
    record = {"groups": [{"order": 1, "limits": {"a": 5, "deep": {"c": ""}}}]}
    assert body(field, record, live) == {
        "groups": [{"order": 1, "id": "g", "limits": {"a": 5, "b": 2, "id": "l", "deep": {"d": 4}}}]
    }
    assert not writes(field, {"groups": [{"order": 1, "limits": {"b": 2}}]}, live)


def test_a_set_may_hold_an_object_of_this_run() -> None:
    field = Field("teams", Set(Reference("team")))
    plan = plan_with(
        family(field),
        [{"name": "q", "teams": ["New", "Sales"]}],
        {"team": TEAMS, "queue": [{"id": "q1", "name": "q", "teamIds": ["t1", "t2"]}]},
        TEAM,
        new=[{"name": "New"}],
    )
    assert not plan.problems
    assert plan.actions[-1].changes == {"teams": {"before": ["Sales", "Care"], "after": ["New", "Sales"]}}


@pytest.mark.parametrize(
    ("item", "live", "desired", "sent"),
    [
        (Text(), ["a", "b"], ["b", "a"], ["b", "a"]),
        (Text(), ["a", "b"], ["a", "b"], None),
        (Text(), ["a"], ["a", "a"], ["a", "a"]),
        (Nested((Field("a", Whole()),)), [{"a": 1, "id": "1"}, {"a": 2, "id": "2"}], [{"a": 1}, {"a": 2}], None),
        (
            Nested((Field("a", Whole()),)),
            [{"a": 1, "id": "1"}, {"a": 2, "id": "2"}],
            [{"a": 2}, {"a": 3}],
            [{"a": 2, "id": "2"}, {"a": 3, "id": "1"}],
        ),
    ],
)
def test_an_ordered_list_is_compared_place_by_place(item: Any, live: Any, desired: Any, sent: Any) -> None:
    field = Field("list", Ordered(item))
    assert writes(field, {"list": desired}, {"list": live}) is (sent is not None)
    if sent is not None:
        assert body(field, {"list": desired}, {"list": live}) == {"list": sent}
