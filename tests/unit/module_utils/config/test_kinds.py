# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of values on small families: what is read, compared, sent and shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from unit.module_utils.config.planned import plan_with
from unit.module_utils.config.small import (
    COMPOSITE,
    GROUPS,
    KEYLESS,
    LIMITS,
    MEMBERS,
    TEAM,
    TEAMS,
    Fake,
    Note,
    body,
    family,
    planned,
    refused,
    writes,
)

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.documents import Json, Opaque
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field, Unset
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.lists import Keyed, Ordered, Set
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import Nested
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import Reference
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.rules import Rule
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import (
    Choice,
    Flag,
    Text,
    Whole,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import CLEAR, JSON

SKILL_TYPE = Field(
    "skill_type", Choice(("ENUM", "DATE_TIME"), any_spelling=True, spellings={"list": "ENUM"}), writes="once"
)


@pytest.mark.parametrize("written", ["ENUM", "enum", "Enum", "list", "List"])
@pytest.mark.parametrize("live", ["ENUM", "enum", "Enum"])
def test_spellings_of_a_choice_mean_the_same_and_the_live_one_stays(written: str, live: str) -> None:
    assert not writes(SKILL_TYPE, {"skill_type": written}, {"skillType": live})
    assert body(SKILL_TYPE, {"skill_type": written}, {"skillType": live}) == {"skillType": live}
    assert body(SKILL_TYPE, {"skill_type": written}) == {"skillType": "ENUM"}


def test_an_unknown_choice_is_refused_with_those_that_are_documented() -> None:
    assert refused(SKILL_TYPE, {"skill_type": "text"}) == [
        'records[0]: skill_type: "text" is not allowed; use ENUM or DATE_TIME'
    ]
    assert not writes(SKILL_TYPE, {"skill_type": "date time"}, {"skillType": "DateTime"})


SKILL = family(
    Field("skill_type", Choice(("ENUM", "TEXT")), required=True, default="TEXT"),
    Field("values", Set(Text(1))),
    Field("length", Whole()),
    Field("recurrence", Nested((Field("month", Whole()), Field("day", Whole())))),
    rules=(
        Rule({"skill_type": ("ENUM",)}, needs=("values",), refuses=("length",)),
        Rule({"skill_type": ("TEXT",)}, refuses=("values",)),
        Rule({"length": (7,)}, needs=("recurrence.month|recurrence.day",)),
    ),
)


@pytest.mark.parametrize(
    ("record", "live", "problems"),
    [
        ({"skill_type": "ENUM"}, None, ['values: missing; needed while skill_type is "ENUM"']),
        ({"skill_type": "ENUM", "values": ["a"]}, None, []),
        ({"values": ["a"]}, None, ['values: not allowed while skill_type is "TEXT"; leave it out']),
        ({"skill_type": "ENUM"}, {"skillType": "ENUM"}, []),  # nothing changes
        ({"values": ["b"]}, {"skillType": "ENUM", "values": ["a"]}, []),
        (
            {"length": 3},
            {"skillType": "ENUM", "values": ["a"]},
            ['length: not allowed while skill_type is "ENUM"; leave'],
        ),
        ({"length": 7}, None, ["recurrence.month or recurrence.day: missing; needed while length is 7"]),
        ({"length": 7, "recurrence": {"day": 1}}, None, []),
    ],
)
def test_rules_between_fields_are_checked_before_anything_is_written(
    record: JSON, live: JSON | None, problems: list[str]
) -> None:
    found = refused(SKILL, record, live)
    assert len(found) == len(problems)
    for problem, text in zip(found, problems, strict=True):
        assert problem.startswith(f"records[0]: {text}")


@pytest.mark.parametrize(
    "options",
    [
        {"skill_type": "ENUM", "values": ["a"]},
        {"skill_type": "ENUM"},
        {"skill_type": "ENUM", "values": ["a"], "length": 1},
        {"skill_type": "TEXT", "values": ["a"]},
        {"length": 7, "recurrence": {"day": 1}},
        {"length": 7, "recurrence": {}},
        {"length": 7},
        {},
    ],
)
def test_a_rule_means_the_same_as_its_json_schema(options: JSON) -> None:
    for rule in SKILL.rules:
        refused_parts, lacking = list(rule.refused(options)), list(rule.lacking(options))
        assert Draft202012Validator(rule.schema(is_whole=True)).is_valid(options) is not bool(refused_parts or lacking)
        assert Draft202012Validator(rule.schema(is_whole=False)).is_valid(options) is not bool(refused_parts)


def test_a_family_may_have_a_state_of_its_own() -> None:
    queue = family(Field("queue_state", Choice(("OPEN", "CLOSED")), api="state", required=True))
    assert body(queue, {"queue_state": "OPEN", "state": "present"}) == {"state": "OPEN"}
    assert body(queue, {"state": "CLOSED", "version": 3}) == {"state": "CLOSED"}  # as the API exports it
    assert [action.kind for action in planned(queue, {"state": "absent"}, {"state": "OPEN"}).actions] == ["delete"]
    assert refused(queue, {"state": "gone"}) == ['records[0]: state: "gone" is not allowed; use OPEN or CLOSED']
    with pytest.raises(ValueError, match="every record has an option state; call this field queue_state"):
        family(Field("state", Flag()))


@pytest.mark.parametrize("value", ["b&d", "b\n&d"])
def test_the_characters_of_a_nested_text_are_its_own(value: str) -> None:
    field = Field(
        "enum_skill_values", Keyed(("name",), (Field("name", Text(1, 9, "a-z", "letters a-z"), required=True),))
    )
    (problem,) = refused(field, {"enum_skill_values": [{"name": value}]})
    assert problem.startswith("records[0]: enum_skill_values[0].name: ")
    assert problem.endswith("&; allowed are letters a-z")


DATE = Text(form=r"\d{4}-\d{2}-\d{2}", example="2026-12-25")
SHORT = Text(1, 5, "a-z", "letters a-z", single_spaces=True)


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        (DATE, "2026-12-25", ""),
        (DATE, "25.12.2026", 'x: "25.12.2026" has not the form of 2026-12-25'),
        (DATE, 7, 'x: 7 is read as a number; write it in quotes: "7"'),
        (SHORT, "a b", ""),
        (SHORT, "a  b", 'x: "a  b" has two spaces in a row; write one'),
        (SHORT, "a-b", 'x: "a-b" holds -; allowed are letters a-z'),
        (SHORT, "a" * 6, 'x: "aaaaaa" has 6 characters; at most 5 are allowed'),
        (Set(Text(1)), [""], "x[0]: must not be empty"),
        (Set(Text(1), min_items=1), [], "x: needs at least 1 entry"),
        (Set(Text(1)), "a", 'x: "a" is not a list'),
        (Whole(1, 5), 0, "x: 0 is below the minimum of 1"),
        (Whole(1, 5), "6", "x: 6 is above the maximum of 5"),
        (Whole(), 2.0, ""),
        (Whole(), 2.5, "x: 2.5 is not a whole number"),
        (Json(), "{}", ""),
        (Json(), {"a": [1]}, ""),
        (Json(), "text", 'x: "text" is not a mapping or a list, nor the JSON of one'),
        (Json(), "{a}", "x: "),
        (Opaque(), [1, {"a": None}], ""),
        (Reference("team"), 5, 'x: 5 is read as a number; write it in quotes: "5"'),
    ],
)
def test_what_a_kind_takes(kind: Any, value: Any, problem: str) -> None:
    found = planned_problems(Field("x", kind), value)
    assert len(found) == bool(problem)
    assert "".join(found).startswith(f"records[0]: {problem}" if problem else "")


