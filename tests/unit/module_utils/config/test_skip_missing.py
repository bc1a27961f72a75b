# SPDX-License-Identifier: GPL-3.0-or-later
"""What does not exist in an organization: named in one list before anything is sent, then refused or left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.engine import Applied, apply, scripted, sites
from support.samples import sample
from support.simulator import Row, Simulator
from support.small_service import SmallService, served
from unit.module_utils.config.planned import plan_with
from unit.module_utils.config.small_families import CREW, FACTS, PLACE, use

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.lists import Keyed, Ordered, Set
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import Nested
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import Reference
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Id, Text
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.checks import (
    can_appear,
    skipping_hint,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.documents.document import (
    from_document,
    to_document,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.skipping import check_names

NAME = Field("name", Text(1, 40), required=True)
PERSON = Resource("person", "persons", (NAME,))
REF = Reference("person")
SHIFT = Resource(
    "shift",
    "shifts",
    (
        NAME,
        Field("lead", REF),
        Field("owner", REF, required=True),
        Field("people", Set(REF)),
        Field("ranks", Keyed(("person",), (Field("person", REF), Field("rank", Text())))),
        Field(
            "steps",
            Ordered(Nested((Field("people", Set(REF), required=True), Field("deputy", REF), Field("note", Text())))),
        ),
        Field("plan", Nested((Field("chief", REF), Field("note", Text())))),
        Field("screen_id", Id(outside="screen")),
        Field("screen_ids", Set(Id(outside="screen")), seen="item"),
    ),
)
PEOPLE: list[Row] = [{"id": "p1", "name": "Ann"}, {"id": "p2", "name": "Bob"}, {"id": "p3", "name": "Bob"}]


def planned(record: Row, live: list[Row], *skip: str) -> Any:
    """The plan of one shift, and its problems."""
    return plan_with(SHIFT, [record], {"shift": live, "person": PEOPLE}, PERSON, skip=frozenset(skip))


@pytest.mark.parametrize(
    ("given", "written", "left_out"),
    [
        ({"lead": "Zoe"}, {}, ['lead: "Zoe": no person has this name']),
        ({"lead_id": "p9"}, {}, ['lead_id: "p9": no person has this id']),
        ({"people": ["Ann", "Zoe"]}, {"peopleIds": ["p1"]}, ['people[1]: "Zoe": no person has this name']),
        ({"people_ids": ["p9", "p1"]}, {"peopleIds": ["p1"]}, ['people_ids[0]: "p9": no person has this id']),
        ({"people": ["Zoe"]}, {}, ['people[0]: "Zoe": no person has this name']),
        ({"people": []}, {"peopleIds": []}, []),
        (
            {"ranks": [{"person": "Zoe", "rank": "1"}, {"person": "Ann", "rank": "2"}]},
            {"ranks": [{"personId": "p1", "rank": "2"}]},
            ['ranks[0].person: "Zoe": no person has this name'],
        ),
        (
            {"steps": [{"people": ["Zoe"]}, {"people": ["Ann"], "deputy": "Zoe", "note": "x"}]},
            {"steps": [{"peopleIds": ["p1"], "note": "x"}]},
            ['steps[0].people[0]: "Zoe": no person', 'steps[1].deputy: "Zoe": no person has this name'],
        ),
        (
            {"plan": {"chief": "Zoe", "note": "x"}},
            {"plan": {"note": "x"}},
            ['plan.chief: "Zoe": no person has this name'],
        ),
    ],
)
def test_references_to_what_is_missing_are_left_out(given: Row, written: Row, left_out: list[str]) -> None:
    result = planned({"name": "Early", "owner": "Ann", **given}, [], "person")
    (action,) = result.plan.actions
    assert result.problems == ()
    assert action.values == {"name": "Early", "ownerId": "p1", **written}
    assert len(action.left_out) == len(left_out)
    assert all(found.startswith(text) for found, text in zip(action.left_out, left_out, strict=True))
    refused = planned({"name": "Early", "owner": "Ann", **given}, [])
    assert len(refused.problems) == len(left_out)
    read = from_document(to_document(result.plan), {"shift": SHIFT, "person": PERSON})
    assert [(found.left_out, found.skipped) for found in read.actions] == [(action.left_out, False)]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"owner": "Zoe"}, "owner or owner_id: missing"),
        ({"owner": "Ann", "lead": "Bob"}, "2 persons have this name"),
    ],
)
def test_what_cannot_be_left_out_is_refused_all_the_same(given: Row, message: str) -> None:
    (problem,) = planned({"name": "Early", **given}, [], "person").problems
    assert message in problem.what


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ({"screen_id": "here"}, {}),
        ({"screen_id": "there"}, {"screenId": "there"}),
        ({"screen_id": "nowhere"}, {}),
        ({"screen_ids": ["own", "nowhere"]}, {}),
        ({"screen_ids": ["own", "here", "nowhere"]}, {"screenIds": ["own", "here"]}),
    ],
)
def test_ids_of_what_is_outside_have_to_be_known_to_some_object(given: Row, written: Row) -> None:
    live: list[Row] = [
        {"id": "s1", "name": "Early", "ownerId": "p1", "screenId": "here", "screenIds": ["own"]},
        {"id": "s2", "name": "Late", "ownerId": "p1", "screenId": "there"},
    ]
    (action,) = planned({"name": "Early", **given}, live, "screen").plan.actions
    assert action.values == written
    unknown = "nowhere" in str(given)
    assert ["has this screen" in text for text in action.left_out] == [True] * unknown
    (sent,) = planned({"name": "Early", **given}, live).plan.actions
    assert ("nowhere" in str(sent.values)) == unknown


def everyone(sim: Simulator, *more: str) -> list[Row]:
    """Records of all users there are, and of others."""
    emails = [row["email"] for row in sim.objects("user")]
    return [{"email": email, "mobile": "+14155550100"} for email in [*emails, *more]]


def test_people_of_another_organization_are_refused_or_skipped(sim: Simulator) -> None:
    records = everyone(sim, "ann@example.com", "bob@example.com")
    records[-1]["teams"] = ["No such team"]
    count = len(records) - 2
    with pytest.raises(ValueError, match="2 problems, nothing was written") as refusal:
        apply(sim, {"user": [*records[:-1], {"email": "bob@example.com"}], "site": sites("New")})
    assert str(refusal.value).endswith(
        "To leave out users that do not exist in this organization, set skip_missing: [user]"
    )
    assert str(refusal.value).count("skip_missing") == 1
    sim.clear_requests()
    check = apply(sim, {"user": records, "site": sites("New")}, skip_missing=["user"], check_mode=True).ok()
    assert sim.writes() == []
    done = apply(sim, {"user": records, "site": sites("New")}, skip_missing=["User"]).ok()
    for result in (check, done):
        assert {key: number for key, number in result.counts.items() if number} == {
            "created": 1,
            "updated": count,
            "skipped": 2,
        }
        assert [row for row in result.rows if row["action"] == "skipped"] == [
            {
                "type": "user",
                "name": email,
                "id": None,
                "action": "skipped",
                "left_out": [f'email: no user is called "{email}" here'],
            }
            for email in ("ann@example.com", "bob@example.com")
        ]
        assert result.warnings == [
            "skip_missing: 2 objects left out, because they do not exist in this organization:"
            f" user[{count}]: user ann@example.com; user[{count + 1}]: user bob@example.com"
        ]
    again = apply(sim, {"user": records, "site": sites("New")}, skip_missing=["user"]).ok()
    assert (again.changed, again.counts["skipped"], again.counts["unchanged"]) == (False, 2, count + 1)


def test_an_id_of_another_organization_is_skipped(sim: Simulator) -> None:
    record = {"id": "c0ffee00-0000-4000-8000-000000000009", "email": "ann@example.com"}
    with pytest.raises(ValueError, match="no user of this organization has the id"):
        apply(sim, {"user": [record]})
    assert apply(sim, {"user": [record]}, skip_missing=["user"]).ok().counts["skipped"] == 1


def test_an_object_that_needs_more_than_a_request_is_created_or_skipped(sim: Simulator) -> None:
    record = sample(sim, "dial-number")
    known = {row["id"] for row in sim.objects("dial-number")}
    assert apply(sim, {"dial-number": [record]}, skip_missing=["dial-number"]).ok().counts["skipped"] == 1
    assert {row["id"] for row in sim.objects("dial-number")} == known
    assert apply(sim, {"dial-number": [record]}).ok().counts["created"] == 1


def test_references_to_a_skipped_object_go_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    place = replace(PLACE, verbs=replace(PLACE.verbs, create=()), cannot={"create": "Build it"})
    crew = replace(CREW, key=("name",), fields=(*CREW.fields[:1], Field("place", Reference("place")), CREW.fields[3]))
    use(monkeypatch, [place, crew])
    service = SmallService(FACTS, {"place": [{"id": "p1", "name": "Lyon"}]})
    wanted = {"place": [{"name": "Kiel"}], "crew": [{"name": "A", "place": "Kiel"}, {"name": "B", "place": "Lyon"}]}

    def run(*skip: str) -> Applied:
        return apply(scripted(running), wanted, skip_missing=skip)

    with served(service) as running:
        with pytest.raises(ValueError, match=r"set skip_missing: \[place\]"):
            run()
        assert service.writes == []
        done = run("place").ok()
        assert done.actions() == {"Kiel": "skipped", "A": "created", "B": "created"}
        missing, found = (row.get("left_out", []) for row in done.rows[1:])
        assert (len(missing), found) == (1, [])
        assert missing[0].startswith('place: "Kiel": no place has this name')
        assert [(body["name"], body.get("placeId")) for body in service.bodies] == [("A", None), ("B", "p1")]
        assert not run("place").ok().changed


def test_names_of_the_option_are_checked() -> None:
    assert check_names(["Users", "agent_profile", "Flow", "route-point"]) == {
        "user",
        "agent-profile",
        "flow",
        "route_point",
    }
    with pytest.raises(ValueError, match=r"skip_missing: usr: unknown.*user.*Known are .*location"):
        check_names(["usr"])


def test_every_family_that_cannot_be_created_says_how_to_skip_it() -> None:
    for family, resource in CATALOG.items():
        hint = f"To leave out {resource.plural} that do not exist in this organization, set skip_missing: [{family}]"
        assert skipping_hint(resource) == ("" if can_appear(resource) else hint)
    assert not can_appear(CATALOG["user"])
    assert not can_appear(CATALOG["dial-number"])


@pytest.mark.parametrize(
    ("narrowed", "deleted"),
    [((), {"site", "team"}), (("team",), {"team"}), (("skill",), set())],
)
def test_purge_is_narrowed_to_families(sim: Simulator, narrowed: tuple[str, ...], deleted: set[str]) -> None:
    apply(sim, {"team": [{"name": "Sales", "site": "Alta"}]}).ok()
    kept = {"site": [{"name": "Alta"}], "team": [{"name": "Team-1", "site": "Site-1"}]}
    done = apply(sim, kept, purge=True, purge_families=narrowed).ok()
    rows = {"site": "Beta", "team": "Sales"}
    assert {row["type"] for row in done.rows if row["action"] == "deleted"} == deleted
    assert {row["name"] for row in done.rows if row["action"] == "deleted"} == {rows[family] for family in deleted}


def test_a_narrowed_purge_asks_only_its_families_for_something_to_keep(sim: Simulator) -> None:
    gone = {"site": [{"name": "Alta", "state": "absent"}], "team": [{"name": "Team-1", "site": "Site-1"}]}
    with pytest.raises(ValueError, match="purge: the source defines no sites"):
        apply(sim, gone, purge=True)
    assert apply(sim, gone, purge=True, purge_families=["team"]).ok().counts["deleted"] == 1
