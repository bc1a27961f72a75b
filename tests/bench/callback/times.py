# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes when each task began and ended as a line of JSON into the file that WXCC_BENCH_TIMES names.

Of the result it takes what is short, so that measuring costs nothing.
"""

from __future__ import annotations

import json
import os
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: times
type: notification
short_description: task times for benchmarks
description: One line of JSON a result.
"""


class CallbackModule(CallbackBase):
    """A notification callback, so that the output stays the one that users see."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "times"

    def __init__(self) -> None:
        super().__init__()
        self._began = 0.0

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        self._began = time.time()

    def v2_runner_on_ok(self, result: Any) -> None:
        now = time.time()
        summary = dict(result._return_data.get("summary", {}))  # its _result would be a copy of all rows
        line = {"began": self._began, "ended": now, "changed": result.is_changed(), "summary": summary}
        with open(os.environ["WXCC_BENCH_TIMES"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
