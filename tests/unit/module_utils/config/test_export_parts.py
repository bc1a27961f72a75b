# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder that has more of a family than an export chooses: it loses nothing unless the user says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.engine import apply, sites
from support.exporting import exported, texts_of
from support.simulator import Simulator

LYON: dict[str, Any] = {"include": ["team:Alta/*"]}
BETA: dict[str, Any] = {"include": ["team:Beta/*"]}
WHOLE: dict[str, Any] = {"include": ["team:*", "site:*"]}
NEAR: dict[str, Any] = {**LYON, "dependencies": True}
OTHERS: dict[str, Any] = {**WHOLE, "exclude": ["team:Beta/*"]}


@pytest.fixture
def staffed(sim: Simulator) -> Simulator:
    apply(sim, {"team": [{"name": name, "site": site} for site in ("Alta", "Beta") for name in ("Day", "Night")]}).ok()
    return sim


@pytest.mark.parametrize(
    ("first", "second", "there", "now"),
    [
        (WHOLE, LYON, "all teams", "team:Alta/*"),
        (LYON, BETA, "the teams of team:Alta/*", "team:Beta/*"),
        ({}, OTHERS, "all teams", "not team:Beta/*"),
        ({"include": ["site:*"]}, NEAR, "all sites", "team:Alta/*, what others refer to"),
    ],
    ids=["whole", "other", "excluded", "dependencies"],
)
@pytest.mark.parametrize("check", [False, True])
def test_an_export_of_less_is_refused(
    staffed: Simulator, tmp_path: Path, first: Any, second: Any, there: str, now: str, check: bool
) -> None:
    few = {"exclude": ["user:*", "contact_service_queue:*"]} if not first else {}
    exported(staffed, tmp_path, **{**first, **few})
    before = texts_of(tmp_path)
    result = exported(staffed, tmp_path, **second, _ansible_check_mode=check)
    expected = f"{tmp_path}: contains {there}, and this export would replace them by those of {now}. Give another dest"
    assert result["failed"] is True
    assert expected in result["msg"]
    assert texts_of(tmp_path) == before


@pytest.mark.parametrize(
    ("first", "second"),
    [(LYON, LYON), (LYON, WHOLE), (WHOLE, {"include": ["team:*/*"]}), (NEAR, NEAR), (OTHERS, WHOLE), (OTHERS, OTHERS)],
)
def test_the_same_or_more_is_written(staffed: Simulator, tmp_path: Path, first: Any, second: Any) -> None:
    exported(staffed, tmp_path, **first)
    apply(staffed, {"team": [{"name": "Day", "site": "Alta", "active": False}]}).ok()
    result = exported(staffed, tmp_path, **second)
    assert {"path": "team.yml", "state": "changed"} in result["files"]
    assert not exported(staffed, tmp_path, **second)["changed"]


def test_a_folder_that_is_replaced_has_only_what_the_export_writes(staffed: Simulator, tmp_path: Path) -> None:
    exported(staffed, tmp_path, **WHOLE)
    (tmp_path / "mine.txt").write_text("mine")
    result = exported(staffed, tmp_path, **LYON, replace=True)
    assert {file["path"]: file["state"] for file in result["files"]} == {
        ".schemas/team.json": "unchanged",
        "site.csv": "removed",
        "team.yml": "changed",
    }
    assert "Beta" not in (tmp_path / "team.yml").read_text()
    assert (tmp_path / "mine.txt").exists()
    manifest = json.loads((tmp_path / ".wxcc_files.json").read_text())
    assert {entry.get("patterns", [""])[0] for entry in manifest["files"].values()} == {"team:Alta/*"}
    assert exported(staffed, tmp_path, **BETA)["failed"] is True


def test_a_file_that_is_gone_has_nothing_to_lose(staffed: Simulator, tmp_path: Path) -> None:
    exported(staffed, tmp_path, **WHOLE, format="csv")
    (tmp_path / "team.csv").unlink()
    assert exported(staffed, tmp_path, **LYON, format="csv")["changed"] is True
    apply(staffed, {"site": sites("New")}).ok()
    assert exported(staffed, tmp_path, **WHOLE, format="csv")["changed"] is True
