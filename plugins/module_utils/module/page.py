# SPDX-License-Identifier: GPL-3.0-or-later
"""The module of the report page: turns options into two queries, and their rows into one HTML file."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ansible.module_utils.basic import AnsibleModule

from ..ahead import compile_once  # pylint: disable=unused-import  # noqa: F401 - by being imported, and first
from ..api.client import Client
from ..api.http.errors import Unauthorized, WxccError
from ..api.lists import LIST_VERSION
from ..files import check_file, explained, replace_file
from ..mistakes import UserError
from ..reporting import reports
from ..reporting.export import Progress, period_result
from ..reporting.page.comparing import COMPARES, Before, chosen, period_before
from ..reporting.page.document import Assets, Origin, document
from ..reporting.page.figures.figures import Figures, Tally, one_line
from ..reporting.page.figures.grid import Clock, grid_of, minutes_for
from ..reporting.page.sections.figure_tables import Context
from ..reporting.page.sections.sentences import sentences
from ..reporting.page.wording import left_out, meets
from ..reporting.reports import KINDS, Plan, Query
from ..reporting.rows.odd import add_reason
from ..reporting.windows.periods import read_period
from ..times import DAY_MS, HOUR_MS, current_ms, zone
from .base import connect, errors_told, module_for
from .reporting import REPORT_SPEC, progress_of, still_runs

LONGEST_DAYS: Final = 31
LONGEST_MS: Final = LONGEST_DAYS * DAY_MS + HOUR_MS
"""One of the days may have 25 hours."""
CHOICES: Final = ("channel_types", "queues", "agents", "teams")
SOURCES: Final = {
    "rest": "the REST statistics",
    "search": "the Search API",
    "search (legs)": "the Search API, legs of queues",
    "search (activities)": "the Search API, activity records",
}

PAGE_SPEC: Final[dict[str, Any]] = {
    "dest": {"type": "path", "required": True},
    "title": {"type": "str", "default": "Webex Contact Center"},
    "from": {"type": "str", "default": "yesterday"},
    "to": {"type": "str", "default": "today"},
    "interval": {"type": "int", "choices": list(reports.INTERVALS)},
    "service_level_target": {"type": "float", "default": 80},
    "compare": {"type": "str", "choices": list(COMPARES)},
    **{option: REPORT_SPEC[option] for option in ("timezone", *CHOICES, "source")},
    "_assets": {"type": "str", "no_log": True},  # from the action plugin: style, script and libraries of the page
}


def make_page() -> None:
    """Run the module that writes a page."""
    module = module_for(PAGE_SPEC)
    options = module.params
    with errors_told(module, service_level_target=(0, 100)):
        dest = Path(options["dest"])
        check_file(dest)
        now_ms = current_ms()
        queues, agents = _queries(options, now_ms)
        with closing(connect(module)) as client:
            figures, origin, context = _read(module, client, queues, agents, now_ms)
            origin = replace(origin, so_far=still_runs(options, queues, now_ms))
            requests = client.requests
        page = document(figures, context, origin, Assets(**json.loads(options["_assets"]))).encode("utf-8", "replace")
        for note in origin.notes:
            module.warn(f"{dest} is not complete: {note}")
        if figures.doubts.count:
            module.warn(f"{dest} does not count {left_out(figures, context.clock)}")
        changed = not dest.is_file() or dest.read_bytes() != page
        if changed and not module.check_mode:
            with explained(dest, "the file is as it was before"):
                replace_file(dest, page)
        report = {"period": period_result(queues)} | _result(figures, origin, context)
        module.exit_json(changed=changed, dest=str(dest), size=len(page), report=report, requests=requests)


def _queries(options: dict[str, Any], now_ms: int) -> tuple[Query, Query]:
    """Return the queries of queue statistics and of agent statistics, for the same period."""
    place = zone(options["timezone"])
    period = read_period(options["from"], options["to"], place, now_ms)
    if period.length > LONGEST_MS:
        raise UserError(f"to: {period} is longer than {LONGEST_DAYS} days, the most that a page can show")
    minutes = options["interval"] or minutes_for(period, place)

    def query(report: str) -> Query:
        chosen: dict[str, Any] = {option: tuple(options[option]) for option, _column in KINDS[report].chosen_by}
        unchecked = Query(report, period, options["timezone"], minutes, source=options["source"], **chosen)
        return reports.check(unchecked, now_ms)

    return query("queue_statistics"), query("agent_statistics")


def _read(
    module: AnsibleModule, client: Client, queues: Query, agents: Query, now_ms: int
) -> tuple[Figures, Origin, Context]:
    """Read both reports, the thresholds of the queues, and the period to compare with."""
    options, place, period = module.params, zone(queues.timezone), queues.period
    figures, plans, reasons = _added_up(client, queues, agents, progress_of(module, period))
    of_queues, of_agents = plans
    before, compared = _before(module, client, queues, agents, now_ms)
    narrowed = [(option.replace("_", " "), ", ".join(options[option])) for option in CHOICES]
    origin = Origin(
        title=one_line(options["title"]),
        start=period.start,
        end=period.end,
        minutes=queues.interval,
        source=_source(of_queues, of_agents),
        complete=not reasons,
        notes=reasons,
        facts=[*compared, *((f"Only these {name}", text) for name, text in narrowed if text)],
    )
    context = Context(
        clock=Clock(place),
        target=options["service_level_target"],
        thresholds=_thresholds(module, client),
        missing=of_queues.missing_fields,
        missing_of_agents=of_agents.missing_fields,
        states_by_interval=of_agents.source == "rest",
        has_longest=of_queues.source != "rest",
        before=before,
    )
    return figures, origin, context


def _added_up(
    client: Client, queues: Query, agents: Query, progress: Progress
) -> tuple[Figures, tuple[Plan, Plan], list[str]]:
    """Read both reports of a period; returns the figures, the plans, and the reasons why rows are missing."""
    period = queues.period
    tally = Tally(grid_of(period, queues.interval, zone(queues.timezone)))
    of_queues, of_agents = (reports.prepare(client, query) for query in (queues, agents))
    reasons: list[str] = []
    rows = 0
    # Agents come first: their source is known, while that of queues may take requests to find.
    adders = (tally.add_agents, tally.add_queues)
    for number, page in reports.read_together([of_agents, of_queues], client.parallelism):
        adders[number](page.rows)
        rows += len(page.rows)
        add_reason(reasons, page.incomplete)
        # The period is read twice, so each time counts for half of it.
        progress((period.start + page.reached + number * period.length) // 2, rows)
    return tally.figures(), (of_queues, of_agents), reasons


def _before(
    module: AnsibleModule, client: Client, queues: Query, agents: Query, now_ms: int
) -> tuple[Before | None, list[tuple[str, str]]]:
    """Read the period to compare with, and the lines of the page about it; None and a warning if that fails."""
    place = zone(queues.timezone)
    earlier = period_before(queues.period, chosen(module.params["compare"], queues.period), place)
    if earlier is None:
        return None, []
    name = Clock(place).period(earlier.start, earlier.end)
    try:
        then = [reports.check(replace(query, period=earlier), now_ms) for query in (queues, agents)]
        figures, (of_queues, _agents), reasons = _added_up(client, then[0], then[1], lambda _reached, _rows: None)
        missing = of_queues.missing_fields
    except Unauthorized:
        raise
    except (WxccError, UserError) as error:
        module.warn(f"the page has no comparison, because the figures of {name} could not be read: {error}")
        return None, [("Compared with", f"nothing: the figures of {name} could not be read")]
    if reasons:
        module.warn(f"the page has no comparison, because the figures of {name} are not complete: {reasons[0]}")
        return None, [("Compared with", f"nothing: the figures of {name} are not complete")]
    if figures.is_empty:
        return None, [("Compared with", f"nothing: there were no contacts and no agents, {name}")]
    return Before(figures, missing, name), [("Compared with", name)]


def _thresholds(module: AnsibleModule, client: Client) -> dict[str, int]:
    """Return the service level threshold of each queue in seconds, by id; empty and a warning if that fails."""
    params = {"attributes": "id,name,serviceLevelThreshold"}
    try:
        rows = client.list_all(client.path(LIST_VERSION, "contact-service-queue"), params)
    except Unauthorized:
        raise
    except WxccError as error:
        module.warn(f"the page does not show the thresholds of the queues, because they could not be read: {error}")
        return {}
    thresholds = {row["id"]: row.get("serviceLevelThreshold") for row in rows}
    return {queue: seconds for queue, seconds in thresholds.items() if isinstance(seconds, int)}


def _source(queues: Plan, agents: Plan) -> str:
    first, second = SOURCES[queues.source], SOURCES[agents.source]
    return f"{first} (contacts), {second} (agents)"


def _result(figures: Figures, origin: Origin, context: Context) -> dict[str, Any]:
    total = figures.every.total
    return {
        "title": origin.title,
        "period_in_words": context.clock.period(origin.start, origin.end, so_far=origin.so_far),
        "so_far": origin.so_far,
        "source": origin.source,
        "complete": origin.complete,
        "incomplete_because": list(origin.notes),
        "missing_fields": sorted({*context.missing, *context.missing_of_agents}),
        "sentences": sentences(figures, context.clock, context.target, context.missing, context.before),
        **_totals(figures),
        "service_level_target": context.target,
        "meets_target": None if total.level.value is None else meets(total.level.value, context.target),
        "compared_with": {"period_in_words": context.before.name, **_totals(context.before.figures)}
        if context.before
        else None,
        "values_left_out": figures.doubts.count,
    }


def _totals(figures: Figures) -> dict[str, Any]:
    total = figures.every.total
    return {
        "offered": total.offered,
        "accepted": total.accepted,
        "abandoned": total.abandoned,
        "service_level": total.level.value,
        "average_wait_ms": total.wait.value,
        "average_handle_time_ms": total.handle.value,
        "agents": len(figures.agents),
    }
