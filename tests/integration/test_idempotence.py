# SPDX-License-Identifier: GPL-3.0-or-later
"""Create, again, update, again, absent, again: each first in check mode, which writes nothing and tells the same."""

from __future__ import annotations

import re
from typing import Any

from support.project import Project, Step, task
from support.samples import add_queues
from support.simulator import Row, Simulator

CREATED: dict[str, Row] = {
    "multimedia-profile": {
        "name": "Mail first",
        "blending_mode": "BLENDED",
        "telephony": 1,
        "chat": 2,
        "email": 3,
        "social": 0,
        "manually_assignable": {"telephony": 0, "chat": 1, "email": 1, "social": 0},
    },
    "site": {"name": "Bonn", "multimedia_profile": "Mail first"},
    "team": {
        "name": "Support",
        "site": "Bonn",
        "queue_rankings": [{"queue_id": "q1", "rank": 1}, {"queue_id": "q2", "rank": 2}],
    },
}
CHANGES: dict[str, Row] = {
    "multimedia-profile": {"chat": 5, "manually_assignable": {"email": 0}},
    "site": {"active": False, "description": "Closed"},
    "team": {"description": "Days", "queue_rankings": [{"queue_id": "q2", "rank": 1}]},
}
UPDATED = {family: {**CREATED[family], **changes} for family, changes in CHANGES.items()}
GONE: dict[str, Row] = {
    "multimedia-profile": {"name": "Mail first", "state": "absent"},
    "site": {"name": "Bonn", "state": "absent"},
    "team": {"name": "Support", "site": "Bonn", "state": "absent"},
}

REFERRED = re.compile("; referred to by .*")


def told(step: Step) -> dict[str, Any]:
    """What check mode and the real run have to agree on: rows less new ids, summary less requests, diff.

    Check mode also asks what refers to an object that goes or is renamed, which the real run does not.
    """
    result = step.ok()
    rows = [
        {
            name: value
            for name, value in row.items()
            if name != "referenced_by" and (name != "id" or row["action"] != "created")
        }
        for row in result["objects" if "objects" in result else "sites"]
    ]
    summary = {name: count for name, count in result["summary"].items() if name != "requests"}
    diff = [{name: REFERRED.sub("", text) for name, text in entry.items()} for entry in result["diff"]]
    return {"changed": result["changed"], "rows": rows, "summary": summary, "diff": diff}


def accepted(step: Step) -> list[str]:
    """The writes that were not refused; a profile is sent again without workItem where that is."""
    return [row["method"] for row in step.requests if row["method"] != "GET" and row["status"] < 300]


def test_a_life_twice_and_each_step_in_check_mode_first(project: Project, sim: Simulator) -> None:
    add_queues(sim, "q1", "q2")
    states = [CREATED, CREATED, UPDATED, UPDATED, GONE, GONE]
    steps = project.play(
        *(
            task(
                "wxcc_config",
                {"objects": {family: [record] for family, record in state.items()}},
                check_mode=checked,
                diff=True,
            )
            for state in states
            for checked in (True, False)
        )
    )
    actions = ["created", "unchanged", "updated", "unchanged", "deleted", "unchanged"]
    for action, planned, done in zip(actions, steps[::2], steps[1::2], strict=True):
        assert planned.writes == []
        assert told(planned) == told(done)
        assert [row["action"] for row in done.result["objects"]] == [action] * 3
        if action == "unchanged":
            done.unchanged()
        else:
            assert len(accepted(done)) == 3
    for family, record in CREATED.items():
        assert record["name"] not in project.names(family)


def test_check_mode_of_a_mixed_list(project: Project) -> None:
    seeded = {row["name"]: row for row in project.seed_sites(["Bonn", "Kiel", "Mainz", "Trier", "Ulm", "Worms"])}
    rows = [
        {"name": "Aachen", "multimedia_profile": "Voice and Chat", "description": "Nähe Dom"},
        {"id": seeded["Bonn"]["id"], "name": "Kiel"},
        {"id": seeded["Kiel"]["id"], "name": "Bonn"},
        {"name": "Mainz", "active": False},
        {"name": "Trier"},
        {"name": "Ulm", "state": "absent"},
        {"name": "Nowhere", "state": "absent"},
    ]
    listed = {"sites": rows, "purge": True}
    planned, done, again = project.play(
        task("wxcc_site", listed, check_mode=True, diff=True),
        task("wxcc_site", listed, diff=True),
        task("wxcc_site", listed, check_mode=True, diff=True),
    )
    assert planned.writes == []
    assert told(planned) == told(done)
    assert planned.result["sites"][0] == {"name": "Aachen", "id": None, "action": "created"}
    counts = {"created": 1, "updated": 3, "deleted": 2, "unchanged": 2, "failed": 0, "rate_limit_seconds": 0.0}
    assert told(done)["summary"] == counts
    assert again.unchanged()["diff"] == []
    assert project.names() == {"Site-1", "Aachen", "Bonn", "Kiel", "Mainz", "Trier"}


def test_the_diff_as_people_see_it(project: Project) -> None:
    seeded = {row["name"]: row for row in project.seed_sites(["Bonn", "Kiel", "Ulm"])}
    rows = [
        {"name": "Aachen", "multimedia_profile": "Voice and Chat"},
        {"id": seeded["Bonn"]["id"], "name": "Bonn Center"},
        {"name": "Kiel", "active": False, "description": "closed"},
        {"name": "Ulm", "state": "absent"},
    ]
    run = project.run(task("wxcc_site", {"sites": rows}), options=("--check", "--diff"))
    for line in (
        '-name: "Bonn"',
        '+name: "Bonn Center"',
        "-active: true",
        "+active: false",
        '+description: "closed"',
        '+Aachen: active: true, multimedia_profile: "Voice and Chat"',
        f"-Ulm: id {seeded['Ulm']['id']}",
    ):
        assert line in run.stdout.splitlines(), run.stdout
