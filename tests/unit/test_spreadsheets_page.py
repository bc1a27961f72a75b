# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide about Control Hub's files is fresh, and says of each column where it was seen."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from unittest import mock

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.hub.table import HUB_FORMS

TOOLS = Path(__file__).resolve().parents[2] / "tools"
with mock.patch.object(sys, "path", [str(TOOLS), *sys.path]):
    WRITTEN = runpy.run_path(str(TOOLS / "spreadsheets.py"))


def test_the_page_is_fresh() -> None:
    text = WRITTEN["PAGE"].read_text(encoding="utf-8")
    assert text.count(WRITTEN["BEGIN"]) == 1
    assert text == WRITTEN["page"](), "run tools/spreadsheets.py, as it says"


def test_headings_that_are_known_second_hand_are_marked_with_a_date() -> None:
    lines = WRITTEN["PAGE"].read_text(encoding="utf-8").splitlines()
    for form in HUB_FORMS.values():
        (line,) = [line for line in lines if line.startswith(f"| {form.title} | `{form.family}` |")]
        assert f"{form.origin.seen}{' (second-hand)' if form.origin.is_second_hand else ''} |" in line
        assert f"### {form.title}" in lines
