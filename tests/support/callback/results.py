# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes every task result as a line of JSON into the file that WXCC_TEST_RESULTS names."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: results
type: notification
short_description: task results for tests
description: One line of JSON a result.
"""


class CallbackModule(CallbackBase):
    """A notification callback, so that the output stays the one that users see."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "results"

    def __init__(self) -> None:
        super().__init__()
        self._failed: list[Any] = []

    def _write(self, result: Any, state: str) -> None:
        content = json.loads(self._dump_results(result._result, keep_invocation=True))
        for name in ("diff", "warnings"):  # which the dump leaves to other callbacks
            if name in result._result:
                content[name] = result._result[name]
        for item in content.get("results", ()):  # which newer releases do not say of an item
            item["failed"] = item.get("item") in self._failed
        self._failed.clear()
        entry = {
            "task": result._task.get_name(),
            "host": result._host.get_name(),
            "state": state,
            "ended": time.time(),
            "result": content,
        }
        with open(os.environ["WXCC_TEST_RESULTS"], "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    def v2_runner_item_on_failed(self, result: Any) -> None:
        self._failed.append(result._result.get("item"))

    def v2_runner_on_ok(self, result: Any) -> None:
        self._write(result, "ok")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._write(result, "failed")
