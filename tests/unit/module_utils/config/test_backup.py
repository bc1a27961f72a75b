# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup is there before the first write, and applying it brings back the state before the run."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from support.engine import apply, sites
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.backup import backup_folder
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import (
    FOLDER,
    Document,
    documents,
)
from ansible_collections.webex.contact_center.plugins.plugin_utils.folders import record_files

SERVER = {"version", "lastUpdatedTime", "createdTime"}
DAY = {"name": "New Year", "start_date": "2027-01-01", "end_date": "2027-01-01"}
LATER = {"name": "May Day", "start_date": "2027-05-01", "end_date": "2027-05-01"}
YEARLY = {"frequency": "Yearly", "recurrence": {"interval": 1, "specific_month": "MAY"}}
FAMILIES = ("site", "team", "multimedia-profile", "holiday-list", "business-hours", "user")


def read(folder: Path) -> list[Document]:
    """The files of a folder, as the action plugin hands them to the module."""
    files = [
        {"name": file.name, "form": file.form, "text": Path(file.path).read_text("utf-8"), "family": file.family}
        for file in record_files(str(folder), str(folder))
    ]
    return documents({"name": str(folder), "form": FOLDER, "files": files})


def state(sim: Simulator) -> dict[str, list[Row]]:
    """The objects by family, without what only the server counts, and names for the ids of sites and teams."""
    named = {row["id"]: row["name"] for family in FAMILIES[:-1] for row in sim.objects(family)}

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            kept = {name: plain(part) for name, part in value.items() if name not in SERVER}
            return {name: part for name, part in kept.items() if part not in (None, "", [])}
        return [plain(part) for part in value] if isinstance(value, list) else named.get(value, value)

    found = {family: [plain(row) for row in sim.objects(family)] for family in FAMILIES}
    return {family: sorted(rows, key=lambda row: str(row.get("name", row["id"]))) for family, rows in found.items()}


