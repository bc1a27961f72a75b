# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of an object of every family: created, listed, changed, looked for by what it refers to, deleted."""

from __future__ import annotations

from typing import Any

import pytest
from support.exchanges import without, writable
from support.samples import create, first, form_of, sample
from support.simulator import Row, Simulator

from wxcc_simulator.families.family import Family, First
from wxcc_simulator.families.quirks import Quirks
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.families.shapes import shapes

SHAPES = shapes(Quirks())


def path_of(family: Family, verb: str, parent_id: str) -> str:
    """The path of the newest version that has this verb, below the organization, with {id} left in it."""
    operation = SHAPES.operation(family.name, verb)
    assert operation is not None
    path = operation.path.partition("{orgid}/")[2]
    name = next((part for part in path.split("/") if part.startswith("{") and part != "{id}"), None)
    return path.replace(name, parent_id) if name else path


def reason(answer: Any) -> str:
    return str(answer.json()["error"]["reason"])


CREATED = [family for family in FAMILIES.values() if SHAPES.operation(family.name, "create")]
JSON = [family for family in CREATED if not family.content]
# Of the others, PATCH changes some fields or some objects only; test_digital_families.py follows their lives.
WHOLE = [family for family in JSON if not (family.patchable or family.written_by)]


@pytest.mark.parametrize("family", WHOLE, ids=lambda family: family.name)
def test_a_life(sim: Simulator, family: Family) -> None:
    parent = first(sim, First(family.inside[0])) if any(family.inside) else ""
    made = create(sim, family.name, 1, parent)
    path = path_of(family, "get", parent).replace("{id}", made["id"])
    assert sim.call("GET", path).json() == made
    rows = sim.call("GET", path_of(family, "list", parent)).json()["data"]
    row = next(row for row in rows if row["id"] == made["id"])
    shown = without(made, "links", *family.hidden)
    assert row == shown, "a row has what lists do not leave out"

    again = sim.call("POST", path_of(family, "create", parent), json=sample(sim, family.name, 1))
    assert again.status_code == 409

    change = dict(family.change) or (
        {"description": "changed"}
        if "description" in SHAPES.properties(SHAPES.written(family.name))
        else family.other(2)
    )
    changed = {**without(writable(made), *family.server_filled), **change}
    put = sim.call("PUT", path_of(family, "put", parent).replace("{id}", made["id"]), json=changed)
    assert put.status_code == 200, put.text
    assert {name: put.json()[name] for name in change} == change
    assert put.json()["version"] == made["version"] + 1

    assert sim.call("DELETE", path_of(family, "delete", parent).replace("{id}", made["id"])).status_code in (200, 204)
    assert sim.call("GET", path).status_code == 404


@pytest.mark.parametrize("family", WHOLE, ids=lambda family: family.name)
def test_what_cannot_be_changed(sim: Simulator, family: Family) -> None:
    for name in family.immutable:
        made = create(sim, family.name, 1)
        body = {**writable(made), name: _other(made, name, family)}
        answer = sim.call("PUT", path_of(family, "put", "").replace("{id}", made["id"]), json=body)
        assert (answer.status_code, name in reason(answer)) == (400, True)
        sim.reset()


def _other(made: Row, name: str, family: Family) -> Any:
    choices = SHAPES.properties(SHAPES.written(family.name))[name].get("enum")
    return next(choice for choice in choices if choice != made[name]) if choices else "Otherwise"


REFERENCES = [
    (family.name, reference.field)
    for family in JSON
    for reference in family.references
    if reference.is_checked and not any(family.inside)
]


@pytest.mark.parametrize(("name", "field"), REFERENCES)
def test_references_have_to_lead_somewhere(sim: Simulator, name: str, field: str) -> None:
    item = sample(sim, name, 1, **NEIGHBOURS.get(field, {}))
    put_in(item, field.split("."), "nothing")
    answer = sim.call("POST", path_of(FAMILIES[name], "create", ""), json=item)
    assert answer.status_code == 400, answer.text
    assert "has the id nothing" in reason(answer)


