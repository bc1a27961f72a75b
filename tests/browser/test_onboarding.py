# SPDX-License-Identifier: GPL-3.0-or-later
"""The onboarding page as an administrator sees it, in Chromium; the screenshots are in build/screenshots."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from support.browser import barriers
from support.onboarding import Onboarding, serving
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import Grant
from wxcc_onboarding.refresh.scheduler import Scheduler, note

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
DAY_S = 86400


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulator]:
    """The identity provider."""
    with Simulator.start(orgs=4) as simulator:
        yield simulator


@pytest.fixture
def onboarding(sim: Simulator, tmp_path: Path) -> Iterator[Onboarding]:
    """A page with an empty token store."""
    with serving(sim, tmp_path) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab that has never been anywhere; whatever it has to complain of fails the test."""
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    tab = context.new_page()
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    tab.on("console", note)
    yield tab
    context.close()
    assert complaints == []


def shoot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"onboarding-{name}.png", full_page=True)


def store(onboarding: Onboarding, sim: Simulator, name: str, org: int, *, life_s: float, refresh_life_s: float) -> None:
    now = onboarding.clock()
    facts = sim.orgs[org]
    scopes = tuple(onboarding.settings.scopes)
    onboarding.store.put(
        name, Grant(facts.access_token, now + life_s, facts.refresh_token, now + refresh_life_s, scopes, now), None
    )


def test_an_administrator_gives_access(page: Page, onboarding: Onboarding, sim: Simulator) -> None:
    page.goto(onboarding.link())
    assert page.url == f"{onboarding.url}/"
    shoot(page, "empty")

    page.get_by_label("Name in playbooks").fill("acme")
    page.get_by_role("button", name="Log in with Webex").click()
    assert page.url.startswith(f"{sim.url}/v1/authorize?")
    shoot(page, "consent")
    page.get_by_label(sim.orgs[0].name).check()
    page.get_by_role("button", name="Accept").click()

    assert page.url == f"{onboarding.url}/"
    expect(page.get_by_role("status")).to_contain_text("acme: access was stored.")
    card = page.get_by_role("region", name="acme")
    expect(card.get_by_text("Valid", exact=True)).to_be_visible()
    expect(card.get_by_text("(in 59 days)")).to_be_visible()
    expect(card.get_by_text(sim.orgs[0].org_id)).to_be_visible()
    assert onboarding.store.read("acme").org_id == sim.orgs[0].org_id
    shoot(page, "stored")

    page.go_back()
    assert "code=" not in page.url


def test_an_administrator_declines(page: Page, onboarding: Onboarding) -> None:
    page.goto(onboarding.link())
    page.get_by_label("Name in playbooks").fill("acme")
    page.get_by_role("button", name="Log in with Webex").click()
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "acme: the administrator, or a rule of the organization, declined"
    )
    assert onboarding.store.names() == []
    shoot(page, "declined")


def test_access_that_expired_is_given_again(page: Page, onboarding: Onboarding, sim: Simulator) -> None:
    store(onboarding, sim, "acme", 0, life_s=-61 * DAY_S, refresh_life_s=-2 * DAY_S)
    store(onboarding, sim, "borealis", 1, life_s=DAY_S / 3, refresh_life_s=45 * DAY_S)
    store(onboarding, sim, "coral", 2, life_s=DAY_S / 2, refresh_life_s=3 * DAY_S)
    page.goto(onboarding.link())
    card = page.get_by_role("region", name="acme")
    expect(card.get_by_text("Expired", exact=True)).to_be_visible()
    shoot(page, "expired")
    page.emulate_media(color_scheme="dark")
    shoot(page, "expired-dark")
    page.set_viewport_size({"width": 380, "height": 800})
    shoot(page, "expired-narrow")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.get_by_role("button", name="Log in again: acme").click()
    page.get_by_label(sim.orgs[0].name).check()
    page.get_by_role("button", name="Accept").click()
    expect(card.get_by_text("Valid", exact=True)).to_be_visible()


