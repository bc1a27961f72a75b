# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a run may go: how many updates, and which objects it leaves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.planning import play
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.guards import Limit, read_limit

PROFILE = "Voice and Chat"
CHANGED: list[Row] = [{"name": "Alta", "description": "new"}, {"name": "Beta", "description": "new"}]


def applied(sim: Simulator, folder: Path, *sites: Row, teams: tuple[Row, ...] = (), **options: Any) -> Row:
    objects = {"site": list(sites), **({"team": list(teams)} if teams else {})}
    return play(sim, folder, objects=objects, **options)


@pytest.mark.parametrize(
    ("text", "limit"),
    [("50", Limit(50)), (" 0 ", Limit(0)), ("10%", Limit(10, True)), ("10 %", Limit(10, True)), (None, None)],
)
def test_a_limit(text: str | None, limit: Limit | None) -> None:
    assert read_limit("max_changes", text) == limit


@pytest.mark.parametrize("text", ["many", "-1", "101%", "5.5%", "%", "1e3"])
def test_what_is_not_a_limit(text: str) -> None:
    with pytest.raises(ValueError, match=r"max_changes: .* is not a limit\. Give a number such as 50, or a percentage"):
        read_limit("max_changes", text)


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("2", ""),
        (1, "max_changes: 2 objects would be changed, 1 are allowed: site Alta ("),
        ("0", "If that is right, set max_changes: 2"),
        ("70%", ""),
        ("50%", "max_changes: 2 sites would be changed, 50% of 3 are allowed: site Alta ("),
        ("1%", "If that is right, set max_changes: 67%"),
    ],
)
def test_only_so_many_objects_are_changed(sim: Simulator, tmp_path: Path, limit: Any, told: str) -> None:
    assert len(sim.objects("site")) == 3
    new = {"name": "Kiel", "multimedia_profile": PROFILE}
    result = applied(sim, tmp_path, *CHANGED, new, max_changes=limit)
    assert bool(result.get("failed")) == bool(told)
    assert told in result.get("msg", "")
    assert bool(sim.writes()) == (not told)


def test_a_second_run_of_the_task_has_what_is_left(sim: Simulator, tmp_path: Path) -> None:
    result = applied(sim, tmp_path, *CHANGED, max_changes=3, max_deletes=4)
    assert result["_rows"]["left"] == {"max_changes": "1", "max_deletes": 4}
    result = applied(sim, tmp_path, {"name": "Alta", "description": "newer"}, max_changes="50%")
    assert result["_rows"]["left"]["max_changes"] == "50%"


@pytest.mark.parametrize(
    ("record", "pattern", "told"),
    [
        ({"name": "Alta", "state": "absent"}, "site:Alta", "the site Alta would be deleted"),
        ({"name": "Alta", "state": "absent"}, "*:A*", "the site Alta would be deleted"),
        ({"name": "Alta", "state": "absent"}, "site:B*", ""),
        ({"name": "Alta", "state": "absent"}, "team:Alta", ""),
        ({"id": "Alta", "name": "Atlas"}, "sites:Alta", 'the site Alta would be renamed to "Atlas"'),
        ({"id": "Alta", "name": "Atlas"}, "site:Atlas", ""),
        ({"name": "Alta", "description": "changed"}, "site:*", ""),
    ],
)
def test_what_is_protected_is_neither_deleted_nor_renamed(
    sim: Simulator, tmp_path: Path, record: Row, pattern: str, told: str
) -> None:
    ids = {row["name"]: row["id"] for row in sim.objects("site")}
    record = {**record, "id": ids["Alta"]} if "id" in record else record
    result = applied(sim, tmp_path, record, protect=["skill:*", pattern])
    assert (f'site[0]: protect: {told}, and "{pattern}" protects it' if told else "") in result.get("msg", "")
    assert (bool(result.get("failed")), bool(sim.writes())) == (bool(told), not told)


def test_a_purge_leaves_what_is_protected_alone_or_refuses_as_a_whole(sim: Simulator, tmp_path: Path) -> None:
    made = play(sim, tmp_path, objects={"site": [{"name": "Kiel", "multimedia_profile": PROFILE}]})
    assert made["changed"]
    sim.clear_requests()
    result = applied(sim, tmp_path, {"name": "Alta"}, purge=True, protect=["site:Beta", "site:K*"])
    assert "the site Beta would be deleted" in result["msg"]
    assert "the site Kiel would be deleted" in result["msg"]
    assert sim.writes() == []


def test_the_name_of_a_team_has_its_site_in_front(sim: Simulator, tmp_path: Path) -> None:
    play(sim, tmp_path, objects={"team": [{"name": "Sales", "site": "Alta"}, {"name": "Sales", "site": "Beta"}]})
    for site, refused in (("Beta", False), ("Alta", True)):
        gone = {"name": "Sales", "site": site, "state": "absent"}
        assert bool(play(sim, tmp_path, objects={"team": [gone]}, protect=["team:Alta/*"]).get("failed")) == refused


def test_a_pattern_that_cannot_be_read_is_refused_before_any_request(sim: Simulator, tmp_path: Path) -> None:
    sim.clear_requests()
    result = applied(sim, tmp_path, {"name": "Alta"}, protect=["sight:*"])
    assert result["msg"].startswith('protect: "sight:*": ')
    assert sim.requests() == []
