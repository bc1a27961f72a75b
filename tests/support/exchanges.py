# SPDX-License-Identifier: GPL-3.0-or-later
"""A round through every operation a simulator serves, with the requests that show each known deviation."""

from __future__ import annotations

import json
import time
import uuid
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from support.conformance import DAY_MS, Exchange
from support.recordings import recorded_tasks
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
        query: dict[str, str] | None = None,
        raw_query: str = "",
        token: str | None = None,
        media_type: str = "application/json",
        by_rule: bool = False,
    ) -> Any:
        """One request; `path` is below the organization, unless it begins with a slash, and may hold {id}."""
        org = self._sim.orgs[0]
        template = path if path.startswith("/") else f"/organization/{{orgid}}/{path}"
        url = template.format(orgid=org.org_id, id=object_id) + f"?{raw_query or urlencode(query or {})}"
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


def play(sim: Simulator) -> list[Exchange]:
    """Every operation, every documented refusal that can be had, and a request for every line of deviations.yml."""
    round_ = Round(sim)
    _reads(round_, sim)
    _people(round_, sim)
    _reports(round_, sim)
    _captures(round_, sim)
    _sites(round_, sim)
    _profiles(round_)
    _teams(round_, sim)
    _bulk(round_, sim)
    for family in ("site", "multimedia-profile", "team"):
        round_.do("POST", f"{family}/purge-inactive-entities")
    return round_.exchanges


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


def _reads(round_: Round, sim: Simulator) -> None:
    for family in ("site", "multimedia-profile", "team"):
        first = sim.objects(family)[0]["id"]
        for path in (family, f"v2/{family}"):
            round_.do("GET", path)
            round_.do("GET", path, query={"attributes": "id,name"})
            round_.do("GET", path, query={"filter": f'id=="{first}"'})
            round_.do("GET", path, query={"filter": "id=="}, by_rule=True)
        round_.do("GET", f"v2/{family}", query={"search": "1", "page": "0", "pageSize": "1"})
        round_.do("GET", f"v2/{family}", query={"pageSize": "0"}, by_rule=True)
        round_.do("GET", f"v2/{family}", raw_query=f'filter=id=="{first}"', by_rule=True)
        round_.do("GET", f"v2/{family}", token="unknown", by_rule=True)
        round_.do("GET", f"v2/{family}", token=sim.orgs[0].no_scope_token, by_rule=True)
        for path in (f"{family}/{{id}}", f"{family}/{{id}}/incoming-references"):
            round_.do("GET", path, object_id=first)
            round_.do("GET", path, object_id="nothing", by_rule=True)
        round_.do("DELETE", f"{family}/{{id}}", object_id=first, by_rule=True)
        if family != "team":
            round_.do("GET", f"{family}/bulk-export")


def _people(round_: Round, sim: Simulator) -> None:
    for token in (None, "unknown", sim.orgs[0].no_scope_token):
        round_.do("GET", "/organization/{orgid}", token=token, by_rule=token is not None)
    for family in ("user", "contact-service-queue"):
        first = sim.objects(family)[0]["id"]
        for path in (family, f"v2/{family}"):
            round_.do("GET", path)
            round_.do("GET", path, query={"page": "1", "pageSize": "2"})
            round_.do("GET", path, query={"filter": "id=="}, by_rule=True)
        for path in (family, f"v2/{family}") if family != "user" else (family,):
            round_.do("GET", f"{path}/{{id}}", object_id=first)
            round_.do("GET", f"{path}/{{id}}", object_id="nothing", by_rule=True)


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


def _sites(round_: Round, sim: Simulator) -> None:
    round_.do("POST", "site", without(site(sim, "Oslo"), "active"))
    round_.do("POST", "site", site(sim, "Oslo"), media_type="text/plain", by_rule=True)
    made = round_.do("POST", "site", site(sim, "Oslo", description="North"))
    round_.do("POST", "site", site(sim, "Oslo"), by_rule=True)
    changed = writable(made, name="Bergen")
    round_.do("PUT", "site/{id}", changed, object_id=made["id"])
    round_.do("PUT", "site/{id}", {**changed, "name": "not/allowed"}, object_id=made["id"])
    round_.do("PUT", "site/{id}", {**changed, "name": "Site-1"}, object_id=made["id"], by_rule=True)
    used = round_.do("POST", "site", site(sim, "Lima"))
    sim.add_users(used["id"])
    round_.do("DELETE", "site/{id}", object_id=used["id"], by_rule=True)
    round_.do("DELETE", "site/{id}", object_id=made["id"])


def _profiles(round_: Round) -> None:
    made = round_.do("POST", "multimedia-profile", profile("Everything"))
    changed = {**profile("Nearly everything", chat=1), "id": made["id"]}
    round_.do("PUT", "multimedia-profile/{id}", changed, object_id=made["id"])
    round_.do("PUT", "multimedia-profile/{id}", {**changed, "workItem": 0}, object_id=made["id"], by_rule=True)
    round_.do("POST", "multimedia-profile", profile("Sideways", blendingMode="SIDEWAYS"))
    round_.do("POST", "multimedia-profile", without(profile("Nothing by hand"), "manuallyAssignable"))
    round_.do("DELETE", "multimedia-profile/{id}", object_id=made["id"])


def _teams(round_: Round, sim: Simulator) -> None:
    made = round_.do("POST", "team", query=in_query(team(sim, "Sales")))
    round_.do("POST", "team", team(sim, "Support"))
    for number, missing in enumerate(("rankQueuesForTeam", "teamStatus", "active")):
        item = without(team(sim, f"Team without {number}"), missing)
        round_.do("POST", "team", item, query=in_query(item))
    user_id = sim.add_users(made["siteId"])[0]
    changed = {**team(sim, "Sales and more", userIds=[user_id]), "id": made["id"]}
    round_.do("PUT", "team/{id}", changed, query=in_query(changed), object_id=made["id"])
    moved = {**changed, "teamType": "CAPACITY"}
    round_.do("PUT", "team/{id}", moved, query=in_query(moved), object_id=made["id"], by_rule=True)
    round_.do("DELETE", "team/{id}", object_id=made["id"])


def _bulk(round_: Round, sim: Simulator) -> None:
    smallest = {"site": site(sim, ""), "multimedia-profile": profile(""), "team": team(sim, "")}
    for family, fresh in smallest.items():
        made = []
        for step in range(2):
            item = {**fresh, "name": f"Bulk {step}"}
            items = [{"itemIdentifier": 7, "item": item, "requestAction": "SAVE"}]
            got = round_.do("POST", f"{family}/bulk", {"items": items})
            made.append({**item, "id": got["items"][0]["href"].rsplit("/", 1)[-1]})
        items = [
            {"itemIdentifier": 1, "item": {**made[0], "active": False}, "requestAction": "SAVE"},
            {"itemIdentifier": 2, "item": {"id": made[0]["id"]}, "requestAction": "DELETE"},
            {"itemIdentifier": 3, "item": made[1], "requestAction": "DELETE"},
            {"itemIdentifier": 4, "item": {"name": "Half"}, "requestAction": "SAVE"},
        ]
        round_.do("POST", f"{family}/bulk", {"items": items})
        round_.do("POST", f"{family}/bulk", {"items": [{"itemIdentifier": 5, "requestAction": "SAVE"}]})
        round_.do("POST", f"{family}/bulk", {"items": []})
        round_.do("POST", f"{family}/bulk", {"items": []}, media_type="text/plain", by_rule=True)
