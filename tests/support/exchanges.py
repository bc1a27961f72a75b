# SPDX-License-Identifier: GPL-3.0-or-later
"""A round through every operation a simulator serves, with the requests that show each known deviation."""

from __future__ import annotations

import json
import re
import time
import uuid
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from support.conformance import DAY_MS, Exchange
from support.recordings import recorded_tasks
from support.samples import Parts
from support.simulator import Row, Simulator

NOT_FROM_ANSWER = ("links", "workItem", "siteName", "userIds")


class Round:
    """Sends requests without a client's repairs of URLs, and keeps what was said."""

    def __init__(self, sim: Simulator) -> None:
        self._sim = sim
        self._connection = HTTPConnection(urlsplit(sim.url).netloc, timeout=30)
        self.exchanges: list[Exchange] = []

    def do(
        self,
        method: str,
        path: str,
        sent: Any = None,
        *,
        object_id: str = "",
        parent_id: str = "",
        query: dict[str, str] | None = None,
        raw_query: str = "",
        token: str | None = None,
        media_type: str = "application/json",
        by_rule: bool = False,
    ) -> Any:
        """One request; `path` is below the organization, unless it begins with a slash, and may hold {id}."""
        org = self._sim.orgs[0]
        template = path if path.startswith("/") else f"/organization/{{orgid}}/{path}"
        known = {"orgid": org.org_id, "id": object_id}
        filled = re.sub(r"\{(\w+)\}", lambda name: known.get(name[1], parent_id), template)
        url = f"{filled}?{raw_query or urlencode(query or {})}"
        headers = {"Authorization": f"Bearer {org.access_token if token is None else token}"}
        body = None
        if sent is not None:
            headers["Content-Type"] = media_type
            body = json.dumps(sent)
        self._connection.request(method, url, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        kind = (answer.getheader("content-type") or "").partition(";")[0]
        got = json.loads(content) if "json" in kind else None
        self.exchanges.append(Exchange(method, template, query or {}, sent, answer.status, kind, got, by_rule))
        return got

    def form(self, method: str, path: str, parts: Parts, *, object_id: str = "") -> None:
        """A request with the parts of a form."""
        below = path.partition("{orgid}/")[2].replace("{id}", object_id)
        answer = self._sim.call(method, below, files=parts)
        kind = answer.headers["content-type"].partition(";")[0]
        self.exchanges.append(Exchange(method, path, {}, None, answer.status_code, kind, answer.json(), True))


def play_beside(round_: Round, sim: Simulator) -> None:
    """Requests to the organization itself, and to the APIs of reports and recordings."""
    _organization(round_, sim)
    _subscriptions(round_)
    _reports(round_, sim)
    _captures(round_, sim)


def writable(item: Row, **changes: Any) -> Row:
    """An object as it may be sent back, changed."""
    kept = {name: value for name, value in item.items() if name not in NOT_FROM_ANSWER}
    if "manuallyAssignable" in kept:
        kept["manuallyAssignable"] = without(kept["manuallyAssignable"], "workItem")
    return {**kept, **changes}


def site(sim: Simulator, name: str, **changes: Any) -> Row:
    """The smallest site."""
    profile_id = sim.objects("multimedia-profile")[0]["id"]
    return {"name": name, "active": True, "multimediaProfileId": profile_id, **changes}


def profile(name: str, **changes: Any) -> Row:
    """The smallest multimedia profile."""
    channels = {"telephony": 1, "chat": 2, "email": 2, "social": 2}
    modes = {"blendingMode": "BLENDED", "blendingModeEnabled": True}
    return {"name": name, "active": True, **channels, **modes, "manuallyAssignable": channels, **changes}


def team(sim: Simulator, name: str, **changes: Any) -> Row:
    """A team with every field that the official file requires."""
    kind = {"teamType": "AGENT", "teamStatus": "IN_SERVICE", "rankQueuesForTeam": False}
    return {"name": name, "active": True, "siteId": sim.objects("site")[0]["id"], **kind, **changes}


def in_query(item: Row) -> dict[str, str]:
    """A team in the place the official file gives it."""
    return {"teamDTO": json.dumps(item)}


def without(item: Row, *names: str) -> Row:
    """The object less some fields."""
    return {name: value for name, value in item.items() if name not in names}


def _organization(round_: Round, sim: Simulator) -> None:
    for token in (None, "unknown", sim.orgs[0].no_scope_token):
        round_.do("GET", "/organization/{orgid}", token=token, by_rule=token is not None)


def _subscriptions(round_: Round) -> None:
    """Webhooks, whose requests name the organization in the query, in the body or not at all."""
    new = {
        "name": "Sample",
        "eventTypes": ["task:new"],
        "destinationUrl": "https://hooks.example.com/events",
        "resourceVersion": "task:1.0.0",
        "secret": "s" * 32,
    }
    path, item = "/v2/subscriptions", "/v2/subscriptions/{id}"
    round_.do("POST", path, without(new, "name"))
    made = round_.do("POST", path, new)["data"]
    round_.do("POST", path, {**new, "destinationUrl": "http://hooks.example.com"}, by_rule=True)
    round_.do("POST", path, new, by_rule=True)
    round_.do("POST", path, new, media_type="text/plain", by_rule=True)
    round_.do("GET", path)
    round_.do("GET", item, object_id=made["id"])
    round_.do("GET", item, object_id="unknown", by_rule=True)
    round_.do("PATCH", item, {"status": "inactive", "resourceVersion": "task:1.0.0"}, object_id=made["id"])
    round_.do("PATCH", item, {"name": "Other", "resourceVersion": "task:1.0.0"}, object_id=made["id"])
    round_.do("DELETE", item, object_id=made["id"])


def _reports(round_: Round, sim: Simulator) -> None:
    now = int(time.time() * 1000)
    hour = {"from": str(now - 3600_000), "to": str(now)}
    for path in ("/v1/tasks", "/v1/queues/statistics", "/v1/agents/statistics", "/v1/agents/activities"):
        round_.do("GET", path, query=hour)
        round_.do("GET", path, query={**hour, "from": "yesterday"}, by_rule=True)
        round_.do("GET", path, query=hour, token="unknown", by_rule=True)
        round_.do("GET", path, query=hour, token=sim.orgs[0].no_scope_token, by_rule=True)
    document = f"{{ taskDetails(from: {now - 3600_000}, to: {now}) {{ tasks {{ id }} pageInfo {{ hasNextPage }} }} }}"
    round_.do("POST", "/search", {"query": document, "variables": {}}, by_rule=True)
    round_.do("POST", "/search", {"query": "{ nothing }"}, by_rule=True)
    round_.do("POST", "/search", {"query": "{ taskDetails { tasks { id } } }"}, by_rule=True)
    round_.do("POST", "/search", {"query": document}, token="unknown", by_rule=True)
    round_.do("POST", "/search", {"query": document}, token=sim.orgs[0].no_scope_token, by_rule=True)
    for days, to_days in ((184, 0), (185, 0), (366, 360)):
        query = {"from": str(now - days * DAY_MS + 60_000), "to": str(now - to_days * DAY_MS)}
        round_.do("GET", "/v1/tasks", query=query)


def _captures(round_: Round, sim: Simulator) -> None:
    path = "/v1/captures/query"
    ids = recorded_tasks(9)
    unknown = str(uuid.uuid4())
    flags = {"includeSegments": True, "includeVARecordings": True, "urlExpiration": 60, "orgId": sim.orgs[0].org_id}
    wrong: list[Row] = [
        {},
        {"taskIds": ids, "urlExpiration": 61},
        {"taskIds": ids, "urlExpiration": "5"},
        {"taskIds": [*ids, unknown, str(uuid.uuid4())]},
        {"taskIds": [unknown, unknown]},
        {"taskIds": unknown},
        {"taskIds": ids, "includeSegments": "yes"},
    ]
    for query in ({"taskIds": [*ids, unknown]}, {"taskIds": ids, **flags}, *wrong):
        round_.do("POST", path, {"query": query})
    round_.do("POST", path, {})
    round_.do("POST", path, {"query": {"taskIds": ids, "urlExpiration": 0}}, by_rule=True)
    round_.do("POST", path, {"query": {"taskIds": ["12345"]}}, by_rule=True)
    round_.do("POST", path, {"query": {"taskIds": ids}}, token="unknown", by_rule=True)
    round_.do("POST", path, {"query": {"taskIds": ids}}, token=sim.orgs[0].no_scope_token, by_rule=True)
    round_.do("POST", path, {"query": {"taskIds": ids, "orgId": sim.orgs[1].org_id}}, by_rule=True)
