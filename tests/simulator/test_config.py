# SPDX-License-Identifier: GPL-3.0-or-later
"""Single objects: what may be written, what comes back, what is refused and how."""

from __future__ import annotations

from typing import Any

import pytest
from support.exchanges import in_query, profile, site, team, without, writable
from support.simulator import Row, Simulator

FAMILIES = ("site", "multimedia-profile", "team")


def build(sim: Simulator, family: str, changes: Row) -> Row:
    """The smallest object of a family, changed; None leaves a field out."""
    smallest = {"site": site(sim, "Fresh"), "multimedia-profile": profile("Fresh"), "team": team(sim, "Fresh")}[family]
    return {name: value for name, value in {**smallest, **changes}.items() if value is not None}


def create(sim: Simulator, family: str, name: str, **changes: Any) -> Row:
    answer = sim.call("POST", family, json=build(sim, family, {"name": name, **changes}))
    assert answer.status_code == 201, answer.text
    made: Row = answer.json()
    return made


def reason(answer: Any) -> str:
    """The reason of an application error, which every such answer repeats in its message."""
    body = answer.json()
    assert body["trackingId"] == answer.headers["TrackingId"]
    assert body["error"]["key"] == str(answer.status_code)
    assert body["error"]["message"][0]["description"] == body["error"]["reason"]
    return str(body["error"]["reason"])


