# SPDX-License-Identifier: GPL-3.0-or-later
"""The report page as a supervisor sees it, in Chromium, from a file; the screenshots are in build/screenshots."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Locator, Page, expect
from support import report_rows
from support.playbook import ROOT, run_playbook
from support.project import task
from support.report_pages import START, page
from support.report_rows import DAY_MS, HOUR_MS
from support.simulator import Simulator

SCREENSHOTS = ROOT / "build" / "screenshots"
A4_WIDTH = 703
SOURCES = ("rest", "search")
EVIL = "</script><script>alert(1)</script>"
LONG = "The queue whose name somebody typed in as long as the field would take it, and then some"

Cells = list[list[str]]


@dataclass(frozen=True)
class Report:
    """A page that the module wrote of a simulated day, and the exports of that day."""

    path: Path
    queues: list[dict[str, str]]
    agents: list[dict[str, str]]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """One of each source, written by a playbook, as users do it."""
    folder = tmp_path_factory.mktemp("report")
    day = {"from": "2026-11-17", "to": "2026-11-18", "timezone": "Europe/Berlin"}
    names = ("queue_statistics", "agent_statistics")
    tasks = []
    for source in SOURCES:
        asked = {**day, "source": source}
        tasks.append(task("wxcc_report_page", {**asked, "title": "Acme", "dest": f"{folder}/{source}.html"}))
        for name in names:
            dest = f"{folder}/{name}-{source}.csv"
            tasks.append(task("wxcc_report_export", {**asked, "report": name, "interval": 30, "dest": dest}))
    with Simulator.start(orgs=1, queues=14, agents=24, tasks_per_day=900) as simulator:
        access = {"WXCC_API_URL": simulator.url, "WXCC_ACCESS_TOKEN": simulator.orgs[0].access_token}
        run = run_playbook(tasks, folder, variables=access)
    assert run.code == 0, run.output

    def rows(name: str, source: str) -> list[dict[str, str]]:
        return list(csv.DictReader((folder / f"{name}-{source}.csv").read_text(encoding="utf-8").splitlines()))

    return {source: Report(folder / f"{source}.html", *(rows(name, source) for name in names)) for source in SOURCES}


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


@pytest.fixture(params=SOURCES)
def report(request: pytest.FixtureRequest, simulated: dict[str, Report]) -> Report:
    """Each of them."""
    return simulated[request.param]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of rows that no simulator has."""
    folder = tmp_path_factory.mktemp("pages")

    def rows(days: int = 1, minutes: int = 30, **size: int) -> tuple[list[report_rows.Row], list[report_rows.Row]]:
        return report_rows.rows(START, START + days * DAY_MS, minutes * HOUR_MS // 60, **size)

    evil, agents = rows(queues=5, agents=3)
    for row in evil:
        row["queueName"] = {"Billing": EVIL, "Sales": LONG}.get(row["queueName"], row["queueName"])
    pages = {
        "day": page(*rows(queues=9, agents=24), minutes=30, title="Acme Contact Center"),
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


Opener = Callable[..., Page]


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
        tab.wait_for_function(
            "[...document.querySelectorAll('[data-chart]')].every((place) => place.querySelector('svg'))"
        )
        return tab

    yield open_file
    for context in contexts:
        context.close()
    assert complaints == []


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


def seconds(text: str) -> float | None:
    return None if text == "\N{EN DASH}" else float(text)


def average(rows: list[dict[str, str]], field: str, weight: str) -> float | None:
    known = [(float(row[field]), int(row[weight])) for row in rows if row[field] and int(row[weight] or 0)]
    total = sum(weight for _value, weight in known)
    return sum(value * weight for value, weight in known) / total if total else None


def expected(rows: list[dict[str, str]]) -> list[float | None]:
    """The figures of a table's row: three counts, percent, seconds, seconds."""
    counts = ("totalOfferedTasks", "totalAcceptedTasks", "totalAbandonedTasks")
    wait = average(rows, "averageEnqueuedTime", "totalEnqueuedTasks")
    handle = average(rows, "averageHandledTime", "totalAcceptedTasks")
    return [
        *(float(sum(int(row[name] or 0) for row in rows)) for name in counts),
        average(rows, "serviceLevelThresholdPercentage", "totalAcceptedTasks"),
        None if wait is None else wait / 1000,
        None if handle is None else handle / 1000,
    ]


def same(shown: list[str], rows: list[dict[str, str]]) -> bool:
    return [seconds(text) for text in shown[:6]] == [
        None if value is None else pytest.approx(value, abs=0.006) for value in expected(rows)
    ]


def grouped(rows: list[dict[str, str]], *names: str) -> dict[tuple[str, ...], list[dict[str, str]]]:
    groups: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return groups


def test_figures_are_those_of_the_export(opened: Opener, report: Report) -> None:
    tab = opened(report.path)
    by_queue = grouped(report.queues, "queueName")
    queues = {row[0]: row[1:] for row in cells(tab, "queues")}
    assert set(queues) == {name for (name,) in by_queue}
    assert [name for (name,), rows in by_queue.items() if not same(queues[name], rows)] == []

    by_channel = grouped(report.queues, "channelType")
    channels = {row[0]: row[1:] for row in cells(tab, "channels")}
    assert set(channels) == {name for (name,) in by_channel}
    assert [name for (name,), rows in by_channel.items() if not same(channels[name], rows)] == []

    by_time = grouped(report.queues, "intervalStartTime")
    intervals = tab.evaluate("JSON.parse(document.getElementById('data').textContent).axis.starts")
    shown = cells(tab, "intervals")
    assert len(shown) == len(intervals) == 48
    wrong = [
        row for start, row in zip(intervals, shown, strict=True) if not same(row[1:], by_time.get((str(start),), []))
    ]
    assert wrong == []

    details = cells(tab, "details")
    by_both = grouped(report.queues, "intervalStartTime", "queueName")
    times = {row[0]: str(start) for start, row in zip(intervals, shown, strict=True)}
    assert len(details) >= 300
    assert [row for row in details if not same(row[2:], by_both[times[row[0]], row[1]])] == []


def test_agents_are_those_of_the_export(opened: Opener, report: Report) -> None:
    tab = opened(report.path)
    by_agent = grouped(report.agents, "agentName")
    shown = {row[0]: row[1:] for row in cells(tab, "agents")}
    assert set(shown) == {name for (name,) in by_agent}
    for (name,), rows in by_agent.items():
        team, offered, accepted, rejected, *times = shown[name]
        total = {field: sum(int(row[field] or 0) for row in rows) for field in rows[0] if field.startswith("total")}
        longest: dict[tuple[str, str], int] = defaultdict(int)
        for row in rows:
            for field in ("totalAvailableTime", "totalUnAvailableTime"):
                key = (field, row["intervalStartTime"])
                longest[key] = max(longest[key], int(row[field]))
        assert team == rows[0]["teamName"]
        assert [offered, accepted, rejected] == [
            str(total[f"total{word}Tasks"]) for word in ("Offered", "Accepted", "Rejected")
        ]
        assert [float(time) * 1000 for time in times] == [
            pytest.approx(value, abs=1)
            for value in (
                sum(time for (field, _start), time in longest.items() if field == "totalAvailableTime"),
                sum(time for (field, _start), time in longest.items() if field == "totalUnAvailableTime"),
                total["totalEngagedDuration"] + total["totalHoldDuration"],
                total["totalWrapUpDuration"],
            )
        ]


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        *(("simulated", width, scheme) for width in (380, 800, 1400) for scheme in ("light", "dark")),
        ("day", 1400, "light"),
        ("week", 380, "dark"),
        ("week", 1400, "light"),
        ("month", 800, "dark"),
        ("evil", 380, "light"),
        ("evil", 1400, "dark"),
        ("missing", 800, "light"),
        ("empty", 380, "dark"),
    ],
)
def test_pages_fit_every_screen(
    opened: Opener, simulated: dict[str, Report], files: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    tab = opened({**files, "simulated": simulated["rest"].path}[name], width=width, scheme=scheme)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = "[...document.querySelectorAll('svg')].filter((svg) => svg.getBoundingClientRect().right > innerWidth)"
    assert tab.evaluate(f"{wide}.length") == 0
    shoot(tab, f"{name}-{width}-{scheme}")


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("day", "light"), ("day", "dark"), ("evil", "light"), ("missing", "dark"), ("empty", "light")],
)
def test_nothing_keeps_anyone_out(opened: Opener, files: dict[str, Path], name: str, scheme: str) -> None:
    tab = opened(files[name], scheme=scheme)
    tab.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    results = Axe().run(tab)
    assert results.response["violations"] == [], results.generate_report()


