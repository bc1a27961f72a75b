# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of report pages do with a tab."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from support.playbook import ROOT

SCREENSHOTS = ROOT / "build" / "screenshots"
Cells = list[list[str]]
Opener = Callable[..., Page]
"""Opens a file, with `width` and `scheme`."""


def shoot(tab: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=SCREENSHOTS / f"report-{name}.png", full_page=True)


def cells(tab: Page, key: str) -> Cells:
    """The rows of a table: what a cell says to a machine, else its text."""
    found: Cells = tab.evaluate(
        """(key) => [...document.querySelectorAll(`#table-${key} tbody tr`)].map((row) => [...row.cells].map((cell) =>
            cell.querySelector("data")?.value ?? cell.querySelector("time")?.dateTime ?? cell.textContent))""",
        key,
    )
    return found
