# SPDX-License-Identifier: GPL-3.0-or-later
"""Controller side of wxcc_token."""

from __future__ import annotations

from ..plugin_utils.actions.token import TokenAction


class ActionModule(TokenAction):
    """One organization."""
