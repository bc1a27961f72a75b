# SPDX-License-Identifier: GPL-3.0-or-later
"""Controller side of wxcc_legacy_info."""

from __future__ import annotations

from ..plugin_utils.actions.legacy import LegacyAction


class ActionModule(LegacyAction):
    """Ids, a query, or a period."""
