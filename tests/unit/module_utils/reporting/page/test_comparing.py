# SPDX-License-Identifier: GPL-3.0-or-later
"""A page against the period before: which that is, and that every difference is the one of two pages."""

from __future__ import annotations

import re
from html import unescape

import pytest
from support import report_rows
from support.figure_rows import counted_row
from support.report_pages import BERLIN, START, added_up, page
from support.report_rows import DAY_MS, HOUR_MS, Row

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.comparing import (
    Before,
    chosen,
    difference,
    period_before,
    than_before,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.document import Assets
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figures.grid import Clock
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.sections.sentences import sentences
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import Period
from ansible_collections.webex.contact_center.plugins.module_utils.times import parse_time

ASSETS = Assets(style="", script="", libraries=[], licence="")
NAME = "Tue 17 Nov 2026"
MINUS = "\N{MINUS SIGN}"


def days(first: str, last: str) -> Period:
    return Period(*(parse_time(text, "from", BERLIN, START) for text in (first, last)))


@pytest.mark.parametrize(
    ("period", "compare", "before"),
    [
        (("2026-11-24", "2026-11-25"), "previous", ("2026-11-23", "2026-11-24")),
        (("2026-11-24", "2026-11-25"), "same_weekday", ("2026-11-17", "2026-11-18")),
        (("2026-11-24", "2026-11-26"), "previous", ("2026-11-22", "2026-11-24")),
        (("2026-11-17", "2026-11-24"), "previous", ("2026-11-10", "2026-11-17")),
        (("2026-11-17", "2026-11-24"), "same_weekday", ("2026-11-10", "2026-11-17")),
        (("2026-11-15", "2026-11-24"), "same_weekday", ("2026-11-01", "2026-11-10")),
        (("2026-11-24", "2026-11-24T14:30"), "previous", ("2026-11-23", "2026-11-23T14:30")),
        (("2026-10-25", "2026-10-26"), "previous", ("2026-10-24", "2026-10-25")),
        (("2026-10-26", "2026-10-27"), "previous", ("2026-10-25", "2026-10-26")),
        (("2026-03-30", "2026-03-31"), "same_weekday", ("2026-03-23", "2026-03-24")),
    ],
)
def test_the_period_before_has_the_same_times_of_the_clock(
    period: tuple[str, str], compare: str, before: tuple[str, str]
) -> None:
    assert period_before(days(*period), compare, BERLIN) == days(*before)


def test_nothing_before_is_read_where_nobody_wants_it() -> None:
    day, week = days("2026-11-24", "2026-11-25"), days("2026-11-17", "2026-11-24")
    assert period_before(day, "none", BERLIN) is None
    assert [chosen(None, day), chosen(None, week), chosen("previous", week)] == ["same_weekday", "none", "previous"]


@pytest.mark.parametrize(
    ("name", "now", "before", "words"),
    [
        ("offered", 1500, 1380, "+120 more"),
        ("offered", 1380, 2900, f"{MINUS}1,520 fewer"),
        ("abandoned", 7, 7, "the same"),
        ("level", 79.96, 82.34, f"{MINUS}2.3 points lower"),
        ("level", 79.96, 80.04, "the same"),
        ("occupancy", 61.0, 58.5, "+2.5 points higher"),
        ("wait", 12_400, 16_400, f"{MINUS}0:04 shorter"),
        ("wait", 12_400, 11_900, "the same"),
        ("handle", 3_700_000, 60_000, "+1:00:40 longer"),
        ("level", None, 80.0, ""),
        ("wait", 1000, None, ""),
    ],
)
def test_a_difference_is_that_of_what_is_printed_with_a_sign_and_a_word(
    name: str, now: float | None, before: float | None, words: str
) -> None:
    assert difference(name, now, before) == words
    if words:
        assert than_before(name, now, before) == f" ({words} {'as' if words == 'the same' else 'than'} before)"


def made(start: int, seed: int, share: float) -> tuple[list[Row], list[Row]]:
    queue_rows, agent_rows = report_rows.rows(start, start + DAY_MS, HOUR_MS // 2, queues=6, agents=9, seed=seed)
    for row in queue_rows:
        row["totalAbandonedTasks"] = round(row["totalAbandonedTasks"] * share)
    return queue_rows, agent_rows


def tiles(html: str) -> dict[str, list[str]]:
    """The name of each tile, with its value and its difference."""
    cards = html.split("<dl class=tiles>")[1].split("</dl>")[0].split("<div>")[1:]
    found = [re.findall(r"<dt>(.*?)</dt><dd>(.*?)<small(?: class=change>(.*?)</small>)?", card)[0] for card in cards]
    return {unescape(name): [unescape(value), unescape(change)] for name, value, change in found}


def test_every_tile_has_the_difference_to_the_page_of_the_period_before() -> None:
    today, earlier = made(START, 7, 1), made(START - 7 * DAY_MS, 8, 3)
    moved = [[{**row, "intervalStartTime": row["intervalStartTime"] + 7 * DAY_MS} for row in rows] for rows in earlier]
    before = Before(added_up(Period(START - 7 * DAY_MS, START - 6 * DAY_MS), 30, *earlier), (), NAME)
    now, then = tiles(page(*today, minutes=30, assets=ASSETS)), tiles(page(*moved, minutes=30, assets=ASSETS))
    html = page(*today, minutes=30, assets=ASSETS, before=before)
    assert f"Compared with {NAME}." in html
    compared = tiles(html)
    assert list(compared) == list(now) == list(then)
    assert len(compared) == 10

    def number(text: str) -> float:
        hours_on = text.removesuffix("%").replace(",", "").split(":")
        return sum(float(part) * float(60**place) for place, part in enumerate(reversed(hours_on)))

    for name, (value, change) in compared.items():
        assert value == now[name][0]
        words, was = re.findall(r"^(.*) \((.*)\)$", change)[0]
        assert was == then[name][0], name
        gap = number(value) - number(was)
        if words == "the same":
            assert gap == 0
            continue
        size = number(words[1:].split()[0])
        assert size == pytest.approx(abs(gap)), name
        assert (words[0] == "+") == (gap > 0)
        assert words.endswith((" more", " higher", " longer") if gap > 0 else (" fewer", " lower", " shorter"))


def row(hour: int, queue: str, accepted: int, abandoned: int, wait_s: int, level: float) -> Row:
    return counted_row(START + hour * HOUR_MS, queue, accepted, abandoned, level, wait_s)


def test_every_sentence_has_its_difference() -> None:
    period = Period(START, START + DAY_MS)
    found = added_up(period, 60, [row(9, "Sales", 100, 10, 30, 70), row(14, "Billing", 20, 0, 90, 100)], [])
    then = added_up(period, 60, [row(9, "Sales", 80, 15, 40, 90), row(14, "Billing", 20, 0, 60, 100)], [])
    said = sentences(found, Clock(BERLIN), 80, (), Before(then, (), NAME))
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in said] == [
        "Contacts: 120 offered, 120 accepted, 10 abandoned. Service level: 75.0%, which misses the target of 80%.",
        f"Compared with {NAME}: offered +20 more, accepted +20 more, abandoned {MINUS}5 fewer,"
        f" service level {MINUS}17.0 points lower, average wait {MINUS}0:04 shorter.",
        "Busiest from 09:00 to 10:00: 100 contacts offered (+20 more than before),"
        " 100 accepted (+20 more than before).",
        f"Worst from 09:00 to 10:00: 10 of 110 contacts abandoned ({MINUS}5 fewer than before), service level 70.0%"
        f" ({MINUS}20.0 points lower than before), average wait 30 s ({MINUS}0:10 shorter than before).",
        "Longest average wait from 14:00 to 15:00: 1 min 30 s (+0:30 longer than before).",
        "1 queue of 2 below the target (+1 more than before): Sales (70.0%).",
    ]


def test_what_the_source_did_not_give_before_is_not_compared() -> None:
    period = Period(START, START + DAY_MS)
    rows = [row(9, "Sales", 100, 10, 30, 70)]
    missing = ("totalAbandonedTasks", "serviceLevelThresholdPercentage")
    before = Before(added_up(period, 60, rows, []), missing, NAME)
    said = " ".join(sentences(added_up(period, 60, rows, []), Clock(BERLIN), 80, (), before))
    assert "offered the same, accepted the same, average wait the same." in said
    assert "abandoned (" not in said
    assert "target (" not in said


def test_where_to_act_says_how_many_more_were_missed_than_before() -> None:
    period = Period(START, START + DAY_MS)
    then = added_up(period, 60, [row(9, "Sales", 100, 4, 30, 100)], [])
    rows = [row(9, "Sales", 100, 10, 30, 90), row(9, "Billing", 10, 3, 30, 100)]
    html = page(rows, [], assets=ASSETS, before=Before(then, (), NAME))
    table = html.split('id="table-act"')[1].split("</table>")[0]
    assert re.findall(r"<th scope=row>(\w+)<td>(\d+)<td><span.*?</span><td>(.*?)<td>", table) == [
        ("Sales", "20", "+16 more"),
        ("Billing", "3", "+3 more"),
    ]


def test_a_day_of_another_length_is_compared_as_a_whole_only() -> None:
    long_day = days("2026-10-25", "2026-10-26")
    start = long_day.start
    rows = [{**row(0, "Sales", 100, 10, 30, 70), "intervalStartTime": start}]
    then = added_up(days("2026-10-24", "2026-10-25"), 60, [{**rows[0], "intervalStartTime": start - DAY_MS}], [])
    said = sentences(added_up(long_day, 60, rows, []), Clock(BERLIN), 80, (), Before(then, (), NAME))
    assert "offered the same" in said[1]
    assert "before" not in said[2] + said[3]
