# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of report pages do with a tab."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from support.playbook import ROOT

SCREENSHOTS = ROOT / "build" / "screenshots"
Cells = list[list[str]]
Opener = Callable[..., Page]
"""Opens a file, with `width` and `scheme`."""


def shoot(tab: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=SCREENSHOTS / f"report-{name}.png", full_page=True)


def barriers(tab: Page) -> str:
    """What axe finds that keeps people out, empty where it finds nothing.

    It names no elements that pass, which is more than half of its work on a page with tables.
    """
    results = Axe().run(tab, options={"resultTypes": ["violations"]})
    return str(results.generate_report()) if results.response["violations"] else ""


def cells(tab: Page, key: str) -> Cells:
    """The rows of a table: what a cell says to a machine, else its text."""
    found: Cells = tab.evaluate(
        """(key) => [...document.querySelectorAll(`#table-${key} tbody tr`)].map((row) => [...row.cells].map((cell) =>
            cell.querySelector("data")?.value ?? cell.querySelector("time")?.dateTime ?? cell.textContent))""",
        key,
    )
    return found
