# SPDX-License-Identifier: GPL-3.0-or-later
"""What an access can do: one request a family, and nothing that names an object, a person or an organization."""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import closing
from email.utils import formatdate
from typing import Any

import pytest
from support.contents import OBJECTS
from support.engine import settings
from support.in_process import run_module
from support.simulator import Row, Simulator
from unit.module_utils.api.scripted_server import ScriptedServer, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client, ClockGap
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.survey import clock_difference
from ansible_collections.webex.contact_center.plugins.module_utils.module.org_info import data_center
from ansible_collections.webex.contact_center.plugins.modules import wxcc_org_info

ORG = "c0ffee00-0000-4000-8000-000000000001"
STRANGE = ("unknown_fields", "unknown_values", "other_types")
LISTED = [resource for resource in CATALOG.values() if not resource.parent]


def looked(url: str, token: str, **options: Any) -> Row:
    """The result of the module, with the rows of families by their names."""
    options = {"api_url": url, "access_token": token, "requests_per_minute": 100_000, "retry_timeout": 0, **options}
    result = run_module(wxcc_org_info.main, options)
    answer = json.loads(result.pop("_answer", "{}"))
    rows = {row["family"]: row for row in answer.pop("families", [])}
    return {**result, **answer, "families": rows}


def of(sim: Simulator, **options: Any) -> Row:
    return looked(sim.url, sim.orgs[0].access_token, **options)


def test_every_family_is_asked_once_and_known_whole(sim: Simulator) -> None:
    sim.clear_requests()
    result = of(sim)
    rows = result["families"]
    assert list(rows) == list(CATALOG)
    assert {family: row["objects"] for family, row in rows.items()} == {
        family: len(sim.objects(family)) if family in OBJECTS else 0 for family in CATALOG
    }
    assert {row["readable"] for row in rows.values()} == {"yes"}
    strange = {key: {family: row[key] for family, row in rows.items() if row[key]} for key in STRANGE}
    assert strange == {key: {} for key in STRANGE}
    asked = Counter((row["method"], row["path"]) for row in sim.requests())
    with closing(Client(settings(sim))) as client:
        assert asked == Counter(("GET", client.path(*resource.path("list"))) for resource in LISTED)
    assert result["summary"]["requests"] == len(LISTED)
    assert result["msg"] == f"{len(CATALOG)} of {len(CATALOG)} families can be read"
    assert (result["changed"], result["clock_difference"], result["data_center"]) == (False, 0, None)


def test_what_the_catalog_does_not_know_is_named_without_values(sim: Simulator) -> None:
    profile, site = sim.objects("multimedia-profile"), sim.objects("site")
    site[0] |= {"floorPlan": "Rue des Lilas 7", "limits": {"Marie Curie": 1}, "Marie Curie": True, "empty": None}
    profile[0]["manuallyAssignable"] |= {"holograms": 3}
    profile[0]["blendingMode"] = "BLENDED_TWICE"
    profile[1]["blendingMode"] = "as Marie Curie likes it"
    for family, rows in {"site": site, "multimedia-profile": profile}.items():
        page = {"meta": {"totalPages": 1, "totalRecords": len(rows)}, "data": rows}
        sim.fault(method="GET", path=f"*/v2/{family}", status=200, body=json.dumps(page))
    rows = of(sim)["families"]
    assert rows["site"]["unknown_fields"] == [
        {"field": "(not shown)", "type": "boolean"},
        {"field": "empty", "type": "unknown"},
        {"field": "floorPlan", "type": "text"},
        {"field": "limits", "type": "mapping"},
    ]
    assert rows["multimedia-profile"]["unknown_fields"] == [{"field": "manuallyAssignable.holograms", "type": "number"}]
    assert rows["multimedia-profile"]["unknown_values"] == [
        {"field": "blendingMode", "value": "(not shown)"},
        {"field": "blendingMode", "value": "BLENDED_TWICE"},
    ]
    said = json.dumps(rows)
    names = {
        str(row.get(resource.name_field.api_name))
        for resource in LISTED
        if resource.family in OBJECTS
        for row in sim.objects(resource.family)
    }
    ids = {row["id"] for family in OBJECTS for row in sim.objects(family)} | {sim.orgs[0].org_id}
    hidden = {name for name in names | ids if len(name) > 8 and name in said}
    assert (hidden, "Marie" in said, "Lilas" in said, sim.orgs[0].access_token in said) == (set(), False, False, False)


@pytest.mark.parametrize("status", [403, 412])
def test_a_refused_family_stops_no_other(sim: Simulator, status: int) -> None:
    reason = f"organization {sim.orgs[0].org_id} of jane@example.com, +1 415 555 0100, has no licence"
    body = json.dumps({"trackingId": "ABC_1", "error": {"key": "1", "reason": reason}})
    sim.fault(method="GET", path="*/v2/skill", status=status, body=body)
    result = of(sim)
    assert result["families"].pop("skill") == {
        "family": "skill",
        "readable": "no",
        "writable": "unknown",
        "status": status,
        "error": "organization (not shown) of (not shown), (not shown), has no licence",
        "tracking_id": "ABC_1",
    }
    assert {row["readable"] for row in result["families"].values()} == {"yes"}
    assert result["msg"] == f"{len(CATALOG) - 1} of {len(CATALOG)} families can be read; refused: skill"


def test_a_token_without_scopes_is_a_result_and_a_refused_token_a_failure(sim: Simulator) -> None:
    result = looked(sim.url, sim.orgs[0].no_scope_token)
    assert {(row["readable"], row["status"]) for row in result["families"].values()} == {("no", 403)}
    refused = looked(sim.url, f"a_b_{sim.orgs[0].org_id}")
    assert (refused["failed"], refused["unauthorized"]) == (True, True)


def test_a_service_that_cannot_be_reached_is_a_failure() -> None:
    result = looked("http://127.0.0.1:9", f"a_b_{ORG}")
    assert (result["failed"], "cannot reach 127.0.0.1:9" in result["msg"]) == (True, True)


@pytest.mark.parametrize("ahead", [-7200, 0, 7200, None])
def test_the_difference_of_the_clocks(ahead: int | None) -> None:
    page = {"meta": {"totalPages": 1, "totalRecords": 0}, "data": []}
    headers = {} if ahead is None else {"Date": formatdate(time.time() + ahead, usegmt=True)}
    with ScriptedServer(reply(200, page, headers=headers)) as server:
        result = looked(server.url, f"a_b_{ORG}")
    found = result["clock_difference"]
    assert found == ahead if not ahead else abs(found - ahead) <= 30


@pytest.mark.parametrize(
    ("gaps", "difference"),
    [
        ([], None),
        ([ClockGap(-0.2, 0.9)], 0),
        ([ClockGap(2.1, 3.4), ClockGap(1.0, 2.6)], 2),
        ([ClockGap(-61.0, -59.5), ClockGap(-60.5, -58.0)], -60),
    ],
)
def test_every_answer_narrows_the_difference_down(gaps: list[ClockGap], difference: int | None) -> None:
    assert clock_difference(gaps) == difference


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"api_url": "https://api.wxcc-eu1.cisco.com/", "data_center": None}, "eu1"),
        ({"api_url": None, "data_center": "jp1"}, "jp1"),
        ({"api_url": None, "data_center": None}, "us1"),
        ({"api_url": "https://proxy.acme.example", "data_center": None}, None),
    ],
)
def test_the_data_center_is_told_and_no_other_address(options: Row, expected: str | None) -> None:
    assert data_center(options) == expected
