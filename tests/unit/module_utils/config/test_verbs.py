# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways of writing and paths as data of a family: what each sends, and what becomes of it when answers are lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.engine import Applied, apply, scripted
from support.simulator import Row
from support.ways_service import Fault, Served, WaysService
from unit.module_utils.api.connected import Waiting
from unit.module_utils.api.scripted_server import ScriptedServer
from unit.module_utils.config.outcomes import states

from ansible_collections.webex.contact_center.plugins.module_utils.config.applying.copies import FRESH_S
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.lists import Keyed
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Text, Whole
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import Paths, Verbs, Way

PARTS = Field("parts", Keyed(("part",), (Field("part", Text(1), required=True), Field("count", Whole()))), seen="item")
GADGET = Resource(
    family="gadget",
    plural="gadgets",
    fields=(Field("name", Text(1), required=True), Field("colour", Text()), Field("size", Whole()), PARTS),
    verbs=Verbs(update=(Way.PATCH, Way.PATCH_BULK)),
    paths=Paths(
        list="v3/gadget", item="v3/gadget", bulk="gadget/v2/bulk", patch_bulk="gadget/bulk", references="gadget"
    ),
)
SERVED = Served(
    list="v3/gadget",
    item="v3/gadget",
    bulk="gadget/v2/bulk",
    patch_bulk="gadget/bulk",
    methods="GET POST PATCH DELETE",
    hidden=("parts",),
)


@pytest.fixture
def gadgets(monkeypatch: pytest.MonkeyPatch) -> WaysService:
    """Three gadgets of a family that is changed by PATCH."""
    monkeypatch.setitem(CATALOG, "gadget", GADGET)
    service = WaysService(SERVED)
    service.put(
        "v3/gadget",
        *(
            {"id": f"g{name.lower()}", "name": name, "colour": "red", "size": 1, "parts": [{"part": "x"}]}
            for name in "ABC"
        ),
    )
    return service


@pytest.fixture
def server(gadgets: WaysService) -> Iterator[ScriptedServer]:
    with ScriptedServer(gadgets) as server:
        yield server


def run(server: ScriptedServer, *records: Row, family: str = "gadget", **options: Any) -> Applied:
    waiting = options.pop("waiting", None) or Waiting()
    return apply(scripted(server), {family: list(records)}, waiting=waiting, **options)


def coloured(service: WaysService) -> dict[str, str]:
    return {row["name"]: row.get("colour", "") for row in service.objects["v3/gadget"].values()}


BLUE = [{"name": name, "colour": "blue"} for name in "ABC"]
SINGLE, BULK = BLUE[:1], BLUE


def test_a_patch_sends_what_the_record_manages_and_nothing_else(gadgets: WaysService, server: ScriptedServer) -> None:
    run(server, {"name": "A", "colour": "blue", "size": 1}).ok()
    assert gadgets.sent() == ["GET v3/gadget", "PATCH v3/gadget/ga"]
    assert gadgets.bodies("PATCH") == [{"colour": "blue", "size": 1}]
    run(server, {"name": "A", "colour": "", "size": ""}).ok()
    assert gadgets.bodies("PATCH")[1:] == [{"colour": "", "size": None}]
    assert "size" not in gadgets.objects["v3/gadget"]["ga"]


def test_a_bulk_patch_sends_ids_and_what_the_records_manage(gadgets: WaysService, server: ScriptedServer) -> None:
    run(server, *BLUE).ok()
    assert gadgets.sent() == ["GET v3/gadget", "PATCH gadget/bulk", "GET v3/gadget"]
    [sent] = gadgets.bodies("PATCH")
    assert sent["items"] == [
        {"itemIdentifier": at, "requestAction": "SAVE", "item": {"id": f"g{name.lower()}", "colour": "blue"}}
        for at, name in enumerate("ABC")
    ]
    assert {row["size"] for row in gadgets.objects["v3/gadget"].values()} == {1}


def test_a_patch_of_a_list_keeps_what_its_entries_do_not_write(gadgets: WaysService, server: ScriptedServer) -> None:
    gadgets.put("v3/gadget", {"id": "ga", "name": "A", "parts": [{"part": "x", "serial": "77"}]})
    run(server, {"name": "A", "parts": [{"part": "x", "count": 2}, {"part": "y"}]}).ok()
    assert gadgets.sent() == ["GET v3/gadget", "GET v3/gadget/ga", "PATCH v3/gadget/ga"]
    assert gadgets.bodies("PATCH") == [{"parts": [{"part": "x", "serial": "77", "count": 2}, {"part": "y"}]}]


@pytest.mark.parametrize("records", [SINGLE, BULK], ids=["singly", "in bulk"])
@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_lost_patch_is_looked_up_and_only_what_is_missing_is_sent(
    gadgets: WaysService, server: ScriptedServer, records: list[Row], drop: str
) -> None:
    gadgets.faults.append(Fault("PATCH", drop=drop))
    run(server, *records).ok()
    assert {coloured(gadgets)[row["name"]] for row in records} == {"blue"}
    assert len(gadgets.bodies("PATCH")) == (2 if drop == "before" else 1)
    # An answer to a bulk request shows no object, so the list is read after it as well.
    looks = 2 if drop == "before" else 1
    assert gadgets.sent("GET")[1:] == (["GET v3/gadget/ga"] if records is SINGLE else ["GET v3/gadget"] * looks)


