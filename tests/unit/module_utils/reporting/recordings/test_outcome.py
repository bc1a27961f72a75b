# SPDX-License-Identifier: GPL-3.0-or-later
"""The message that names what is missing: its counts add up, and it says "run again" only where that helps."""

from __future__ import annotations

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import (
    ConnectionFailed,
    Forbidden,
    WxccError,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.recordings.captures import (
    Captured,
    Unread,
    Unreadable,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.recordings.outcome import (
    Outcome,
    failures,
)

LOST = ConnectionFailed("lost the connection")
ODD = Unread("recording r9", Unreadable("the answer cannot be read: no attributes"))


def test_counts_add_up_and_causes_are_told_apart() -> None:
    outcome = Outcome()
    outcome.rows = [{"task_id": "a", "recording_id": f"r{number}", "action": "downloaded"} for number in range(3)]
    outcome.fail(outcome.rows[0], LOST)
    outcome.take(Captured("b", error=LOST), [])
    outcome.take(Captured("c", unread=[ODD]), [ODD])
    outcome.take(Captured("d"), [])
    assert failures(outcome).splitlines() == [
        "1 of 3 recordings failed, 1 entry of answers could not be read, the recordings of 1 task are unknown."
        " Run again to get what is missing:",
        "  lost the connection:",
        "    recording r0 of task a",
        "    task b",
        "  the answer cannot be read: no attributes (running again does not help):",
        "    recording r9 of task c",
    ]
    assert outcome.without == ["d"]


@pytest.mark.parametrize(
    ("error", "helps"),
    [
        (LOST, True),
        (WxccError("busy", status=503), True),
        (WxccError("refused with 4 URLs", status=403), True),
        (WxccError("gone", status=404), False),
        (WxccError("no such field", status=400), False),
        (Forbidden("no rights", status=403), False),
        (ODD.error, False),
    ],
)
def test_run_again_is_said_only_where_it_helps(error: WxccError, helps: bool) -> None:
    outcome = Outcome()
    outcome.take(Captured("a", error=error), [])
    message = failures(outcome)
    assert ("Run again" in message, "running again does not help" in message) == (helps, not helps)
    assert message.startswith("the recordings of 1 task are unknown")


def test_nothing_missing_is_no_message() -> None:
    outcome = Outcome()
    outcome.take(Captured("a"), [])
    assert failures(outcome) == ""
