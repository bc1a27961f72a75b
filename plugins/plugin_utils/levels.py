# SPDX-License-Identifier: GPL-3.0-or-later
"""What all actions have in common: where their options come from, and which of them a user may see."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.plugins.action import ActionBase

from ..module_utils.api.http.errors import WxccError
from ..module_utils.mistakes import sentences
from ..module_utils.private_ansible import EnvironmentKeyword
from . import connection

PROXIES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
NETWORK: Final = (*PROXIES, *map(str.lower, PROXIES), "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Environment variables that choose proxies and trusted certificates."""


class LeveledAction(EnvironmentKeyword, ActionBase):
    """An action whose options come from the task, from variables or from the environment."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the task, and show its own arguments as the invocation; wrong input becomes a failed result."""
        result: dict[str, Any] = super().run(task_vars=task_vars)
        try:
            with sentences(AnsibleActionFail, WxccError, passed=(AnsibleError,)), _network(self._environment_keyword()):
                result.update(self._outcome(task_vars or {}))
        except AnsibleActionFail as error:
            result.update(failed=True, msg=error.message)
        result["invocation"] = {"module_args": connection.masked(self._task.args)}
        return result

    def _outcome(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Run the task."""
        raise NotImplementedError

    def _levels(self, variables: Mapping[str, Any]) -> list[connection.Level]:
        """Return the places where options come from, the strongest first."""
        keyword = self._environment_keyword()

        def from_variables(option: str) -> Any:
            name = connection.variable(option)
            if name not in variables:
                return None
            # `omit`: ansible-core 2.16 returns its placeholder, 2.19 drops it from a mapping but raises for a
            # single value.
            value = self._templar.template({name: variables[name]}).get(name)
            return None if value == variables.get("omit") else value

        return [
            ("the task", self._task.args.get),
            ("wxcc_ variables", from_variables),
            ("the environment keyword", lambda option: keyword.get(connection.environment_variable(option))),
            ("the environment", lambda option: os.environ.get(connection.environment_variable(option))),
        ]


@contextmanager
def _network(keyword: Mapping[str, Any]) -> Iterator[None]:
    """Use the proxies and certificates of the environment keyword for requests of the controller too."""
    given = {name: str(keyword[name]) for name in NETWORK if name in keyword}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
