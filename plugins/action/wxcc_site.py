# SPDX-License-Identifier: GPL-3.0-or-later
"""Controller side of wxcc_site."""

from __future__ import annotations

from ..module_utils.config.model.catalog.table import CATALOG
from ..plugin_utils.actions.base import WxccAction


class ActionModule(WxccAction):
    """One site, or a list of them."""

    inline = {"sites": "items"}
    single = CATALOG["site"].option_names()
