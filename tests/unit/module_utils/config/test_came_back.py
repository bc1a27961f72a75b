# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that trims, normalizes or ignores what it is sent is told as such, and look-alikes are told apart."""

from __future__ import annotations

from typing import Any

import pytest
from support.engine import CHANNELS, PROFILE, Applied, apply, scripted, sites, whole_list
from support.simulator import Row
from unit.module_utils.api.scripted_server import ScriptedServer, Step, reply
from unit.module_utils.config.planned import plan_of, site

from ansible_collections.webex.contact_center.plugins.module_utils.config import results as report
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.compare import told_apart

NFC, NFD = "Z\u00fcrich", "Zu\u0308rich"
LIVE: Row = {"id": "1", "version": 3, "name": "Mixed", "active": True, "description": "old", "blendingMode": "BLENDED"}
LIVE |= {"blendingModeEnabled": True, **CHANNELS, "manuallyAssignable": {"id": "2", **CHANNELS}}


def written(record: Row, *steps: Step) -> Applied:
    """Apply a record of a profile to a scripted service."""
    with ScriptedServer(*steps) as server:
        return apply(scripted(server), {"multimedia-profile": [record]}).ok()


@pytest.mark.parametrize(
    ("record", "answer", "told"),
    [
        (
            {"description": "new"},
            {"description": "NEW"},
            'description came back different from what was sent: sent "new"',
        ),
        (
            {"description": "new"},
            {"description": "NEW"},
            'came back "NEW". As long as the service changes it, every run',
        ),
        ({"description": "new"}, {"description": None}, 'sent "new", came back nothing'),
        ({"description": NFD}, {"description": NFC}, 'sent "Zu<U+0308>rich", came back "Z<U+00FC>rich"'),
        ({"description": "new"}, {"description": "new "}, ""),
        ({"description": " new "}, {"description": "new"}, ""),
        ({"description": "new"}, {"description": "new", "chat": 3}, ""),  # not of the record
        ({"description": "new", "chat": 1}, {"description": "new", "chat": 3}, "chat came back different"),
        (
            {"manually_assignable": {"chat": 2}},
            {"manuallyAssignable": {"id": "2", **CHANNELS, "chat": 3}},
            "manually_assignable came",
        ),
        ({"manually_assignable": {"chat": 2}}, {"manuallyAssignable": {**CHANNELS, "chat": 2, "workItem": 3}}, ""),
        ({"description": "new"}, {"name": None, "description": None}, ""),  # an answer that is not the object
    ],
)
@pytest.mark.parametrize("new", [False, True])
def test_what_came_back_otherwise_is_told(record: Row, answer: Row, told: str, new: bool) -> None:
    if new:
        nested = {**CHANNELS, **record.get("manually_assignable", {})}
        record = {**PROFILE, **record, "manually_assignable": nested}
    body = {**LIVE, "version": 4, **answer}
    body = {name: value for name, value in body.items() if value is not None}
    result = written(
        {"name": "Mixed", **record}, whole_list(*([] if new else [LIVE])), reply(201 if new else 200, body)
    )
    if new and "chat" in answer:
        told = "chat came back different"  # the record of a new object has them all
    assert len(result.warnings) == bool(told)
    assert told in "".join(result.warnings)
    assert all(warning.startswith("multimedia-profile[0]: multimedia profile Mixed: ") for warning in result.warnings)


@pytest.mark.parametrize(
    ("record", "answer", "read", "told"),
    [
        ({"description": "new"}, {}, {}, 'description is still "old"'),
        ({"description": ""}, {}, {}, 'description is still "old"'),
        ({"manually_assignable": {"chat": 2}}, {}, {}, "manually_assignable is still {"),
        ({"description": "new", "active": False}, {"active": False}, {"active": False}, 'description is still "old"'),
        # The answer was too early, and the object shows it.
        ({"description": "new"}, {}, {"description": "new"}, ""),
    ],
)
def test_what_the_service_answers_200_to_and_leaves_as_it_was_is_not_done(
    record: Row, answer: Row, read: Row, told: str
) -> None:
    """It is told after one more look at the object; what else was written is done all the same."""
    after = {**LIVE, "version": 4}
    steps = (whole_list(LIVE), reply(200, {**after, **answer}), reply(200, {**after, **read}))
    with ScriptedServer(*steps) as server:
        done = apply(scripted(server), {"multimedia-profile": [{"name": "Mixed", **record}]})
        assert len(server.received) == len(steps)
    assert (f"not taken over by the service: {told}" in done.message) is bool(told)
    assert done.counts["failed"] == bool(told)
    assert done.changed is (not told or len(record) > 1)
    assert done.warnings == []


USERS: list[Row] = [
    {"id": str(number), "version": 3, "email": f"{number}@example.com", "siteId": "s", "workPhone": "1"}
    for number in range(3)
]
del USERS[2]["workPhone"]
LATER: list[Row] = [{**row, "version": 4, "workPhone": "2"} for row in USERS]


