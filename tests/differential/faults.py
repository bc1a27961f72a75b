# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong in a case, as the control room of the simulator takes it."""

from __future__ import annotations

import random

from differential.families import FAMILIES
from support.simulator import Row

GATEWAY = {"body": "<html><title>Bad Gateway</title></html>", "headers": {"Content-Type": "text/html"}}
BULK = {"method": "POST", "path": "*/bulk"}
UNFIT: tuple[Row, ...] = (
    {"items": []},
    {"items": [{"itemIdentifier": 99, "status": 201}]},
    {"items": [{"itemIdentifier": 0, "status": 201, "href": f"/x/{number}"} for number in range(2)]},
)
"""Bulk answers that cannot be those to what was sent."""
OVERCOME: list[Row] = [
    *({"drop": drop} for drop in ("before", "after", "middle")),
    *({"status": status} for status in (500, 502, 503, 504)),
    {"status": 502, **GATEWAY},
    {"status": 503, "drop": "after"},
    {"status": 503, "headers": {"Retry-After": "2"}},
    {"status": 429, "headers": {"Retry-After": "1"}},
    {"status": 429},
    {"delay_ms": 30},
    {"method": "DELETE", **GATEWAY, "status": 404},
    *({**BULK, "items": [0, 1], "status": status} for status in (429, 500, 503)),
    *({**BULK, "items": [1], "drop": drop} for drop in ("before", "after")),
    *({**BULK, "status": 207, "body": body, **work} for body in UNFIT for work in ({}, {"drop": "after"})),
]
"""What a run gets over by itself."""

REFUSED: list[Row] = [
    {"method": method, "status": status}
    for method in ("POST", "PUT", "DELETE")
    for status in (400, 401, 403, 409, 412, 422)
] + [
    {"truncate_to": 9},
    {"method": "GET", "status": 403},
    {"method": "GET", "path": "*/v2/*", "status": 401},
    *({**BULK, "status": status} for status in (404, 405)),
    *({**BULK, "items": [0, 2], "status": status} for status in (400, 403, 404, 409, 412)),
    *({"method": method, **GATEWAY, "status": 404} for method in ("GET", "PUT")),
]
"""What costs a run an item, a request or all."""


KINDS = (
    *("plain",) * 5,
    "checked",  # with a run in check mode before
    *("overcome",) * 5,  # with faults that a run gets over by itself
    *("refused",) * 3,  # with faults that cost it something
    "down",  # with faults that never end
    *("killed",) * 3,  # ended in the middle
    "together",  # two runs of one file at once
    "shared",  # two runs at once that write different options of the same objects
)
"""What happens to the run of a case."""

FAULTS = {"overcome": (1, 4), "refused": (1, 4), "killed": (0, 1), "down": (1, 4)}
"""How few and how many there are in a case of a kind."""


def faults(dice: random.Random, kind: str) -> list[Row]:
    """Draw the faults of a case."""
    return [_fault(dice, kind) for _unused in range(dice.randint(*FAULTS[kind]))] if kind in FAULTS else []


def _fault(dice: random.Random, kind: str) -> Row:
    if kind == "refused" and dice.random() < 0.7:
        return {**dice.choice(REFUSED), "skip": dice.choice((0, 0, 1, 2, 4))}
    fault = dict(dice.choice(OVERCOME))
    fault.setdefault("method", dice.choice(("*", "GET", "POST", "POST", "PUT", "DELETE")))
    fault.setdefault("path", dice.choice(("*", *(f"*/{name}*" for name in FAMILIES))))
    fault["skip"] = dice.choice((0, 0, 0, 1, 2, 5))
    if kind == "down":
        return {**fault, "times": None, "probability": dice.choice((0.3, 0.7, 1.0))}
    return {**fault, "times": dice.choice((1, 1, 2))}
