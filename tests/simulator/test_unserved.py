# SPDX-License-Identifier: GPL-3.0-or-later
"""What the real service has and the simulator has not is a 501 that says so; what nobody has stays a 404."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests
from support.conformance import is_served
from support.simulator import Row, Simulator

from wxcc_simulator.configuration.unserved import OPERATIONS, UNPUBLISHED
from wxcc_simulator.families.facts import published_names

ALL = [(method, path) for path, methods in OPERATIONS.items() for method in methods]


def ask(sim: Simulator, method: str, path: str) -> requests.Response:
    """The operation for the first organization, about an object that is not there."""
    there = re.sub(r"\{\w+\}", "unknown", re.sub(r"\{org_?id\}", sim.orgs[0].org_id, path, flags=re.IGNORECASE))
    bearer = {"Authorization": f"Bearer {sim.orgs[0].access_token}"}
    return requests.request(method, sim.url + there, headers=bearer, timeout=30)


def test_every_operation_of_the_file_is_served_or_says_that_it_is_not(sim: Simulator) -> None:
    statuses = {(method, path): ask(sim, method, path) for method, path in ALL}
    served = {key for key, answer in statuses.items() if answer.status_code != 501}
    assert not [key for key, answer in statuses.items() if answer.status_code >= 500 and key in served]
    assert len(served) < len(ALL)
    for key in set(ALL) - served:
        error = statuses[key].json()["error"]
        assert error["reason"].endswith("is not served by the simulator"), key
        assert statuses[key].headers["TrackingId"]
    assert served == {key for key in ALL if is_served(*key)}


def test_what_the_real_service_has_beside_the_file_says_that_it_is_not_served(sim: Simulator) -> None:
    told = {}
    for path, methods in UNPUBLISHED.items():
        assert not {*methods} & {*OPERATIONS.get(path, ())}, f"{path} is in the file"
        for method in methods:
            answer = ask(sim, method, path)
            told[f"{method} {path}"] = (answer.status_code, answer.json()["error"])
    wrong = {
        key: (status, error)
        for key, (status, error) in told.items()
        if status != 501 or error["reason"] != f"{key} is not served by the simulator"
    }
    assert not wrong


@pytest.mark.parametrize("family", [family for family in published_names() if "/" not in family])
def test_a_bulk_export_is_no_id(sim: Simulator, family: str) -> None:
    """Where the file has one it is served or says that it is not; elsewhere it says so too."""
    answer = ask(sim, "GET", f"/organization/{{orgid}}/{family}/bulk-export")
    assert answer.status_code == (200 if family in ("site", "multimedia-profile") else 501)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/organization",
        "/organization/{orgid}/sight",
        "/organization/{orgid}/v2/site/",
        "/v1/tasks/",
        "/v9/tasks",
        "/v1/tasks/a/b/c/d",
    ],
)
def test_what_nobody_serves_is_not_found(sim: Simulator, path: str) -> None:
    assert ask(sim, "GET", path).status_code == 404


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/organization/{orgid}", "GET, HEAD"),
        ("/organization/{orgid}/site", "GET, HEAD, POST"),
        ("/organization/{orgid}/v2/site", "GET, HEAD"),
        ("/organization/{orgid}/site/{id}", "DELETE, GET, HEAD, PUT"),
        ("/search", "POST"),
    ],
)
def test_a_method_that_a_served_path_has_not_is_not_allowed(sim: Simulator, path: str, allowed: str) -> None:
    answer = ask(sim, "PATCH", path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize("body", [{"items": []}, {"items": None}])
def test_a_bulk_of_no_users_is_answered(sim: Simulator, body: Row) -> None:
    """As it was seen on the real service, though its file has no such operation."""
    answer = sim.call("POST", "user/bulk", json=body)
    assert (answer.status_code, answer.json()) == (207, {"items": []})
    assert sim.call("POST", "user/bulk", json=body, token=sim.orgs[0].read_only_token).status_code == 403


@pytest.mark.parametrize("body", [{}, {"items": [{"item": {}}]}, []])
def test_a_bulk_of_users_is_not_served(sim: Simulator, body: Any) -> None:
    assert sim.call("POST", "user/bulk", json=body).status_code == 501
