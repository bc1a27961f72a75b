# SPDX-License-Identifier: GPL-3.0-or-later
"""Controller side of wxcc_config."""

from __future__ import annotations

from ..plugin_utils.actions.family import FamilyAction


class ActionModule(FamilyAction):
    """A list of one family, or a mapping of several."""

    inline = {"items": "items", "objects": "objects"}
    required_by = {"items": "type"}
    takes_folder = True
    mutually_exclusive = (("objects", "type"),)