# What has to stand beside a reference in the list that it is in.
NEIGHBOURS = {
    "queueSkillRequirements.skillId": {"queueSkillRequirements": [{"condition": "GTE", "skillValue": "1"}]},
    "resourceCollections.id": {"resourceCollections": [{"name": "None"}]},
}


def put_in(item: Row, path: list[str], value: str) -> None:
    """Put an id at a dotted field, through lists, which are made where there are none."""
    head, *rest = path
    if rest:
        inner = item.setdefault(head, [{}])
        put_in(inner[0] if isinstance(inner, list) else inner, rest, value)
    else:
        item[head] = [value] if head.endswith("s") else value


def test_values_of_a_skill_that_are_in_use_stay(sim: Simulator) -> None:
    skill = create(sim, "skill", 1, skillType="ENUM", enumSkillValues=[{"name": "French"}, {"name": "Dutch"}])
    french, dutch = skill["enumSkillValues"]
    assert (french["skillId"], french["version"]) == (skill["id"], 0)
    create(sim, "skill-profile", 1, activeSkills=None, activeEnumSkills=[{"enumSkillValueId": french["id"]}])
    for kept, status in (([french], 200), ([dutch], 412)):
        answer = sim.call("PUT", f"skill/{skill['id']}", json=writable(skill, enumSkillValues=kept))
        assert answer.status_code == status, answer.text
    answer = sim.call("DELETE", f"skill/{skill['id']}")
    assert (answer.status_code, answer.json()["error"]["referencedEntities"]) == (412, ["skill-profile"])


@pytest.mark.parametrize(("family", "field"), [("skill-profile", "activeSkills"), ("outdial-ani", "outdialANIEntries")])
def test_kept_children_need_their_ids(sim: Simulator, family: str, field: str) -> None:
    made = create(sim, family, 1)
    kept = sim.call("PUT", f"{family}/{made['id']}", json=writable(made))
    assert kept.json()[field][0]["id"] == made[field][0]["id"]
    bare = [without(child, "id", "version") for child in made[field]]
    answer = sim.call("PUT", f"{family}/{made['id']}", json=writable(made, **{field: bare}))
    assert (answer.status_code, "Duplicate entry" in reason(answer)) == (409, True)


def test_children_of_others_are_internal_errors(sim: Simulator) -> None:
    made = create(sim, "agent-profile", 1)
    clone = without(writable(made), "id", "version", "organizationId", "createdTime", "lastUpdatedTime")
    answer = sim.call("POST", "agent-profile", json={**clone, "name": "Clone"})
    assert (answer.status_code, reason(answer)) == (409, "Internal error. Please contact Cisco Support Team")
    bare = {**clone, "name": "Clone", "viewableStatistics": without(clone["viewableStatistics"], "id", "version")}
    assert sim.call("POST", "agent-profile", json=bare).status_code == 201
    assert sim.call("PUT", f"agent-profile/{made['id']}", json=writable(made, description="mine")).status_code == 200


