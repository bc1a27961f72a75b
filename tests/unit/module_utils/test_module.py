# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress is told where it can be, and stops no work where it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.module import base as module


@pytest.mark.parametrize(
    ("obstacle", "told"),
    [
        pytest.param(None, 3, id="none"),
        pytest.param("folder", None, id="the folder is gone"),
        pytest.param("progress.json", None, id="something else has the name"),
        pytest.param("progress.json.new", None, id="something else has the name of the draft"),
    ],
)
def test_progress_that_cannot_be_told_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, obstacle: str | None, told: int | None
) -> None:
    monkeypatch.setattr(module, "PROGRESS_INTERVAL_S", 0)
    folder = tmp_path / "progress"
    path = folder / "progress.json"
    if obstacle != "folder":
        folder.mkdir()
    if obstacle in ("progress.json", "progress.json.new"):
        (folder / obstacle).mkdir()
    advance = module.progress_writer(str(path))
    advance(1, 3, "sites written")
    advance(2, 3, "sites written")
    assert (json.loads(path.read_text())["done"] if path.is_file() else None) == told


def test_after_a_failure_nothing_more_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PROGRESS_INTERVAL_S", 0)
    path = tmp_path / "progress" / "progress.json"
    advance = module.progress_writer(str(path))
    advance(1, 3, "sites written")
    path.parent.mkdir()
    advance(1, 3, "sites written")
    assert not path.exists()
