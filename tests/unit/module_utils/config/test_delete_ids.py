# SPDX-License-Identifier: GPL-3.0-or-later
"""No DELETE is ever sent without an id: the service would delete everything (`DELETE dial-number`)."""

from __future__ import annotations

from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.engine import apply, settings
from support.samples import sample
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client
from ansible_collections.webex.contact_center.plugins.module_utils.config.engine import Policy, carry_out
from ansible_collections.webex.contact_center.plugins.module_utils.config.live.lists import LiveLists
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import parts_of
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.action import DELETE, Action
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.identities import Identities
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.plan import FamilyPlan, Plan, Step

NOWHERE: Any = SimpleNamespace(url="http://127.0.0.1:9", orgs=[SimpleNamespace(org_id="1", access_token="a" * 20)])
ODD = ["", ".", "..", " ", "/", "//", "../", "%2F", "?", "#", "x/", "\n"]
IDS = st.sampled_from(ODD) | st.text(max_size=6)
DELETED = [family for family, resource in CATALOG.items() if DELETE not in resource.cannot]


def collections() -> list[tuple[str, list[str]]]:
    """The path of every collection in which something is deleted by its id, of families and of their entries."""
    of_families = [(family, CATALOG[family].path("delete", {})) for family in DELETED]
    entries = [
        (f"{family} {field.name}", parts_of(field.entries.item, "parent"))
        for family, resource in CATALOG.items()
        for field in resource.with_entries
        if field.entries
    ]
    return [*of_families, *entries]


@pytest.mark.parametrize(("name", "parts"), collections(), ids=lambda value: value if isinstance(value, str) else "")
@given(object_id=IDS)
def test_the_path_of_a_delete_always_ends_with_an_id(name: str, parts: list[str], object_id: str) -> None:
    with closing(Client(settings(NOWHERE))) as client:
        collection = client.path(*parts)
        try:
            path = client.path(*parts, object_id)
        except ValueError:
            assert object_id in ("", ".", "..")
            return
    head, slash, last = path.rpartition("/")
    assert (head, slash) == (collection, "/")
    assert last.strip()
    assert not {*last} & {"?", "#", "/"}


@pytest.mark.parametrize("family", DELETED)
@pytest.mark.parametrize("object_id", ["", ".", ".."])
@pytest.mark.parametrize("count", [1, 3], ids=["singly", "in bulk"])
def test_a_plan_without_an_id_deletes_nothing(sim: Simulator, family: str, object_id: str, count: int) -> None:
    """Whoever wrote the plan: what has no id is not sent, and everything stays."""
    before = sim.stats()["objects"]
    resource = CATALOG[family]
    rows: list[Row] = [{"id": object_id, resource.name_field.api_name: f"x{number}"} for number in range(count)]
    actions = tuple(Action(resource, DELETE, row) for row in rows)
    plan = Plan((FamilyPlan(resource, actions),), (Step(family, DELETE, tuple(range(count))),))
    with closing(Client(settings(sim))) as client:
        live = LiveLists(client)
        live.of(resource)
        sim.clear_requests()
        with pytest.raises(ValueError, match="an empty part, or one of dots"):
            carry_out(client, live, plan, Identities(CATALOG, live.of), Policy(), lambda *_unused: None)
    assert sim.writes() == []
    assert sim.stats()["objects"] == before


def test_the_simulator_is_as_dangerous_as_the_service(sim: Simulator) -> None:
    record: Row = sample(sim, "dial-number")
    apply(sim, {"dial-number": [record, {**record, "dialledNumber": "+14155550155"}]}).ok()
    assert len(sim.objects("dial-number")) == 2
    assert sim.call("DELETE", "dial-number").ok
    assert sim.objects("dial-number") == []