@pytest.mark.parametrize("records", [SINGLE, BULK], ids=["singly", "in bulk"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_patch_is_sent_again_after_the_time_that_the_service_asks_for(
    gadgets: WaysService, server: ScriptedServer, records: list[Row], status: int
) -> None:
    gadgets.faults.append(Fault("PATCH", status=status, headers={"Retry-After": "7"}))
    waiting = Waiting()
    run(server, *records, waiting=waiting).ok()
    assert len(gadgets.bodies("PATCH")) == 2
    assert waiting.sleeps == [7]
    assert len(gadgets.sent("GET")) == (1 if status == 429 else 2) + (records is BULK)


@pytest.mark.parametrize("records", [SINGLE, BULK], ids=["singly", "in bulk"])
def test_a_patch_that_is_never_answered_is_in_doubt(
    gadgets: WaysService, server: ScriptedServer, records: list[Row]
) -> None:
    gadgets.faults.append(Fault("PATCH", drop="before", times=1000))
    result = run(server, *records, retry_timeout=20)
    assert set(states(result).values()) == {"in doubt"}
    assert "may or may not have been carried out" in result.message


def test_nothing_is_sent_after_a_patch_was_refused_for_its_token(gadgets: WaysService, server: ScriptedServer) -> None:
    gadgets.faults.append(Fault("PATCH", status=401, body={"error": {"reason": "expired"}}))
    result = run(server, *BLUE, {"name": "D"}, parallelism=1)
    assert result.unauthorized
    assert gadgets.sent()[-1].startswith("PATCH")


@pytest.mark.parametrize(("status", "told"), [(400, "refused"), (429, "updated"), (503, "updated")])
def test_an_item_of_a_bulk_patch_is_judged_by_itself(
    gadgets: WaysService, server: ScriptedServer, status: int, told: str
) -> None:
    gadgets.faults.append(Fault("PATCH", "gadget/bulk", status=status, where={"name": "B"}))
    assert states(run(server, *BLUE)) == {"A": "updated", "B": told, "C": "updated"}
    assert coloured(gadgets) == {"A": "blue", "B": "red" if told == "refused" else "blue", "C": "blue"}


def test_an_answer_that_does_not_fit_a_bulk_patch_is_not_believed(gadgets: WaysService, server: ScriptedServer) -> None:
    gadgets.faults.append(Fault("PATCH", "gadget/bulk", status=207, body={"items": []}))
    run(server, *BLUE).ok()
    assert set(coloured(gadgets).values()) == {"blue"}
    assert sorted(gadgets.sent("PATCH")) == ["PATCH gadget/bulk", *(f"PATCH v3/gadget/g{name}" for name in "abc")]


@pytest.mark.parametrize("status", [404, 405])
def test_objects_are_patched_singly_where_there_is_no_such_route(
    gadgets: WaysService, server: ScriptedServer, status: int
) -> None:
    gadgets.faults.append(Fault("PATCH", "gadget/bulk", status=status, body={"error": "Not Found"}))
    run(server, *BLUE).ok()
    assert sorted(gadgets.sent("PATCH")) == ["PATCH gadget/bulk", *(f"PATCH v3/gadget/g{name}" for name in "abc")]


def test_what_somebody_else_writes_beside_a_patch_is_kept_without_a_read(
    gadgets: WaysService, server: ScriptedServer
) -> None:
    """A PATCH takes nothing over from what was read, so it needs no fresh look however long ago that was."""
    waiting = Waiting()

    def meanwhile() -> None:
        gadgets.objects["v3/gadget"]["gb"] |= {"size": 9, "version": 5}
        waiting.sleeps.append(FRESH_S + 1)

    result = run(server, {"name": "A", "colour": "blue"}, waiting=waiting, meanwhile=meanwhile)
    result = run(server, *BLUE[:2], waiting=waiting, bulk_size=1, parallelism=1, meanwhile=meanwhile).ok()
    assert gadgets.objects["v3/gadget"]["gb"]["size"] == 9
    assert result.warnings == []
    assert gadgets.sent("GET") == ["GET v3/gadget"] * 2


def test_new_and_absent_objects_go_the_way_that_the_paths_say(gadgets: WaysService, server: ScriptedServer) -> None:
    run(server, {"name": "D"}).ok()
    run(server, {"name": "E"}, {"name": "F"}).ok()
    run(server, {"name": "D", "state": "absent"}).ok()
    in_use = {"error": {"reason": "in use", "referencedEntities": ["team"]}}
    gadgets.faults.append(Fault("DELETE", status=412, body=in_use))
    said = run(server, {"name": "E", "state": "absent"})
    assert "the objects that use it could not be read" in said.message
    assert gadgets.sent("POST", "DELETE") == [
        "POST v3/gadget",
        "POST gadget/v2/bulk",
        "DELETE v3/gadget/new-1",
        "DELETE v3/gadget/new-2",
    ]
    assert gadgets.sent()[-1] == "GET gadget/new-2/incoming-references"


def test_a_family_without_a_way_says_where_it_is_done() -> None:
    with pytest.raises(ValueError, match="gadget: without a way to delete; say in `cannot` where that is done"):
        replace(GADGET, verbs=Verbs(delete=()))
