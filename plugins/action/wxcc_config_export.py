# SPDX-License-Identifier: GPL-3.0-or-later
"""Controller side of wxcc_config_export."""

from __future__ import annotations

from ..plugin_utils.actions.base import WxccAction


class ActionModule(WxccAction):
    """Nothing but the connection."""
