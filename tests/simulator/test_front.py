# SPDX-License-Identifier: GPL-3.0-or-later
"""What every request meets: tokens, the rate limit, faults, gzip, tracking ids, the journal."""

from __future__ import annotations

import json
import time
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from requests import ConnectionError as LostConnectionError
from requests.exceptions import ChunkedEncodingError
from support.exchanges import site
from support.simulator import Row, Simulator
from unit.module_utils.api.scripted_server import ScriptedServer, hang_up, reply


@pytest.mark.parametrize(
    ("token", "method", "path", "status"),
    [
        ("", "GET", "v2/site", 401),
        ("unknown", "GET", "v2/site", 401),
        ("refresh_token", "GET", "v2/site", 401),
        ("no_scope_token", "GET", "v2/site", 403),
        ("read_only_token", "GET", "v2/site", 200),
        ("read_only_token", "POST", "site", 403),
        ("read_only_token", "POST", "site/bulk", 403),
        ("read_only_token", "DELETE", "site/x", 403),
        ("read_only_token", "PUT", "site/x", 403),
        ("access_token", "PUT", "site/x", 404),
    ],
)
def test_tokens_and_scopes(sim: Simulator, token: str, method: str, path: str, status: int) -> None:
    answer = sim.call(method, path, token=getattr(sim.orgs[0], token, token))
    assert answer.status_code == status
    assert "error" in answer.json() or status == 200


def test_a_token_is_for_one_organization(sim: Simulator) -> None:
    assert sim.call("GET", "v2/site", org=0, token=sim.orgs[1].access_token).status_code == 403
    assert sim.call("GET", "v2/site", org=1).status_code == 200


def test_organizations_have_objects_of_their_own(sim: Simulator) -> None:
    sim.call("POST", "site", json=site(sim, "Paris"))
    assert (len(sim.objects("site", org=0)), len(sim.objects("site", org=1))) == (2, 1)


