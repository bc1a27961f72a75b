# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of reports: turn options into a query, and rows into facts or a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any, Final

from ansible.module_utils.basic import AnsibleModule

from ..ahead import compile_once  # pylint: disable=unused-import  # noqa: F401 - by being imported, and first
from ..api.client import Client
from ..mistakes import UserError
from ..reporting import export, reports
from ..reporting.reports import KINDS, Query
from ..reporting.rows.odd import add_reason
from ..reporting.rows.rows import Row, Totals, open_shape, writer_of
from ..reporting.search.queries import INTERVALS, ROOTS, TIMES, Search
from ..reporting.search.queries import KINDS as AGGREGATIONS
from ..reporting.windows.periods import Period, read_period
from ..times import HOUR_MS, MINUTE_MS, current_ms, midnight, zone
from .base import connect, errors_told, module_for, progress_writer

SEARCH_SPEC: Final[dict[str, Any]] = {
    "document": {"type": "str"},
    "variables": {"type": "dict", "default": {}},
    "type": {"type": "str", "choices": list(ROOTS)},
    "fields": {"type": "list", "elements": "str", "default": []},
    "filter": {"type": "dict"},
    "ext_filter": {"type": "dict"},
    "aggregations": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "field": {"type": "str", "required": True},
            "type": {"type": "str", "choices": list(AGGREGATIONS), "required": True},
            "name": {"type": "str", "required": True},
            "filter": {"type": "dict"},
            "ext_filter": {"type": "dict"},
        },
    },
    "interval": {"type": "str", "choices": list(INTERVALS)},
    "time_comparator": {"type": "str", "choices": list(TIMES)},
}

REPORT_SPEC: Final[dict[str, Any]] = {
    "report": {"type": "str", "choices": list(KINDS), "required": True},
    "from": {"type": "str", "required": True},
    "to": {"type": "str", "default": "now"},
    "timezone": {"type": "str", "default": "UTC"},
    "interval": {"type": "int", "choices": list(reports.INTERVALS), "default": 60},
    "channel_types": {"type": "list", "elements": "str", "choices": list(reports.CHANNEL_TYPES), "default": []},
    "queues": {"type": "list", "elements": "str", "default": []},
    "agents": {"type": "list", "elements": "str", "default": []},
    "teams": {"type": "list", "elements": "str", "default": []},
    "source": {"type": "str", "choices": list(reports.SOURCES), "default": "auto"},
    "search": {
        "type": "dict",
        "options": SEARCH_SPEC,
        "mutually_exclusive": [("document", "type")],
        "required_one_of": [("document", "type")],
    },
}
QUERY_OPTIONS: Final = tuple(option for option in REPORT_SPEC if option not in ("from", "to"))


def gather_facts() -> None:
    """Run wxcc_report_facts, which returns a report as facts."""
    own = {"max_rows": {"type": "int", "default": 10_000}, "as_facts": {"type": "bool", "default": True}}
    module = module_for({**REPORT_SPEC, **own})
    with errors_told(module, max_rows=(1, 1_000_000)):
        now_ms = current_ms()
        query = _query(module, now_ms)
        with closing(connect(module)) as client:
            report = _facts(client, query, module.params["max_rows"], progress_of(module, query.period))
            report |= {"requests": client.requests, "so_far": still_runs(module.params, query, now_ms)}
        for reason in report["incomplete_because"]:
            module.warn(f"the report is not complete: {reason}")
        answer = {"wxcc_report": report}
        module.exit_json(changed=False, **({"ansible_facts": answer} if module.params["as_facts"] else answer))


