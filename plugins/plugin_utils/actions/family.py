# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's half of the modules that take any family, and of those that take only one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ansible.errors import AnsibleActionFail

from ...module_utils.blanks import is_blank
from ...module_utils.config.model.catalog.table import CATALOG, find, own_module, unknown_family
from .base import WxccAction


class FamilyAction(WxccAction):
    """Takes the option `type` in any spelling, and passes on the API's spelling."""

    def _module_arguments(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        name = self._task.args.get("type")
        family: dict[str, Any] = {}
        if not is_blank(name):
            resource = find(str(name))
            if resource is None:
                raise AnsibleActionFail(f"type: {name}: {unknown_family(str(name))}")
            family["type"] = resource.family
        return super()._module_arguments(variables) | family


class ObjectAction(WxccAction):
    """Takes a single object, or a list, of the family that the subclass names."""

    family: ClassVar[str]

    def __init_subclass__(cls) -> None:
        """Take the names of the options from the catalog."""
        cls.inline = {own_module(cls.family).many: "items"}
        cls.single = CATALOG[cls.family].option_names()
