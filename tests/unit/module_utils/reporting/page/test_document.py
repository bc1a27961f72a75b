# SPDX-License-Identifier: GPL-3.0-or-later
"""The page as a text: what it says, and that no name in it becomes anything but text."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Collection
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
from support import report_pages, report_rows
from support.figure_rows import counted_row
from support.report_pages import BERLIN, START
from support.report_rows import DAY_MS as DAY
from support.report_rows import HOUR_MS as HOUR
from support.report_rows import Row

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.document import CHART_STYLE, Assets
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figures.figures import (
    Tally,
    one_line,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figures.grid import Clock, grid_of
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.figures.work import STATE_FIELDS
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.page.sections.sentences import sentences
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import Period
from ansible_collections.webex.contact_center.plugins.plugin_utils import page_assets

ASSETS = Assets(style="s{}", script="f()", libraries=["lib()"], licence="free -- as in speech")
EVIL = "</script><script>alert(1)</script>&amp;\u2028'\""


def page(queue_rows: list[Row], agent_rows: list[Row], **more: Any) -> str:
    return report_pages.page(queue_rows, agent_rows, assets=ASSETS, **more)


def rows(queues: int = 3, agents: int = 4, days: int = 1) -> tuple[list[Row], list[Row]]:
    return report_rows.rows(START, START + days * DAY, HOUR, queues=queues, agents=agents)


def text_of(html: str) -> str:
    body = html.split("<main>")[1].split("</main>")[0]
    return unescape(re.sub(r"<[^>]+>", " ", body))


def test_the_same_figures_are_the_same_bytes() -> None:
    queue_rows, agent_rows = rows()
    assert page(queue_rows, agent_rows) == page(queue_rows[::-1], agent_rows[::-1])


def test_only_what_was_put_into_the_page_may_run() -> None:
    html = page(*rows())
    policy = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', html)[0]
    hashes = {
        text: f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
        for text in (ASSETS.style, CHART_STYLE, *ASSETS.libraries, ASSETS.script)
    }
    assert policy.split("; ") == [
        "default-src 'none'",
        f"script-src {hashes['lib()']} {hashes['f()']}",
        f"style-src {hashes['s{}']} {hashes[CHART_STYLE]}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert "unsafe" not in policy


def test_the_style_of_drawings_is_what_the_library_puts_into_them() -> None:
    library = (page_assets.FOLDER / "vendor" / "plot.umd.min.js").read_text(encoding="utf-8")
    written = re.findall(r"`(:where\(\.\$\{\w+\}\) \{[^`]+)`", library)
    assert CHART_STYLE in [re.sub(r"\$\{\w+\}", "plot", text).replace("\\n", "\n") for text in written]


def test_no_name_becomes_anything_but_text() -> None:
    queue_rows, agent_rows = rows(1, 1)
    for row in queue_rows + agent_rows:
        row.update({name: EVIL for name in ("queueName", "agentName", "teamName", "channelType") if name in row})
    html = page(queue_rows, agent_rows, title=EVIL, notes=[EVIL], complete=False, facts=[("Queues", EVIL)])
    plain = page(*rows(1, 1))
    for tag in ("<script", "</script", "alert(1)</"):
        assert html.count(tag) == plain.count(tag), tag
    assert "\u2028" not in html.split('id="data">')[1].split("</script>")[0]
    assert one_line(EVIL) in text_of(html)
    data = json.loads(html.split('id="data">')[1].split("</script>")[0])
    assert data["charts"]["queues"]["facets"][0]["name"] == one_line(EVIL)


def test_no_licence_can_end_its_comment() -> None:
    comment = page(*rows()).split("<!--")[1].split("-->")[0]
    assert "free - - as in speech" in comment
    assert "--" not in comment


def test_no_address_is_in_the_page() -> None:
    assert not re.search(r"https?:|//\w", page(*rows()))


@pytest.mark.parametrize(
    ("queue_count", "agent_count", "said"),
    [
        (0, 0, "There is nothing to show: no contact reached a queue and no agent was signed in during this period."),
        (0, 2, "No contact reached a queue during this period."),
        (2, 0, "No agent was signed in during this period."),
    ],
)
def test_nothing_to_show_is_a_sentence(queue_count: int, agent_count: int, said: str) -> None:
    html = page(*rows(queue_count, agent_count))
    assert said in text_of(html)
    drawn = set(re.findall(r'data-chart="([a-z-]+)"', html))
    assert bool(drawn & {"intervals", "queues", "level", "wait", "channels"}) == bool(queue_count)
    assert bool(drawn & {"states", "agents"}) == bool(agent_count)


@pytest.mark.parametrize(
    ("missing", "missing_of_agents", "charts"),
    [
        (["serviceLevelThresholdPercentage"], [], {"level", "level-queues"}),
        (["averageEnqueuedTime"], [], {"wait", "wait-queues"}),
        (["averageHandledTime", "averageEnqueuedTime"], [], {"wait", "wait-queues", "handle", "handle-queues"}),
        (
            ["totalOfferedTasks", "totalAcceptedTasks", "totalAbandonedTasks"],
            [],
            {"intervals", "queues", "channels", "abandoned", "abandoned-queues"},
        ),
        ([], ["totalHoldDuration"], {"occupancy", "state-connected"}),
        ([], ["totalAvailableTime"], {"occupancy", "state-available"}),
    ],
)
def test_what_the_source_does_not_give_is_said_and_not_drawn(
    missing: list[str], missing_of_agents: list[str], charts: set[str]
) -> None:
    html = page(*rows(), missing=missing, missing_of_agents=missing_of_agents)
    whole = set(re.findall(r'data-chart="([a-z-]+)"', page(*rows())))
    assert whole - set(re.findall(r'data-chart="([a-z-]+)"', html)) == charts
    for name in (*missing, *missing_of_agents):
        assert text_of(html).count(name) == 2, name
    if "totalHoldDuration" in missing_of_agents:
        assert "Connected" not in text_of(html)


def test_tables_stay_where_contacts_are_not_counted() -> None:
    html = page(*rows(), missing=["totalOfferedTasks", "totalAcceptedTasks", "totalAbandonedTasks"])
    assert {f"table-{name}" for name in ("intervals", "queues", "details")} <= set(re.findall(r'id="([a-z-]+)"', html))


def test_what_never_was_is_a_sentence_and_no_empty_axes() -> None:
    gave_up = [hour_row(9, "Sales", accepted=0, abandoned=3, wait_s=30, level=0)]
    html = page(gave_up, [])
    drawn = set(re.findall(r'data-chart="([a-z-]+)"', html))
    assert drawn == {
        "missed",
        "intervals",
        "queues",
        "abandoned",
        "abandoned-queues",
        "wait",
        "wait-queues",
        "channels",
    }
    assert text_of(html).count("There was nothing to draw.") == 4


def test_no_state_of_agents_known_is_no_drawing() -> None:
    html = page(*rows(), missing_of_agents=[name for names in STATE_FIELDS.values() for name in names])
    assert not {"states", "agents"} & set(re.findall(r'data-chart="([a-z-]+)"', html))
    assert 'id="table-agents"' in html


def test_states_over_time_are_left_out_where_sessions_are_counted_whole() -> None:
    html = page(*rows(), states_by_interval=False)
    assert not re.search(r'data-chart="(state-|occupancy)', html)
    assert "counts a whole session where it began" in text_of(html)


def test_the_page_says_where_its_figures_come_from() -> None:
    html = page(*rows(), complete=False, notes=["An hour is missing."], source="the Search API")
    text = re.sub(r"\s+", " ", text_of(html))
    assert "Not complete. An hour is missing." in text
    for line in (
        "Period Tue 24 Nov 2026",
        "Time zone Europe/Berlin (UTC+01:00)",
        "Interval 60 minutes",
        "Source the Search API",
        "Complete no: An hour is missing.",
        "Missing fields none",
    ):
        assert line in text


def test_thresholds_of_queues_are_told() -> None:
    queue_rows, agent_rows = rows(2)
    ids = sorted({row["queueId"] for row in queue_rows})
    assert "The threshold is 20 s." in text_of(page(queue_rows, agent_rows, thresholds=dict.fromkeys(ids, 20)))
    text = text_of(page(queue_rows, agent_rows, thresholds={ids[0]: 20, ids[1]: 45}))
    assert "The threshold is 20 to 45 s, by queue" in text
    assert "Threshold (s)" in text


def test_seven_days_of_sixty_queues_and_four_hundred_agents_are_less_than_six_megabytes() -> None:
    html = page(*rows(60, 400, days=7), days=7)
    assert len(html.encode()) + len(page_assets.packed()) < 6_000_000


def test_a_table_too_long_for_a_page_points_to_the_export() -> None:
    day = rows(queues=40, agents=0)[0]
    many = [{**row, "queueId": f"{row['queueId']}{copy}"} for row in day for copy in range(40)]
    html = page(many, [])
    assert "wxcc_report_export writes them to a file" in text_of(html)
    assert 'id="table-details"' not in html


def said_of(queue_rows: list[Row], missing: Collection[str] = ()) -> list[str]:
    tally = Tally(grid_of(Period(START, START + DAY), 60, BERLIN))
    tally.add_queues(queue_rows)
    return sentences(tally.figures(), Clock(BERLIN), 80, missing)


def hour_row(hour: int, queue: str, accepted: int, abandoned: int, wait_s: int, level: float) -> Row:
    return counted_row(START + hour * HOUR, queue, accepted, abandoned, level, wait_s)


STORY = [
    hour_row(9, "Sales", accepted=1200, abandoned=10, wait_s=10, level=99),
    hour_row(14, "Sales", accepted=50, abandoned=40, wait_s=125, level=40),
    hour_row(14, "Billing", accepted=20, abandoned=0, wait_s=5, level=95),
    hour_row(16, "Billing", accepted=4, abandoned=0, wait_s=3600, level=0),
    hour_row(16, "Tiny", accepted=1, abandoned=0, wait_s=9, level=0),
]


def test_sentences_tell_the_busiest_and_the_worst() -> None:
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in said_of(STORY)] == [
        "Contacts: 1,275 offered, 1,275 accepted, 50 abandoned. Service level: 96.2%, which meets the target of 80%.",
        "Busiest from 09:00 to 10:00: 1,200 contacts offered, 1,200 accepted.",
        "Worst from 14:00 to 15:00: 40 of 110 contacts abandoned, service level 55.7%, average wait 1 min 43 s.",
        "Longest average wait from 16:00 to 17:00: 48 min 2 s.",
        "1 queue of 2 below the target: Billing (79.2%).",
    ]


def test_sentences_say_nothing_of_what_is_missing() -> None:
    fields = ["totalAbandonedTasks", "averageEnqueuedTime", "serviceLevelThresholdPercentage"]
    assert said_of(STORY, fields) == [
        "Contacts: 1,275 offered, 1,275 accepted.",
        "Busiest from 09:00 to 10:00: 1,200 contacts offered, 1,200 accepted.",
    ]
    assert said_of([]) == []


@pytest.mark.parametrize(
    ("level", "target", "word"),
    [(79.96, 80, "meets"), (79.94, 80, "misses"), (80.0, 80.0000001, "meets"), (92.35, 92.4, "misses")],
)
def test_what_is_judged_is_what_is_printed(level: float, target: float, word: str) -> None:
    row = hour_row(9, "Sales", accepted=1000, abandoned=0, wait_s=1, level=level)
    tally = Tally(grid_of(Period(START, START + DAY), 60, BERLIN))
    tally.add_queues([row])
    said = sentences(tally.figures(), Clock(BERLIN), target, [])
    assert f"Service level: {level:.1f}%, which {word} the target of {target:g}%" in said[0]
    assert ("below the target" in said[-1]) == (word == "misses")
    shown = [float(number) for number in re.findall(r"Service level: (\S+)%.*target of (\S+)%", said[0])[0]]
    assert (shown[0] >= shown[1]) == (word == "meets")


def test_values_that_cannot_be_are_marked_and_named() -> None:
    rows = [
        hour_row(9, "Sales", accepted=1000, abandoned=0, wait_s=-5, level=140),
        hour_row(10, "Sales", accepted=1000, abandoned=0, wait_s=7, level=90),
    ]
    html = page(rows, [])
    text = re.sub(r"\s+", " ", text_of(html))
    assert "-1:59" not in text
    assert "140.0%" not in text
    assert (
        "Values left out 2 impossible values, below zero or above any possible maximum: averageEnqueuedTime -5,000 of"
        " Sales, Tue 24 Nov 09:00; serviceLevelThresholdPercentage 140 of Sales, Tue 24 Nov 09:00."
    ) in text
    assert "Average wait 0:07 in the queue, min:s; † without impossible values" in text
    queue = html.split('id="table-queues"')[1].split("<tbody>")[1].split("</tbody>")[0]
    assert queue.count("class=doubt") == 2
    assert "Values left out" not in text_of(page(rows[1:], []))
