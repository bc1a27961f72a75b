# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and queues can be read, so that the names in reports resolve; what is not served says so."""

from __future__ import annotations

import pytest
from support.simulator import Simulator

FAMILIES = {"user": 60, "contact-service-queue": 6}


@pytest.mark.parametrize("family", FAMILIES)
def test_lists_and_objects(sim: Simulator, family: str) -> None:
    body = sim.call("GET", f"v2/{family}", params={"pageSize": 4, "page": 1}).json()
    assert body["meta"]["totalRecords"] == FAMILIES[family]
    assert [row["id"] for row in body["data"]] == [row["id"] for row in sim.objects(family)[4:8]]
    first = sim.objects(family)[0]
    assert sim.call("GET", f"{family}/{first['id']}").json() == {**first, "links": []} | shown(first, sim)
    assert sim.call("GET", f"{family}/nothing").status_code == 404


@pytest.mark.parametrize("family", FAMILIES)
def test_lists_without_an_envelope(sim: Simulator, family: str) -> None:
    """Most public clients read these; they have the same rows, pages, and filters by id alone."""
    paged = sim.call("GET", f"v2/{family}", params={"pageSize": 3, "page": 1}).json()["data"]
    assert sim.call("GET", family, params={"pageSize": 3, "page": 1}).json() == paged
    assert len(sim.call("GET", family).json()) == FAMILIES[family]
    query = {"filter": f'id=="{paged[2]["id"]}"', "attributes": "id"}
    assert sim.call("GET", family, params=query).json() == [{"id": paged[2]["id"]}]
    assert sim.call("GET", family, params={"filter": "name==Sales"}).status_code == 400


def test_queues_of_some_channels(sim: Simulator) -> None:
    rows = sim.call("GET", "contact-service-queue", params={"channelTypes": "CHAT,EMAIL"}).json()
    assert [row["name"] for row in rows] == ["Web chat", "Mail"]


def test_the_organization(sim: Simulator) -> None:
    for number, org in enumerate(sim.orgs):
        assert sim.call("GET", f"/organization/{org.org_id}", org=number).json() == {
            "id": org.org_id,
            "name": org.name,
            "subscriptionType": "SUBSCRIPTION",
            "environment": "PRODUCTION",
        }
    path = f"/organization/{sim.orgs[0].org_id}"
    assert sim.call("GET", path, org=1).status_code == 403
    assert sim.call("GET", path, token=sim.orgs[0].no_scope_token).status_code == 403
    assert sim.call("GET", path, token="unknown").status_code == 401
    sim.quirks(organization_read=False)
    assert sim.call("GET", path).status_code == 404


def shown(item: dict[str, object], sim: Simulator) -> dict[str, object]:
    return {"siteName": sim.objects("site")[0]["name"]} if "siteId" in item else {}


@pytest.mark.parametrize(
    ("family", "query", "names"),
    [
        ("user", {"search": "chiara.andersen"}, ["Chiara"]),
        ("user", {"filter": 'email=="bruno.andersen.1@example.com"'}, ["Bruno"]),
        ("contact-service-queue", {"search": "web"}, ["Web chat"]),
        ("contact-service-queue", {"filter": 'channelType=="TELEPHONY"'}, ["Sales", "Support", "Billing"]),
    ],
)
def test_filter_and_search(sim: Simulator, family: str, query: dict[str, str], names: list[str]) -> None:
    rows = sim.call("GET", f"v2/{family}", params=query).json()["data"]
    assert [row.get("name") or row["firstName"] for row in rows] == names


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "v2/agent-personal-greeting/some-id"),
        ("GET", "v2/agent-personal-greeting"),
        ("GET", "contact-service-queue/bulk-export"),
        ("GET", "ai-feature/auto-csat/question/some-id"),
        ("GET", "entry-point/bulk-export"),
        ("POST", "ai-feature/auto-csat/question"),
    ],
)
def test_what_is_not_served_says_so(sim: Simulator, method: str, path: str) -> None:
    answer = sim.call(method, path)
    assert answer.status_code == 501
    assert "is not served by the simulator" in answer.json()["error"]["reason"]
    assert sim.call(method, path, token="unknown").status_code == 401
