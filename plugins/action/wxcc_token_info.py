# SPDX-License-Identifier: GPL-3.0-or-later
"""Controller side of wxcc_token_info."""

from __future__ import annotations

from ..plugin_utils.actions.token import TokenInfoAction


class ActionModule(TokenInfoAction):
    """All organizations."""
