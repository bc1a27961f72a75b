# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds whatever goes wrong: right or failed, nothing twice, nothing lost, no secret, the cause, in time."""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

from faults.table import OLD, Fault, Operation, under
from support.engine import Applied, apply
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import WxccError

HASTE = 40
TIMEOUT_S = 0.4
RETRY_TIMEOUT_S = 40  # in the hasty time of the client: one second
LONGEST_S = 10  # one for each of the reads, the writes and their confirmation, three for the longest Retry-After
LONGEST_MESSAGE = 4000


def described(sim: Simulator) -> list[tuple[str, str]]:
    """Every site but that of the system by name, with its description; a double would stand there twice."""
    return sorted((row["name"], row.get("description", "")) for row in sim.objects("site") if row["name"] != "Site-1")


def aim(operation: Operation) -> list[tuple[str, str]]:
    """All sites as they are to be after an operation."""
    there = dict.fromkeys(OLD, "") | {row["name"]: row.get("description", "") for row in operation.wanted}
    gone = {row["name"] for row in operation.wanted if row.get("state") == "absent"}
    return sorted((name, text) for name, text in there.items() if name not in gone)


def check(sim: Simulator, operation: Operation, fault: Fault, folder: Path, times: int | None) -> None:
    """Run an operation under a fault, judge what it did and said, and let the next run complete it."""
    before = described(sim)
    began = time.monotonic()
    with under(fault, sim, operation, folder, times) as place:
        message, actions = _run(sim, operation, place.settings)
        took = time.monotonic() - began
        assert place.stranger is None or place.stranger.received == [], "somebody else was sent something"
        place.clear()
    there = described(sim)
    assert took < LONGEST_S
    assert sim.orgs[0].access_token.partition("_")[0] not in message
    assert len(message) < LONGEST_MESSAGE
    _nothing_twice_or_lost(operation, before, there, actions)
    if message:
        assert not (fault.overcome and times), message
        assert re.search(fault.cause, message), message
        assert [name for name, action in actions.items() if action == "failed" and name not in message] == []
    else:
        assert there == aim(operation), "a success that is none"
    assert _run(sim, operation, {})[0] == ""
    assert described(sim) == aim(operation)


def _run(sim: Simulator, operation: Operation, place: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Give the message of a failure and what happened to each site, as far as the run told."""
    given = {"timeout": TIMEOUT_S, "retry_timeout": RETRY_TIMEOUT_S, **place}
    try:
        result: Applied = apply(sim, {"site": list(operation.wanted)}, haste=HASTE, **given)
    except (WxccError, ValueError) as error:
        return str(error), {}
    return result.message, result.actions()


def _nothing_twice_or_lost(
    operation: Operation, before: list[tuple[str, str]], there: list[tuple[str, str]], actions: dict[str, str]
) -> None:
    """Each object is as it was or as it is to be, and where the run says that it was done, as it is to be."""
    assert max(Counter(name for name, _unused in there).values(), default=1) == 1, there
    was, wanted, now = dict(before), dict(aim(operation)), dict(there)
    for name in {*was, *wanted, *now}:
        allowed = [wanted.get(name)] if actions.get(name) == operation.action else [was.get(name), wanted.get(name)]
        assert now.get(name) in allowed, f"{name} is {now.get(name)}, and should be one of {allowed}"
