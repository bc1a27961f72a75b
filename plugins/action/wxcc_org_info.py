# SPDX-License-Identifier: GPL-3.0-or-later
"""Controller side of wxcc_org_info."""

from __future__ import annotations

from ..plugin_utils.actions.org_info import OrgInfoAction


class ActionModule(OrgInfoAction):
    """Nothing more."""
