# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress of a long task, from the module's file to a line for people."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from queue import SimpleQueue

import pytest

from ansible_collections.webex.contact_center.plugins.plugin_utils.progress import line_of, watched

STATE = {"done": 4100, "total": 10000, "what": "sites written"}
LINE = "wxcc_site on acme: 4,100 of 10,000 sites written (41 %)"


def replace(path: str, text: str) -> None:
    """Rewrite the file as the module does, at once."""
    Path(f"{path}.new").write_text(text, encoding="utf-8")
    os.replace(f"{path}.new", path)


def test_a_state_becomes_a_line_and_the_same_state_no_second_one(tmp_path: Path) -> None:
    lines: SimpleQueue[str] = SimpleQueue()
    with watched("wxcc_site on acme", lines.put, str(tmp_path), delay_s=0, interval_s=0.001) as path:
        replace(path, json.dumps(STATE))
        assert lines.get(timeout=30) == LINE
        replace(path, json.dumps({**STATE, "done": 10000}))
        assert lines.get(timeout=30).endswith("10,000 of 10,000 sites written (100 %)")
    assert lines.empty()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (json.dumps(STATE), "4,100 of 10,000 sites written (41 %)"),
        ('{"done": 0, "total": 3, "what": "teams read"}', "0 of 3 teams read (0 %)"),
        ("", None),
        ('{"done": 41', None),
        ("[]", None),
        ("null", None),
        ('{"done": 1, "what": "sites"}', None),
        ('{"done": 1, "total": 0, "what": "sites"}', None),
        ('{"done": null, "total": 2, "what": "sites"}', None),
    ],
)
def test_what_cannot_be_read_says_nothing(text: str, line: str | None) -> None:
    assert line_of(text) == line


def test_a_short_task_says_nothing_and_does_not_wait(tmp_path: Path) -> None:
    lines: SimpleQueue[str] = SimpleQueue()
    with watched("wxcc_site on acme", lines.put, str(tmp_path), delay_s=3600) as path:
        replace(path, json.dumps(STATE))
    assert lines.empty()


def test_the_folder_is_private_and_goes_away_after_an_error_too(tmp_path: Path) -> None:
    def fail() -> None:
        with watched("wxcc_site on acme", print, str(tmp_path)) as path:
            assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []
