# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists are whole: what they give, applied again, writes nothing, and brings back whatever was changed meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from differential.families import FAMILIES, LAYOUTS, OUTSIDE, QUEUES, SKILLS, Attribute, Family
from support.engine import apply, listed, scripted
from support.samples import add_queues, sample
from support.simulator import Row, Simulator
from support.small_service import SmallService, served
from unit.module_utils.config.small_families import FACTS, use

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import Unauthorized

Objects = dict[str, dict[str, Row]]
"""Objects of the model by family and id."""


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    with Simulator.start(orgs=1, agents=3, queues=1) as simulator:
        yield simulator


@pytest.fixture
def sim(running_simulator: Simulator) -> Simulator:
    running_simulator.reset()
    return running_simulator


def new_id(*parts: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, parts))))


def smallest(of: str, family: Family, objects: Objects, **given: Any) -> Row:
    """An object with no more than it needs, and what is given; references lead to the first object there is."""
    item: Row = {"name": f"{of} {len(objects[of])}", **given}
    for known in family.attributes:
        if known.option not in item and (known.needed or known.default is not None):
            item[known.option] = plainest(known, objects)
    return item


def plainest(known: Attribute, objects: Objects) -> Any:
    if known.refers:
        return next(iter(objects.get(known.refers) or OUTSIDE[known.refers]))
    if known.parts:
        return {part.option: part.samples[0] for part in known.parts}
    return known.samples[0] if known.default is None else known.default


def one_of_each() -> Objects:
    """An object for every value of every option of every family."""
    objects: Objects = {}
    for name, family in FAMILIES.items():
        objects[name] = {new_id(name): smallest(name, family, objects | {name: {}})}
        for known in family.attributes:
            targets = (objects.get(known.refers) or OUTSIDE[known.refers]) if known.refers else {}
            samples = list(targets) or whole_samples(known)
            for value in samples:
                only = dict([known.only]) if known.only else {}
                item = smallest(name, family, objects, **only, **{known.option: value})
                objects[name][new_id(name, len(objects[name]))] = item
    return objects


def whole_samples(known: Attribute) -> list[Any]:
    if not known.parts or known.listed_by:
        return list(known.samples)
    return [
        {part.option: part.samples[0] for part in known.parts} | {changed.option: sample}
        for changed in known.parts
        for sample in changed.samples
    ]


def put(sim: Simulator, objects: Objects) -> None:
    """Make the organization hold these objects, and those outside to which they refer."""
    sim.reset()
    for name in (SKILLS, LAYOUTS):
        sim.set_objects({name: [sample(sim, name, id=key, **item) for key, item in OUTSIDE[name].items()]})
    add_queues(sim, *OUTSIDE[QUEUES])
    sim.set_objects(
        {name: [family.to_api(key, item) for key, item in objects[name].items()] for name, family in FAMILIES.items()}
    )
    sim.clear_requests()


def state(sim: Simulator) -> Objects:
    return {name: {row["id"]: family.from_api(row) for row in sim.objects(name)} for name, family in FAMILIES.items()}


def test_what_is_listed_brings_back_every_value_of_every_option(sim: Simulator) -> None:
    objects = one_of_each()
    put(sim, objects)
    before = state(sim)
    names = {key: item["name"] for items in (objects | OUTSIDE).values() for key, item in items.items()}
    lists = {name: listed(sim, name) for name in FAMILIES}
    for name, family in FAMILIES.items():
        assert (lists[name].warnings, lists[name].incomplete) == ([], [])
        rows = {row["id"]: row for row in lists[name].objects}
        for key, item in before[name].items():
            for known in family.attributes:
                value = item.get(known.option)
                wanted = known.as_written(value, lambda part, target: {part.option: names[target]})[known.option]
                shown: Any = rows[key].get(known.option)
                if known.parts and not known.listed_by:  # the service has a channel that the model has not
                    shown = {part.option: shown[part.option] for part in known.parts}
                assert shown in (wanted, *([[]] if value is None else [])), f"{name} {known.option}"
    export = {name: lists[name].objects for name in FAMILIES}
    sim.clear_requests()
    assert apply(sim, export).ok().changed is False
    assert sim.writes() == []
    fewest = {
        name: {
            key: smallest(name, family, objects, name=item["name"], **fixed(family, item))
            for key, item in objects[name].items()
        }
        for name, family in FAMILIES.items()
    }
    put(sim, fewest)
    assert state(sim) != before
    apply(sim, export).ok()
    assert state(sim) == before


