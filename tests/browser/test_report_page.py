# SPDX-License-Identifier: GPL-3.0-or-later
"""The report page as a supervisor sees it, in Chromium, from a file; the screenshots are in build/screenshots."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Locator, expect
from support import report_rows
from support.browser import SCREENSHOTS, Opener, barriers, cells, shoot
from support.playbook import ROOT, run_playbook
from support.report_pages import START, added_up, page
from support.report_rows import DAY_MS, HOUR_MS
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.comparing import Before
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import Period

A4_WIDTH = 703
CHARTS = 18
EVIL = "</script><script>alert(1)</script>"
LONG = "The queue whose name somebody typed in as long as the field would take it, and then some"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index that the playbook makes of two organizations, one of which has no access."""
    folder = tmp_path_factory.mktemp("index")
    with Simulator.start(orgs=1, queues=3, agents=6, tasks_per_day=300) as simulator:
        hosts = {"acme": simulator.orgs[0].access_token, "<b>orealis": "no_token_of_anyone"}
        told = {name: {"wxcc_access_token": token} for name, token in hosts.items()}
        inventory = {"all": {"hosts": told, "vars": {"wxcc_api_url": simulator.url}}}
        (folder / "inventory.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
        options = ("-e", "report_hosts=all", "-e", "report_source=rest", "-e", f"report_dest={folder}/pages")
        run_playbook(ROOT / "playbooks" / "report.yml", folder, "-i", f"{folder}/inventory.yml", *options)
    return folder / "pages" / "index.html"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of rows that no simulator has."""
    folder = tmp_path_factory.mktemp("pages")

    def rows(days: int = 1, minutes: int = 30, **size: int) -> tuple[list[report_rows.Row], list[report_rows.Row]]:
        return report_rows.rows(START, START + days * DAY_MS, minutes * HOUR_MS // 60, **size)

    evil, agents = rows(queues=5, agents=3)
    for row in evil:
        row["queueName"] = {"Billing": EVIL, "Sales": LONG}.get(row["queueName"], row["queueName"])
    earlier = Period(START - 7 * DAY_MS, START - 6 * DAY_MS)

    def before(minutes: int) -> Before:
        then = report_rows.rows(earlier.start, earlier.end, minutes * HOUR_MS // 60, queues=8, agents=22, seed=8)
        return Before(added_up(earlier, minutes, *then), (), "Tue 17 Nov 2026")

    acme = "Acme Contact Center"
    pages = {
        # All that a day has, in tables so short that each of their cells can be judged.
        "hours": page(*rows(minutes=60, queues=9, agents=6), title=acme, before=before(60)),
        "day": page(*rows(queues=9, agents=24), minutes=30, title=acme, before=before(30)),
        "week": page(*rows(7, 60, queues=60, agents=400), days=7),
        "month": page(*rows(31, 60, queues=12, agents=30), days=31),
        "evil": page(evil, agents, minutes=30, title=EVIL),
        "empty": page([], []),
        "missing": page(
            *rows(queues=5, agents=8),
            minutes=30,
            missing=["serviceLevelThresholdPercentage", "averageEnqueuedTime"],
            complete=False,
            notes=["an hour could not be read"],
        ),
    }
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in pages}


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        *(("day", width, scheme) for width in (390, 800, 1400) for scheme in ("light", "dark")),
        ("week", 390, "dark"),
        ("week", 1400, "light"),
        ("month", 800, "dark"),
        ("evil", 390, "light"),
        ("evil", 1400, "dark"),
        ("missing", 800, "light"),
        ("empty", 390, "dark"),
    ],
)
def test_pages_fit_every_screen(opened: Opener, files: dict[str, Path], name: str, width: int, scheme: str) -> None:
    tab = opened(files[name], width=width, scheme=scheme)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = "[...document.querySelectorAll('svg')].filter((svg) => svg.getBoundingClientRect().right > innerWidth)"
    assert tab.evaluate(f"{wide}.length") == 0
    shoot(tab, f"{name}-{width}-{scheme}")


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("hours", "light"), ("hours", "dark"), ("evil", "light"), ("missing", "dark"), ("empty", "light")],
)
def test_nothing_keeps_anyone_out(opened: Opener, files: dict[str, Path], name: str, scheme: str) -> None:
    tab = opened(files[name], scheme=scheme)
    tab.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    assert barriers(tab) == ""


@pytest.mark.parametrize(("width", "scheme"), [(380, "dark"), (1400, "light")])
def test_the_index_leads_to_the_pages(opened: Opener, index: Path, width: int, scheme: str) -> None:
    tab = opened(index, width=width, scheme=scheme)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(tab) == ""
    shoot(tab, f"index-{width}-{scheme}")
    expect(tab.get_by_role("heading", name="<b>orealis")).to_be_visible()
    assert tab.get_by_role("link", name="acme").get_attribute("href") == "acme.html"


@pytest.mark.parametrize("name", ["day", "week", "month"])
def test_it_prints_on_a4(opened: Opener, files: dict[str, Path], name: str) -> None:
    tab = opened(files[name], scheme="dark")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    tab.pdf(path=SCREENSHOTS / f"report-{name}.pdf", prefer_css_page_size=True, print_background=True)
    tab.set_viewport_size({"width": A4_WIDTH, "height": 1000})
    tab.emulate_media(media="print")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    sizes = tab.evaluate(
        """[...document.querySelectorAll("svg")].map((svg) => {
            const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            const texts = [...svg.querySelectorAll("[font-size]")];
            return Math.min(12, ...texts.map((text) => Number(text.getAttribute("font-size")))) * scale;
        })"""
    )
    assert len(sizes) == CHARTS
    assert min(sizes) >= 9
    shoot(tab, f"{name}-print")


def test_names_are_text(opened: Opener, files: dict[str, Path]) -> None:
    tab = opened(files["evil"])
    expect(tab.get_by_role("heading", level=1)).to_have_text(EVIL)
    assert {EVIL, LONG} <= {row[0] for row in cells(tab, "queues")}
    names = tab.locator("#chart-queues svg text").all_text_contents()
    assert any(EVIL in text for text in names), names


def test_nothing_to_show_is_a_sentence_and_no_axes(opened: Opener, files: dict[str, Path]) -> None:
    tab = opened(files["empty"])
    expect(tab.get_by_text("There is nothing to show")).to_be_visible()
    assert tab.locator("svg, table").count() == 0


def test_every_chart_is_named_and_its_table_is_there(opened: Opener, files: dict[str, Path]) -> None:
    tab = opened(files["day"])
    charts = tab.get_by_role("img")
    assert charts.count() == CHARTS
    for chart in charts.all():
        assert "The figures are in the tables" in (chart.get_attribute("aria-label") or "")
    tab.get_by_role("link", name="by interval").first.click()
    expect(tab.locator("#table-intervals")).to_have_attribute("open", "")


def column(table: Locator, number: int) -> list[str]:
    return table.locator(f"tbody tr > :nth-child({number})").all_text_contents()


def test_tables_sort_by_what_they_mean(opened: Opener, files: dict[str, Path]) -> None:
    tab = opened(files["day"])
    tab.locator("#table-intervals summary").click()
    table = tab.locator("#table-intervals table")
    before = column(table, 1)
    wait = table.get_by_role("columnheader", name="Average wait")
    wait.get_by_role("button").click()
    expect(wait).to_have_attribute("aria-sort", "descending")
    waits = [text for text in column(table, 7) if ":" in text]
    minutes = [int(text.split(":")[0]) * 60 + int(text.split(":")[1]) for text in waits]
    assert minutes == sorted(minutes, reverse=True)
    assert column(table, 7)[: len(waits)] == waits

    wait.get_by_role("button").press("Enter")
    expect(wait).to_have_attribute("aria-sort", "ascending")
    assert [text for text in column(table, 7) if ":" in text] == column(table, 7)[: len(waits)]

    interval = table.get_by_role("columnheader", name="Interval")
    interval.get_by_role("button").press("Space")
    expect(wait).to_have_attribute("aria-sort", "none")
    assert column(table, 1) == before


def test_tables_can_be_copied_from_a_file(opened: Opener, files: dict[str, Path]) -> None:
    tab = opened(files["evil"])
    table = tab.locator("#table-queues")
    table.get_by_role("button", name="Copy table").click()
    expect(table.get_by_role("status")).to_have_text("Copied; it can be pasted into a spreadsheet.")
    tab.evaluate("document.body.append(document.createElement('textarea')); document.querySelector('textarea').focus()")
    tab.keyboard.press("Control+V")
    copied = [line.split("\t") for line in tab.locator("textarea").input_value().split("\n")]
    headings = (
        "Queue;Offered;Accepted;Abandoned;Abandon rate (%);Service level (%);Average wait (s);Average handle time (s);"
        "Longest wait (s)"
    )
    assert copied == [headings.split(";"), *cells(tab, "queues")]


def test_a_chart_tells_its_figures_where_the_pointer_is(opened: Opener, files: dict[str, Path]) -> None:
    tab = opened(files["day"])
    chart = tab.locator("#chart-intervals svg")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    expect(chart.locator(".tip text")).to_contain_text("Tue 24 Nov 1")


def test_a_keyboard_is_enough(opened: Opener, files: dict[str, Path]) -> None:
    tab = opened(files["day"])
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Skip to the figures")).to_be_focused()
    reached = set()
    for _unused in range(60):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.closest('[id]')?.id ?? ''"))
    assert {"table-intervals", "table-queues", "table-details", "chart-intervals", "chart-queues"} <= reached


def test_arrow_keys_read_a_chart(opened: Opener, files: dict[str, Path]) -> None:
    tab = opened(files["day"])
    busiest = tab.locator("#chart-queues .chart")
    busiest.focus()
    tab.keyboard.press("End")
    reading = busiest.get_by_role("status")
    expect(reading).to_have_text("Premium line, Tue 24 Nov 23:30: Accepted 0, Abandoned 0")
    tab.keyboard.press("Home")
    tab.keyboard.press("ArrowRight")
    expect(reading).to_have_text("Billing, Tue 24 Nov 00:30: Accepted 0, Abandoned 0")
    level = tab.locator("#chart-level-queues .chart")
    level.focus()
    tab.keyboard.press("ArrowDown")
    name, _offered, _accepted, _abandoned, _rate, percent, *_times = cells(tab, "queues")[0]
    expect(level.get_by_role("status")).to_have_text(f"{name}: {float(percent):.1f}%".replace(".0%", "%"))


def test_queues_are_drawn_in_the_order_that_is_chosen(opened: Opener, files: dict[str, Path]) -> None:
    tab = opened(files["week"])
    title = tab.locator("#title-level-queues")
    expect(title).to_have_text("Service level by queue: the 20 of 60 queues with most missed contacts")
    by_missed = tab.locator("#chart-queues svg").inner_html()
    tab.get_by_role("button", name="Most contacts first").first.click()
    expect(title).to_have_text("Service level by queue: the 20 busiest of 60 queues")
    pressed = tab.locator("[data-order][aria-pressed=true]")
    assert set(pressed.all_text_contents()) == {"Most contacts first"}
    assert pressed.count() == 4
    tab.get_by_role("button", name="Most missed first").last.click()
    expect(title).to_have_text("Service level by queue: the 20 of 60 queues with most missed contacts")
    assert tab.locator("#chart-queues svg").inner_html() == by_missed


def test_long_tables_are_searched(opened: Opener, files: dict[str, Path]) -> None:
    tab = opened(files["week"])
    table = tab.locator("#table-agents")
    table.locator("summary").click()
    box = table.get_by_role("searchbox")
    box.fill("björn TEAM 2")
    rows = table.locator("tbody tr:visible")
    expect(rows.first).to_contain_text("Björn")
    everyone = cells(tab, "agents")
    found = [row for row in everyone if "Björn" in row[0] and row[1] == "Team 2"]
    assert 0 < len(found) < len(everyone)
    expect(rows).to_have_count(len(found))
    expect(table.get_by_role("status")).to_have_text(f"{len(found)} of {len(everyone)} rows")
    box.fill("")
    expect(rows).to_have_count(len(everyone))