def test_a_keyboard_is_enough(page: Page, onboarding: Onboarding, sim: Simulator) -> None:
    page.goto(onboarding.link())
    page.keyboard.press("Tab")
    expect(page.get_by_label("Name in playbooks")).to_be_focused()
    page.keyboard.type("acme")
    shoot(page, "focus")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{sim.url}/v1/authorize?**")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("acme: access was stored.")


def test_a_login_that_took_too_long_is_refused(page: Page, onboarding: Onboarding, sim: Simulator) -> None:
    page.goto(onboarding.link())
    page.get_by_label("Name in playbooks").fill("acme")
    page.get_by_role("button", name="Log in with Webex").click()
    onboarding.clock.ahead = 601
    page.get_by_label(sim.orgs[0].name).check()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("alert")).to_contain_text("no login that was begun here in the last 10 minutes")
    assert onboarding.store.names() == []


def test_a_refused_form_keeps_its_input(page: Page, onboarding: Onboarding) -> None:
    page.goto(onboarding.link())
    page.get_by_label("Name in playbooks").fill("acme")
    page.get_by_label("Organization id").fill("12345")
    page.get_by_role("button", name="Log in with Webex").click()
    field = page.get_by_label("Organization id")
    expect(field).to_be_focused()
    expect(field).to_have_value("12345")
    expect(field).to_have_accessible_description(
        "12345: not an organization id, which is a UUID Any other organization is then refused"
    )
    expect(page.get_by_label("Name in playbooks")).to_have_value("acme")
    shoot(page, "refused-form")


def test_another_administrator_is_invited(page: Page, onboarding: Onboarding, browser: Browser) -> None:
    page.goto(onboarding.link())
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link for one browser")
    expect(link).to_be_focused()
    shoot(page, "invited")
    context = browser.new_context()
    other = context.new_page()
    other.goto(link.input_value())
    expect(other.get_by_role("heading", name="Organizations")).to_be_visible()
    context.close()
    page.reload()
    expect(page.get_by_role("heading", name="Organizations")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1000, "light"), (390, "dark")])
def test_many_organizations_are_legible_and_searched(
    browser: Browser, onboarding: Onboarding, width: int, scheme: Literal["light", "dark"]
) -> None:
    now = onboarding.clock()
    for number in range(12):
        life = (60, 3, -1)[number % 3 if number < 6 else 0] * DAY_S
        grant = Grant(f"opaque-{number}", now + min(life, DAY_S), "refresh", now + life, ("cjp:config",), now)
        onboarding.store.put(f"org-{number:02}", grant, f"1a358ca0-0d75-485d-99c9-{number:012}")
        onboarding.store.describe(f"org-{number:02}", f"Organization {number} of Acme & Sons")
    note(onboarding.settings.store_folder, Scheduler("systemd", now - 240))
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(onboarding.link())
    assert barriers(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    names = page.locator("h2[id^=org-]")
    expect(names).to_have_count(12)
    assert names.first.inner_text() in ("org-02", "org-05"), "an expired one comes first"
    expect(page.get_by_text("4 of 12 organizations need attention; they come first.")).to_be_visible()
    shoot(page, f"many-{width}")
    page.get_by_label("Find an organization").fill("acme & sons")
    page.keyboard.press("Enter")
    expect(names).to_have_count(12)
    page.get_by_label("Find an organization").fill("ORG-07")
    page.keyboard.press("Enter")
    expect(names).to_have_text(["org-07"])
    page.get_by_role("link", name="Show all").click()
    expect(names).to_have_count(12)
    context.close()


def test_without_the_link_there_is_a_reason(browser: Browser, onboarding: Onboarding) -> None:
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(onboarding.url)
    assert answer
    assert answer.status == 403
    expect(page.get_by_role("alert")).to_contain_text("This page opens with a link that works once.")
    assert page.get_by_role("link").count() == 0
    shoot(page, "no-link")
    context.close()
