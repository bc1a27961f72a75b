# SPDX-License-Identifier: GPL-3.0-or-later
"""Controller side of wxcc_config_info."""

from __future__ import annotations

from ..plugin_utils.actions.family import FamilyAction


class ActionModule(FamilyAction):
    """Nothing but the connection."""