@pytest.mark.parametrize(
    ("family", "changes", "status", "words"),
    [
        ("skill", {"skillType": "ENUM"}, 400, "Enum skill should have atleast one value"),
        ("skill-profile", {"activeSkills": []}, 400, "Atleast one skill is mandatory."),
        ("skill-profile", {"activeEnumSkills": [{"skillId": "x"}]}, 500, ""),
        ("holiday-list", {"holidays": []}, 400, "Holiday list cannot be empty"),
        (
            "holiday-list",
            {"holidays": [{"name": "A", "frequency": "None"}]},
            400,
            "holidays.0.frequency: must be one of",
        ),
        ("overrides", {"overrides": []}, 400, "Overrides cannot be empty"),
        ("overrides", {"name": "a.b"}, 400, "name: must match"),
        ("business-hours", {"workingHours": []}, 400, "Working hours cannot be empty"),
        ("business-hours", {"workingHours": [{"name": "A", "days": "MON"}]}, 400, "days: must be of type array"),
        ("auxiliary-code", {"workTypeCode": "WRAP_UP_CODE"}, 400, "the work type is of the code IDLE_CODE"),
        ("contact-service-queue", {"pauseRecordingPermitted": None}, 400, "a queue for TELEPHONY needs"),
        ("contact-service-queue", {"callDistributionGroups": []}, 400, "at least one group with at least one team"),
        ("contact-service-queue", {"routingType": "SKILLS_BASED"}, 400, "skillBasedRoutingType: is required"),
        ("agent-profile", {"autoWrapAfterSeconds": 5}, 400, "unless autoWrapUp is true"),
        ("agent-profile", {"systemDefault": True}, 403, "User not Allowed"),
        ("cad-variable", {"variableType": "BOOLEAN", "defaultValue": "yes"}, 400, "validDefaultValueForVariabelType"),
        ("cad-variable", {"agentViewable": True}, 400, "desktopLabel: is required"),
        ("contact-number", {"number": "1234567890"}, 400, "should not be more than 9 characters"),
        ("dial-number", {"location": None, "regionId": None}, 400, "location: is required; regionId: is required"),
        ("dial-number", {"dialledNumber": "+4989"}, 404, "Dialed number does not exist"),
        ("resource-collection", {"resources": None}, 500, "Processing failed"),
        ("entry-point", {"serviceLevelThreshold": 0}, 400, "serviceLevelThreshold: must be at least 1"),
    ],
)
def test_creations_that_are_refused(sim: Simulator, family: str, changes: Row, status: int, words: str) -> None:
    before = sim.objects(family)
    answer = sim.call("POST", family, json=sample(sim, family, 1, **changes))
    assert answer.status_code == status, answer.text
    assert words in reason(answer)
    assert sim.objects(family) == before


def test_profiles_of_the_system_cannot_be_changed(sim: Simulator) -> None:
    known = sim.objects("user-profile")[0]
    answer = sim.call("PUT", f"v3/user-profile/{known['id']}", json={**known, "description": "mine"})
    assert answer.status_code == 403


def test_a_part_of_a_queue_can_be_patched_in_bulk(sim: Simulator) -> None:
    queue = sim.objects("contact-service-queue")[0]
    items = [
        {"itemIdentifier": 1, "item": {"id": queue["id"], "description": "Ours"}},
        {"itemIdentifier": 2, "item": {"id": queue["id"], "routingType": "CIRCULAR"}, "requestAction": "SAVE"},
        {"itemIdentifier": 3, "item": {"id": queue["id"]}, "requestAction": "DELETE"},
        {"itemIdentifier": 4, "item": {"id": "nothing"}},
    ]
    rows = sim.call("PATCH", "contact-service-queue/bulk", json={"items": items}).json()["items"]
    assert [row["status"] for row in rows] == [200, 400, 400, 404]
    kept = ("version", "description", "lastUpdatedTime")
    assert without(sim.objects("contact-service-queue")[0], *kept) == without(queue, *kept)
    assert sim.objects("contact-service-queue")[0]["description"] == "Ours"


