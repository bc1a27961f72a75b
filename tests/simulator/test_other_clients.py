# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that the simulator serves only by switches: scripts of web pages, and those that ask for tokens in JSON."""

from __future__ import annotations

import pytest
import requests
from support.simulator import Simulator

PAGE = {"Origin": "https://app.example"}
ASK = {**PAGE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


def headers(answer: requests.Response) -> dict[str, str]:
    return {name.lower(): text for name, text in answer.headers.items() if name.lower().startswith("access-control-")}


@pytest.mark.parametrize("path", ["site", "/search", "/v1/access_token", "/v1/tasks", "/nowhere"])
def test_scripts_of_pages_read_nothing_unless_asked_for(sim: Simulator, path: str) -> None:
    assert not headers(sim.call("GET", path, headers=PAGE))
    assert not headers(sim.call("OPTIONS", path, headers=ASK))


def test_scripts_of_pages_read_answers_where_the_switch_is_on() -> None:
    with Simulator.start(orgs=1, cors=True) as sim:
        for path, status in (("site", 200), ("/nowhere", 404), ("/v1/access_token", 405)):
            answer = sim.call("GET", path, headers=PAGE)
            assert answer.status_code == status
            told = headers(answer)
            assert told["access-control-allow-origin"] == "*"
            assert "TrackingId" in told["access-control-expose-headers"]
            assert "access-control-allow-credentials" not in told
        asked = len(sim.requests())
        answer = sim.call("OPTIONS", "site", headers=ASK)
        assert answer.status_code == 200
        assert headers(answer)["access-control-allow-headers"] == ASK["Access-Control-Request-Headers"]
        assert "POST" in headers(answer)["access-control-allow-methods"]
        assert len(sim.requests()) == asked, "what a browser asks by itself is not in the journal"
        room = requests.get(f"{sim.url}/_simulator/requests", headers=PAGE, timeout=30)
        assert not headers(room), "the control room is for no page"


def test_a_refresh_in_json_is_taken_where_the_switch_is_on(sim: Simulator) -> None:
    """Public clients send it; nobody knows whether the real service takes it."""
    fields = {"grant_type": "refresh_token", "client_id": sim.client_id, "client_secret": sim.client_secret}

    def ask(body: object) -> requests.Response:
        return requests.post(f"{sim.url}/v1/access_token", json=body, timeout=30)

    token = sim.orgs[0].refresh_token
    assert ask({**fields, "refresh_token": token}).status_code == 415
    sim.quirks(json_token_request=True)
    answer = ask({**fields, "refresh_token": token})
    assert answer.status_code == 200
    assert sim.call("GET", "site", token=answer.json()["access_token"]).status_code == 200
    assert [row["client_id"] for row in sim.requests()] == [None, sim.client_id, sim.client_id]
    assert token not in repr(sim.requests())
    for wrong in (fields, {**fields, "refresh_token": ""}, {**fields, "refresh_token": 5}, [fields], "x"):
        refusal = ask(wrong)
        assert (refusal.status_code, refusal.json()["error"]) == (400, "invalid_request")
    form = sim.token_request(grant_type="refresh_token", refresh_token=answer.json()["refresh_token"])
    assert form.status_code == 200, "forms are taken all the same"
