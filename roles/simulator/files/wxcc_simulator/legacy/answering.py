# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer to a query: its records in the chosen form."""

from __future__ import annotations

from wxcc_simulator.legacy import forms
from wxcc_simulator.legacy.forms import Manners
from wxcc_simulator.legacy.queries import Query
from wxcc_simulator.legacy.records import Archive, Ordered
from wxcc_simulator.traffic import Traffic


def answered(
    traffic: Traffic,
    archive: tuple[str, dict[str, Ordered]],
    kind: str,
    query: Query,
    now: int,
    manners: Manners,
    as_csv: bool,
) -> bytes:
    """The body of an answer; `archive` has what there is beside the traffic: the tenant's id, and contacts of tests."""
    tenant_id, ordered = archive
    records = Archive(traffic, tenant_id, ordered).between(kind, query.begin, query.end, now)
    matching = [row for row in records if query.takes(row)]
    limit = min(query.limit, manners.most_records)
    given = matching[-limit:] if query.last else matching[:limit]
    if as_csv:
        return forms.reply_as_csv(query, given, manners).encode(errors="replace")
    return forms.reply(query, given, len(matching), now, manners).encode(errors="replace")