def without_nested_ids(value: Any) -> Any:
    """The same without ids inside of objects, which the service makes anew."""
    if isinstance(value, list):
        return [without_nested_ids(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {name: without_nested_ids(part) for name, part in value.items() if name != "id"}


@pytest.fixture
def before(sim: Simulator) -> dict[str, list[Row]]:
    """An organization with objects that refer to each other."""
    team = [{"name": "Sales", "site": "Alta"}, {"name": "Care", "site": "Beta", "description": "Old"}]
    lists = [{"name": "Days", "holidays": [DAY, LATER]}, {"name": "More", "holidays": [DAY]}]
    apply(sim, {"team": team, "holiday-list": lists}).ok()
    sim.clear_requests()
    return state(sim)


CHANGES: dict[str, dict[str, list[Row]]] = {
    "created": {"site": sites("New"), "team": [{"name": "Night", "site": "New"}]},
    "changed": {"team": [{"name": "Care", "site": "Beta", "description": "New", "active": False}]},
    "filled": {"site": [{"name": "Alta", "description": "Set now"}]},
    "cleared": {"team": [{"name": "Care", "site": "Beta", "description": ""}]},
    "nested": {"holiday-list": [{"name": "Days", "holidays": [{**DAY, "start_time": "08:00"}, {**LATER, **YEARLY}]}]},
    "shorter": {"holiday-list": [{"name": "Days", "holidays": [LATER]}]},
    "deleted": {
        "site": [{"name": "Beta", "state": "absent"}],
        "team": [{"name": "Care", "site": "Beta", "state": "absent"}],
        "holiday-list": [{"name": "More", "state": "absent"}],
    },
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_a_backup_applied_brings_back_the_state_before(
    sim: Simulator, before: dict[str, list[Row]], tmp_path: Path, changes: dict[str, list[Row]]
) -> None:
    folder = tmp_path / "backup" / "one"
    done = apply(sim, changes, backup_dir=folder).ok()
    assert (done.changed, state(sim) != before) == (True, True)
    apply(sim, read(folder)).ok()
    assert without_nested_ids(state(sim)) == without_nested_ids(before)
    assert not apply(sim, read(folder)).ok().changed


def test_a_rename_is_taken_back_by_id(sim: Simulator, before: dict[str, list[Row]], tmp_path: Path) -> None:
    (beta,) = [row for row in sim.objects("site") if row["name"] == "Beta"]
    changes = {
        "site": [{"id": beta["id"], "name": "Gamma"}],
        "team": [{"name": "Care", "site": "Gamma", "active": False}],
    }
    apply(sim, changes, backup_dir=tmp_path / "b").ok()
    assert f"id: {beta['id']}" in (tmp_path / "b/site.yml").read_text("utf-8").replace('"', "")
    apply(sim, read(tmp_path / "b")).ok()
    assert state(sim) == before


def test_nothing_is_written_in_check_mode_or_without_a_change(sim: Simulator, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    apply(sim, {"site": sites("New")}, backup_dir=folder, check_mode=True).ok()
    apply(sim, {"site": sites("Alta")}, backup_dir=folder).ok()
    assert list(tmp_path.iterdir()) == []


def test_the_backup_is_whole_before_the_first_write(
    sim: Simulator, before: dict[str, list[Row]], tmp_path: Path
) -> None:
    folder, seen = tmp_path / "b", []

    class Killed(Exception):
        """Stands for the end of the process."""

    def meanwhile() -> None:
        seen.append(len(read(folder)))
        raise Killed

    with pytest.raises(Killed):
        apply(sim, {"site": sites("New", "Newer"), **CHANGES["changed"]}, backup_dir=folder, meanwhile=meanwhile)
    assert seen == [2]
    apply(sim, read(folder)).ok()
    assert state(sim) == before


def test_without_a_backup_nothing_is_sent(sim: Simulator, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    sim.clear_requests()
    with pytest.raises(ValueError, match="file"):
        apply(sim, {"site": sites("New")}, backup_dir=tmp_path / "file" / "b")
    assert sim.writes() == []


def test_an_undo_is_guarded_like_any_run(sim: Simulator, tmp_path: Path) -> None:
    apply(sim, {"site": sites(*(f"S{number}" for number in range(11)))}, backup_dir=tmp_path / "b").ok()
    with pytest.raises(ValueError, match="max_deletes: 11 objects would be deleted"):
        apply(sim, read(tmp_path / "b"), max_deletes=10)


def test_two_backups_of_one_second_are_two_folders(tmp_path: Path) -> None:
    paths = []
    for _unused in itertools.repeat(None, 3):
        paths.append(backup_folder(str(tmp_path), "o1", 0))
        Path(paths[-1]).mkdir()
    assert [Path(path).name for path in paths] == [f"o1_1970-01-01T00-00-00Z{end}" for end in ("", "_2", "_3")]


HOOK = {
    "name": "Hook",
    "destination_url": "https://example.com/hook",
    "event_types": ["agent:login"],
    "resource_version": "agent:1.0.0",
    "secret": "s3cret-of-hook" * 3,
}


@pytest.mark.parametrize(
    ("change", "policy", "is_lost"),
    [
        ({"name": "Hook", "state": "absent"}, {}, True),
        ({**HOOK, "secret": "an0ther-secret" * 3}, {"write_secrets": True}, True),
        ({"name": "Hook", "description": "new"}, {}, False),
    ],
    ids=["deleted", "written", "kept"],
)
def test_the_readme_lists_the_secrets_to_enter_again(
    sim: Simulator, tmp_path: Path, change: Row, policy: Row, is_lost: bool
) -> None:
    apply(sim, {"subscription": [HOOK]}).ok()
    done = apply(sim, {"subscription": [change]}, backup_dir=tmp_path / "b", **policy).ok()
    readme = (tmp_path / "b" / "README.md").read_text("utf-8")
    listed = readme.partition("Enter these again:")[2].split()
    assert " ".join(listed) == ("- subscription[0]: subscription Hook: secret" if is_lost else "")
    assert ("Enter these again" in readme) is is_lost
    assert bool(done.warnings) is is_lost
    everything = "".join(path.read_text("utf-8") for path in (tmp_path / "b").rglob("*") if path.is_file())
    assert "s3cret" not in everything + "".join(done.warnings)
    apply(sim, read(tmp_path / "b")).ok()