def fixed(family: Family, item: Row) -> Row:
    """What never changes of an object."""
    return {known.option: item[known.option] for known in family.attributes if known.fixed and known.option in item}


def test_attributes_that_lists_show_cost_no_read_of_an_object(sim: Simulator) -> None:
    add_queues(sim, "q1")
    ranked = [{"name": "Ranked", "site": "Site-1", "queue_rankings": [{"queue_id": "q1", "rank": 1}]}]
    apply(sim, {"team": ranked}).ok()
    sent = {}
    for attributes in ((), ("queue_rankings",), ("name",), ("site",)):
        sim.clear_requests()
        listed(sim, "team", attributes=attributes)
        sent[attributes] = len(sim.requests())
    # The lists of sites and of queues have the names, and each of two teams is read.
    assert sent == {(): 3 + 2, ("queue_rankings",): 2 + 2, ("name",): 1, ("site",): 2}


GONE = {"error": {"reason": "no such team"}}


def test_what_could_not_be_read_is_said(sim: Simulator) -> None:
    apply(sim, {"team": [{"name": name, "site": "Site-1"} for name in ("Alpha", "Beta", "Gamma")]}).ok()
    ids = {row["name"]: row["id"] for row in sim.objects("team")}
    sim.fault(method="GET", path=f"*/team/{ids['Alpha']}", status=404, body=GONE)
    sim.fault(method="GET", path=f"*/team/{ids['Beta']}", status=403, body={"error": {"reason": "not for you"}})
    result = listed(sim, "team")
    assert [row["name"] for row in result.objects] == ["Team-1", "Beta", "Gamma"]
    assert result.incomplete == [
        {"id": ids["Beta"], "name": "Beta", "missing": ["queue_rankings"], "error": result.incomplete[0]["error"]}
    ]
    assert "403: not for you" in result.incomplete[0]["error"]
    assert result.warnings == [
        "1 of 4 teams was deleted while it was read, so it is left out: Alpha",
        "1 of 4 teams could not be read whole, so queue_rankings is missing: Beta (see incomplete)",
    ]


def test_a_token_that_is_refused_ends_the_list(sim: Simulator) -> None:
    sim.fault(method="GET", path="*/team/*", status=401)
    with pytest.raises(Unauthorized):
        listed(sim, "team")


def test_a_reference_is_listed_so_that_it_leads_to_the_same_object(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name where that is unique, else by the rest of the key too, and by id only where nothing else helps."""
    use(monkeypatch)
    places = [{"id": f"p{number}", "name": name} for number, name in enumerate(("Bonn", "Kiel"))]
    crews = [
        {"id": "c0", "name": "Day", "placeId": "p0"},
        {"id": "c1", "name": "Day", "placeId": "p1"},
        {"id": "c2", "name": "Night", "placeId": "p1"},
    ]
    lines = [{"id": f"l{crew['id']}", "name": f"To {crew['id']}", "crewId": crew["id"]} for crew in crews]
    service = SmallService(FACTS, {"place": places, "crew": crews, "line": lines})
    with served(service) as server:
        export = {family: listed(scripted(server), family).objects for family in ("place", "crew", "line")}
        assert [row["crew"] for row in export["line"]] == [
            {"name": "Day", "place": "Bonn"},
            {"name": "Day", "place": "Kiel"},
            "Night",
        ]
        assert apply(scripted(server), export).ok().changed is False
        without_ids = {
            family: [{key: value for key, value in row.items() if key != "id"} for row in rows]
            for family, rows in export.items()
        }
        assert apply(scripted(server), without_ids).ok().changed is False
    assert service.writes == []