@pytest.mark.parametrize(
    ("seen", "items", "failed"),
    [
        (LATER, [], []),
        ([LATER[0], {**USERS[1], "version": 4}, LATER[2]], [], ["1"]),
        # A row that might be too early, or leave the field out: the object says how it is.
        ([LATER[0], USERS[1], LATER[2]], [LATER[1]], []),
        ([LATER[0], USERS[1], LATER[2]], [USERS[1]], ["1"]),
        ([LATER[0], LATER[1], {**USERS[2], "version": 4}], [LATER[2]], []),
        ([LATER[0], LATER[1], {**USERS[2], "version": 4}], [USERS[2]], ["2"]),
        (LATER[:2], [], []),  # the third has left the page meanwhile: nothing is known of it
    ],
)
def test_what_a_bulk_request_left_as_it_was_is_not_done(seen: list[Row], items: list[Row], failed: list[str]) -> None:
    """One look at the list serves all objects on a page, since the answer to a bulk request shows none of them."""
    done_rows = [{"itemIdentifier": number, "status": 200, "href": f"/user/{number}"} for number in range(3)]
    steps = (
        whole_list(*USERS),
        reply(207, {"items": done_rows}),
        whole_list(*seen),
        *(reply(200, item) for item in items),
    )
    records = [{"email": row["email"], "work_phone": "2"} for row in USERS]
    with ScriptedServer(*steps) as server:
        done = apply(scripted(server), {"user": records})
        assert [request.method for request in server.received] == ["GET", "PATCH", "GET", *("GET" for _item in items)]
    assert [row["name"].partition("@")[0] for row in done.rows if row["action"] == "failed"] == failed
    assert ("not taken over by the service: work_phone is still" in done.message) is bool(failed)
    assert done.warnings == []


def test_what_a_bulk_request_wrote_and_came_back_otherwise_is_told() -> None:
    otherwise = [{**row, "workPhone": "+2"} for row in LATER]
    done_rows = [{"itemIdentifier": number, "status": 200, "href": f"/user/{number}"} for number in range(3)]
    records = [{"email": row["email"], "work_phone": "2"} for row in USERS]
    with ScriptedServer(whole_list(*USERS), reply(207, {"items": done_rows}), whole_list(*otherwise)) as server:
        done = apply(scripted(server), {"user": records}).ok()
    assert len(done.warnings) == len(USERS)
    assert 'work_phone came back different from what was sent: sent "2", came back "+2"' in done.warnings[0]


@pytest.mark.parametrize(
    ("text", "other", "shown"),
    [
        (NFD, NFC, '"Zu<U+0308>rich"'),
        (NFC, NFD, '"Z<U+00FC>rich"'),
        ("a\u00a0b", "a b", '"a<U+00A0>b"'),
        ("a b", "a\u00a0b", '"a b"'),
        ("Oslo", "OSLO", ""),
        (NFC, NFC, ""),
        (NFC, "Bern", ""),
        (NFC, None, ""),
    ],
)
def test_look_alikes_are_told_apart(text: Any, other: Any, shown: str) -> None:
    assert told_apart(text, other) == shown


def test_a_diff_of_look_alikes_shows_the_code_points() -> None:
    plan = plan_of([{"name": "Bonn", "description": NFD}], [site("Bonn", "1", description=NFC)])
    (entry,) = report.diff(plan.family, {}, plan.identities)
    assert entry["before"] == f'description: "{NFC}" ("Z<U+00FC>rich")\n'
    assert entry["after"] == f'description: "{NFD}" ("Zu<U+0308>rich")\n'


@pytest.mark.parametrize(
    "record", [{"name": "Bonn"}, {"id": "1", "name": "Bonn"}, {"name": " Bonn", "description": "x"}]
)
def test_blanks_at_the_ends_of_live_texts_do_not_count(record: Row) -> None:
    plan = plan_of([record], [site(" Bonn ", "1", description="x\n")])
    assert [action.kind for action in plan.actions] == ["keep"]


def test_a_name_without_blanks_is_preferred() -> None:
    plan = plan_of([{"name": "Bonn", "description": "x"}], [site("Bonn ", "1"), site("Bonn", "2")])
    assert [action.id for action in plan.actions] == ["2"]
    plan = plan_of([{"name": "Bonn", "description": "x"}], [site("Bonn ", "1"), site(" Bonn", "2")])
    assert "2 live sites are called" in str(plan.problems[0])


@pytest.mark.parametrize(("live", "found"), [(["There "], "1"), (["There ", "There"], "2"), (["There ", " There"], "")])
def test_references_ignore_blanks_too(live: list[str], found: str) -> None:
    with ScriptedServer(
        whole_list(*({"id": str(number), "name": name} for number, name in enumerate(live, 1))),
        whole_list({"id": "9", "name": "Bonn", "multimediaProfileId": "0"}),
        reply(200, {"id": "9"}),
    ) as server:
        wanted = {"site": sites("Bonn", multimedia_profile="There")}
        if found:
            apply(scripted(server), wanted).ok()
            assert server.received[-1].json["multimediaProfileId"] == found
        else:
            with pytest.raises(ValueError, match="2 multimedia profiles have this name"):
                apply(scripted(server), wanted)
