# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/typed_modules.py.
"""Controller side of wxcc_skill_profile."""

from __future__ import annotations

from ..plugin_utils.actions.family import ObjectAction


class ActionModule(ObjectAction):
    """A single object of the family skill-profile, or a list of them."""

    family = "skill-profile"
