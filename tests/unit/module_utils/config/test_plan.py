# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner, on a model of the live side that refuses what the service refuses: two objects of one name."""

from __future__ import annotations

import difflib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.module_utils.config.planned import PROFILE, Planned, plan_all, plan_of, site, team

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import CLEAR, JSON
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.action import (
    CREATE,
    DELETE,
    KEEP,
    UPDATE,
    Action,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.checks import too_many_deletes
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.plan import FREE, PARK, Plan


class Service:
    """Live sites by id; a write that would give one name to two sites is an error, as it is on the real service."""

    def __init__(self, rows: list[JSON]) -> None:
        self.rows = {row["id"]: dict(row) for row in rows}
        self.writes = 0

    def _free(self, name: str, but: str | None = None) -> None:
        assert name not in [row["name"] for row in self.rows.values() if row["id"] != but], f"409: {name}"

    def carry_out(self, plan: Plan) -> None:
        for step in plan.steps:
            for number, action in enumerate(plan.of(step)[1]):
                self._carry_out(step.kind, number, action)

    def _carry_out(self, kind: str, number: int, action: Action) -> None:
        if kind == FREE:
            self._delete(action.id)
        elif kind == PARK and action.kind == UPDATE:
            self._update(action.id, {"name": action.parked_as})
        elif kind == UPDATE:
            self._update(action.id, action.values)
        elif kind == CREATE:
            self._free(action.values["name"])
            self.rows[f"new-{number}"] = {"id": f"new-{number}", **action.values}
            self.writes += 1
        elif kind == DELETE and action.id in self.rows:  # the others are deleted by FREE
            self._delete(action.id)

    def _delete(self, object_id: str | None) -> None:
        del self.rows[str(object_id)]
        self.writes += 1

    def _update(self, object_id: str | None, values: JSON) -> None:
        if "name" in values:
            self._free(values["name"], but=object_id)
            assert len(values["name"]) <= 80
        self.rows[str(object_id)].update(values)
        self.writes += 1


def kinds(plan: Planned) -> list[str]:
    return [action.kind for action in plan.actions]


@pytest.mark.parametrize(
    ("records", "live", "after"),
    [
        pytest.param(
            [{"id": "1", "name": "b"}, {"id": "2", "name": "c"}], {"1": "a", "2": "b"}, {"1": "b", "2": "c"}, id="chain"
        ),
        pytest.param(
            [{"id": "1", "name": "b"}, {"id": "2", "name": "a"}], {"1": "a", "2": "b"}, {"1": "b", "2": "a"}, id="swap"
        ),
        pytest.param(
            [{"id": "1", "name": "b"}, {"id": "2", "name": "c"}, {"id": "3", "name": "a"}],
            {"1": "a", "2": "b", "3": "c"},
            {"1": "b", "2": "c", "3": "a"},
            id="circle of three",
        ),
        pytest.param(
            [{"id": "1", "state": "absent"}, {"name": "a", "multimedia_profile": "Voice"}],
            {"1": "a"},
            {"new-0": "a"},
            id="delete and create of one name",
        ),
        pytest.param(
            [{"id": "1", "name": "b"}, {"name": "a", "multimedia_profile": "Voice"}],
            {"1": "a"},
            {"1": "b", "new-0": "a"},
            id="a name given up is given again",
        ),
        pytest.param(
            [{"id": "1", "name": "b"}, {"id": "2", "state": "absent"}],
            {"1": "a", "2": "b"},
            {"1": "b"},
            id="the name of a deleted one",
        ),
        pytest.param(
            [{"id": "1", "name": "a" * 80}, {"id": "2", "name": "b" * 80}],
            {"1": "b" * 80, "2": "a" * 80},
            {"1": "a" * 80, "2": "b" * 80},
            id="swap of the longest names",
        ),
    ],
)
def test_names_are_free_when_they_are_given(records: list[JSON], live: dict[str, str], after: dict[str, str]) -> None:
    rows = [site(name, object_id) for object_id, name in live.items()]
    service = Service(rows)
    plan = plan_of(records, rows)
    assert not plan.problems
    service.carry_out(plan.plan)
    assert {row["id"]: row["name"] for row in service.rows.values()} == after


@pytest.mark.parametrize(
    ("record", "live", "kind", "values"),
    [
        ({"name": "a"}, {}, KEEP, {}),
        ({"name": "a", "active": True}, {}, KEEP, {}),
        ({"name": "a", "active": False}, {}, UPDATE, {"active": False}),
        ({"name": "a", "description": ""}, {}, KEEP, {}),
        ({"name": "a", "description": ""}, {"description": "old"}, UPDATE, {"description": ""}),
        ({"name": "a", "description": None}, {"description": "old"}, KEEP, {}),
        ({"name": "a", "multimedia_profile": "Voice"}, {}, KEEP, {}),
        ({"name": "a", "multimediaProfileId": "profile-1", "version": 7}, {}, KEEP, {}),
        ({"id": "1", "name": "b"}, {}, UPDATE, {"name": "b"}),
        ({"name": "a", "state": "absent"}, {}, DELETE, {}),
        ({"name": "z", "state": "absent"}, {}, KEEP, {}),
        ({"id": "9", "state": "absent"}, {}, KEEP, {}),
    ],
)
def test_only_what_is_written_is_managed(record: JSON, live: JSON, kind: str, values: JSON) -> None:
    plan = plan_of([record], [site("a", "1", **live)])
    assert not plan.problems
    assert [(action.kind, action.values) for action in plan.actions] == [(kind, values)]


def test_a_new_object_gets_the_defaults_and_an_existing_one_does_not() -> None:
    plan = plan_of([{"name": "new", "multimedia_profile": "Voice"}, {"name": "a"}], [site("a", "1", active=False)])
    assert kinds(plan) == [CREATE, KEEP]
    assert plan.creates[0].values == {"name": "new", "active": True, "multimediaProfileId": "profile-1"}


@pytest.mark.parametrize(
    ("records", "live", "text"),
    [
        ([{"name": "new"}], [], 'multimedia_profile or multimedia_profile_id: missing; a new site ("new") needs it'),
        (
            [{"name": "new", "multimedia_profile": "Voise"}],
            [],
            'no multimedia profile has this name. Did you mean "Voice"?',
        ),
        ([{"name": "new", "multimedia_profile_id": "x"}], [], "no multimedia profile has this id"),
        ([{"id": "9", "name": "x"}], [], "no site of this organization has the id 9"),
        ([{"name": "a"}], [("a", "1"), ("a", "2")], "say which by id: 1, 2"),
        ([{"id": "1", "name": "b"}], [("a", "1"), ("b", "2")], "would be taken by the site with the id 2"),
        ([{"id": "1"}, {"name": "a", "multimedia_profile": "Voice"}], [("a", "1")], "would be taken by"),
    ],
)
def test_what_cannot_be_done_is_refused(records: list[JSON], live: list[tuple[str, str]], text: str) -> None:
    plan = plan_of(records, [site(*row) for row in live])
    assert text in " | ".join(map(str, plan.problems))


def test_names_that_are_not_there_are_compared_once_each_and_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    real = difflib.get_close_matches

    def counted(word: str, *args: Any, **more: Any) -> list[str]:
        compared.append(word)
        return real(word, *args, **more)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    records = [{"name": f"s {number}", "multimedia_profile": f"Voise {number % 150}"} for number in range(300)]
    texts = [problem.what for problem in plan_of(records, []).problems]
    assert len(compared) == len(set(compared)) == 100
    assert len(texts) == 300
    assert all("no multimedia profile has this name" in text for text in texts)
    assert sum('. Did you mean "Voice"?' in text for text in texts) == 200


def test_system_objects_are_never_deleted() -> None:
    live = [site("Site-1", "1", systemDefault=True), site("a", "2"), site("b", "3")]
    assert [action.id for action in plan_of([{"name": "a"}], live, purge=True).deletes] == ["3"]
    assert "belongs to the system" in str(plan_of([{"name": "Site-1", "state": "absent"}], live).problems)


def test_purge_without_anything_present_is_refused_and_names_what_would_go() -> None:
    for records in ([], [{"name": "b", "state": "absent"}]):
        plan = plan_of(records, [site("a", "1"), site("b", "2")], purge=True)
        assert "site a (1)" in str(plan.problems[0])


def test_too_many_deletes_are_counted_over_all_families() -> None:
    records = {"site": [{"name": "a"}], "team": [{"name": "t", "state": "absent"}]}
    live = {"site": [site("a", "1"), site("b", "2")], "team": [team("t", "3")], "multimedia-profile": [PROFILE]}
    actions = (
        plan_all(records, live, purge=False).actions + plan_all({"site": records["site"]}, live, purge=True).actions
    )
    assert too_many_deletes(actions, 2) == ""
    assert "2 objects would be deleted, 1 are allowed: team t (3), site b (2)" in too_many_deletes(actions, 1)


def test_names_that_look_alike_are_two_objects_with_a_warning() -> None:
    plan = plan_of([{"name": "Oslo"}, {"name": "OSLO", "multimedia_profile": "Voice"}], [site("Oslo", "1")])
    assert kinds(plan) == [KEEP, CREATE]
    alike = "differ only in case, in spaces around them or in how their characters are encoded"
    assert list(plan.plan.warnings) == [f'records[1]: "OSLO" and "Oslo" {alike}']


def test_an_old_name_against_the_rules_stays_unless_it_is_changed() -> None:
    live = [site("Café", "1")]
    assert not plan_of([{"id": "1", "name": "Café", "active": False}], live).problems
    assert "holds é" in str(plan_of([{"id": "1", "name": "Cafés"}], live).problems)


@pytest.mark.parametrize(
    ("record", "live", "values", "changes"),
    [
        ({"skill_profile_id": ""}, {}, {}, {}),
        (
            {"skill_profile_id": ""},
            {"skillProfileId": "s"},
            {"skillProfileId": CLEAR},
            {"skill_profile": {"before": "s", "after": None}},
        ),
        (
            {"queue_rankings": [{"queue_id": "q2", "rank": 2}, {"queue_id": "q1", "rank": 1}]},
            {"queueRankings": [{"queueId": "q1", "rank": 1, "id": "x"}, {"queueId": "q2", "rank": 2, "id": "y"}]},
            {},
            {},
        ),
        (
            {"queue_rankings": [{"queue_id": "q1", "rank": 5}]},
            {"queueRankings": [{"queueId": "q1", "rank": 1, "id": "x", "version": 3}]},
            {"queueRankings": [{"queueId": "q1", "rank": 5}]},
            {
                "queue_rankings": {
                    "before": [{"queue": "Queue q1", "rank": 1}],
                    "after": [{"queue": "Queue q1", "rank": 5}],
                }
            },
        ),
        (
            {"multimedia_profile": "Voice"},
            {"multiMediaProfileId": "other"},
            {"multiMediaProfileId": "profile-1"},
            {"multimedia_profile": {"before": "other", "after": "Voice"}},
        ),
    ],
)
def test_nested_and_referring_fields(record: JSON, live: JSON, values: JSON, changes: JSON) -> None:
    plan = plan_of([{"name": "t", "site": "Here", **record}], [team("t", "1", **live)], family="team")
    assert not plan.problems
    assert plan.actions[0].values == values
    assert plan.actions[0].changes == changes


def test_what_the_server_keeps_in_nested_objects_stays() -> None:
    live = team("t", "1", queueRankings=[{"queueId": "q1", "rank": 1, "id": "x", "version": 3}])
    record = {"name": "t", "site": "Here", "queue_rankings": [{"queue_id": "q1", "rank": 5}]}
    action = plan_of([record], [live], family="team").actions[0]
    assert action.over(live) == {**live, "queueRankings": [{"queueId": "q1", "rank": 5, "id": "x", "version": 3}]}


def test_what_cannot_change_after_creation_is_refused() -> None:
    plan = plan_of([{"name": "t", "site": "Here", "team_type": "CAPACITY"}], [team("t", "1")], family="team")
    assert 'team_type: cannot be changed after creation; it is "AGENT"' in str(plan.problems)


def test_part_of_a_key_is_enough_where_it_is_unambiguous() -> None:
    live = [team("t", "1"), team("u", "2"), team("u", "3", siteId="site-2")]
    assert plan_of([{"name": "t", "active": False}], live, family="team").actions[0].id == "1"
    assert "2, 3" in str(plan_of([{"name": "u"}], live, family="team").problems)


names_st = st.sampled_from(["a", "b", "c", "d", "e", "f"])


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[JSON], list[JSON], bool]:
    """Live sites, and records that rename, delete, create and leave them in every combination without contradiction."""
    live = [site(name, f"id-{name}") for name in draw(st.lists(names_st, unique=True))]
    finals = draw(st.permutations(["a", "b", "c", "d", "e", "f", "g", "h"]))
    records: list[JSON] = []
    for row, final in zip(live, finals, strict=False):
        kind = draw(st.sampled_from(["rename", "absent", "leave"]))
        if kind == "rename":
            records.append({"id": row["id"], "name": final, "active": draw(st.booleans())})
        elif kind == "absent":
            records.append({"id": row["id"], "state": "absent"})
    new = draw(st.lists(st.sampled_from(finals[len(live) :]), unique=True))
    records += [{"name": name, "multimedia_profile": "Voice"} for name in new]
    return draw(st.permutations(records)), live, draw(st.booleans())


@given(situations())
def test_applying_twice_writes_nothing_and_no_name_is_ever_taken_twice(
    situation: tuple[list[JSON], list[JSON], bool],
) -> None:
    records, live, purge = situation
    plan = plan_of(records, live, purge=purge)
    if plan.problems:
        return
    service = Service(live)
    service.carry_out(plan.plan)
    for record in records:
        if record.get("state") != "absent":
            assert record["name"] in [row["name"] for row in service.rows.values()]
        elif record["id"] in service.rows:
            pytest.fail(f"{record['id']} still exists")
    again = Service(list(service.rows.values()))
    again.carry_out(plan_of(records, list(service.rows.values()), purge=purge).plan)
    assert again.writes == 0