def test_entries_are_those_of_their_parent(sim: Simulator) -> None:
    book = create(sim, "address-book", 1)
    entry = create(sim, "address-book/entry", 1, book["id"])
    assert "addressBookEntries" not in sim.call("GET", f"v3/address-book/{book['id']}").json()
    whole = sim.call("GET", f"address-book/{book['id']}").json()
    assert [child["name"] for child in whole["addressBookEntries"]] == [entry["name"]]
    items = [
        {"itemIdentifier": 1, "item": sample(sim, "address-book/entry", 2), "requestAction": "SAVE"},
        {"itemIdentifier": 2, "item": without(entry, "links"), "requestAction": "DELETE"},
    ]
    rows = sim.call("POST", f"address-book/{book['id']}/entry/bulk", json={"items": items}).json()["items"]
    assert [row["status"] for row in rows] == [201, 204]
    assert rows[0]["href"].startswith(f"/api/organization/{sim.orgs[0].org_id}/address-book/{book['id']}/entry/")
    assert [child["name"] for child in sim.objects("address-book/entry")] == ["Sample 2"]
    put = sim.call("PUT", f"v3/address-book/{book['id']}", json=writable(book, description="kept"))
    assert put.status_code == 200
    assert len(sim.objects("address-book/entry")) == 1, "a change of the book keeps its entries"
    assert sim.call("GET", "v2/address-book/nothing/entry").status_code == 404
    assert sim.call("GET", f"address-book/{book['id']}/entry").status_code == 405
    sim.call("DELETE", f"v3/address-book/{book['id']}")
    assert sim.objects("address-book/entry") == []


def test_every_number_can_be_deleted_at_once(sim: Simulator) -> None:
    """As dangerous as it is: a DELETE whose id got lost."""
    for number in range(3):
        create(sim, "dial-number", number)
    assert sim.call("DELETE", "dial-number").status_code == 200
    assert sim.objects("dial-number") == []


def test_audio_files(sim: Simulator) -> None:
    family = FAMILIES["audio-file"]
    made = create(sim, "audio-file", 1)
    blob = f"blob/{made['blobId']}"
    answer = sim.call("GET", blob)
    assert (answer.content, answer.headers.get("content-type")) == (b"RIFF", None)
    changed = writable(made, description="New")
    put = sim.call("PUT", f"audio-file/{made['id']}", files=form_of(family, changed, b"RIFF and more"))
    assert (put.status_code, put.json()["blobId"]) == (200, made["blobId"])
    assert sim.call("GET", blob).content == b"RIFF and more"
    patched = sim.call("PATCH", f"audio-file/{made['id']}", json={"description": "Newer"})
    assert patched.json()["description"] == "Newer"

    form = form_of(family, sample(sim, "audio-file", 2))
    refused: list[tuple[Any, int, str]] = [
        ({"json": {"name": "a.wav"}}, 500, ""),
        ({"files": {"audioFile": form["audioFile"]}}, 400, "audioFileInfo"),
        ({"files": {"audioFileInfo": form["audioFileInfo"]}}, 400, "audioFile"),
        ({"files": {**form, "audioFileInfo": ("", form["audioFileInfo"][1], "text/plain")}}, 415, "application/json"),
        ({"files": form_of(family, {"name": "a.mp3", "contentType": "AUDIO_WAV"})}, 400, "valid extension"),
    ]
    for options, status, words in refused:
        answer = sim.call("POST", "audio-file", **options)
        assert (answer.status_code, words in reason(answer)) == (status, True)
    answer = sim.call("PUT", f"audio-file/{made['id']}", files=form_of(family, {**changed, "blobId": "other"}))
    assert (answer.status_code, reason(answer)) == (400, "blobId: invalid value")
    assert sim.call("DELETE", f"audio-file/{made['id']}").status_code == 204
    assert sim.call("GET", blob).status_code == 404
    music = sim.objects("audio-file")[0]
    assert sim.call("GET", f"blob/{music['blobId']}").content[:4] == b"RIFF"


@pytest.mark.parametrize(
    ("family", "changes", "words"),
    [
        ("channel", {"logoType": "LOGO_URL"}, "logoType: must be one of MOMENTUM"),
        ("asset", {"name": 5}, "name: must be of type string"),
        ("audio-file", {"name": 5}, "name: must be of type string"),
        ("subscription", {"status": "inactive"}, "resourceVersion: is required"),
    ],
)
def test_a_patch_has_a_schema_of_its_own(sim: Simulator, family: str, changes: Row, words: str) -> None:
    path = "/v2/subscriptions" if family == "subscription" else family
    answer = sim.call("PATCH", f"{path}/{create(sim, family)['id']}", json=changes)
    assert answer.status_code == 400
    assert words in answer.text
