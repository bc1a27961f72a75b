# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's half of wxcc_capture_info: signed URLs reach only the registered result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

from ...module_utils.module.scrambling import new_key, unscrambled
from .base import WxccAction


class CaptureInfoAction(WxccAction):
    """Gives the module a key to hide the URLs with, and restores them after everything that could print them."""

    def _module_arguments(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        arguments = super()._module_arguments(variables)
        if boolean(arguments.get("reveal", False), strict=False):
            arguments["_scramble_key"] = self._key = new_key()
        return arguments

    def _outcome(self, variables: dict[str, Any]) -> dict[str, Any]:
        result = super()._outcome(variables)
        text = result.pop("scrambled", None)
        if text is None:
            return result
        for name, urls in json.loads(unscrambled(self._key, text)).items():
            for row, url in zip(result[name], urls, strict=True):
                row["file_path"] = url
        return result | {"_ansible_no_log": True}
