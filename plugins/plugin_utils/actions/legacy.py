# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's half of modules for the legacy API: their own connection, and queries from files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.module_utils.common.validation import check_mutually_exclusive, check_required_one_of

from ...module_utils.private_ansible import file_finder, file_reader
from .. import connection, packing
from .base import WxccAction


class LegacyAction(WxccAction):
    """Runs the module of the same name, with a user's API key instead of an access token."""

    inline = {"query": "query"}

    def _connection_options(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        levels = self._levels(variables)
        chosen = connection.choose(connection.LEGACY_OPTIONS, *levels)
        connection.require(chosen, "legacy_user", "legacy_api_key")
        self._count_with(connection.choose(connection.STORE_OPTIONS, *levels), "legacy", chosen["legacy_user"])
        return chosen

    def _packed_source(self, given: Mapping[str, Any]) -> str | None:
        try:
            check_mutually_exclusive([("id", "query", "src"), ("id", "from"), ("id", "to")], given)
            check_required_one_of([("id", "query", "src", "from")], given)
        except TypeError as error:
            raise AnsibleActionFail(str(error)) from None
        if "src" in given:
            return packing.from_file(given["src"], file_finder(self), file_reader(self._loader), "response")
        if "query" not in given:
            return None
        query = given["query"]
        if isinstance(query, str):
            return packing.packed("query", "query", str(query))
        return packing.from_value("query", "query", query)
