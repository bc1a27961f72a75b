# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole organization from its files: described again, built from nothing, refused in part, and interrupted."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest
from support.engine import apply
from support.organizations import (
    KNOWN,
    Files,
    a_few,
    counted,
    dangling,
    described,
    made_here,
    of_family,
    paths,
    values_at,
)
from support.samples import sample
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import WxccError
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import Way
from wxcc_simulator.families.registry import FAMILIES

NOT_MADE = {"work-type"}  # a fresh organization has those of the small one
POINTS = int(os.environ.get("WXCC_TEST_FAILURES", "20"))
"""How many points of failure are tried, a hundred in `make torture`."""
SHORT = 40
"""Seconds of patience with a service that stays down, of a clock that runs so much faster."""


@pytest.fixture(scope="module")
def small() -> Iterator[Simulator]:
    with Simulator.start(orgs=1, preset="small") as simulator:
        yield simulator


@pytest.fixture(scope="module")
def files(small: Simulator) -> Files:
    """Records of everything in a small organization."""
    return described(small)


@pytest.fixture(scope="module")
def few(small: Simulator, files: Files) -> Files:
    """One object of each family, and those that it needs; the sample of a family that the small one has none of."""
    lacking = [name for name in made_here(KNOWN) if not files.get(name) and not FAMILIES[name].references]
    return a_few(files, 1) | {name: [sample(small, name)] for name in lacking}


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    with Simulator.start(orgs=1, preset="empty") as simulator:
        yield simulator


@pytest.fixture
def empty(running_simulator: Simulator) -> Simulator:
    """An organization with nobody and nothing but people and what a fresh one has."""
    running_simulator.reset()
    running_simulator.clear_requests()
    return running_simulator


def test_an_organization_is_what_its_own_files_say(small: Simulator, files: Files) -> None:
    small.clear_requests()
    result = apply(small, files).ok()
    assert (result.changed, small.writes()) == (False, [])
    sent = paths(small)
    lists = [path for _method, path in sent if of_family(path) == path.rpartition("/")[2]]
    read = {path for _method, path in sent if path not in lists}
    assert len(sent) == len(lists) + len(read), "no object is read twice"
    pages = sum(max(1, -(-len(small.objects(family)) // 100)) for family in KNOWN)
    of_several = [family for family in KNOWN if len(small.objects(family)) > 100]  # their first page is read twice
    assert len(lists) == pages + len(of_several)
    hidden = [
        record
        for family, records in files.items()
        for record in records
        if any(CATALOG[family].by_api[name].name in record for name in CATALOG[family].hidden_here)
    ]
    with_content = [record for records in files.values() for record in records if "file" in record]
    assert len(read) <= len(hidden) + len(with_content)


def test_an_empty_organization_becomes_the_small_one_in_one_run(
    empty: Simulator, small: Simulator, files: Files
) -> None:
    before = counted(empty)
    result = apply(empty, files).ok()
    in_bulk = {family for family in made_here(files) if Way.BULK in CATALOG[family].verbs.create}
    requests = sum(of_family(path) in in_bulk for _method, path in paths(empty))
    made = sum((counted(empty) - before)[family] for family in in_bulk)
    assert requests / made <= 0.8
    assert result.counts["created"] == sum((counted(empty) - before).values())
    assert counted(empty) == counted(small)
    assert dangling(empty) == []
    empty.clear_requests()
    assert apply(empty, files).ok().changed is False
    assert empty.writes() == []


@pytest.mark.parametrize(
    ("family", "status"),
    [
        *((family, 403) for family in made_here(KNOWN) if family not in NOT_MADE),  # a right is missing
        *((family, 412) for family in ("team", "contact-service-queue", "audio-file")),  # a license is missing
    ],
)
def test_where_one_family_is_refused_the_others_are_applied(
    empty: Simulator, few: Files, family: str, status: int
) -> None:
    resource = CATALOG[family]
    for path in {"/".join(resource.path(purpose)).lstrip("/") for purpose in ("item", "bulk")}:
        empty.fault(method="POST", path=f"*/{path}", status=status, times=None)
    result = apply(empty, few)
    refused = [row for row in result.rows if row["type"] == family and row["action"] == "failed"]
    assert not [path for _method, path in paths(empty) if "None" in path]
    assert "refused" in {row["outcome"] for row in refused}
    for row in refused:
        assert str(status) in row["error"] if row["outcome"] == "refused" else "needs the" in row["error"]
    assert f"{resource.label} {refused[0]['name']}" in result.message
    for row in result.rows:
        if row["action"] == "failed" and row["type"] != family:
            assert row["outcome"] == "not sent" or "it was created, but without" in row["error"]
            assert "needs the" in row["error"]
    empty.clear_faults()
    assert apply(empty, few).ok().changed
    assert apply(empty, few).ok().changed is False


def test_what_is_in_use_is_told_with_whoever_uses_it_and_the_others_go_on(empty: Simulator, few: Files) -> None:
    apply(empty, few).ok()
    stored = {family: empty.objects(family) for family in KNOWN}
    tried = set()
    for family, rows in stored.items():
        users = users_of(stored, family)
        used = next((row for row in rows if row["id"] in users and not row.get("systemDefault")), None)
        if used is None or family not in made_here([family]):
            continue
        tried.add(family)
        free = {"name": "Free", "skill_type": "BOOLEAN", "service_level_threshold": 0}
        apply(empty, {"skill": [free]}).ok()
        gone = {family: [{"id": used["id"], "state": "absent"}]}
        gone.setdefault("skill", []).append({"name": "Free", "state": "absent"})
        result = apply(empty, gone)
        assert (result.counts["failed"], result.counts["deleted"]) == (1, 1), result.message
        for user, name in users[used["id"]]:
            assert f"{user}: " in result.message
            assert name in result.message
    assert tried >= {"site", "team", "skill", "skill-profile", "contact-service-queue", "audio-file", "entry-point"}
    assert {family: empty.objects(family) for family in KNOWN} == stored


def users_of(stored: dict[str, list[Row]], family: str) -> dict[str, set[tuple[str, str]]]:
    """Who uses each object of a family: family and name, by the id of the object."""
    found: dict[str, set[tuple[str, str]]] = {}
    for user, rows in stored.items():
        for reference in FAMILIES[user].references:
            if reference.family == family and not reference.part and user != family:
                for row in rows:
                    for target in values_at(row, reference.field.split(".")):
                        found.setdefault(target, set()).add((user, str(row.get("name", ""))))
    return found


def test_the_next_run_completes_one_that_a_service_stopped(empty: Simulator, few: Files) -> None:
    apply(empty, few).ok()
    length, whole = len(empty.requests()), counted(empty)
    dice = random.Random(os.environ.get("WXCC_TEST_SEED"))
    for _unused in range(POINTS):
        empty.reset()
        point = dice.randrange(length)
        fault: Row = dice.choice(
            [{"status": 503}, {"drop": "before"}, {"drop": "after"}, {"drop": "middle"}, {"status": 403}]
        )
        empty.fault(method="*", path="*", skip=point, times=None, **fault)
        try:
            stopped = apply(empty, few, haste=200, retry_timeout=SHORT)
            assert stopped.message, f"{fault} from request {point} on was not told"
        except WxccError:
            pass
        empty.clear_faults()
        told = apply(empty, few, haste=200)
        assert told.message == "", f"{fault} from request {point} on"
        assert counted(empty) == whole, f"{fault} from request {point} on"
        empty.clear_requests()
        assert apply(empty, few).ok().changed is False
        assert (empty.writes(), dangling(empty)) == ([], [])