@pytest.mark.parametrize(("width", "scheme"), [(380, "dark"), (1400, "light")])
def test_the_index_leads_to_the_pages(opened: Opener, index: Path, width: int, scheme: str) -> None:
    tab = opened(index, width=width, scheme=scheme)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(tab).response["violations"] == []
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
    assert len(sizes) == 11
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
    assert charts.count() == 11
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
    waits = [text for text in column(table, 6) if ":" in text]
    minutes = [int(text.split(":")[0]) * 60 + int(text.split(":")[1]) for text in waits]
    assert minutes == sorted(minutes, reverse=True)
    assert column(table, 6)[: len(waits)] == waits

    wait.get_by_role("button").press("Enter")
    expect(wait).to_have_attribute("aria-sort", "ascending")
    assert [text for text in column(table, 6) if ":" in text] == column(table, 6)[: len(waits)]

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
    headings = "Queue;Offered;Accepted;Abandoned;Service level (%);Average wait (s);Average handle time (s)"
    assert copied == [headings.split(";"), *cells(tab, "queues")]


def test_a_chart_tells_its_figures_where_the_pointer_is(opened: Opener, files: dict[str, Path]) -> None:
    tab = opened(files["day"])
    chart = tab.locator("#chart-intervals svg")
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
    assert {"table-intervals", "table-queues", "table-details"} <= reached
