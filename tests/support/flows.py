# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows as the editor exports them, small but of the shapes that such files have, and all made up.

A hello, a menu with opening hours and a queue, percentages with global variables, a subflow, and a hand-off.
"""

from __future__ import annotations

import itertools
import json
import uuid
from typing import Any

from support.simulator import Row, Simulator

PROJECT = "5e5c9ad6d61f870d6d778c1b"
SERVER: Row = {
    "orgId": "9c93e072-0000-4000-8000-000000000001",
    "version": 4,
    "id": "65c0652e9e107e688c8a9d49",
    "flowId": "65c0652e9e107e688c8a9d40",
    "createdBy": "somebody@example.com",
    "createdDate": "2026-01-02T03:04:05.678Z",
    "lastModifiedBy": "somebody@example.com",
    "lastModifiedDate": "2026-01-02T03:04:05.678Z",
    "validating": False,
    "validationResults": [],
}
"""What belongs to one organization or one moment."""


def flow(name: str, *activities: Row, flow_type: str = "FLOW", variables: tuple[Row, ...] = (), **more: Any) -> Row:
    """A flow whose activities follow one another; each is `{name, activityName, ...properties}`."""
    activities = tuple({"name": f"Step{at}", **step} for at, step in enumerate(activities))
    steps = [{"name": "NewPhoneContact", "activityName": "NewPhoneContact", "event": "NewPhoneContact"}, *activities]
    ids = [str(uuid.uuid5(uuid.NAMESPACE_OID, f"{name}/{number}")) for number in range(len(steps))]
    process = {
        "activities": {
            key: {
                "id": key,
                "name": step["name"],
                "group": "action" if number else "start",
                "properties": {**step, "_renderRequestTimestamp": 1_700_000_000_000 + number},
            }
            for number, (key, step) in enumerate(zip(ids, steps, strict=True))
        },
        "links": [
            {"id": f"{one}-{two}", "sourceActivityId": one, "targetActivityId": two, "conditionExpr": "out"}
            for one, two in itertools.pairwise(ids)
        ],
    }
    widgets = {key: {"id": key, "type": "action", "point": {"x": 10.5 * at, "y": 7}} for at, key in enumerate(ids)}
    return {
        **SERVER,
        "flowType": flow_type,
        "name": name,
        "description": "",
        "comment": "",
        "variables": list(variables),
        "process": process,
        "diagram": {"widgets": widgets, "properties": {}},
        "eventFlows": {"eventsMap": {"GLOBAL_EVENTS": {"id": "GLOBAL_EVENTS", "process": {"activities": {}}}}},
        "runtimeVariables": [],
        **more,
    }


def hello() -> Row:
    """A greeting from an audio file, which flows know by its name."""
    prompts = [{"type": "audioFile", "value": "Welcome.wav"}]
    return flow("Hello", {"name": "Greeting", "activityName": "play-message", "prompts": prompts})


def menu(hours: str, queue: str) -> Row:
    """Opening hours, a menu, a queue and music."""
    return flow(
        "Menu",
        {"name": "Hours", "activityName": "business-hours", "businessHoursId": hours, "businessHoursId_type": None},
        {"name": "Choice", "activityName": "ivr-menu", "menuLinks": ["1", "2"], "prompts": []},
        {"name": "Queue", "activityName": "queue-contact", "destination": queue, "fallbackQueue": None},
        {"name": "Place", "activityName": "queue-lookup", "destination": queue, "destination:radioName": "queueId"},
        {"name": "Music", "activityName": "play-music", "prompt": "defaultmusic_on_hold.wav"},
    )


def percentages(variable: str, queues: tuple[str, str]) -> Row:
    """A share of calls for each of two queues, and a global variable."""
    shared = {"name": "Share", "type": "INTEGER", "value": "50", "source": "GLOBAL", "id": variable, "isCAD": True}
    return flow(
        "Percentages",
        {"name": "Split", "activityName": "percent-allocation", "menuLinks": ["50", "50"]},
        *({"name": f"Queue{at}", "activityName": "queue-contact", "destination": id_} for at, id_ in enumerate(queues)),
        variables=(shared, {"name": "Count", "type": "INTEGER", "value": "0", "source": "", "id": ""}),
    )


def callback() -> Row:
    """A subflow that other flows call."""
    return flow("Callback", {"name": "Ask", "activityName": "collect-digits", "entryTimeout": 3}, flow_type="SUBFLOW")


def transfer(other: str, subflow: str) -> Row:
    """A call of a subflow, and a hand-off to another flow."""
    to = {
        "handOffTo": other,
        "handOffToName": "Menu",
        "isEntryPoint": False,
        "flowTagId": "Live",
        "flowTagName": "Live",
    }
    return flow(
        "Transfer",
        {"name": "Call", "activityName": "subflow", "subflowId": subflow, "subflowTagId": "Latest"},
        {"name": "HandOff", "activityName": "hand-off", "handOffFlow": to},
    )


def path(sim: Simulator, rest: str, *, org: int = 0, base: str = "", project: str = PROJECT) -> str:
    """The address of an operation of the flow store."""
    return f"{sim.url}{base}/{sim.orgs[org].org_id}/project/{project}/{rest}"


def ask(sim: Simulator, method: str, rest: str, *, org: int = 0, **options: Any) -> Any:
    """Send a request to the flow store, and give the answer."""
    import requests

    base, project = options.pop("base", ""), options.pop("project", PROJECT)
    bearer = {"Authorization": f"Bearer {sim.orgs[org].access_token}"}
    where = path(sim, rest, org=org, base=base, project=project)
    return requests.request(method, where, headers=bearer, timeout=30, **options)


def put_flow(sim: Simulator, content: Row, *tags: str, org: int = 0) -> str:
    """Import a flow as the editor would, publish it with tags where there are any, and give its id."""
    kind = {"flowType": content["flowType"]}
    files = {"file": ("flow.json", json.dumps(content), "application/json")}
    made = ask(sim, "POST", "flows:import", org=org, files=files, params={**kind, "overwrite": "yes"})
    assert made.status_code == 201, made.text
    flow_id = str(made.json()["id"])
    if tags:
        body = {"comment": "", "tagIds": list(tags)}
        params = {**kind, "skipValidation": "true"}
        assert ask(sim, "POST", f"flows/{flow_id}:publish", org=org, json=body, params=params).status_code == 200
    return flow_id
