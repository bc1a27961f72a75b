# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the page as one HTML file that loads nothing, and runs only the scripts that are written into it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Final

from .charts import axis, data_block
from .figures.figures import Figures
from .sections.figure_tables import Context
from .sections.parts import Page
from .sections.sections import fill
from .sections.sentences import sentences
from .sections.tiles import tiles
from .wording import count, left_out

CHART_STYLE: Final = """:where(.plot) {
  --plot-background: white;
  display: block;
  height: auto;
  height: intrinsic;
  max-width: 100%;
}
:where(.plot text),
:where(.plot tspan) {
  white-space: pre;
}"""
"""The style that Observable Plot adds to each drawing, to the letter: the page allows no other by its hash."""


@dataclass(frozen=True)
class Assets:
    """The parts of the page that are not Python: style, script, and chart libraries."""

    style: str
    script: str
    libraries: Sequence[str]
    licence: str


RUNNING: Final = "this period has not ended; the figures do not include the current interval, which began at"


@dataclass(frozen=True)
class Origin:
    """Where the figures come from: the period in epoch milliseconds, the source, and notes about both.

    `notes` are reasons why figures are not complete; `facts` are further lines, each a name and a text. With `so_far`,
    the period has not ended, and its last interval is not in the figures.
    """

    title: str
    start: int
    end: int
    minutes: int
    source: str
    complete: bool
    notes: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    so_far: bool = False


def document(figures: Figures, context: Context, origin: Origin, assets: Assets) -> str:
    """Write the page. The same figures become the same bytes, because it does not say when it was written."""
    page = Page(figures, context)
    fill(page)
    period = context.clock.period(origin.start, origin.end, so_far=origin.so_far)
    data = {"axis": axis(figures, context.clock), "charts": page.charts} if page.charts else None
    scripts = [*assets.libraries, assets.script]
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hashes(scripts)}",
            f"style-src {_hashes([assets.style, CHART_STYLE])}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    links = "".join(f'<li><a href="#{key}">{escape(title)}</a>' for key, title, _content in _sections(page, origin))
    body = "".join(
        f'<section id="{key}" aria-labelledby="heading-{key}">'
        f'<h2 id="heading-{key}">{escape(title)}</h2>{content}</section>\n'
        for key, title, content in _sections(page, origin)
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{escape(f"{origin.title}, {period}")}</title>
<link rel="icon" href="data:,">
<style>{assets.style}</style>
</head>
<body>
<a class="skip" href="#summary">Skip to the figures</a>
<header>
<p class="kind">Contact center report</p>
<h1>{escape(origin.title)}</h1>
<p class="period">{escape(period)}</p>
<p class="zone">{escape(_zone(context, origin))}</p>
</header>
<nav aria-label="Sections"><ul>{links}</ul></nav>
<main>
{body}</main>
{data_block("data", data)}
<!-- The charts are drawn by the libraries below.
{_comment(assets.licence)}
-->
{"".join(f"<script>{script}</script>{chr(10)}" for script in scripts)}</body>
</html>
"""


def _sections(page: Page, origin: Origin) -> list[tuple[str, str, str]]:
    return [
        ("summary", "In short", _summary(page, origin)),
        *page.sections,
        ("about", "About these figures", _about(page, origin)),
    ]


def _summary(page: Page, origin: Origin) -> str:
    figures, context = page.figures, page.context
    warnings = "".join(
        f'<p class="warning"><strong>Not complete.</strong> {escape(note)}</p>' for note in _notes(origin)
    )
    if figures.is_empty:
        return (
            f"{warnings}<p class=nothing>There is nothing to show: no contact reached a queue and no agent was signed"
            " in during this period.</p>"
        )
    if not figures.queues:
        texts = ["No contact reached a queue during this period."]
    else:
        texts = sentences(figures, context.clock, context.target, context.missing, context.before)
        texts += [] if figures.agents else ["No agent was signed in during this period."]
    lines = "".join(f"<li>{escape(sentence)}" for sentence in texts)
    return f"{warnings}<ul class=sentences>{lines}</ul>{tiles(page)}"


def _notes(origin: Origin) -> Sequence[str]:
    if origin.complete:
        return ()
    return origin.notes or ("The service did not return all rows of this period.",)


def _about(page: Page, origin: Origin) -> str:
    context = page.context
    missing = [*context.missing, *(f"{name} of agents" for name in context.missing_of_agents)]
    interval = "a day" if page.figures.grid.in_days else count(origin.minutes, "minute")
    facts = [
        ("Period", context.clock.period(origin.start, origin.end, so_far=origin.so_far)),
        *([("Still running", f"{RUNNING} {context.clock.time(origin.end)}")] if origin.so_far else []),
        ("Time zone", _zone(context, origin)),
        ("Interval", interval),
        ("Source", origin.source),
        ("Complete", "yes" if origin.complete else "no: " + " ".join(_notes(origin))),
        ("Missing fields", ", ".join(missing) or "none"),
        *([("Values left out", left_out(page.figures, context.clock))] if page.figures.doubts.count else []),
        *origin.facts,
    ]
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in facts)
    return f"""<dl class=facts>{rows}</dl>
<ul class=method>
<li>Offered counts each time a contact was presented to an agent, so one that was rejected and presented again counts
twice. Abandoned are those who left before an agent accepted.
<li>A contact is counted in one interval: offered and accepted where that happened, handle time where it ended.
<li>The service returns averages without their weights. Over several intervals or queues they are weighted:
waits by the contacts that entered the queue, handle times and service levels by the accepted contacts.
<li>The worst interval is the one with most contacts that were abandoned or not accepted in time.
</ul>"""


def _zone(context: Context, origin: Origin) -> str:
    clock = context.clock
    offsets = dict.fromkeys((clock.offset(origin.start), clock.offset(origin.end - 1)))
    return f"{clock.place.key} ({', then '.join(offsets)})"


def _hashes(parts: Sequence[str]) -> str:
    digests = (b64encode(sha256(part.encode()).digest()).decode() for part in parts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _comment(text: str) -> str:
    return text.replace("--", "- -")
