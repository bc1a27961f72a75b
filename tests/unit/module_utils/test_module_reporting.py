# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress of a report is the share of its period that is covered; a file that loses all its rows is told."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from support.in_process import run_module
from unit.module_utils.api.connected import ORG, TOKEN
from unit.module_utils.api.scripted_server import ScriptedServer, reply

from ansible_collections.webex.contact_center.plugins.module_utils.module import (
    base as module,
)
from ansible_collections.webex.contact_center.plugins.module_utils.module import (
    reporting as module_reporting,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import Period
from ansible_collections.webex.contact_center.plugins.module_utils.times import HOUR_MS
from ansible_collections.webex.contact_center.plugins.plugin_utils.progress import line_of


@pytest.mark.parametrize(
    ("hours", "share", "line"),
    [
        (24, 0.5, "12 of 24 hours of the period read, 1,234 rows (50 %)"),
        (2, 0.25, "30 of 120 minutes of the period read, 1,234 rows (25 %)"),
        (24.5, 2, "25 of 25 hours of the period read, 1,234 rows (100 %)"),
        (24, -1, "0 of 24 hours of the period read, 1,234 rows (0 %)"),
    ],
)
def test_progress_is_the_share_of_the_period(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: float, share: float, line: str
) -> None:
    monkeypatch.setattr(module, "PROGRESS_INTERVAL_S", 0)
    path = tmp_path / "progress.json"
    period = Period(10**12, 10**12 + int(hours * HOUR_MS))
    fake = cast(Any, SimpleNamespace(params={"_progress": str(path)}))
    progress = module_reporting.progress_of(fake, period)
    progress(period.start + int(share * period.length), 1234)
    progress(period.start, 1234)  # a window that is read later never takes anything back
    assert line_of(path.read_text()) == line


def test_a_file_that_loses_all_its_rows_is_told(tmp_path: Path) -> None:
    start = 1_700_000_100_000 // HOUR_MS * HOUR_MS
    row = {"intervalStartTime": start, "queueId": "q", "queueName": "Sales", "channelType": "telephony"}
    options = {
        "report": "queue_statistics",
        "source": "rest",
        "from": str(start),
        "to": "+1h",
        "dest": str(tmp_path / "queues.csv"),
        "force": True,
        "access_token": TOKEN,
        "org_id": ORG,
    }

    def exported(*rows: Any) -> Any:
        with ScriptedServer(reply(content={"meta": {}, "data": list(rows)})) as server:
            return run_module(module_reporting.export_report, {**options, "api_url": server.url})

    assert exported()["warnings"] == []
    assert (exported(row)["manifest"]["rows"], exported(row)["warnings"]) == (1, [])
    assert exported(row)["so_far"] is False
    emptied, again = exported(), exported()
    assert emptied["warnings"] == [f"{options['dest']} has no rows now, and had 1 before: the service returned none"]
    assert (again["manifest"]["rows"], again["warnings"]) == (0, [])


@pytest.mark.parametrize(("end", "runs"), [("now", True), ("today", False)])
@pytest.mark.parametrize("report", ["queue_statistics", "tasks"])
def test_facts_of_a_period_that_goes_on_say_so(report: str, end: str, runs: bool) -> None:
    options = {"report": report, "source": "rest", "from": "-2d", "to": end, "access_token": TOKEN, "org_id": ORG}
    with ScriptedServer(reply(content={"meta": {}, "data": []})) as server:
        result = run_module(module_reporting.gather_facts, {**options, "api_url": server.url})
    assert result["ansible_facts"]["wxcc_report"]["so_far"] is runs