@pytest.mark.parametrize("family", FAMILIES)
def test_a_life(sim: Simulator, family: str) -> None:
    made = create(sim, family, "First", description="old")
    assert made["version"] == 0
    assert made["organizationId"] == sim.orgs[0].org_id
    assert made["createdTime"] == made["lastUpdatedTime"] > 1_600_000_000_000
    assert "systemDefault" not in made
    assert sim.call("GET", f"{family}/{made['id']}").json() == made

    sim.advance(5)
    changed = without(writable(made, name="Second"), "description")
    answer = sim.call("PUT", f"{family}/{made['id']}", json=changed)
    assert answer.status_code == 200, answer.text
    put = answer.json()
    assert (put["name"], put["version"], put["createdTime"]) == ("Second", 1, made["createdTime"])
    assert put["lastUpdatedTime"] >= made["lastUpdatedTime"] + 5000
    assert "description" not in put, "PUT replaces the whole object"
    create(sim, family, "First")

    answer = sim.call("DELETE", f"{family}/{made['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert sim.call("GET", f"{family}/{made['id']}").status_code == 404
    assert sim.call("DELETE", f"{family}/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    ("family", "changes", "status", "words"),
    [
        ("site", {"name": None, "active": None}, 400, "active: is required; name: is required"),
        ("site", {"name": "Zürich"}, 400, "name: must match"),
        ("site", {"name": "Cairo \u0661"}, 400, "name: must match"),
        ("site", {"name": "O'Hare"}, 400, "name: must match"),
        ("site", {"name": "x" * 81}, 400, "name: must have at most 80 characters"),
        ("site", {"name": ""}, 400, "name: must"),
        ("site", {"active": "yes"}, 400, "active: must be of type boolean"),
        ("site", {"colour": "red"}, 400, "colour: unknown field"),
        ("site", {"links": []}, 400, "links: unknown field"),
        ("site", {"multimediaProfileId": "nothing"}, 400, "no multimedia-profile has the id nothing"),
        ("site", {"description": "x" * 256}, 400, "description: must have at most 255 characters"),
        ("site", {"id": "mine"}, 400, "New configuration cannot have an id"),
        ("site", {"systemDefault": True}, 403, "User not Allowed to create system default entity"),
        ("site", {"organizationId": "0" * 32}, 400, "organizationId"),
        ("site", {"name": "Site-1"}, 409, "name 'Site-1'"),
        ("multimedia-profile", {"manuallyAssignable": None}, 400, "manuallyAssignable: is required"),
        ("multimedia-profile", {"manuallyAssignable": {"chat": 1}}, 400, "manuallyAssignable.email: is required"),
        ("multimedia-profile", {"blendingMode": "SIDEWAYS"}, 400, "BLENDED, BLENDED_REALTIME, EXCLUSIVE"),
        ("multimedia-profile", {"chat": "two"}, 400, "chat: must be of type integer"),
        ("multimedia-profile", {"chat": 2**31}, 400, "chat: must be at most"),
        ("multimedia-profile", {"workItem": 0}, 400, "workItem is not allowed when feature flag is disabled"),
        ("multimedia-profile", {"name": "Default_Telephony_Profile"}, 409, "Default_Telephony_Profile"),
        ("team", {"teamStatus": None}, 409, "teamStatus"),
        ("team", {"teamStatus": None, "active": None}, 400, "active: is required; teamStatus: is required"),
        ("team", {"teamType": "ROBOT"}, 400, "teamType: must be one of AGENT, CAPACITY"),
        ("team", {"siteId": "nothing"}, 400, "no site has the id nothing"),
        ("team", {"multiMediaProfileId": "nothing"}, 400, "no multimedia-profile has the id nothing"),
        ("team", {"teamType": "CAPACITY", "multiMediaProfileId": "x"}, 400, "not allowed where teamType is CAPACITY"),
        ("team", {"teamType": "CAPACITY", "userIds": []}, 400, "userIds: is not allowed where teamType is CAPACITY"),
        ("team", {"capacity": 3}, 400, "capacity: is not allowed where teamType is AGENT"),
        ("team", {"dialedNumber": "+49228"}, 400, "dialedNumber: is not allowed where teamType is AGENT"),
        ("team", {"queueRankings": [{"queueId": "q", "rank": 51}]}, 400, "queueRankings.0.rank: must be at most 50"),
        ("team", {"name": "Team-1"}, 409, "name 'Team-1', siteId"),
    ],
)
def test_creations_that_are_refused(sim: Simulator, family: str, changes: Row, status: int, words: str) -> None:
    before = sim.objects(family)
    answer = sim.call("POST", family, json=build(sim, family, changes))
    assert answer.status_code == status, answer.text
    assert words in reason(answer)
    assert sim.objects(family) == before


@pytest.mark.parametrize(
    ("family", "changes", "status", "words"),
    [
        ("site", {"id": "other"}, 400, "id in payload and URL should be same"),
        ("site", {"id": None}, 400, "id in payload and URL should be same"),
        ("site", {"name": "Site-1"}, 409, "Site-1"),
        ("site", {"name": None}, 400, "name: is required"),
        ("multimedia-profile", {"workItem": 0}, 400, "workItem is not allowed"),
        ("multimedia-profile", {"manuallyAssignable": {"workItem": 0}}, 400, "workItem is not allowed"),
        ("team", {"siteId": "elsewhere"}, 400, "siteId: This configuration cannot be changed"),
        (
            "team",
            {"teamType": "CAPACITY"},
            400,
            "teamType: This configuration cannot be changed. Original value is A",
        ),
    ],
)
def test_updates_that_are_refused(sim: Simulator, family: str, changes: Row, status: int, words: str) -> None:
    made = create(sim, family, "Fresh")
    body = {name: value for name, value in writable(made, **changes).items() if value is not None}
    answer = sim.call("PUT", f"{family}/{made['id']}", json=body)
    assert answer.status_code == status, answer.text
    assert words in reason(answer)
    assert sim.call("GET", f"{family}/{made['id']}").json() == made


@pytest.mark.parametrize("kind", [{"teamType": "AGENT"}, {"teamType": "CAPACITY", "capacity": 3}])
def test_only_the_links_of_a_team_cannot_be_sent_back(sim: Simulator, kind: Row) -> None:
    shown = sim.call("GET", f"team/{create(sim, 'team', 'Fresh', **kind)['id']}").json()
    for name, status in (("links", 200), ("siteName", 400)):
        assert sim.call("PUT", f"team/{shown['id']}", json=without(shown, name)).status_code == status
    elsewhere = {**without(shown, "links"), "siteName": "Elsewhere"}
    items = [{"itemIdentifier": 0, "item": elsewhere, "requestAction": "DELETE"}]
    assert sim.call("PUT", f"team/{shown['id']}", json=elsewhere).json()["siteName"] == "Site-1"
    assert sim.call("POST", "team/bulk", json={"items": items}).json()["items"][0]["status"] == 204


def test_null_is_a_field_left_out(sim: Simulator) -> None:
    made = create(sim, "site", "Paris", description="Seine")
    answer = sim.call("PUT", f"site/{made['id']}", json=writable(made, description=None))
    assert "description" not in answer.json()


@pytest.mark.parametrize(("sent", "shown"), [("Größe 😀", "Größe 😀"), ("\ud800", "?")])
def test_text_in_every_alphabet(sim: Simulator, sent: str, shown: str) -> None:
    assert create(sim, "site", "Paris", description=sent)["description"] == shown
    assert sim.call("GET", "v2/site").status_code == 200


def test_names_of_two_sites_may_differ_in_case(sim: Simulator) -> None:
    assert create(sim, "site", "paris")["id"] != create(sim, "site", "Paris")["id"]


def test_a_team_name_is_taken_only_within_its_site(sim: Simulator) -> None:
    elsewhere = create(sim, "site", "Elsewhere")
    create(sim, "team", "Team-1", siteId=elsewhere["id"])


def test_a_team_can_be_written_in_the_query(sim: Simulator) -> None:
    answer = sim.call("POST", "team", params=in_query(build(sim, "team", {"name": "Asked"})))
    assert answer.status_code == 201
    changed = writable(answer.json(), name="Asked again")
    assert sim.call("PUT", f"team/{changed['id']}", params=in_query(changed)).json()["name"] == "Asked again"
    assert sim.call("POST", "team").status_code == 400


def test_members_of_a_team_are_said_by_the_users(sim: Simulator) -> None:
    made = create(sim, "team", "Members", userIds=["nobody"])
    assert made["userIds"] == []
    members = sim.add_users(made["siteId"], [made["id"]], count=2)
    shown = sim.call("GET", f"team/{made['id']}").json()
    assert shown["userIds"] == members
    assert shown["siteName"] == "Site-1"


def test_children_keep_their_ids(sim: Simulator) -> None:
    made = create(sim, "multimedia-profile", "Parent")
    child = made["manuallyAssignable"]
    assert child["version"] == 0
    body = writable(made, manuallyAssignable=without(child, "id", "version", "workItem"))
    put = sim.call("PUT", f"multimedia-profile/{made['id']}", json=body).json()["manuallyAssignable"]
    assert (put["id"], put["version"]) == (child["id"], 1)


@pytest.mark.parametrize("family", FAMILIES)
def test_objects_of_the_system_stay(sim: Simulator, family: str) -> None:
    first = sim.objects(family)[0]
    assert first["systemDefault"] is True
    answer = sim.call("DELETE", f"{family}/{first['id']}")
    assert answer.status_code == 403
    assert reason(answer) == "Cannot Update/Delete system generated Entities"
    shown = sim.call("GET", f"{family}/{first['id']}").json()
    answer = sim.call("PUT", f"{family}/{first['id']}", json=writable(shown, description="seen"))
    assert answer.json()["systemDefault"] is True


def test_what_is_referenced_cannot_be_deleted(sim: Simulator) -> None:
    used = create(sim, "site", "Used")
    create(sim, "team", "User of it", siteId=used["id"])
    sim.add_users(used["id"])
    answer = sim.call("DELETE", f"site/{used['id']}")
    assert answer.status_code == 412
    assert answer.json()["error"]["referencedEntities"] == ["team", "user"]


def test_references_are_told_one_family_at_a_time(sim: Simulator) -> None:
    used = create(sim, "site", "Used")
    teams = [create(sim, "team", f"Team {number}", siteId=used["id"])["id"] for number in range(3)]
    users = sim.add_users(used["id"], count=2)

    def ask(**query: Any) -> tuple[str | None, int, list[str]]:
        body = sim.call("GET", f"site/{used['id']}/incoming-references", params=query).json()
        assert body["meta"]["referencedEntities"] == ["team", "user"]
        return body["meta"].get("currentEntity"), body["meta"]["totalPages"], [row["id"] for row in body["data"]]

    assert ask() == ("team", 1, teams)
    assert ask(type="user") == ("user", 1, users)
    assert ask(type="queue") == ("queue", 0, [])
    assert [ask(pageSize=2, page=page) for page in range(4)] == [
        ("team", 2, teams[:2]),
        ("team", 2, teams[2:]),
        ("user", 1, users),
        ("user", 1, []),
    ]
    assert sim.call("GET", "site/nothing/incoming-references").status_code == 404


def test_export_has_names_for_ids(sim: Simulator) -> None:
    create(sim, "site", "Paris")
    body = sim.call("GET", "site/bulk-export", params={"pageSize": 1, "page": 1}).json()
    assert body["resources"] == [{"name": "Paris", "multimediaProfileName": "Default_Telephony_Profile"}]
    assert (body["totalResources"], body["pageNumber"], body["pageSize"], body["rel"]) == (2, 1, 1, "last")


@pytest.mark.parametrize("family", FAMILIES)
def test_purge_is_forbidden(sim: Simulator, family: str) -> None:
    answer = sim.call("POST", f"{family}/purge-inactive-entities")
    assert answer.status_code == 403
    assert reason(answer) == "Access denied - Client is forbidden access to the resource"


def test_purge_as_specified_takes_what_is_old_inactive_and_unused() -> None:
    with Simulator.start(quirks={"purge_forbidden": False}) as sim:
        create(sim, "site", "Old", active=False)
        sim.add_users(create(sim, "site", "Used", active=False)["id"])
        create(sim, "site", "Active")
        sim.advance(8 * 24 * 3600)
        create(sim, "site", "New", active=False)
        assert sim.call("POST", "site/purge-inactive-entities").status_code == 200
        assert [item["name"] for item in sim.objects("site")] == ["Site-1", "Used", "Active", "New"]


@pytest.mark.parametrize(("version", "status"), [(0, 409), (1, 200), (None, 200)])
@pytest.mark.parametrize("family", ["site", "multimedia-profile", "team"])
def test_a_stale_version_can_be_made_a_conflict(sim: Simulator, family: str, version: int | None, status: int) -> None:
    """Each write raises the version by one; one that is refused changes nothing."""
    sim.quirks(stale_version_conflict=True)
    made = create(sim, family, "Paris")
    newer = sim.call("PUT", f"{family}/{made['id']}", json=writable(made, description="newer")).json()
    assert (made["version"], newer["version"]) == (0, 1)
    answer = sim.call("PUT", f"{family}/{made['id']}", json=writable(made, description="newest", version=version))
    assert answer.status_code == status
    live = sim.call("GET", f"{family}/{made['id']}").json()
    assert (live["version"], live["description"]) == ((2, "newest") if status == 200 else (1, "newer"))


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"data": "{", "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": "[]", "headers": {"Content-Type": "application/json; charset=utf-8"}}, 400),
        ({"data": "", "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": "[" * 100_000, "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": "{}", "headers": {"Content-Type": "text/plain"}}, 415),
        ({"data": {"name": "Paris"}}, 415),
    ],
)
def test_bodies_that_are_not_json_objects(sim: Simulator, options: Row, status: int) -> None:
    answer = sim.call("POST", "site", **options)
    assert answer.status_code == status
    if status == 415:
        assert answer.json()["error"] == "Unsupported Media Type"


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "v2/site/some-id", 404, "Not Found"),
        ("GET", "queue", 404, "Not Found"),
        ("DELETE", "site/", 404, "Not Found"),
        ("POST", "v2/site", 405, "Method Not Allowed"),
        ("DELETE", "site", 405, "Method Not Allowed"),
        ("PATCH", "site/bulk", 405, "Method Not Allowed"),
        ("PATCH", "team/some-id", 405, "Method Not Allowed"),
    ],
)
def test_the_framework_answers_in_its_own_shape(
    sim: Simulator, method: str, path: str, status: int, error: str
) -> None:
    answer = sim.call(method, path)
    body = answer.json()
    assert (answer.status_code, body["status"], body["error"]) == (status, status, error)
    assert body["path"].endswith(path)
    assert body.keys() == {"timestamp", "status", "error", "path"}
    assert answer.headers["TrackingId"]


def test_a_read_of_the_bulk_route_looks_for_an_object(sim: Simulator) -> None:
    assert "bulk: no site has this id" in reason(sim.call("GET", "site/bulk"))
