# SPDX-License-Identifier: GPL-3.0-or-later
"""`cache_dir`: what lists leave out is remembered between runs, for comparison and for nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.engine import apply, listed
from support.samples import add_queues
from support.simulator import Row, Simulator
from unit.module_utils.config.outcomes import live

TEAMS = 6


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[Simulator]:
    with Simulator.start() as simulator:
        yield simulator


@pytest.fixture
def cache(running_simulator: Simulator, tmp_path: Path) -> Path:
    """A warm cache of six teams with queue rankings."""
    running_simulator.reset()
    add_queues(running_simulator, "q1")
    folder = tmp_path / "cache"
    apply(running_simulator, {"team": ranked()}).ok()
    apply(running_simulator, {"team": ranked()}, cache_dir=folder).ok()
    running_simulator.clear_requests()
    return folder


@pytest.fixture
def sim(running_simulator: Simulator, cache: Path) -> Simulator:
    return running_simulator


def ranked(rank: int = 1, **fields: Any) -> list[Row]:
    rankings = {"queue_rankings": [{"queue_id": "q1", "rank": rank}]}
    return [{"name": f"Team {number}", "site": "Site-1", **rankings, **fields} for number in range(TEAMS)]


def counted(sim: Simulator) -> tuple[int, int, int]:
    """How many pages of lists, items and writes were sent, and a new journal."""
    paths = [(row["method"], row["path"].split("/")[3] == "v2") for row in sim.requests()]
    sim.clear_requests()
    return (
        paths.count(("GET", True)),
        paths.count(("GET", False)),
        sum(method != "GET" for method, _is_list in paths),
    )


def file_of(folder: Path) -> Path:
    [path] = folder.glob("*/team.json")
    return path


def set_rank(sim: Simulator, name: str, rank: int) -> None:
    """Write a team as somebody else."""
    body = sim.call("GET", f"team/{live(sim, 'team')[name]['id']}").json()
    body["queueRankings"][0]["rank"] = rank
    del body["links"]
    assert sim.call("PUT", f"team/{body['id']}", json=body).status_code == 200
    sim.clear_requests()


def test_unchanged_objects_cost_pages_only(sim: Simulator, cache: Path) -> None:
    assert apply(sim, {"team": ranked()}, cache_dir=cache).ok().changed is False
    assert counted(sim) == (2, 0, 0)


@pytest.mark.parametrize("wanted", [ranked(rank=2), ranked(description="new")], ids=["hidden field", "another field"])
def test_what_is_written_is_read_first_and_then_known(sim: Simulator, cache: Path, wanted: list[Row]) -> None:
    assert apply(sim, {"team": wanted}, cache_dir=cache).ok().counts["updated"] == TEAMS
    names = 1 if wanted == ranked(rank=2) else 0  # the list of queues, for what changes
    assert counted(sim) == (2 + names, TEAMS, TEAMS)
    assert apply(sim, {"team": wanted}, cache_dir=cache).ok().changed is False
    assert counted(sim) == (2, 0, 0)


def test_check_mode_shows_what_was_read_and_not_what_was_remembered(sim: Simulator, cache: Path) -> None:
    result = apply(sim, {"team": ranked(rank=2)}, cache_dir=cache, check_mode=True)
    assert {row["changes"]["queue_rankings"]["before"][0]["rank"] for row in result.rows} == {1}
    assert counted(sim) == (2 + 1, TEAMS, 0)


def test_what_somebody_else_wrote_is_read_again(sim: Simulator, cache: Path) -> None:
    set_rank(sim, "Team 3", 9)
    assert apply(sim, {"team": ranked()}, cache_dir=cache).ok().counts["updated"] == 1
    assert counted(sim) == (2 + 1, 1, 1)
    assert live(sim, "team")["Team 3"]["queueRankings"][0]["rank"] == 1


def test_a_service_that_raises_no_version_hides_a_change_until_the_object_is_written(
    sim: Simulator, cache: Path
) -> None:
    """Which is why the cache is off unless asked for; without it every object is read, and the change seen."""
    sim.quirks(quiet_hidden_writes=True)
    set_rank(sim, "Team 3", 9)
    assert apply(sim, {"team": ranked()}, cache_dir=cache).ok().changed is False
    assert apply(sim, {"team": ranked()}, check_mode=True).ok().counts["updated"] == 1
    assert apply(sim, {"team": ranked(description="new")}, cache_dir=cache).ok().counts["updated"] == TEAMS
    assert live(sim, "team")["Team 3"]["queueRankings"][0]["rank"] == 1


def test_the_files_are_the_owners_only_and_hold_what_lists_leave_out(sim: Simulator, cache: Path) -> None:
    path = file_of(cache)
    assert path.parent.name == sim.orgs[0].org_id
    assert [oct(place.stat().st_mode & 0o7777) for place in (cache, path.parent, path)] == ["0o700", "0o700", "0o600"]
    content = json.loads(path.read_text(encoding="utf-8"))
    there = live(sim, "team")["Team 1"]
    assert content["objects"][there["id"]] == {
        "version": there["version"],
        "lastUpdatedTime": there["lastUpdatedTime"],
        "fields": {"queueRankings": there["queueRankings"]},
    }
    assert sorted(place.name for place in path.parent.iterdir()) == ["team.json"]


def test_what_is_gone_is_forgotten(sim: Simulator, cache: Path) -> None:
    apply(sim, {"team": [*ranked()[1:], {"name": "Team 0", "state": "absent"}]}, cache_dir=cache).ok()
    apply(sim, {"team": ranked(rank=2)[1:]}, cache_dir=cache).ok()
    assert len(json.loads(file_of(cache).read_text(encoding="utf-8"))["objects"]) == TEAMS - 1


def test_each_organization_has_its_own(sim: Simulator, cache: Path) -> None:
    add_queues(sim, "q1", org=1)
    for _twice in range(2):
        apply(sim, {"team": ranked()}, cache_dir=cache, org=1).ok()
    assert len(list(cache.iterdir())) == 2


def foreign(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "organization": "another"}), encoding="utf-8")


def odd(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    for entry in content["objects"].values():
        entry["fields"] = []
    path.write_text(json.dumps(content), encoding="utf-8")


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut off": (lambda path: os.truncate(path, 100), "it is damaged"),
    "empty": (lambda path: os.truncate(path, 0), "it is damaged"),
    "a list": (lambda path: path.write_text("[]"), "it is not a cache of this version"),
    "deeply nested": (lambda path: path.write_text("[" * 100_000), "it is damaged"),
    "another format": (lambda path: path.write_text('{"format": 99}'), "it is not a cache of this version"),
    "another organization": (foreign, "it is the cache of another organization or family"),
    "odd entries": (odd, "it is damaged"),
    "open to others": (lambda path: path.chmod(0o644), "other users may use the file (mode 0644)"),
    "a link": (linked, "symbolic link"),
    "a pipe": (piped, "it is not a regular file"),
}


@pytest.mark.parametrize(("damage", "told"), DAMAGE.values(), ids=DAMAGE)
def test_a_file_that_cannot_be_believed_is_ignored_with_a_warning(
    sim: Simulator, cache: Path, damage: Callable[[Path], object], told: str
) -> None:
    damage(file_of(cache))
    result = apply(sim, {"team": ranked()}, cache_dir=cache).ok()
    assert result.changed is False
    [warning] = result.warnings
    assert warning.startswith(f"cache_dir: {file_of(cache)}: ignored: ")
    assert told in warning
    assert counted(sim) == (2, TEAMS, 0)
    assert apply(sim, {"team": ranked()}, cache_dir=cache).ok().warnings == []
    assert counted(sim) == (2, 0, 0)


def test_values_of_another_type_are_read_instead(sim: Simulator, cache: Path) -> None:
    path = file_of(cache)
    content = json.loads(path.read_text(encoding="utf-8"))
    for entry in content["objects"].values():
        entry["fields"]["queueRankings"] = {"queueId": 7}
    path.write_text(json.dumps(content), encoding="utf-8")
    assert apply(sim, {"team": ranked()}, cache_dir=cache).ok().changed is False
    assert counted(sim) == (2, TEAMS, 0)


def test_a_folder_that_cannot_be_written_is_told_and_stops_nothing(sim: Simulator, cache: Path, tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("")
    result = apply(sim, {"team": ranked(rank=2)}, cache_dir=place).ok()
    assert result.counts["updated"] == TEAMS
    assert result.warnings
    assert "cannot be written" in result.warnings[-1]


def test_lists_use_it_too(sim: Simulator, cache: Path) -> None:
    objects = listed(sim, "team", cache_dir=cache).objects
    assert sum("queue_rankings" in row for row in objects) == TEAMS
    assert counted(sim)[1] == 1, "Team-1, which no run has read before"
    assert listed(sim, "team", cache_dir=cache).objects == objects
    assert counted(sim)[1] == 0
