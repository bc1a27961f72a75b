# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the bodies of POST /search, refuse wrong ones, and find their period."""

from __future__ import annotations

from typing import Any

from wxcc_simulator.reporting.period import Period
from wxcc_simulator.search.records.contacts import View
from wxcc_simulator.traffic import Traffic
from wxcc_simulator.wire.answers import RefusedError, json_bytes
from wxcc_simulator.wire.sent import Sent


def read(sent: Sent) -> dict[str, Any]:
    """The query with its variables and the name of its operation."""
    try:
        body = sent.json()
    except ValueError as problem:
        raise RefusedError(400, f"the body cannot be read as JSON: {problem}") from None
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise RefusedError(400, "query: a GraphQL document is required")
    if not isinstance(body.get("variables") or {}, dict):
        raise RefusedError(400, "variables: must be an object")
    if not isinstance(body.get("operationName") or "", str):
        raise RefusedError(400, "operationName: must be a text")
    return body


def period_of(body: dict[str, Any], now_ms: int) -> Period:
    """The period up to now as the usual variables give it; all time where they do not."""
    variables = body.get("variables") or {}
    start, end = variables.get("from"), variables.get("to")
    if not isinstance(start, int) or not isinstance(end, int):
        start, end = 0, now_ms
    return Period(start, end).until(now_ms)


def answer(traffic: Traffic, view: tuple[str, str, int], body: dict[str, Any], legs_are_known: bool) -> bytes:
    """The body of an answer."""
    # Importing GraphQL takes half the time of a start, and most simulators get no search.
    from wxcc_simulator.search import endpoint

    return json_bytes(endpoint.run(View(traffic, *view), body, legs_are_known=legs_are_known))
