# SPDX-License-Identifier: GPL-3.0-or-later
"""What the list of organizations tells: the state of their access, who renews it, problems first."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from support.onboarding import Onboarding, Text
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import Grant
from wxcc_onboarding.refresh.scheduler import Scheduler, note

MARKUP = "<b onclick=x>bold</b>"


def grant_with(page: Onboarding, sim: Simulator, **changes: object) -> Grant:
    now = page.clock()
    usual = Grant(sim.orgs[0].access_token, now + 43200, "refresh", now + 60 * 86400, ("cjp:config",), now)
    return replace(usual, **changes)  # type: ignore[arg-type]


def fill(page: Onboarding, sim: Simulator, name: str, number: int, **changes: object) -> None:
    grant = grant_with(page, sim, access_token=f"opaque-{number}", **changes)
    page.store.put(name, grant, f"1a358ca0-0d75-485d-99c9-{number:012}")


def test_problems_come_first_and_many_can_be_searched(page: Onboarding, sim: Simulator) -> None:
    for number in range(10):
        fill(page, sim, f"org-{number}", number)
    visitor = page.visitor()
    assert 'type="search"' not in visitor.get("/").text
    fill(page, sim, "zeta", 10, expires_at=1.0, refresh_expires_at=2.0)
    fill(page, sim, "yak", 11, refresh_expires_at=page.clock() + 86400)
    shown = visitor.get("/").text
    assert re.findall(r"<h2 id=.org-\d+.>([^<]+)", shown)[:3] == ["zeta", "yak", "org-0"]
    assert "2 of 12 organizations need attention" in shown
    found = visitor.get("/?q=ORG-7").text
    assert re.findall(r"<h2 id=.org-\d+.>([^<]+)", found) == ["org-7"]
    assert re.findall(r"<h2 id=.org-\d+.>([^<]+)", visitor.get("/?q=000000000011").text) == ["yak"]
    nothing = visitor.get("/?q=" + quote(MARKUP)).text
    assert MARKUP not in nothing
    assert f"No organization has {MARKUP} in its name or id." in str(Text(nothing))


@pytest.mark.parametrize(
    ("kind", "ago", "told", "advice"),
    [
        ("systemd", 60, "the access renews itself: the systemd timer wxcc-token-refresh looks after it", True),
        ("cron", 3 * 86400, "The scheduled renewal seems to have stopped: a cron job last looked on", False),
        ("playbook", 60, "a scheduler that runs the playbook webex.contact_center.token_refresh looks after it", True),
        ("playbook", 3 * 86400, "webex.contact_center.token_refresh looks after it", True),
        ("", 0, "Nothing renews it on a schedule yet: run ansible-playbook webex.contact_center.token_refresh", False),
    ],
)
def test_the_page_says_who_renews(
    page: Onboarding, sim: Simulator, kind: str, ago: float, told: str, advice: bool
) -> None:
    page.store.put("acme", grant_with(page, sim), sim.orgs[0].org_id)
    if kind:
        note(page.settings.store_folder, Scheduler(kind, page.clock() - ago))
    shown = page.visitor().text()
    assert told in shown
    assert ("Renewed automatically before that." in shown) == advice


@pytest.mark.parametrize("content", ["", "[]", '{"kind": "x", "looked_at": 1}', '{"kind": "cron"}', "{" * 9000])
def test_a_note_that_cannot_be_read_is_none(page: Onboarding, content: str) -> None:
    (page.settings.store_folder / ".scheduler").write_text(content, encoding="utf-8")
    assert "Nothing renews it on a schedule yet" in page.visitor().text()


@pytest.mark.parametrize(
    ("ends_in", "refresh_ends_in", "state"),
    [
        (
            3600,
            60 * 86400,
            "Valid {org} Access until {in_59_days}. The next playbook that uses it renews it. Log in again",
        ),
        (3600, None, "Valid {org} The next playbook that uses it renews it."),
        (3600, 86400 + 5, "Login needed soon {org} Access until {in_1_day}. Log in again before that."),
        (-1, 60 * 86400, "Waits for a renewal {org} Access until {in_59_days}. The next playbook"),
        (-1, -1, "Expired {org} Access ended on {now}. An administrator of this organization must log in again."),
    ],
)
def test_the_state_of_access_in_words(
    page: Onboarding, sim: Simulator, ends_in: float, refresh_ends_in: float | None, state: str
) -> None:
    now = page.clock()
    refresh_end = None if refresh_ends_in is None else now + refresh_ends_in
    grant = grant_with(page, sim, expires_at=now + ends_in, refresh_expires_at=refresh_end)
    page.store.put("acme", grant, sim.orgs[0].org_id)
    told = re.sub(r"\w{3} \d+ \w{3} \d{4}, \d\d:\d\d \S+ ", "", page.visitor().text()).replace(" .", ".")
    words = {"in_59_days": "(in 59 days)", "in_1_day": "(in 1 day)", "now": "(now)", "org": sim.orgs[0].org_id}
    assert f"acme {state.format(**words)}" in told


def test_the_last_error_is_shown_as_text(page: Onboarding, sim: Simulator) -> None:
    page.store.put("acme", grant_with(page, sim), sim.orgs[0].org_id)
    file = Path(page.settings.token_store) / "acme.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"last_error": ""', f'"last_error": "{MARKUP}"'))
    (file.parent / "broken.json").write_text("{")
    (file.parent / "broken.json").chmod(0o600)
    shown = page.visitor().get("/").text
    assert MARKUP not in shown
    assert f"follow the advice in the error, or log in again. Last error: {MARKUP}" in str(Text(shown))
    assert "broken Unreadable" in str(Text(shown))
