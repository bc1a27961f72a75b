# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the playbook `fleet` has to work out: hosts that are one organization, and what became of each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ansible.errors import AnsibleError, AnsibleFilterError
from jinja2 import TemplateError

from ..module_utils.api.http.identity import one_form, org_id_of
from ..module_utils.mistakes import with_sentences

COUNTS: Final = ("created", "updated", "deleted", "failed", "requests")
NO_ACCESS: Final = ("401 ", "403 ")
HEADINGS: Final = ("organization", "state", *COUNTS, "waited", "reason")


def twins(hosts: Sequence[str], variables: Mapping[str, Any], organizations: Sequence[Mapping[str, Any]] = ()) -> Any:
    """Return a sentence for each host whose organization another host has as well, by what is known without a request.

    `variables` are those of all hosts, `organizations` what `wxcc_token_info` returns.
    """
    in_store = {row["org"]: row["org_id"] for row in organizations if row.get("org_id")}
    of_org: dict[str, list[str]] = defaultdict(list)
    for host in hosts:
        own = variables[host]
        given = {name: str(own.get(f"wxcc_{name}") or "").strip() for name in ("org", "org_id", "access_token")}
        org_id = given["org_id"] or in_store.get(given["org"]) or org_id_of(given["access_token"])
        if key := one_form(org_id) if org_id else given["org"]:
            of_org[key].append(host)
    return {
        host: f"{org} is also the organization of {', '.join(each for each in same if each != host)}; keep one of them"
        for org, same in of_org.items()
        for host in same
        if len(same) > 1
    }


def row(result: Mapping[str, Any], organization: str, state: str = "done", reason: str = "") -> dict[str, Any]:
    """Return what became of one organization: its counts and, unless it is done, why.

    `refused` are the failed objects that might fail elsewhere as well: for each other one the access has no right.
    `requests` and `waited` are None where the task failed without telling them.

    `result` is that of `wxcc_config`, or of the task that failed.
    """
    summary = result.get("summary") or {}
    errors = [str(each["error"]) for each in result.get("objects") or () if each.get("error")]
    words = reason or ("" if state == "done" else str(result.get("msg") or "no reason is known"))
    is_unknown = state == "failed" and not summary
    return {
        "organization": organization,
        "state": state,
        **{name: int(summary.get(name, 0)) for name in COUNTS},
        **({"requests": None} if is_unknown else {}),
        "waited": None if is_unknown else float(summary.get("rate_limit_seconds", 0)),
        "refused": sum(not error.startswith(NO_ACCESS) for error in errors),
        "reason": " ".join(words.split()).removeprefix(f"{organization}: "),
    }


def table(rows: Sequence[Mapping[str, Any]], with_reasons: bool = True) -> str:
    """Return rows as a table in Markdown whose columns are aligned, with a line of sums."""
    known = {name: [each[name] for each in rows if each[name] is not None] for name in (*COUNTS, "waited")}
    total = {name: sum(values) for name, values in known.items()} | {"waited": float(sum(known["waited"]))}
    done = sum(each["state"] == "done" for each in rows)
    last = {"organization": f"{len(rows)} organizations", "state": f"{done} done", **total, "reason": ""}
    headings = HEADINGS if with_reasons else HEADINGS[:-1]
    cells = [[_cell(each[name]) for name in headings] for each in (*rows, last)]
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    is_text = [name in ("organization", "state", "reason") for name in headings]

    def line(texts: Sequence[str]) -> str:
        padded = [
            text.ljust(width) if left else text.rjust(width)
            for text, width, left in zip(texts, widths, is_text, strict=True)
        ]
        return f"| {' | '.join(padded)} |"

    rule = ["-" * width if left else f"{'-' * (width - 1)}:" for width, left in zip(widths, is_text, strict=True)]
    return "\n".join([line(headings), line(rule), *map(line, cells)]) + "\n"


def _cell(value: Any) -> str:
    """Write a value into one cell, whatever the name of an organization or a message holds."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f} s"
    return f"{value:,}" if isinstance(value, int) else " ".join(str(value).split()).replace("|", "\\|")


class FilterModule:
    """The filters by their names."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return them."""
        works: dict[str, Callable[..., Any]] = {
            "wxcc_fleet_twins": twins,
            "wxcc_fleet_row": row,
            "wxcc_fleet_table": table,
        }
        passed = (AnsibleError, TemplateError)
        return {name: with_sentences(work, AnsibleFilterError, passed=passed) for name, work in works.items()}
