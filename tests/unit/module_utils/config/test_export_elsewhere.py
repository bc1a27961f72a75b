# SPDX-License-Identifier: GPL-3.0-or-later
"""One organization gives the same bytes wherever it is exported; fields that the catalog does not know stay live."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.engine import apply, scripted, sites
from support.exporting import applied, exported, texts_of
from support.project import NO_PACE
from support.simulator import Simulator
from support.small_service import SmallService, served
from support.valid_records import NASTY
from unit.module_utils.config.small_families import FACTS, use

ROOT = Path(__file__).parents[4]
PYTHONS = "WXCC_TEST_PYTHONS"
"""Further interpreters, separated like the folders of PATH; each needs ansible-core and requests."""
EXPORT = """
import json, sys
from ansible.module_utils import basic
from ansible_collections.webex.contact_center.plugins.module_utils.module.organization.export import export_folder
basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": json.loads(sys.argv[1])}).encode()
basic._ANSIBLE_PROFILE = "legacy"
export_folder()
"""
PLACES: list[dict[str, str]] = [
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "1"},
    {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "2"},
    {"LC_ALL": "C.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "77"},
]
INCLUDE = ["site:*", "team:*", "business_hours:*", "holiday_list:*", "skill:*", "user:*", "desktop_layout:*"]


def exporting(sim: Simulator, dest: Path, python: str, **environment: str) -> subprocess.Popen[bytes]:
    """An export in a process of its own."""
    options: dict[str, Any] = {
        "api_url": sim.url,
        "access_token": sim.orgs[0].access_token,
        "org_id": sim.orgs[0].org_id,
        "requests_per_minute": NO_PACE,
        "dest": str(dest),
        "include": INCLUDE,
    }
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "build"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [python, "-c", EXPORT, json.dumps(options)]
    return subprocess.Popen(command, env={**own, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_every_machine_writes_the_same_bytes(sim: Simulator, tmp_path: Path) -> None:
    texts = [text.strip() for text in NASTY if text.strip()]
    named = zip(sites(*map(str, range(len(texts)))), texts, strict=True)
    apply(sim, {"site": [{**site, "description": text} for site, text in named]}).ok()
    teams = [
        {"name": name, "site": "Alta"} for name in ("\u0130lk", "ilk", "Ilk", "\u0131lk", "zoo", "\u00c4hre", "_x")
    ]
    apply(sim, {"team": teams}).ok()
    exported(sim, tmp_path / "here", include=INCLUDE)
    pythons = [path for path in os.environ.get(PYTHONS, "").split(os.pathsep) if path]
    runs = [(sys.executable, place) for place in PLACES] + [(python, PLACES[1]) for python in pythons]
    folders = [tmp_path / str(number) for number in range(len(runs))]
    processes = [exporting(sim, folder, python, **place) for folder, (python, place) in zip(folders, runs, strict=True)]
    for folder, process in zip(folders, processes, strict=True):
        printed, _none = process.communicate(timeout=120)
        assert process.returncode == 0, printed.decode(errors="replace")
        assert texts_of(folder) == texts_of(tmp_path / "here")


def test_fields_that_the_catalog_does_not_know_are_no_obstacle(sim: Simulator, tmp_path: Path) -> None:
    exported(sim, tmp_path / "a", include=["site:*"])
    rows = sim.objects("site")
    new = [{**row, "floorPlan": {"rooms": [1]}, "colour": "red"} for row in rows]
    page = {"meta": {"totalPages": 1, "totalRecords": len(rows)}, "data": new}
    sim.fault(method="GET", path="*/v2/site", status=200, body=json.dumps(page), times=None)
    result = exported(sim, tmp_path / "b", include=["site:*"])
    assert (result["incomplete"], result["warnings"]) == ([], [])
    assert texts_of(tmp_path / "b") == texts_of(tmp_path / "a")
    assert applied(sim, tmp_path / "b").ok().changed is False


def test_a_write_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch)
    crew = {"id": "c", "name": "Day", "placeId": "p", "colour": "red", "limits": {"most": 3}}
    service = SmallService(FACTS, {"place": [{"id": "p", "name": "Bonn"}], "crew": [crew], "line": []})
    with served(service) as server:
        apply(scripted(server), {"crew": [{"name": "Day", "place": "Bonn", "note": "new"}]}).ok()
    assert service.bodies == [{**crew, "note": "new"}]