def export_report() -> None:
    """Run wxcc_report_export, which writes a report to a file."""
    module = module_for(
        {
            **REPORT_SPEC,
            "dest": {"type": "path", "required": True},
            "columns": {"type": "list", "elements": "str", "default": []},
            "escape_formulas": {"type": "bool", "default": False},
            "force": {"type": "bool", "default": False},
        }
    )
    options = module.params
    with errors_told(module):
        now_ms = current_ms()
        query = _query(module, now_ms)
        target = export.Target(Path(options["dest"]), tuple(options["columns"]), options["escape_formulas"])
        export.check(query, target)
        with closing(connect(module)) as client:
            own_options = {option: options[option] for option in QUERY_OPTIONS} | {"org_id": client.org_id}
            identity = export.identity(query, target, own_options)
            manifest = None if options["force"] else export.current(target, identity)
            changed = manifest is None
            if changed and not module.check_mode:
                before = export.rows_of(target)
                manifest = export.export(client, query, target, identity, now_ms, progress_of(module, query.period))
                if before and not manifest["rows"]:
                    module.warn(
                        f"{options['dest']} has no rows now, and had {before} before: the service returned none"
                    )
            for reason in (manifest or {}).get("incomplete_because", ()):
                module.warn(f"{options['dest']} is not complete: {reason}")
            so_far = still_runs(options, query, now_ms)
            result = {"dest": options["dest"], "manifest": manifest, "so_far": so_far, "requests": client.requests}
            module.exit_json(changed=changed, **result)


def still_runs(options: Mapping[str, Any], query: Query, now_ms: int) -> bool:
    """Return whether the period has not ended: its last interval, or its last day, is still running."""
    place = zone(query.timezone)
    period = read_period(options["from"], options["to"], place, now_ms)
    return query.period.end < period.end or (period.end == now_ms and midnight(now_ms, place) != now_ms)


def _query(module: AnsibleModule, now_ms: int) -> Query:
    options = module.params
    query = Query(
        report=options["report"],
        period=read_period(options["from"], options["to"], zone(options["timezone"]), now_ms),
        timezone=options["timezone"],
        interval=options["interval"],
        channel_types=tuple(options["channel_types"]),
        queues=tuple(options["queues"]),
        agents=tuple(options["agents"]),
        teams=tuple(options["teams"]),
        source=options["source"],
        search=_search(options),
    )
    return reports.check(query, now_ms)


def _search(options: dict[str, Any]) -> Search | None:
    search = options["search"]
    if search is None:
        return None
    aggregations = tuple(
        {name.replace("ext_filter", "extFilter"): value for name, value in item.items() if value is not None}
        for item in search["aggregations"]
    )
    return Search(
        type=search["type"] or "",
        fields=tuple(search["fields"]),
        filter=search["filter"],
        ext_filter=search["ext_filter"],
        aggregations=aggregations,
        interval=search["interval"],
        time_comparator=search["time_comparator"],
        timezone=options["timezone"],
        document=search["document"] or "",
        variables=search["variables"],
    )


def _facts(client: Client, query: Query, max_rows: int, progress: export.Progress) -> dict[str, Any]:
    """Read the whole report into memory; UserError if it has more than `max_rows` rows."""
    plan = reports.prepare(client, query)
    rows: list[Row] = []
    reasons: list[str] = []
    for page in reports.read(plan, client.parallelism):
        rows += page.rows
        if len(rows) > max_rows:
            raise UserError(
                f"max_rows: the report has more than {max_rows:,} rows; write it to a file with"
                " webex.contact_center.wxcc_report_export, shorten the period, or raise max_rows"
            )
        add_reason(reasons, page.incomplete)
        progress(page.reached, len(rows))
    shape = plan.shape if plan.shape.names else open_shape(list(dict.fromkeys(chain.from_iterable(rows))))
    values, totals = writer_of(shape.columns, plan.place), Totals(shape, plan.missing_fields)
    totals.add(rows)
    return {
        "report": query.report,
        "period": export.period_result(query),
        "columns": list(shape.columns),
        "rows": [dict(zip(shape.columns, values(row), strict=True)) for row in rows],
        "row_count": len(rows),
        "totals": totals.result(),
        "complete": not reasons,
        "incomplete_because": reasons,
        "missing_fields": list(plan.missing_fields),
        "source": plan.source,
    }


def progress_of(module: AnsibleModule, period: Period) -> export.Progress:
    """Return a function that shows the progress in hours of the period, or in minutes of a short one."""
    advance: Callable[[int, int, str], None] = progress_writer(module.params["_progress"])
    unit, name = (HOUR_MS, "hours") if period.length >= 12 * HOUR_MS else (MINUTE_MS, "minutes")
    total = -(-period.length // unit)
    state = {"done": 0}

    def progress(reached: int, rows: int) -> None:
        done = max(state["done"], min(total, (reached - period.start) // unit))
        step, state["done"] = done - state["done"], done
        advance(step, total, f"{name} of the period read, {rows:,} rows")

    return progress
