# SPDX-License-Identifier: GPL-3.0-or-later
"""Chromium for the tests of pages, which skip where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright
from support.browser import Opener

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without windows, with a folder of its own for the time of the tests."""
    if CHROMIUM is None:
        pytest.skip("no chromium on PATH; install it, such as with apt")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """Opens a file in a tab of its own; a complaint, a dialog or a request of the page fails the test."""
    contexts = []
    complaints: list[str] = []

    def note_dialog(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    def open_file(path: Path, *, width: int = 1400, scheme: Any = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("dialog", note_dialog)
        tab.on("request", lambda request: complaints.extend({request.url} - {path.as_uri()}))
        tab.goto(path.as_uri())
        # Not by a script of ours, which the page's policy would refuse when it is asked a second time.
        expect(tab.locator("[data-chart]:not(:has(svg))")).to_have_count(0)
        return tab

    yield open_file
    for context in contexts:
        context.close()
    assert complaints == []
