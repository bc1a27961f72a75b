# SPDX-License-Identifier: GPL-3.0-or-later
"""Controller side of wxcc_report_page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..plugin_utils import page_assets
from ..plugin_utils.actions.base import WxccAction


class ActionModule(WxccAction):
    """The connection, and what a page carries with it, since a module takes no files but Python along."""

    def _module_arguments(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        return super()._module_arguments(variables) | {"_assets": page_assets.packed()}
