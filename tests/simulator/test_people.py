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
        ("PUT", "user/some-id"),
        ("PATCH", "user/bulk"),
        ("GET", "user"),
        ("POST", "contact-service-queue"),
        ("DELETE", "contact-service-queue/some-id"),
        ("GET", "v3/contact-service-queue"),
        ("GET", "v2/skill"),
        ("POST", "entry-point/bulk"),
        ("GET", "v2/address-book/some-id/entry"),
    ],
)
def test_what_is_not_served_says_so(sim: Simulator, method: str, path: str) -> None:
    answer = sim.call(method, path)
    assert answer.status_code == 501
    assert "is not served by the simulator" in answer.json()["error"]["reason"]
    assert sim.call(method, path, token="unknown").status_code == 401
