# SPDX-License-Identifier: GPL-3.0-or-later
"""The public API lab's contact, query and signature, and contacts made up for a test."""

from __future__ import annotations

import json
from typing import Any

from support.project import task
from support.simulator import Row, Simulator

LAB_USER = "userID@portal-controlhub.com"
LAB_KEY = "myRandomApiKeY"
LAB_SIGNATURE = "yDkJq/aXwm9YYs2xgyWRqRnqgfQ="
LAB_SESSION = "74d98c29-39b4-4e1e-81fa-0ce0ae5aebb0"
LAB_ACTIVITIES = [
    f"{LAB_SESSION}-1612238768144-new",
    f"{LAB_SESSION}-1612238769933-ivr-connected",
    f"{LAB_SESSION}-1612238790724-parked",
]
LAB_QUERY: dict[str, Any] = {
    "anchorId": "11894",
    "dateBegin": [1612155600000],
    "dateEnd": [1612328400000],
    "timezone": "America/New_York",
    "numberOfRecords": 1000000,
    "lastNRecords": False,
    "activityType": "INTERACTION",
    "aggregateQueryProperties": {
        "computeInterval": 0,
        "computeIntervalUnit": "NONE",
        "lookbackCount": 0,
        "frequency": 0,
        "movingWindow": False,
        "cumulative": False,
        "rowSegmentSet": [],
        "columnSegmentSet": [],
        "queryType": "TEMPORAL",
        "requestType": "PROFILE",
        "intervalAxis": "ROW",
        "computeSummaries": True,
    },
    "aggregations": [
        {
            "id": 0,
            "filterGroups": [{"operator": "AND", "valueFilters": []}],
            "aggregationType": "VALUE",
            "computeColumnName": "sid",
        }
    ],
}
# Cut out of a larger text with its indentation, as the lab does it.
LAB_TEXT = json.dumps(LAB_QUERY, indent="\t").replace("\n", "\n\t\t").removesuffix("\t\t}") + "}"
LAB_RESPONSE = f'{{\n\t\t"query": {LAB_TEXT},\n\t\t"isComplete": true\n}}'
LAB_ENCODED = (
    "%7B%0A%09%09%09%22anchorId%22%3A%20%2211894%22%2C%0A%09%09%09%22dateBegin%22%3A%20%5B%0A%09%09%09%091612"
    "155600000%0A%09%09%09%5D%2C%0A%09%09%09%22dateEnd%22%3A%20%5B%0A%09%09%09%091612328400000%0A%09%09%09%5D"
    "%2C%0A%09%09%09%22timezone%22%3A%20%22America%2FNew_York%22%2C%0A%09%09%09%22numberOfRecords%22%3A%20100"
    "0000%2C%0A%09%09%09%22lastNRecords%22%3A%20false%2C%0A%09%09%09%22activityType%22%3A%20%22INTERACTION%22"
    "%2C%0A%09%09%09%22aggregateQueryProperties%22%3A%20%7B%0A%09%09%09%09%22computeInterval%22%3A%200%2C%0A%"
    "09%09%09%09%22computeIntervalUnit%22%3A%20%22NONE%22%2C%0A%09%09%09%09%22lookbackCount%22%3A%200%2C%0A%0"
    "9%09%09%09%22frequency%22%3A%200%2C%0A%09%09%09%09%22movingWindow%22%3A%20false%2C%0A%09%09%09%09%22cumu"
    "lative%22%3A%20false%2C%0A%09%09%09%09%22rowSegmentSet%22%3A%20%5B%5D%2C%0A%09%09%09%09%22columnSegmentS"
    "et%22%3A%20%5B%5D%2C%0A%09%09%09%09%22queryType%22%3A%20%22TEMPORAL%22%2C%0A%09%09%09%09%22requestType%2"
    "2%3A%20%22PROFILE%22%2C%0A%09%09%09%09%22intervalAxis%22%3A%20%22ROW%22%2C%0A%09%09%09%09%22computeSumma"
    "ries%22%3A%20true%0A%09%09%09%7D%2C%0A%09%09%09%22aggregations%22%3A%20%5B%0A%09%09%09%09%7B%0A%09%09%09"
    "%09%09%22id%22%3A%200%2C%0A%09%09%09%09%09%22filterGroups%22%3A%20%5B%0A%09%09%09%09%09%09%7B%0A%09%09%0"
    "9%09%09%09%09%22operator%22%3A%20%22AND%22%2C%0A%09%09%09%09%09%09%09%22valueFilters%22%3A%20%5B%5D%0A%0"
    "9%09%09%09%09%09%7D%0A%09%09%09%09%09%5D%2C%0A%09%09%09%09%09%22aggregationType%22%3A%20%22VALUE%22%2C%0"
    "A%09%09%09%09%09%22computeColumnName%22%3A%20%22sid%22%0A%09%09%09%09%7D%0A%09%09%09%5D%0A%7D"
)


def read(options: Row, **keywords: Any) -> Row:
    """A task with the module."""
    return task("wxcc_legacy_info", options, **keywords)


def legacy_access(sim: Simulator, org: int = 0) -> dict[str, str]:
    """The environment variables that open the legacy records of an organization."""
    account = sim.legacy_account(org)
    return {"WXCC_LEGACY_URL": sim.legacy["url"]} | {
        f"WXCC_LEGACY_{name.upper()}": value for name, value in account.items()
    }


def contact(session: str, *activities: tuple[str, int, int | None, str | None]) -> Row:
    """A contact for the simulator: the state, start, end and next state of each activity."""
    rows = [{"event": event, "start": start, "end": end, "next": then} for event, start, end, then in activities]
    return {"session": session, "activities": rows}


def whole_contact(session: str, start: int, activities: int, step_ms: int = 1000) -> Row:
    """A contact with a complete chain."""
    states = ["new", *("parked" if number % 2 else "connected" for number in range(activities - 2)), "ended"]
    following = [*states[1:], None]
    return contact(
        session,
        *(
            (state, start + number * step_ms, start + min(number + 1, activities - 1) * step_ms, then)
            for number, (state, then) in enumerate(zip(states, following, strict=True))
        ),
    )
