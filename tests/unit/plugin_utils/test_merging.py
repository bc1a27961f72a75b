# SPDX-License-Identifier: GPL-3.0-or-later
"""What two runs of one task did together."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.module_utils.config.planned import Planned, plan_of, site

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import WxccError
from ansible_collections.webex.contact_center.plugins.module_utils.config import results as report
from ansible_collections.webex.contact_center.plugins.module_utils.config.applying.outcome import Outcome, State
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.action import DELETE, KEEP, Action
from ansible_collections.webex.contact_center.plugins.plugin_utils.answers.merging import COUNTED, STATES, merged

Row = dict[str, Any]
NAME = {"before": "Bonn", "after": "Kiel"}


def row(action: str, name: str = "Kiel", id: str | None = "1", **more: Any) -> Row:
    """A row of a result."""
    return {"name": name, "id": id, "action": action, **more}


def result(*rows: Row, failed: bool = False, **more: Any) -> Row:
    """The result of a module with these rows."""
    counts = Counter(each["action"] for each in rows)
    summary = {name: counts[name] for name in COUNTED} | {"requests": 2, "rate_limit_seconds": 0.1}
    end = {"failed": True, "msg": "401"} if failed else {}
    records = more.pop("records", {"site": sum(not each.get("is_purged") for each in rows)})
    rows = tuple({key: value for key, value in each.items() if key != "is_purged"} for each in rows)
    changed = any(counts[name] for name in ("created", "updated", "deleted"))
    described = {"list": "sites", "one": "site", "records": records}
    return {"sites": list(rows), "summary": summary, "changed": changed, "_rows": described, **end, **more}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(row("created"), row("unchanged"), row("created"), id="done before"),
        pytest.param(row("failed", id=None, error="401"), row("created"), row("created"), id="done now"),
        pytest.param(
            row("failed", id=None, error="401", outcome="in doubt"),
            row("unchanged"),
            row("created"),
            id="its answer was lost",
        ),
        pytest.param(
            row("failed", changes={"name": NAME}, error="401"),
            row("unchanged"),
            row("updated", changes={"name": NAME}),
            id="a change whose answer was lost",
        ),
        pytest.param(row("failed"), row("unchanged", id=None), row("deleted"), id="a delete whose answer was lost"),
        pytest.param(row("deleted"), row("unchanged", id=None), row("deleted"), id="gone before"),
        pytest.param(row("unchanged"), row("unchanged"), row("unchanged"), id="nothing at all"),
        pytest.param(
            row("failed", changes={"name": NAME}),
            row("updated", changes={"name": {"before": "tmp", "after": "Kiel"}}),
            row("updated", changes={"name": NAME}),
            id="renamed through a temporary name",
        ),
        pytest.param(row("failed", error="401"), row("failed", error="400"), row("failed", error="400"), id="refused"),
        pytest.param(
            row("failed", changes={"name": NAME}, error="401", outcome="not sent"),
            row("unchanged"),
            row("unchanged"),
            id="not sent, and done by somebody else",
        ),
        pytest.param(
            row("created"),
            row("updated", changes={"name": NAME}),
            row("created"),
            id="changed by somebody else in between",
        ),
        pytest.param(
            row("deleted", "Bonn"),
            row("unchanged", "1", None),
            row("deleted", "Bonn"),
            id="gone before, known by its id",
        ),
    ],
)
def test_one_object(first: Row, second: Row, expected: Row) -> None:
    together = merged(result(first, failed=True, site=first), result(second, site={**second, "active": True}))
    assert together["sites"] == [expected]
    assert {key: together["site"][key] for key in expected} == expected
    assert together["site"]["active"]
    assert together["summary"][expected["action"]] == 1
    assert sum(together["summary"][name] for name in COUNTED) == 1
    assert (together["summary"]["requests"], together["summary"]["rate_limit_seconds"]) == (4, 0.2)
    assert together["changed"] == (expected["action"] in ("created", "updated", "deleted"))
    assert "failed" not in together
    assert "msg" not in together


def test_purged_objects_of_both_runs_are_told() -> None:
    purged = [
        row("deleted", "Old", "7", is_purged=True),
        row("failed", "Old", "8", is_purged=True),
        row("deleted", "Older", "9", is_purged=True),
    ]
    together = merged(
        result(row("unchanged"), *purged, failed=True),
        result(row("unchanged"), row("deleted", "Old", "8", is_purged=True)),
    )
    assert [(each["id"], each["action"]) for each in together["sites"]] == [
        ("1", "unchanged"),
        ("8", "deleted"),
        ("7", "deleted"),
        ("9", "deleted"),
    ]
    assert together["summary"]["deleted"] == 3


def test_records_of_one_name_stay_in_their_order() -> None:
    """Two teams of one name on two sites, both gone."""
    first = result(row("deleted", "Team", "1"), row("failed", "Team", "2", error="401"), failed=True)
    second = result(row("unchanged", "Team", None), row("deleted", "Team", "2"))
    assert [each["id"] for each in merged(first, second)["sites"]] == ["1", "2"]


def test_a_second_run_that_found_nothing_out_leaves_what_the_first_did() -> None:
    first = result(row("created"), row("failed", "Ulm", None, error="401"), failed=True, diff=[{"after": "a"}])
    together = merged(first, {"failed": True, "msg": "still 401", "changed": False})
    assert (together["failed"], together["msg"], together["changed"]) == (True, "still 401", True)
    assert (together["sites"], together["diff"]) == (first["sites"], first["diff"])


def test_the_rows_of_any_family_are_put_together_under_the_keys_that_its_module_says() -> None:
    first, second = result(row("created"), failed=True), result(row("unchanged"), row("created", "Ulm", "2"))
    for each in (first, second):
        each["crews"] = each.pop("sites")
        each["_rows"] |= {"list": "crews", "one": "crew"}
    together = merged({**first, "crew": first["crews"][0]}, {**second, "crew": {"active": True, **second["crews"][0]}})
    assert [each["action"] for each in together["crews"]] == ["created", "created"]
    assert together["crew"] == {"active": True, **row("created")}
    assert together["summary"]["created"] == 2


def test_a_first_run_that_did_nothing_leaves_the_second() -> None:
    second = result(row("created"), diff=[{"after": "a"}], warnings=["b"])
    assert merged({"failed": True, "msg": "401", "changed": False, "warnings": ["a", "b"]}, second) == {
        **second,
        "warnings": ["a", "b"],
    }


def test_why_items_failed_is_counted_as_the_second_run_left_it() -> None:
    first = result(row("created"), row("failed", "Ulm", None, error="401", outcome="not sent"), failed=True)
    second = result(row("unchanged"), row("failed", "Ulm", None, error="400", outcome="refused"), failed=True)
    summary = merged(first, second)["summary"]
    assert {name: summary[name] for name in STATES} == {"refused": 1, "in_doubt": 0, "not_sent": 0}
    assert not set(STATES) & merged(first, result(row("unchanged"), row("created", "Ulm", "2")))["summary"].keys()


def test_diffs_and_warnings_are_joined() -> None:
    first = result(row("created"), failed=True, diff=[{"after": "a"}], warnings=["a", "b"])
    second = result(row("unchanged"), diff=[{"after": "a"}], warnings=["b", "c"])
    together = merged(first, second)
    assert together["diff"] == [{"after": "a"}] * 2
    assert together["warnings"] == ["a", "b", "c"]


@given(st.lists(st.sampled_from(["create", "update", "keep"]), max_size=30), st.integers(0, 30))
def test_wherever_the_first_run_was_cut_both_are_one_whole_run(kinds: list[str], cut: int) -> None:
    words = {"create": "created", "update": "updated", "keep": "unchanged"}
    whole, first, second = [], [], []
    for number, kind in enumerate(kinds):
        more = {"changes": {"active": {"before": True, "after": False}}} if kind == "update" else {}
        name, done = f"Site {number}", row(words[kind], f"Site {number}", str(number), **more)
        whole.append(done)
        missing = {**done, "action": "failed", "error": "401", "id": None if kind == "create" else str(number)}
        first.append(done if number < cut or kind == "keep" else missing)
        second.append(row("unchanged", name, str(number)) if number < cut else done)
    together, alone = merged(result(*first, failed=True), result(*second)), result(*whole)
    assert together["sites"] == alone["sites"]
    assert {name: together["summary"][name] for name in COUNTED} == {name: alone["summary"][name] for name in COUNTED}
    assert together["changed"] == alone["changed"]


def recording(action: str, number: int = 1, **more: Any) -> Row:
    """A row of wxcc_capture_download."""
    return {"task_id": "t", "recording_id": f"r{number}", "action": action, **more}


def kept(*rows: Row, failed: bool = False, gaps: tuple[str, ...] = ()) -> Row:
    """A result of wxcc_capture_download with these rows."""
    counts = Counter(each["action"] for each in rows)
    actions = ("downloaded", "replaced", "unchanged", "sensitive", "expired", "removed", "failed")
    summary = {name: counts[name] for name in actions}
    effort = {"resumed": 1, "bytes_received": 100, "requests": 2, "rate_limit_seconds": 0.1}
    end = {"failed": True, "msg": "401"} if failed else {}
    changed = any(counts[name] for name in ("downloaded", "replaced", "removed"))
    told = [{"task_id": task_id, "error": "401"} for task_id in gaps]
    return {"recordings": list(rows), "gaps": told, "summary": summary | effort, "changed": changed, **end}


def test_recordings_that_the_first_run_fetched_are_told_as_fetched() -> None:
    replaced = recording("replaced", 2, reason="missing on disk")
    first = kept(
        recording("downloaded"), replaced, recording("failed", 3, error="401"), recording("removed", 4), failed=True
    )
    second = kept(
        recording("unchanged"), recording("unchanged", 2), recording("downloaded", 3), recording("sensitive", 5)
    )
    together = merged(first | {"gaps": [{"task_id": "u", "error": "401"}]}, second)
    assert [(row["recording_id"], row["action"]) for row in together["recordings"]] == [
        ("r1", "downloaded"),
        ("r2", "replaced"),
        ("r3", "downloaded"),
        ("r5", "sensitive"),
        ("r4", "removed"),
    ]
    assert (together["changed"], together["gaps"], "failed" in together) == (True, [], False)
    counts = {name: count for name, count in together["summary"].items() if count}
    assert counts == {
        "downloaded": 2,
        "replaced": 1,
        "sensitive": 1,
        "removed": 1,
        "resumed": 2,
        "bytes_received": 200,
        "requests": 4,
        "rate_limit_seconds": 0.2,
    }


def object_id(number: int) -> str:
    """The id of a live object."""
    return f"00000000-0000-4000-8000-{number:012x}"


def record_of(kind: str, number: int) -> list[Row]:
    """What a file says of one live object, if anything."""
    by_name, by_id = {"name": f"Live {number}"}, {"id": object_id(number)}
    kinds: dict[str, Row] = {
        "kept": by_name,
        "changed": by_name | {"active": False},
        "renamed": by_id | {"name": f"Renamed {number}"},
        "changed by id": by_id | {"active": False},
        "absent": by_name | {"state": "absent"},
        "absent by id": by_id | {"state": "absent"},
        "absent by id and name": by_id | {"name": f"Other {number}", "state": "absent"},
    }
    return [kinds[kind]] if kind in kinds else []


KINDS = ["left out", "kept", "changed", "renamed", "changed by id", "absent", "absent by id", "absent by id and name"]


@settings(max_examples=150)
@given(st.lists(st.sampled_from(KINDS), max_size=5), st.integers(0, 3), st.booleans(), st.data())
def test_random_plans_in_two_runs_are_told_as_one(kinds: list[str], new: int, purge: bool, data: st.DataObject) -> None:
    """The first run carries out some actions, of others the answer is lost, and the rest is refused."""
    live = [site(f"Live {number}", object_id(number)) for number in range(len(kinds))]
    records = [record for number, kind in enumerate(kinds) for record in record_of(kind, number)]
    records += [{"name": f"New {number}", "multimedia_profile": "Voice"} for number in range(new)]
    records += [{"id": object_id(99), "state": "absent"}, {"name": "Never there", "state": "absent"}]
    records = data.draw(st.permutations(records))
    purge = purge and any(record.get("state") != "absent" for record in records)
    plan = plan_of(records, live, purge=purge)
    assert not plan.problems
    fates = {action: data.draw(st.sampled_from(["done", "lost", "refused"])) for action in plan.actions}
    again = plan_of(records, _after(plan, live, fates), purge=purge)
    whole = _told(plan, dict.fromkeys(plan.actions, "done"))
    first, second = _told(plan, fates), _told(again, dict.fromkeys(again.actions, "done"))
    together = merged(first | {"failed": True}, second)

    def told(rows: list[Row]) -> list[tuple[Any, ...]]:
        return sorted((each["action"], each["name"], str(each["id"])) for each in rows)

    assert told(together["sites"]) == told(whole["sites"])
    assert [each["action"] for each in together["sites"][: len(records)]] == [
        each["action"] for each in whole["sites"][: len(records)]
    ]
    assert {name: together["summary"][name] for name in COUNTED} == {name: whole["summary"][name] for name in COUNTED}


def _after(plan: Planned, live: list[Row], fates: dict[Action, str]) -> list[Row]:
    """The live side after the first run."""
    now = {item["id"]: item for item in live}
    for number, action in enumerate(plan.actions):
        if fates[action] == "refused" or action.kind == KEEP:
            continue
        if action.kind == DELETE:
            now.pop(str(action.id))
        else:
            object_id = str(action.id or f"new-{number}")
            now[object_id] = {**now.get(object_id, {}), **action.values, "id": object_id}
    return list(now.values())


def _told(plan: Planned, fates: dict[Action, str]) -> Row:
    """The result of a module that carried out a plan like that."""
    lost, refused = (
        Outcome(error=WxccError("401", status=401), state=state) for state in (State.IN_DOUBT, State.REFUSED)
    )
    outcomes = {
        action: {"done": Outcome(id=action.id or f"new-{number}"), "lost": lost, "refused": refused}[fates[action]]
        for number, action in enumerate(plan.actions)
        if action.kind != KEEP
    }
    rows = [report.row(action, outcomes, with_type=False) for action in plan.actions]
    return result(*rows, records={"site": sum(bool(action.declared or action.record_id) for action in plan.actions)})
