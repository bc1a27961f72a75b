# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress of a report is the share of its period that is covered."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils import module, module_reporting
from ansible_collections.webex.contact_center.plugins.module_utils.api.times import HOUR_MS
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.periods import Period
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