def test_a_token_expires(sim: Simulator) -> None:
    sim.advance(13 * 24 * 3600)
    assert sim.call("GET", "v2/site").status_code == 200
    sim.advance(2 * 24 * 3600)
    assert sim.call("GET", "v2/site").status_code == 401


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("deflate, gzip", True),
        ("gzip;q=0.001", True),
        ("gzip ; q=1.0, identity;q=0.5", True),
        ("*", True),
        ("identity", False),
        ("", False),
        ("notgzipped", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*, gzip;q=0", False),
        ("*;q=0", False),
    ],
)
def test_gzip_is_for_those_who_accept_it(sim: Simulator, accepted: str, is_packed: bool) -> None:
    answer = sim.call("GET", "v2/site", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == ("gzip" if is_packed else None)
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.json()["data"] == sim.objects("site")


def test_a_small_answer_is_packed_for_nobody(sim: Simulator) -> None:
    answer = sim.call("GET", "site/nothing", headers={"Accept-Encoding": "gzip"})
    assert not answer.headers.keys() & {"content-encoding", "vary"}


@pytest.mark.parametrize(("path", "is_taken"), [("/v1/tasks", True), ("/v1/nothing", False), ("v2/site", False)])
def test_reports_take_the_tracking_id_of_the_client(sim: Simulator, path: str, is_taken: bool) -> None:
    named = "INTEGRATION-9bcdc696-57fa-4e91-b5aa-57a66a347c23"
    assert (sim.call("GET", path, headers={"TrackingId": named}).headers["TrackingId"] == named) is is_taken
    assert sim.call("GET", path, headers={"TrackingId": "two words"}).headers["TrackingId"].startswith("ccconfig_")


def test_every_answer_has_a_tracking_id_of_its_own(sim: Simulator) -> None:
    assert len({sim.call("GET", "v2/site").headers["TrackingId"] for _time in range(2)}) == 2


@pytest.mark.parametrize("retry_after", ["seconds", "http-date", "none"])
def test_rate_limit_of_a_client_id(retry_after: str) -> None:
    with Simulator.start(rate_limit=3, rate_window_s=30, retry_after=retry_after) as sim:
        codes = [sim.call("GET", "v2/site", org=number % 2).status_code for number in range(5)]
        assert codes == [200, 200, 200, 429, 429], "all organizations of a client id share its budget"
        answer = sim.call("GET", "nothing")
        assert answer.status_code == 429
        assert answer.json()["error"]["key"] == "429"
        told = answer.headers.get("Retry-After")
        if retry_after == "seconds":
            assert told is not None
            assert 1 <= int(told) <= 30
        elif retry_after == "http-date":
            assert told is not None
            assert 0 < parsedate_to_datetime(told).timestamp() - time.time() <= 32
        else:
            assert told is None
        assert sim.call("GET", "v2/site", token="unknown").status_code == 401
        sim.advance(30)
        assert sim.call("GET", "v2/site").status_code == 200


def test_the_journal(sim: Simulator) -> None:
    org = sim.orgs[1]
    items = [{"itemIdentifier": number, "item": {}} for number in range(3)]
    sim.call("POST", "site/bulk", org=1, json={"items": items})
    sim.call("GET", "v2/site", org=1, params={"page": "2", "token": org.access_token})
    sim.call("GET", "v2/site", org=1, token="unknown")
    rows = sim.requests()
    assert [row.pop("at") for row in rows] == sorted(row["at"] for row in sim.requests())
    base: Row = {
        "path": f"/organization/{org.org_id}/v2/site",
        "client_id": sim.client_id,
        "org_id": org.org_id,
        "items": None,
    }
    assert rows == [
        {
            **base,
            "method": "POST",
            "path": base["path"].replace("v2/site", "site/bulk"),
            "query": {},
            "status": 207,
            "items": 3,
        },
        {**base, "method": "GET", "query": {"page": "2", "token": "***"}, "status": 200},
        {**base, "method": "GET", "query": {}, "status": 401, "client_id": None},
    ]
    assert [row["method"] for row in sim.writes()] == ["POST"]
    sim.clear_requests()
    assert sim.requests() == []


@pytest.mark.parametrize(
    ("fault", "status", "made"),
    [
        ({"status": 503}, 503, False),
        ({"status": 503, "drop": "after"}, 503, True),
        ({"status": 502, "body": "<html>", "headers": {"Content-Type": "text/html", "Retry-After": "1"}}, 502, False),
        ({"status": 200, "body": {"items": []}}, 200, False),
        ({"delay_ms": 1}, 201, True),
    ],
)
def test_faults_that_answer(sim: Simulator, fault: Row, status: int, made: bool) -> None:
    sim.fault(method="POST", path="/organization/*/site", **fault)
    answer = sim.call("POST", "site", json=site(sim, "Paris"))
    assert answer.status_code == status
    assert answer.headers["TrackingId"]
    assert answer.headers["Content-Type"].startswith(fault.get("headers", {}).get("Content-Type", "application/json"))
    assert (len(sim.objects("site")) == 2) is made
    assert sim.call("POST", "site", json=site(sim, "Lyon")).status_code == 201, "a fault happens once"


def test_a_fault_lets_requests_pass_first(sim: Simulator) -> None:
    sim.fault(path="*/v2/site", status=503, skip=2)
    assert [sim.call("GET", "v2/site").status_code for _unused in range(4)] == [200, 200, 503, 200]


@pytest.mark.parametrize(
    ("drop", "error", "made"),
    [
        ("before", LostConnectionError, False),
        ("after", LostConnectionError, True),
        ("middle", ChunkedEncodingError, True),
    ],
)
def test_faults_that_drop_the_connection(sim: Simulator, drop: str, error: type[Exception], made: bool) -> None:
    sim.fault(method="POST", drop=drop)
    with pytest.raises(error):
        sim.call("POST", "site", json=site(sim, "Paris"))
    assert (len(sim.objects("site")) == 2) is made
    assert [row["status"] for row in sim.writes()] == [None]
    assert sim.call("GET", "v2/site").status_code == 200


@pytest.mark.parametrize(
    ("fault", "codes"),
    [
        ({"times": 2}, [500, 500, 201, 201]),
        ({"times": None}, [500, 500, 500, 500]),
        ({"times": None, "probability": 0.0}, [201, 201, 201, 201]),
        ({"method": "PUT"}, [201, 201, 201, 201]),
        ({"path": "*/team"}, [201, 201, 201, 201]),
        ({"where": {"name": "Site 1"}}, [201, 500, 201, 201]),
        ({"where": {"name": "Site *", "active": True}}, [500, 201, 201, 201]),
        ({"where": {"active": False}}, [201, 201, 201, 201]),
    ],
)
def test_which_requests_a_fault_meets(sim: Simulator, fault: Row, codes: list[int]) -> None:
    sim.fault(status=500, **fault)
    bodies = [site(sim, f"Site {number}") for number in range(4)]
    assert [sim.call("POST", "site", json=body).status_code for body in bodies] == codes
    sim.clear_faults()
    assert sim.call("POST", "site", json=site(sim, "After all")).status_code == 201


@pytest.mark.parametrize("missing", [0, 1, 5000])
def test_a_request_that_breaks_off_is_not_carried_out(sim: Simulator, missing: int) -> None:
    org, body = sim.orgs[0], json.dumps(site(sim, "Paris")).encode()
    sim.clear_requests()
    connection = HTTPConnection(urlsplit(sim.url).netloc, timeout=30)
    connection.putrequest("POST", f"/organization/{org.org_id}/site")
    connection.putheader("Authorization", f"Bearer {org.access_token}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(body) + missing))
    connection.endheaders(body)
    if not missing:
        assert connection.getresponse().status == 201
    connection.close()
    while not sim.requests():
        time.sleep(0.01)
    assert [row["status"] for row in sim.requests()] == [None if missing else 201]
    assert [row["name"] for row in sim.objects("site")] == (["Site-1"] if missing else ["Site-1", "Paris"])


def test_a_burst_is_served_whole(sim: Simulator) -> None:
    body: dict[str, Any] = {"items": [{"itemIdentifier": n, "item": site(sim, f"Site {n}")} for n in range(1000)]}
    rows = sim.call("POST", "site/bulk", json=body).json()["items"]
    assert {row["status"] for row in rows} == {201}
    assert len(sim.objects("site")) == 1001


def test_an_idle_connection_stays_open_as_that_of_a_load_balancer_does(sim: Simulator) -> None:
    where = urlsplit(sim.url)
    connection = HTTPConnection(where.hostname or "", where.port, timeout=30)
    connection.request("GET", "/_simulator/stats")
    assert connection.getresponse().read()
    kept = connection.sock
    time.sleep(6)
    connection.request("GET", "/_simulator/stats")
    assert connection.getresponse().status == 200
    assert connection.sock is kept
    connection.close()


def test_a_read_of_the_control_room_is_repeated_where_the_connection_was_closed_meanwhile() -> None:
    with ScriptedServer(hang_up, reply(200, []), hang_up) as server:
        access = {"client_id": "c" * 8, "client_secret": "s" * 8, "orgs": [], "legacy": {}}
        sim = Simulator(cast(Any, None), {"url": server.url, **access})
        assert sim.requests() == []
        with pytest.raises(LostConnectionError):
            sim.clear_requests()
    assert [request.method for request in server.received] == ["GET", "GET", "DELETE"]
