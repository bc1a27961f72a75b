# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules run in the process of the test: options in, the printed result out, in milliseconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout, suppress
from io import StringIO
from typing import Any
from unittest import mock

from ansible.module_utils import basic


def run_module(main: Callable[[], object], options: Mapping[str, Any]) -> dict[str, Any]:
    """Give the result of a module, as its action plugin would read it."""
    arguments = json.dumps({"ANSIBLE_MODULE_ARGS": dict(options)}).encode()
    printed = StringIO()
    warnings: list[str] = []  # Ansible shows them at once where its controller is loaded too
    with (
        mock.patch.object(basic, "_ANSIBLE_ARGS", arguments),
        mock.patch.object(basic, "_ANSIBLE_PROFILE", "legacy", create=True),
        mock.patch.object(basic.AnsibleModule, "warn", lambda _module, text, **_unused: warnings.append(text)),
        redirect_stdout(printed),
        suppress(SystemExit),
    ):
        main()
    return {**json.loads(printed.getvalue()), "warnings": warnings}
