# SPDX-License-Identifier: GPL-3.0-or-later
"""A host without a time zone database, as slim containers are: UTC works everywhere, other zones say what to do."""

from __future__ import annotations

import json
import sys
import zoneinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from support.playbook import ROOT, Run, run_playbook
from support.project import task
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from wxcc_simulator.reporting.period import DAY_MS, Period
from wxcc_simulator.search.counting.intervals import Intervals
from wxcc_simulator.wire.answers import RefusedError

ZONE = "Europe/Berlin"
PLAYBOOKS = ("export_tasks", "legacy_sessions", "report", "recordings")
PERIOD = {"from": "-2h", "to": "-1h"}
FILTERS = {
    "wxcc_epoch": "{{ 'yesterday' | webex.contact_center.wxcc_epoch(*place) }}",
    "wxcc_from_epoch": "{{ 1764000000000 | webex.contact_center.wxcc_from_epoch(*place) }}",
}
MODULES: dict[str, Row] = {
    "wxcc_report_facts": {"report": "tasks", **PERIOD},
    "wxcc_report_export": {"report": "tasks", "dest": "tasks.csv", **PERIOD},
    "wxcc_report_page": {"dest": "page.html", **PERIOD},
    "wxcc_capture_download": {"dest": "recordings", **PERIOD},
    "wxcc_capture_info": {"task_ids": ["5f1e5d6a-0000-4000-8000-000000000000"]},
    "wxcc_legacy_info": {"record": "csr", **PERIOD},
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Every module and filter in UTC by default and in another zone, then every playbook, on a host without zones."""
    folder = tmp_path_factory.mktemp("host")
    (folder / "tzdata").mkdir()
    (folder / "tzdata" / "__init__.py").write_text("raise ImportError('hidden')\n")
    with Simulator.start(tasks_per_day=200, recording_bytes=(2000, 4000)) as sim:
        legacy = {f"wxcc_legacy_{key}": value for key, value in sim.legacy.items()}
        host = {"wxcc_access_token": sim.orgs[0].access_token, "wxcc_api_url": sim.url, **legacy}
        host |= {"report_dest": "pages", "recordings_dest": "kept", "recordings_from": "-2h", "recordings_to": "-1h"}
        (folder / "hosts.json").write_text(json.dumps({"all": {"hosts": {"localhost": host}}}))
        plays: list[Row] = [_play(folder, {}, []), _play(folder, {"timezone": ZONE}, [ZONE])]
        plays += [{"import_playbook": str(ROOT / "playbooks" / f"{name}.yml")} for name in PLAYBOOKS]
        (folder / "plays.yml").write_text(yaml.safe_dump(plays))
        hidden = {"PYTHONTZPATH": "", "PYTHONPATH": str(folder)}
        return run_playbook(
            folder / "plays.yml", folder, "-i", str(folder / "hosts.json"), variables=hidden, cwd=folder, fresh=False
        )


def _play(folder: Path, zone: dict[str, Any], place: list[str]) -> Row:
    tasks = []
    for module, options in MODULES.items():
        files = {"dest": str(folder / options["dest"])} if "dest" in options else {}
        tasks.append(task(module, {**options, **files, **zone}, ignore_errors=True))
    for name, text in FILTERS.items():
        tasks.append({"name": name, "ansible.builtin.debug": {"msg": text}, "ignore_errors": True})
    keywords = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    return {"hosts": "localhost", "gather_facts": False, "vars": {**keywords, "place": place}, "tasks": tasks}


def test_everything_that_knows_time_is_tried() -> None:
    documented = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if "timezone" in path.read_text()}
    sent = {resource.module.name for resource in CATALOG.values() if resource.module}  # a text that the service reads
    assert documented - sent == set(MODULES)
    with_time = {path.stem for path in (ROOT / "playbooks").glob("*.yml") if "zone" in path.read_text()}
    assert with_time <= set(PLAYBOOKS)


def test_utc_needs_no_database(run: Run) -> None:
    failed = [entry for entry in run.tasks[: len(MODULES) + len(FILTERS)] if entry["state"] == "failed"]
    assert failed == []
    assert run.code == 0, run.output


def test_another_zone_says_what_to_install(run: Run) -> None:
    count = len(MODULES) + len(FILTERS)
    for entry in run.tasks[count : 2 * count]:
        assert entry["state"] == "failed", entry
        assert f"timezone: {ZONE}: this host has no time zone database" in entry["result"]["msg"]
        assert "tzdata" in entry["result"]["msg"]


def test_the_simulator_counts_in_utc_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tzdata", None)
    ZoneInfo.clear_cache()
    zoneinfo.reset_tzpath(to=())
    try:
        assert Intervals("DAILY", "UTC", Period(0, 3 * DAY_MS)).start(DAY_MS + 1) == DAY_MS
        with pytest.raises(RefusedError, match="unknown timezone"):
            Intervals("DAILY", ZONE, Period(0, 3 * DAY_MS))
    finally:
        zoneinfo.reset_tzpath()
