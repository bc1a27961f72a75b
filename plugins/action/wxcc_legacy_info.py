# SPDX-License-Identifier: GPL-3.0-or-later
"""Controller side of wxcc_legacy_info."""

from __future__ import annotations

from ..plugin_utils.legacy_action import LegacyAction


class ActionModule(LegacyAction):
    """Ids, a query, or a period."""
