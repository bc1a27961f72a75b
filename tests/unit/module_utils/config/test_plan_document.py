# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan is data: as JSON and back it is the same plan, and applying it does the same."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from support.engine import hasty, scripted, settings
from support.simulator import Row
from support.small_service import SmallService, served
from unit.module_utils.config.planned import plan_of, read, team
from unit.module_utils.config.small_families import FACTS, use

from ansible_collections.webex.contact_center.plugins.module_utils.config import results as report
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import check
from ansible_collections.webex.contact_center.plugins.module_utils.config.engine import Policy, apply_plan, run
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.documents.document import (
    from_document,
    to_document,
    with_source,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse

OLD: dict[str, list[Row]] = {
    "place": [{"id": "p1", "name": "Lyon"}, {"id": "p2", "name": "Oslo"}],
    "crew": [
        {"id": "c1", "name": "Sales", "placeId": "p1", "mainLineId": "l1", "note": "old"},
        {"id": "c2", "name": "Care", "placeId": "p1"},
        {"id": "c3", "name": "Gone", "placeId": "p2", "mainLineId": "l2"},
    ],
    "line": [{"id": "l1", "name": "Hot", "crewId": "c1"}, {"id": "l2", "name": "Left", "crewId": "c3"}],
    "floor": [{"id": "f1", "name": "First"}],
}
"""Two crews that exchange their names, two objects that refer to each other and go, and one of each kind beside."""

WANTED: dict[str, list[Row]] = {
    "place": [{"name": "Lyon"}, {"name": "Kiel"}],
    "crew": [
        {"id": "c1", "name": "Care", "note": "", "main_line": "New"},
        {"id": "c2", "name": "Sales"},
        {"name": "Gone", "place": "Oslo", "state": "absent"},
        {"name": "Night", "place": "Kiel", "main_line": "New"},
    ],
    "line": [{"name": "Hot"}, {"name": "Left", "state": "absent"}, {"name": "New", "crew": "Night"}],
    "floor": [{"id": "f1", "state": "absent"}, {"name": "First"}],
}


def outcome(*, read_back: bool) -> Any:
    """What a run does, and what it leaves; with `read_back` check mode makes the plan, and its document is applied."""
    service = SmallService(FACTS, OLD)
    policy = Policy(max_deletes=10)
    with served(service) as running, closing(hasty(settings(scripted(running)), 1)) as client:
        wanted = check([parse(json.dumps(WANTED), "objects", "objects")], None)
        if read_back:
            planned = run(client, wanted, Policy(check_mode=True), lambda *_unused: None)
            assert not service.writes
            text = json.dumps(to_document(planned.plan))
            result = apply_plan(client, from_document(json.loads(text), CATALOG), policy, lambda *_unused: None)
        else:
            result = run(client, wanted, policy, lambda *_unused: None)
        rows = [report.row(action, result.outcomes, with_type=True) for action in result.actions]
        diff = [report.diff(part, result.outcomes, result.identities) for part in result.plan.families]
        assert not report.failures(result.plan.families, result.outcomes)
        return service.writes, service.bodies, service.objects, rows, diff, result.changed


def test_a_plan_that_was_read_back_does_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch)
    assert outcome(read_back=True) == outcome(read_back=False)


@pytest.mark.parametrize(
    ("records", "live"),
    [
        pytest.param([{"name": "t", "site": "Here"}, {"name": "u", "site": "There"}], [team("t", "1")], id="new"),
        pytest.param([{"id": "1", "name": "u"}, {"id": "2", "name": "t"}], [team("t", "1"), team("u", "2")], id="swap"),
        pytest.param([{"id": "1", "skill_profile_id": ""}], [team("t", "1", skillProfileId="s")], id="cleared"),
        pytest.param([{"id": "1", "state": "absent"}], [team("t", "1", links=["x"])], id="deleted"),
        pytest.param([{"name": "t", "state": "absent"}], [], id="never there"),
        pytest.param([{"name": "t", "queue_rankings": [{"queue_id": "q", "rank": 2}]}], [team("t", "1")], id="nested"),
    ],
)
def test_a_document_read_and_written_again_is_the_same(records: list[Row], live: list[Row]) -> None:
    plan = plan_of(records, live, family="team").plan
    document = to_document(plan)
    again = from_document(json.loads(json.dumps(document)), CATALOG)
    assert to_document(again) == document
    assert [vars(action) for action in again.actions] == [
        {**vars(action), "live": action.live and {key: value for key, value in action.live.items() if key != "links"}}
        for action in plan.actions
    ]
    assert (again.steps, again.warnings) == (plan.steps, plan.warnings)


def test_every_action_says_which_object_it_compared_and_in_which_version() -> None:
    (family,) = to_document(plan_of([{"name": "t", "capacity": 3}], [team("t", "1", version=7)], family="team").plan)[
        "families"
    ]
    (action,) = family["actions"]
    assert (action["action"], action["id"], action["version"]) == ("update", "1", 7)
    assert action["key"] == {"name": "t", "site": "site-1"}
    assert action["changes"] == {"capacity": {"before": None, "after": 3}}
    assert (action["values"], action["where"]) == ({"capacity": 3}, "records[0]")


def keys(value: Any) -> Collection[str]:
    """Every key in a document."""
    if isinstance(value, dict):
        return {*value, *(key for part in value.values() for key in keys(part))}
    return {key for part in value for key in keys(part)} if isinstance(value, list) else set()


def test_a_plan_holds_nothing_of_live_objects_that_the_catalog_does_not_know() -> None:
    live = team("t", "1", secretToken="hidden", links=[{"href": "x"}])
    document = to_document(plan_of([{"name": "t", "capacity": 3}], [live], family="team").plan)
    assert not {"secretToken", "href"} & set(keys(document))


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"version": 2}, "version: this plan has version 2; only 1 can be read"),
        ({"version": 1, "families": [{"family": "sight", "actions": []}]}, "families: sight: unknown family"),
    ],
)
def test_a_document_of_another_kind_is_refused(document: Row, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        from_document(document, CATALOG)


def test_a_plan_keeps_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = tuple(replace(field, secret=field.name == "description") for field in CATALOG["team"].fields)
    monkeypatch.setitem(CATALOG, "team", replace(CATALOG["team"], fields=fields))
    live = team("t", "1", description="hush")
    assert "hush" not in json.dumps(to_document(plan_of([{"name": "t", "capacity": 3}], [live], family="team").plan))
    same = plan_of([{"name": "t", "description": "hush hush"}], [live], family="team").plan
    assert "hush" not in json.dumps(to_document(same))
    records = [{"name": "t", "description": "hush hush"}, {"name": "u", "site": "Here", "description": "hushed"}]
    plan = plan_of(records, [live], family="team").plan
    text = json.dumps(to_document(plan))
    assert "hush" not in text
    again = with_source(from_document(json.loads(text), CATALOG), {"team": read(records, "team")})
    assert [action.values for action in again.actions] == [action.values for action in plan.actions]
