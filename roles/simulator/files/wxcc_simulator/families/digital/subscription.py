# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions: webhooks that tell of events. They stand outside of the organization's path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wxcc_simulator.families.family import Family, Object, On, Others

MOST = 20
URL = re.compile(r"https://[^/?#@:\s]+(?::443)?/[^?#\s]*")
SOMEBODY = "administrator@example.com"


def _limits(body: Object, live: Object | None, others: Others, _on: On) -> Iterator[str]:
    if live is None and len(others.all("subscription")) >= MOST:
        yield f"an organization has at most {MOST} subscriptions"
    if not URL.fullmatch(body["destinationUrl"]):
        yield "destinationUrl: must be https, with a path and without a query"


FAMILY = Family(
    name="subscription",
    sample={
        "name": "Sample",
        "eventTypes": ["task:new"],
        "destinationUrl": "https://hooks.example.com/events",
        "resourceVersion": "task:1.0.0",
    },
    schema="SubscriptionWritten",
    patchable=("description", "eventTypes", "destinationUrl", "status", "secret", "orgId", "resourceVersion"),
    write_only=("secret",),
    internal=("organizationId", "version"),
    defaults={"status": "active"},
    derived=lambda _others, _item, _on: {"createdBy": SOMEBODY, "lastUpdatedBy": SOMEBODY},
    change={"description": "changed", "resourceVersion": "task:1.0.0"},
    check=_limits,
    is_outside=True,
    served=(("list", "*"), ("get", "*"), ("create", "*"), ("patch", "*"), ("delete", "*")),
    writes_seen=False,
)
