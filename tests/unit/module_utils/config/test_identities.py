# SPDX-License-Identifier: GPL-3.0-or-later
"""One table of all objects: references by a name, by a name and the rest of the key, and by an id."""

from __future__ import annotations

import json
import re
from contextlib import closing
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.engine import apply, scripted, settings
from support.small_service import SmallService, served
from unit.module_utils.config.planned import Lists, Planned, read
from unit.module_utils.config.small import Note
from unit.module_utils.config.small_families import CREW, FACTS, LINE, PLACE, use

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError, check
from ansible_collections.webex.contact_center.plugins.module_utils.config.listing import list_objects
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import shown_object
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import Reference
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import JSON, ByName, NewObject
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.identities import (
    Identities,
    find,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.planner import make_plan
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import parse

REFERENCE = Field("crew", Reference("crew"))
LIVE: dict[str, list[JSON]] = {
    "place": [{"id": "p1", "name": "Lyon"}, {"id": "p2", "name": "Oslo"}],
    "crew": [
        {"id": "c1", "name": "Sales", "placeId": "p1"},
        {"id": "c2", "name": "Sales", "placeId": "p2"},
        {"id": "c3", "name": "Care", "placeId": "p2"},
    ],
    "line": [{"id": "l1", "name": "Hot", "crewId": "c1"}],
}


@pytest.fixture(autouse=True)
def families(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, (PLACE, CREW, LINE))


def sales(**rest: Any) -> ByName:
    """The crew Sales of a place."""
    return ByName("crew", "Sales", tuple(rest.items()))


def plan_with(crew: ByName | str, *crews: JSON, places: tuple[JSON, ...] = ()) -> Planned:
    """A plan of the line Hot, which gets this crew, and of other records."""
    (line,) = read([{"name": "Hot", "crew": "Sales"}], "line")
    wanted = {"line": [line._replace(values={**line.values, "crewId": crew})]}
    wanted |= {family: read(list(rows), family) for family, rows in (("crew", crews), ("place", places)) if rows}
    planned = make_plan(CATALOG, wanted, Lists(LIVE))
    return Planned(planned.plan, planned.identities, planned.problems)


@pytest.mark.parametrize(
    ("crew", "crews", "target"),
    [
        pytest.param(sales(place="Oslo"), [], "c2", id="by the name of its place"),
        pytest.param(sales(place_id="p2"), [], "c2", id="by the id of its place"),
        pytest.param(sales(place="Oslo"), [{"id": "c3", "name": "Sale"}], "c2", id="another one is renamed"),
        pytest.param(
            sales(place="Oslo"),
            [{"id": "c2", "name": "Night"}, {"id": "c3", "name": "Sales"}],
            "c3",
            id="by the names after the run",
        ),
        pytest.param(ByName("crew", "Sales"), [{"id": "c2", "state": "absent"}], None, id="unique after the run"),
        pytest.param("c2", [], "c2", id="by its id"),
    ],
)
def test_a_name_that_two_places_have_is_told_apart(crew: ByName | str, crews: list[JSON], target: str | None) -> None:
    planned = plan_with(crew, *crews)
    assert not planned.problems
    changed = next(action for action in planned.actions if action.resource.family == "line")
    assert changed.values.get("crewId") == target


def test_a_name_and_the_rest_of_the_key_may_be_those_of_new_objects() -> None:
    planned = plan_with(sales(place="Kiel"), {"name": "Sales", "place": "Kiel"}, places=({"name": "Kiel"},))
    assert not planned.problems
    line, crew = planned.actions[-1], planned.actions[-2]
    assert line.values == {"crewId": NewObject("crew", ("Sales", NewObject("place", ("Kiel",))))}
    assert crew.key == ("Sales", NewObject("place", ("Kiel",)))
    assert [(step.family, step.kind) for step in planned.plan.steps] == [
        ("place", "create"),
        ("crew", "create"),
        ("line", "update"),
    ]


@pytest.mark.parametrize(
    ("crew", "text"),
    [
        (ByName("crew", "Sales"), 'crew: "Sales": 2 crews have this name; add place, or give one by id: c1, c2'),
        (sales(place="Kiel"), 'crew: "Sales": no place has this name'),
        (ByName("crew", "Care", (("place", "Lyon"),)), 'crew: "Care": no crew of this name has this place'),
        ("c9", 'crew_id: "c9": no crew has this id'),
        (sales(floor="1"), 'crew: "Sales": floor: unknown. The key of a crew is its name and place'),
        (sales(main_line="1"), 'crew: "Sales": main_line: unknown. The key of a crew is its name and place'),
    ],
)
def test_a_reference_to_nothing_or_to_several_says_what_to_write(crew: ByName | str, text: str) -> None:
    (problem,) = plan_with(crew).problems
    assert text in str(problem)
    assert problem.where == "records[0]"


@pytest.mark.parametrize(
    ("crew", "target"),
    [
        ("Sales: Oslo", "c2"),
        ("Sales:  Lyon", "c1"),
        ("Night: Lyon", "c4"),  # the name of an object comes first
    ],
)
def test_a_text_may_give_the_rest_of_a_key_of_two_fields(crew: str, target: str) -> None:
    live = {**LIVE, "crew": [*LIVE["crew"], {"id": "c4", "name": "Night: Lyon", "placeId": "p2"}]}
    wanted = {"line": read([{"name": "New", "crew": crew}], "line")}
    planned = make_plan(CATALOG, wanted, Lists(live))
    assert not planned.problems
    assert planned.plan.actions[0].values["crewId"] == target


def test_an_absent_object_is_found_by_a_key_whose_other_part_goes_as_well() -> None:
    wanted = {
        "place": read([{"name": "Oslo", "state": "absent"}], "place"),
        "crew": read([{"name": "Sales", "place": "Oslo", "state": "absent"}], "crew"),
    }
    planned = make_plan(CATALOG, wanted, Lists(LIVE))
    assert [(action.kind, action.id) for action in planned.plan.actions] == [("delete", "p2"), ("delete", "c2")]


@given(
    places=st.lists(st.sampled_from("ab"), max_size=4),
    crews=st.lists(st.tuples(st.sampled_from(["x", "y", ""]), st.integers(0, 3)), max_size=6),
)
def test_a_portable_reference_leads_back_to_its_object(places: list[str], crews: list[tuple[str, int]]) -> None:
    rows: dict[str, list[JSON]] = {
        "place": [{"id": f"p{number}", "name": name} for number, name in enumerate(places)],
        "crew": [{"id": f"c{number}", "name": name, "placeId": f"p{at}"} for number, (name, at) in enumerate(crews)],
    }
    identities = Identities({"place": PLACE, "crew": CREW}, lambda resource: rows[resource.family])
    for row in rows["crew"]:
        options = shown_object([REFERENCE], {"crewId": row["id"]}, identities.before)
        same = [other for other in rows["crew"] if other["name"] == row["name"]]
        if "crew" in options:
            reference = REFERENCE.kind.read(options["crew"], Note())
            assert find(reference, identities.before) == row["id"]
            assert isinstance(options["crew"], str) == (len(same) == 1)
        else:
            assert options == {"crew_id": row["id"]}
            alike = [other for other in same if other["placeId"] == row["placeId"]]
            assert len(alike) > 1 or not row["name"]


def test_a_mapping_tells_objects_apart_in_files_and_in_what_is_listed() -> None:
    service = SmallService(FACTS, LIVE)
    with served(service) as running:
        server = scripted(running)
        wanted: dict[str, list[JSON]] = {"line": [{"name": "Hot", "crew": {"name": "Sales", "place": "Oslo"}}]}
        change = apply(server, wanted).ok().rows[0]["changes"]["crew"]
        assert change == {"before": {"name": "Sales", "place": "Lyon"}, "after": {"name": "Sales", "place": "Oslo"}}
        assert service.objects["line"]["l1"]["crewId"] == "c2"
        with closing(Client(settings(server))) as client:
            listing = list_objects(client, LINE)
        listed = listing.objects
        assert listed == [{"id": "l1", "name": "Hot", "crew": {"name": "Sales", "place": "Oslo"}}]
        assert apply(server, {"line": listed}).ok().changed is False


@pytest.mark.parametrize(
    ("crew", "text"),
    [
        ({"place": "Oslo"}, "line[0]: crew: name: missing"),
        ({"name": "Sales", "place": 7}, 'line[0]: crew.place: 7 is read as a number; write it in quotes: "7"'),
        ({"name": "Sales", "place": ""}, "line[0]: crew.place: must not be empty"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said_with_its_place(crew: JSON, text: str) -> None:
    with pytest.raises(RefusedError, match=re.escape(text)):
        check([parse(json.dumps({"line": [{"name": "Hot", "crew": crew}]}), "objects", "objects")], None)


class AtOnce(SmallService):
    """A service that answers a list only when two are asked for at the same time."""

    def _read(self, family: str, rest: list[str]) -> tuple[int, Any]:
        if not rest:
            self.both.wait(timeout=10)
        return super()._read(family, rest)

    both = Barrier(2)


def test_all_lists_that_a_run_needs_are_read_side_by_side() -> None:
    service = AtOnce(FACTS, LIVE)
    with served(service) as running:
        wanted = {"crew": [{"name": "Care", "place": "Oslo"}]}
        assert apply(scripted(running), wanted, parallelism=2).ok().changed is False
        assert not service.both.broken