def planned_problems(field: Field, value: Any) -> list[str]:
    """What is wrong with a value, apart from names that do not exist."""
    return [text for text in refused(field, {field.name: value}) if "no team" not in text]


def test_yaml_dates_need_no_quotes() -> None:
    plan = plan_with(
        family(Field("day", DATE), Field("time", Text(form=r"\d\d:\d\d", example="17:00"))),
        "- {name: q, day: 2026-12-25, time: 17:00}\n",
        {"team": TEAMS, "queue": []},
        TEAM,
    )
    assert not plan.problems
    assert plan.actions[0].values == {"name": "q", "day": "2026-12-25", "time": "17:00"}


@pytest.mark.parametrize(
    ("field", "record", "values"),
    [
        (Field("x", Whole()), {"x": ""}, {"x": CLEAR}),
        (Field("x", Text()), {"x": " "}, {"x": ""}),
        (Field("x", Text(), clears=Unset.LEFT_OUT), {"x": ""}, {"x": CLEAR}),
        (Field("x", Text(), clears=Unset.KEEPS), {"x": ""}, {}),
        (Field("x", Choice(("A",))), {"x": ""}, {"x": CLEAR}),
        (Field("x", Choice(("A",)), required=True), {"x": ""}, {}),
        (Field("x", Set(Reference("team"))), {"x": ""}, {"xIds": CLEAR}),
    ],
)
def test_an_empty_text_clears_a_field_as_the_service_wants_it(field: Field, record: JSON, values: JSON) -> None:
    live = {field.api_name: "old"}
    assert planned(field, record, live).actions[0].values == values


def test_json_in_a_text_is_compared_as_data_and_the_text_of_the_service_stays() -> None:
    field = Field("layout", Json(), api="jsonFileContent")
    live = {"jsonFileContent": '{ "b": 1, "a": [2] }'}
    assert not writes(field, {"layout": {"a": [2], "b": 1}}, live)
    assert body(field, {"layout": {"a": [2], "b": 1}}, live) == live
    plan = planned(field, {"layout": '{"a": [3]}'}, live)
    assert plan.actions[0].changes == {"layout": {"before": {"b": 1, "a": [2]}, "after": {"a": [3]}}}


@pytest.mark.parametrize(
    "kind", [GROUPS, MEMBERS, COMPOSITE, KEYLESS, LIMITS, DATE, SHORT, Set(Choice(("A", "B"))), Ordered(Whole(1))]
)
@pytest.mark.parametrize(
    "raw",
    [
        [],
        {},
        [{"order": 1, "teams": ["x"], "limits": {"a": 1}}],
        [{"order": 0}],
        [{"team": "x", "rank": "2"}],
        [{"skill": "x", "level": 1}],
        [{"a": 1}, {"a": 1, "b": 2}],
        {"a": 1, "deep": {"c": 2}},
        {"a": 1, "deep": {"c": "x"}},
        {"z": 1},
        "2026-12-25",
        "a b",
        "a  b",
        ["A", "B"],
        ["A", "A"],
        ["a"],
        [3, 3],
        5,
        None,
    ],
)
def test_the_schema_of_a_kind_allows_what_is_read_without_a_problem(kind: Any, raw: Any) -> None:
    spot = Note()
    desired = kind.read(raw, spot)
    if not spot.problems:
        shown = kind.shown(desired, lambda family: Fake())
        assert Draft202012Validator(kind.schema()).is_valid(shown)
    elif not isinstance(raw, Mapping) or "z" not in raw:
        assert not Draft202012Validator(kind.schema()).is_valid(raw)
